//! Exemptions that do not hold what they promise, and policies that were weakened.

pub(crate) mod exemption;
pub(crate) mod inline;
pub(crate) mod weakened;

use super::rule::Rule;

/// The rules about the policy itself; their category is `history`.
pub(super) const RULES: &[&Rule] = &[
    &exemption::EXPIRED,
    &exemption::UNUSED,
    &inline::FORBIDDEN,
    &inline::UNKNOWN_RULE,
    &inline::UNREADABLE,
    &inline::WITHOUT_REASON,
    &weakened::RULE,
];
