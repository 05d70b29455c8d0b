//! Breaks application code that runs.

mod column_contract;
mod programs;
mod rename;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &column_contract::DROP_DEFAULT,
    &column_contract::DROP_GENERATION,
    &column_contract::DROP_NOT_NULL,
    &column_contract::SET_DEFAULT,
    &programs::DROP,
    &programs::REPLACE_FUNCTION,
    &programs::REPLACE_VIEW,
    &programs::REVOKE,
    &rename::COLUMN,
    &rename::ENUM_VALUE,
    &rename::OTHER,
    &rename::TABLE,
];
