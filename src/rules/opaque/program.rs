//! Migrations that are programs.

use crate::rules::{Category, Check, Level, Rule};

/// A pending migration is written in a programming language.
pub(crate) const RULE: Rule = Rule {
    id: "unreadable-migration",
    category: Category::Opaque,
    level: Level::Block,
    summary: "a migration that is a program, not SQL",
    docs: "goose runs migrations in Go beside those in SQL, node-pg-migrate those in JavaScript. A program can do anything to the \
database, and Seawall runs none to find out. The objects that it makes are unknown afterwards.\n\nWrite the migration in SQL. Where it \
must be a program, read it, and exempt it by its name in the policy, with what it does.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
