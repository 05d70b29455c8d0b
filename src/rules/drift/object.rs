//! Whole objects that are on one side only.

use crate::rules::{Category, Check, Level, Rule};

/// The migration files make it, and the database does not have it.
pub(crate) const MISSING: Rule = Rule {
    id: "drift-missing",
    category: Category::Drift,
    level: Level::Block,
    summary: "an object that the migrations make is not in the database",
    docs: "Somebody dropped or renamed it by hand, a restore left it out, or `prisma db push` was run from another branch. The next \
migration that alters it fails on this database, and code that was tested elsewhere fails here.\n\nBring it back with the statement \
that the report shows, or, if it should be gone, write a migration that drops it (`seawall drift --adopt` writes one).",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// The database has it, and no migration file makes it.
pub(crate) const UNEXPECTED: Rule = Rule {
    id: "drift-unexpected",
    category: Category::Drift,
    level: Level::Block,
    summary: "an object is in the database that no migration makes",
    docs: "Somebody made it by hand: a hotfix index, a table of a trial, a leftover. No other environment has it, a new environment will \
not get it, and a migration that makes an object of that name fails here.\n\nKeep it: write it as a migration (`seawall drift --adopt`) and \
mark that as applied here. Or drop it, once nothing uses it. Objects that belong to the platform or to another tool can be named under \
`drift.ignore` with the reason.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
