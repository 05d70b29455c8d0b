//! Writes the whole table again.

mod add_column;
pub(super) mod type_change;
mod whole_table;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[&add_column::RULE, &type_change::RULE, &whole_table::RULE];
