//! Migrations that began on a database and did not end.

use crate::rules::{Category, Check, Level, Rule};

/// A migration failed.
pub(crate) const FAILED: Rule = Rule {
    id: "migration-failed",
    category: Category::History,
    level: Level::Block,
    summary: "a migration failed on this database and waits to be resolved",
    docs: "The history table says that it began and not that it ended, and nobody is at work: with Prisma a row without `finished_at`, \
with Flyway and sqlx `success = false`, with golang-migrate `dirty`, with Atlas fewer statements applied than there are. Nothing is \
deployed until this is resolved.\n\n`prisma migrate deploy` refuses to run (P3009). Up to Prisma 7.3 a file runs as one transaction, and nothing of it stays. From 7.4 each \
statement commits by itself, and those before the failing one stay.\n\nFind out what stayed and undo it, or make the file fit to run \
again. Then `prisma migrate resolve --rolled-back`, and deploy. Where you completed it by hand instead: `--applied`. With Flyway `flyway repair`, with golang-migrate `migrate force`; Atlas \
goes on where it stopped.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A deploy is at work.
pub(crate) const RUNNING: Rule = Rule {
    id: "migration-running",
    category: Category::History,
    level: Level::Warn,
    summary: "migrations are being applied to this database right now",
    docs: "Somebody holds the advisory lock under which the tool applies migrations (Prisma's is 72707369), or has an open transaction \
that has written into its history table. What the history table says may change \
from one moment to the next.\n\nWait until the deploy has ended. A lock that stays behind belongs to a session that is still open: \
`pg_locks` and `pg_stat_activity` tell whose.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A migration was rolled back and not applied since.
pub(crate) const ROLLED_BACK: Rule = Rule {
    id: "migration-rolled-back",
    category: Category::History,
    level: Level::Info,
    summary: "a migration was declared rolled back and runs again with the next deploy",
    docs: "`prisma migrate resolve --rolled-back` marks the row of a failed migration; it undoes nothing. After `flyway undo` or a \
way back of goose the migration is undone. The next deploy runs the file from its beginning.\n\nMake sure that nothing of the first attempt is left, or that the file can run twice.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
