//! Fails, or not, by the rows that exist.

mod check_constraint;
mod depended_on;
mod enum_label;
mod foreign_key;
mod not_null;
mod raises;
mod required_column;
mod type_change;
mod unique;
mod written_null;
mod written_type;
mod written_unique;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &check_constraint::RULE,
    &depended_on::DROP,
    &depended_on::TYPE,
    &enum_label::RULE,
    &foreign_key::RULE,
    &not_null::RULE,
    &raises::RULE,
    &required_column::RULE,
    &type_change::IMPOSSIBLE,
    &type_change::MAY_FAIL,
    &unique::RULE,
    &written_null::RULE,
    &written_type::RULE,
    &written_unique::RULE,
];
