//! What a database's history table says that does not fit the repository.

use crate::rules::{Category, Check, Level, Rule};

const fn rule(id: &'static str, level: Level, summary: &'static str, docs: &'static str) -> Rule {
    Rule { id, category: Category::History, level, summary, docs, bad: &[], good: &[], check: Check::Audit }
}

/// The checksum in the history table is that of another text.
pub(crate) const EDITED: Rule = rule(
    "applied-migration-edited",
    Level::Block,
    "a migration was changed after it was applied to this database",
    "The history table keeps a checksum of each file as it was when it ran (the Supabase CLI: its statements). The file is another one now, so this database \
has another schema than a new one would get from the repository. `prisma migrate deploy` and Drizzle do not compare checksums and say \
nothing; `prisma migrate dev` wants to reset the database; Flyway and sqlx refuse to run. dbmate, Diesel, goose, golang-migrate, \
node-pg-migrate and sql-migrate keep no checksum: there an edit cannot be seen.\n\nBring the old text back from git and write the change as a new migration. Line ends \
may differ.",
);

/// A migration is recorded as applied, and the repository does not have it.
pub(crate) const MISSING: Rule = rule(
    "applied-migration-missing",
    Level::Block,
    "a migration is applied to this database and not in the repository",
    "The database ran something that this commit does not know: another branch was deployed here, or the folder was deleted or renamed. \
`prisma migrate deploy` goes on without a word; Flyway, sqlx, node-pg-migrate and `supabase db push` refuse to run.\n\nMerge the \
branch that has it, or restore its file from git.",
);

/// A migration ran after one that sorts behind it.
pub(crate) const OUT_OF_ORDER: Rule = rule(
    "applied-out-of-order",
    Level::Warn,
    "a migration runs, or ran, after one that sorts behind it",
    "Prisma, dbmate and Diesel apply what is pending in the order of the names, also where something later is applied already. Flyway, \
goose, node-pg-migrate and the Supabase CLI refuse to run unless they are told to. A new database runs the \
same files in another order, and may get another schema.\n\nWhile it is pending everywhere, give its folder a new timestamp, later \
than all others (`git mv`). Once it is applied somewhere, compare that database with the files: `seawall drift`.",
);

/// A migration has several rows that count.
pub(crate) const TWICE: Rule = rule(
    "recorded-twice",
    Level::Warn,
    "a migration stands twice in the history table",
    "Nothing in the table keeps a name unique, and no run of Prisma leaves two rows that are not rolled back. Two deploys ran without \
the advisory lock (a pooler in transaction mode, or `PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK`), or somebody wrote the row by hand. The \
statements may have run twice.\n\nLook at both rows, compare the database with `seawall drift`, and deploy over a direct connection.",
);

/// A migration that the tool passes over for good.
pub(crate) const SKIPPED: Rule = rule(
    "migration-never-runs",
    Level::Block,
    "a migration is not applied, and the tool will never run it on this database",
    "Drizzle before 1.0 compares a migration's time in `meta/_journal.json` with that of the newest one it has applied, and runs \
only what is later. A migration of a branch that was merged late is passed over without a word, here and wherever the later one was \
applied.\n\nDrop it and generate it anew on the current branch (`drizzle-kit drop`, `drizzle-kit generate`), so that it is the newest.",
);

/// Migrations that will run with the next deploy.
pub(crate) const PENDING: Rule = rule(
    "migration-pending",
    Level::Info,
    "migrations of the repository are not applied to this database",
    "The database is behind the code. That is usual before a deploy; code that runs already may miss columns and tables.\n\nWhere code \
must not be promoted before its migrations ran, set this rule to `block` and run `seawall status` as the gate of the promotion.",
);

/// Migrations that were declared applied.
pub(crate) const BASELINED: Rule = rule(
    "migration-baselined",
    Level::Info,
    "migrations were declared applied and never ran on this database",
    "`prisma migrate resolve --applied` writes the row without running the file. That is right for a baseline, where the objects were \
there before. Otherwise they are missing now, and nothing says so.\n\n`seawall drift` compares the database with what the files make.",
);

/// There are tables and no history.
pub(crate) const ABSENT: Rule = rule(
    "history-table-absent",
    Level::Block,
    "the database has tables and no history table",
    "Nobody knows which migrations made these tables. `prisma migrate deploy` refuses such a database (P3005). Either the connection \
string names another schema or database than the application's, or the tables were made by `prisma db push` or by hand.\n\nCheck the \
connection string and its `?schema=`. Where they are right, baseline: `prisma migrate resolve --applied` for each migration whose \
objects are there.",
);
