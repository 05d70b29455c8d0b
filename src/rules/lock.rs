//! Held while a long operation runs on a table in use.

mod check_scan;
mod foreign_key_scan;
mod index_build;
mod key_build;
mod maintenance;
mod not_null_scan;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &check_scan::DOMAIN,
    &check_scan::TABLE,
    &foreign_key_scan::RULE,
    &index_build::RULE,
    &key_build::EXCLUSION,
    &key_build::INLINE,
    &key_build::PRIMARY,
    &key_build::UNIQUE,
    &maintenance::ATTACH,
    &maintenance::REBUILD,
    &maintenance::REFRESH,
    &maintenance::REINDEX,
    &not_null_scan::KEY,
    &not_null_scan::SET,
    &super::rewrite::type_change::TIME_ZONE,
];
