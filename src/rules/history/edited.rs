//! Migrations of the base branch that the branch edits, deletes or overtakes.

use crate::rules::{Category, Check, Level, Rule};

/// A migration of the base branch has other content here.
pub(crate) const EDITED: Rule = Rule {
    id: "migration-edited",
    category: Category::History,
    level: Level::Block,
    summary: "changes a migration that the base branch already has",
    docs: "A migration that is deployed somewhere never runs again: editing it changes nothing there, but makes its checksum differ. \
`prisma migrate dev` then wants to reset the database, and a new environment gets another schema than production has.\n\nRestore the \
file, and write what you want to change as a new migration. Only line endings may differ: Prisma accepts either.",
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
    docs: "Databases remember it as applied, by name. `prisma migrate status` then reports that histories diverge, and a renamed one runs \
a second time.\n\nRestore the folder. To squash old migrations, follow Prisma's guide (`migrate resolve --applied`) on every database, \
and exempt this finding with the reason.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A new migration sorts before one that the base branch has.
pub(crate) const OUT_OF_ORDER: Rule = Rule {
    id: "migration-out-of-order",
    category: Category::History,
    level: Level::Warn,
    summary: "a new migration sorts before one that the base branch already has",
    docs: "Prisma applies migrations by name. Where the later one is deployed already, this one runs after it; in a new database before it: \
two orders, and perhaps two schemas.\n\nGive the folder a new timestamp, later than all others (`git mv`).",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
