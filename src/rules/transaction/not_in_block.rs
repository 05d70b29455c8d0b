//! Statements that fail inside a transaction block.

use crate::project::Sending;
use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, advice};
use crate::sql::{ObjectKind, Operation};

pub(super) const CONCURRENTLY: Rule = Rule {
    id: "concurrently-in-transaction",
    category: Category::Transaction,
    level: Level::Block,
    summary: "CONCURRENTLY inside a transaction block: the migration always fails",
    docs: "`CREATE INDEX CONCURRENTLY`, `DROP INDEX CONCURRENTLY`, `REINDEX CONCURRENTLY` and `DETACH PARTITION CONCURRENTLY` \
commit several times and refuse to run in a transaction block (SQLSTATE 25001).\n\nA block is not only `BEGIN … COMMIT`. Prisma up \
to 7.3 sends a file as one query: with a second statement in the file, all of it is one transaction, and a COMMIT in the file does \
not change that. From 7.4 each statement is committed by itself, unless a statement of the file cannot be read by the parser that \
Prisma uses (`DROP INDEX CONCURRENTLY`, `DO`): then the whole file is one query again.\n\nPut the statement into a migration \
of its own.",
    bad: &[
        Example::new(
            "CREATE TABLE item (name text);",
            "BEGIN; CREATE INDEX CONCURRENTLY item_name ON item (name); COMMIT;",
        ),
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN size int; CREATE INDEX CONCURRENTLY item_size ON item (size);",
        )
        .with_runner("prisma@7.3"),
        Example::new(
            "CREATE TABLE item (name text); CREATE INDEX item_name ON item (name);",
            "DROP INDEX CONCURRENTLY item_name; CREATE INDEX CONCURRENTLY item_name_2 ON item (name);",
        ),
    ],
    good: &[
        Example::new("CREATE TABLE item (name text);", "CREATE INDEX CONCURRENTLY item_name ON item (name);")
            .with_runner("prisma@7.3"),
        Example::new(
            "CREATE TABLE item (name text);",
            "ALTER TABLE item ADD COLUMN size int; CREATE INDEX CONCURRENTLY item_size ON item (size);",
        ),
    ],
    check: Check::Step(|judged, at, step, hits| check(judged, at, step, hits, concurrent_words)),
};

pub(super) const OTHER: Rule = Rule {
    id: "not-allowed-in-transaction",
    category: Category::Transaction,
    level: Level::Block,
    summary: "a statement that refuses to run in a transaction block: the migration always fails",
    docs: "`VACUUM`, `CREATE DATABASE`, `DROP DATABASE`, `ALTER SYSTEM`, `CREATE TABLESPACE`, `REINDEX DATABASE` and \
`DISCARD ALL` cannot run in a transaction block (SQLSTATE 25001), be it `BEGIN … COMMIT` or several statements sent as one \
query.\n\nPut the statement into a migration of its own, or do it outside the migrations.",
    bad: &[
        Example::new("CREATE TABLE item (id int);", "BEGIN; VACUUM item; COMMIT;"),
        Example::new("CREATE TABLE item (id int);", "VACUUM item; ANALYZE item;").with_runner("prisma@7.3"),
    ],
    good: &[Example::new("CREATE TABLE item (id int);", "VACUUM item;").with_runner("prisma@7.3")],
    check: Check::Step(|judged, at, step, hits| check(judged, at, step, hits, other_words)),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits, words: fn(&Operation) -> Option<&'static str>) {
    let Some(words) = words(step.operation()) else { return };
    let inner = step.reach() != crate::sql::Reach::Direct;
    if !judged.transaction(at).block && !inner {
        return;
    }
    let why = if inner {
        "a DO block or function always runs inside a transaction".to_owned()
    } else if judged.transaction(at).explicit {
        "it stands between BEGIN and COMMIT".to_owned()
    } else {
        advice::why_block(judged)
    };
    let help = match judged.sending() {
        Sending::PerStatement if judged.transaction(at).explicit => "take it out of BEGIN … COMMIT".to_owned(),
        _ => format!("put it {}", advice::outside_transaction(judged)),
    };
    hits.push(Hit::new(format!("{words} fails here with SQLSTATE 25001: {why}")).help(help));
}

/// Whether a statement cannot run in a transaction block.
pub(crate) fn refuses_transaction(operation: &Operation) -> bool {
    concurrent_words(operation).or_else(|| other_words(operation)).is_some()
}

fn concurrent_words(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::CreateIndex(index) if index.concurrently => Some("CREATE INDEX CONCURRENTLY"),
        Operation::DropIndex { concurrently: true, .. } => Some("DROP INDEX CONCURRENTLY"),
        Operation::Reindex { concurrently: true, .. } => Some("REINDEX CONCURRENTLY"),
        Operation::DetachPartition { concurrently: true, .. } => Some("DETACH PARTITION CONCURRENTLY"),
        _ => None,
    }
}

fn other_words(operation: &Operation) -> Option<&'static str> {
    match operation {
        Operation::Vacuum { .. } => Some("VACUUM"),
        Operation::CreateDatabase { .. } => Some("CREATE DATABASE"),
        Operation::Drop { kind: ObjectKind::Database, .. } => Some("DROP DATABASE"),
        Operation::Drop { kind: ObjectKind::Tablespace, .. } => Some("DROP TABLESPACE"),
        Operation::Reindex { kind: ObjectKind::Database | ObjectKind::Schema, concurrently: false, .. } => {
            Some("REINDEX DATABASE or SCHEMA")
        }
        Operation::AlterConfiguration { kind: ObjectKind::Other, .. } => Some("ALTER SYSTEM"),
        Operation::DiscardAll => Some("DISCARD ALL"),
        Operation::Cluster { table: None } => Some("CLUSTER of every table"),
        _ => None,
    }
}
