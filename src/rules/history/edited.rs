//! Migrations of the base branch that the branch edits, deletes or overtakes.

use crate::rules::{Category, Check, Level, Rule};

/// A migration of the base branch has other content here.
pub(crate) const EDITED: Rule = Rule {
    id: "migration-edited",
    category: Category::History,
    level: Level::Block,
    summary: "changes a migration that the base branch already has",
    docs: "A migration that is deployed somewhere never runs again: editing it changes nothing there, and a new environment gets another \
schema than production has. Tools that keep checksums stop: `prisma migrate dev` wants to reset the database, Flyway and sqlx refuse to \
migrate.\n\nRestore the file, and write what you want to change as a new migration. Line endings may differ, and so may the part that \
takes the migration back.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A migration of the base branch is missing here.
pub(crate) const DELETED: Rule = Rule {
    id: "migration-deleted",
    category: Category::History,
    level: Level::Block,
    summary: "deletes or renames a migration that the base branch already has",
    docs: "Databases remember it as applied, by name or version. Tools then report that histories diverge or refuse to run, and a renamed \
one runs a second time.\n\nRestore it. To squash old migrations, follow the tool's guide on every database (Prisma: `migrate resolve \
--applied`; Flyway: a baseline), and exempt this finding with the reason.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A new migration sorts before one that the base branch has.
pub(crate) const OUT_OF_ORDER: Rule = Rule {
    id: "migration-out-of-order",
    category: Category::History,
    level: Level::Block,
    summary: "a new migration comes before one that the base branch already has",
    docs: "Migrations are applied by name, number or time. Where the later one is deployed already, this one runs after it, in a new \
database before it: two orders, and perhaps two schemas. Some tools refuse to run it then (Flyway, goose, node-pg-migrate, Supabase), and \
some skip it for ever without a word (Drizzle before 1.0, golang-migrate): only there this blocks, elsewhere it is a \
warning.\n\nGive it a timestamp or number later than all others (`git \
mv`).",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
