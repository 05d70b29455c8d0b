//! Rules on the data are gone or weaker.

mod bypass;
mod constraint;
mod index;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &bypass::AUTOVACUUM,
    &bypass::NOT_ENFORCED,
    &bypass::ROLE,
    &bypass::SEQUENCE,
    &bypass::TRIGGERS,
    &constraint::DROP,
    &constraint::GAP,
    &constraint::PRIMARY_KEY,
    &constraint::UNIQUE_INDEX,
    &index::HIDDEN,
    &index::INVALID,
    &index::UNMANAGED,
    &index::UNNAMED,
];
