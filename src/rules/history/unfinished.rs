//! Migrations that began on a database and did not end.

use crate::rules::{Category, Check, Level, Rule};

/// A migration failed.
pub(crate) const FAILED: Rule = Rule {
    id: "migration-failed",
    category: Category::History,
    level: Level::Block,
    summary: "a migration failed on this database and waits to be resolved",
    docs: "Its row has no `finished_at`, and nobody holds the advisory lock under which Prisma works. `prisma migrate deploy` refuses \
to run until this is resolved (P3009). Up to Prisma 7.3 a file runs as one transaction, and nothing of it stays. From 7.4 each \
statement commits by itself, and those before the failing one stay.\n\nFind out what stayed and undo it, or make the file fit to run \
again. Then `prisma migrate resolve --rolled-back`, and deploy. Where you completed it by hand instead: `--applied`.",
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
    docs: "Somebody holds the advisory lock (72707369) under which Prisma applies migrations. What the history table says may change \
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
    docs: "`prisma migrate resolve --rolled-back` marks the row of a failed migration; it undoes nothing. The next `prisma migrate \
deploy` runs the file from its beginning.\n\nMake sure that nothing of the first attempt is left, or that the file can run twice.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
