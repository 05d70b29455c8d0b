//! Who may see or do what.

mod access;
mod row_security;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &access::DEFINER,
    &access::FILES,
    &access::PUBLIC,
    &access::ROLE,
    &access::SERVER,
    &row_security::ALWAYS_TRUE,
    &row_security::DISABLED,
    &row_security::POLICY_DROPPED,
];
