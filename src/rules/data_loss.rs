//! Rows or values are gone, or silently changed.

mod column_replaced;
mod delete_rows;
mod destroying_function;
mod drop_column;
mod drop_database;
mod drop_materialized_view;
mod drop_owned;
mod drop_schema;
mod drop_table;
mod drop_takes_columns;
mod foreign_key_deletes;
mod irreversible_migration;
mod probable_column_rename;
mod probable_table_rename;
mod set_unlogged;
mod table_swapped;
mod truncate;
mod type_change_loses_values;
mod update_overwrites;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &column_replaced::RULE,
    &delete_rows::ALL_ROWS,
    &delete_rows::SOME_ROWS,
    &destroying_function::RULE,
    &drop_column::RULE,
    &drop_database::RULE,
    &drop_materialized_view::RULE,
    &drop_owned::RULE,
    &drop_schema::RULE,
    &drop_table::RULE,
    &drop_takes_columns::RULE,
    &foreign_key_deletes::RULE,
    &irreversible_migration::RULE,
    &probable_column_rename::RULE,
    &probable_table_rename::RULE,
    &set_unlogged::RULE,
    &table_swapped::RULE,
    &truncate::RULE,
    &type_change_loses_values::COMPUTED,
    &type_change_loses_values::SILENT,
    &update_overwrites::RULE,
];
