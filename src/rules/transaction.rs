//! What the transaction around it changes: fails in it, applies in part, holds locks too long.

mod balance;
mod brief;
mod enum_value;
mod foreign_key_parent;
mod held_locks;
pub(crate) mod not_in_block;
mod partial;
mod partitioned;
mod timeouts;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &balance::RULE,
    &brief::DROP_INDEX,
    &brief::EXPLICIT,
    &brief::PARTITION,
    &enum_value::OLD,
    &enum_value::USED,
    &foreign_key_parent::RULE,
    &held_locks::BACKFILL,
    &held_locks::SEVERAL,
    &held_locks::VALIDATE,
    &not_in_block::CONCURRENTLY,
    &not_in_block::OTHER,
    &partial::RULE,
    &partitioned::CONCURRENTLY,
    &partitioned::NOT_VALID,
    &timeouts::DISABLED,
    &timeouts::LEAKS,
    &timeouts::LOCAL,
    &timeouts::MISSING,
];
