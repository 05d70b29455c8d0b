//! `DELETE` and `MERGE … DELETE`: of all rows, or of some.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Level, Object, Rule, Step, rows,
    subject::{Subject, list},
};
use crate::schema::{Catalog, ConstraintRule};
use crate::sql::{ObjectName, Operation, ReferentialAction, RowChange, RowChangeKind, RowScope};

pub(super) const ALL_ROWS: Rule = Rule {
    id: "delete-all-rows",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "deletes every row of a table",
    docs: "There is no WHERE, or one that every row meets (`true`, `1 = 1`), or a join without a condition. The rows are gone \
when the migration commits, and with them those of tables that reference them with ON DELETE CASCADE.\n\nSay which rows must \
go, and delete them in batches.",
    bad: &[
        Example::new("CREATE TABLE basket (id int);", "DELETE FROM basket;"),
        Example::new("CREATE TABLE basket (id int);", "DELETE FROM basket WHERE 1 = 1;"),
        Example::new(
            "CREATE TABLE basket (id int);",
            "WITH gone AS (DELETE FROM basket RETURNING id) SELECT count(*) FROM gone;",
        ),
        Example::new("CREATE TABLE basket (id int);", "EXPLAIN ANALYZE DELETE FROM basket;"),
        Example::new("CREATE TABLE basket (id int PRIMARY KEY);", "DELETE FROM basket WHERE id IS NOT NULL;"),
        Example::new(
            "CREATE TABLE basket (id int); CREATE TABLE log (id int);\n\
CREATE FUNCTION purge() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM basket; RETURN 1; END $$;",
            "INSERT INTO log (id) SELECT purge();",
        ),
    ],
    good: &[
        Example::new("CREATE TABLE basket (id int);", "DELETE FROM basket WHERE id = 5;"),
        Example::new("", "CREATE TABLE basket (id int); DELETE FROM basket;"),
    ],
    check: Check::Step(|_, _, step, hits| check(step, hits, true)),
};

pub(super) const SOME_ROWS: Rule = Rule {
    id: "delete-rows",
    category: Category::DataLoss,
    level: Level::Warn,
    summary: "deletes rows of a table",
    docs: "The rows that meet the condition are gone when the migration commits. Count them on staging first \
(`SELECT count(*) … WHERE …`); the same condition may meet other rows in production.\n\nTables that reference them with \
ON DELETE CASCADE lose rows too.",
    bad: &[Example::new("CREATE TABLE basket (id int, paid boolean);", "DELETE FROM basket WHERE NOT paid;")],
    good: &[
        Example::new("CREATE TABLE basket (id int);", "INSERT INTO basket VALUES (1);"),
        Example::new("CREATE TABLE basket (id int);", "EXPLAIN DELETE FROM basket WHERE id > 5;"),
    ],
    check: Check::Step(|_, _, step, hits| check(step, hits, false)),
};

fn check(step: &Step, hits: &mut Hits, all: bool) {
    let Operation::ChangeRows(change) = step.operation() else { return };
    let subject = Subject::of(&step.before, &change.table);
    let whole = rows::reaches_all(&step.before, change);
    if !deletes(change) || change.scope == RowScope::None || whole != all || !subject.may_hold_rows() {
        return;
    }
    let table = subject.name();
    let others = emptied_by_cascade(&step.before, table);
    let mut message = format!("deletes {} of {table}", if whole { "every row" } else { "rows" });
    if !others.is_empty() {
        message = format!("{message}, and by ON DELETE CASCADE those of {} that belong to them", list(&others));
    }
    let condition = change.condition.as_ref().filter(|_| !whole).map_or("…", |condition| &*condition.text);
    let hit = Hit::new(message)
        .help(format!("see on staging which rows it reaches:\nSELECT count(*) FROM {table} WHERE {condition};"))
        .on(subject.object());
    hits.push(others.iter().fold(hit, |hit, other| hit.on(Object::new("table", other))));
}

fn deletes(change: &RowChange) -> bool {
    matches!(change.kind, RowChangeKind::Delete | RowChangeKind::Merge { deletes: true, .. })
}

/// Tables whose rows go when rows of this one go.
fn emptied_by_cascade(before: &Catalog, table: &ObjectName) -> Vec<ObjectName> {
    let cascades = |rule: &ConstraintRule| {
        matches!(rule, ConstraintRule::ForeignKey { on_delete: ReferentialAction::Cascade, .. })
    };
    let mut tables: Vec<ObjectName> = before
        .referencing(table)
        .filter(|(relation, key)| cascades(&key.rule) && relation.name != *table)
        .map(|(relation, _)| relation.name.clone())
        .collect();
    tables.dedup();
    tables
}
