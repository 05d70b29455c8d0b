//! `ALTER COLUMN … TYPE` that fails on some values, or always.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, rows,
    subject::{Subject, column_may_hold_values},
};
use crate::schema::Outcome;
use crate::sql::{Ident, ObjectName, Operation, RowChange, RowScope, expression};

pub(super) const MAY_FAIL: Rule = Rule {
    id: "type-change-may-fail",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "changes a type: fails if a value does not fit the new one",
    docs: "A shorter `varchar`, a smaller integer, text that must become a number or an enum: the migration fails if one row holds a \
value that does not fit. It passes on a development database without such rows.\n\nCount them first. To make sure none come in while you \
wait, add a CHECK NOT VALID, mend the rows, validate it, then change the type.",
    bad: &[
        Example::new("CREATE TABLE item (name text);", "ALTER TABLE item ALTER COLUMN name TYPE varchar(20);"),
        Example::new("CREATE TABLE item (size bigint);", "ALTER TABLE item ALTER COLUMN size TYPE integer;"),
        Example::new(
            "CREATE TABLE item (age text);",
            "ALTER TABLE item ALTER COLUMN age TYPE integer USING age::integer;",
        ),
    ],
    good: &[
        Example::new("CREATE TABLE item (name varchar(20));", "ALTER TABLE item ALTER COLUMN name TYPE varchar(30);"),
        Example::new("CREATE TABLE item (size integer);", "ALTER TABLE item ALTER COLUMN size TYPE bigint;"),
    ],
    check: Check::Step(may_fail),
};

pub(super) const IMPOSSIBLE: Rule = Rule {
    id: "cast-not-possible",
    category: Category::DataDependent,
    level: Level::Block,
    summary: "changes a type where PostgreSQL knows no automatic conversion: the migration always fails",
    docs: "`PostgreSQL` converts by itself only where it cannot go wrong by surprise. Text to a number, to an enum or to an array needs a \
USING expression; without it the statement fails (SQLSTATE 42804), on an empty table too.\n\nSay how: `ALTER COLUMN … TYPE integer USING \
name::integer`.",
    bad: &[Example::new("CREATE TABLE item (age text);", "ALTER TABLE item ALTER COLUMN age TYPE integer;")],
    good: &[Example::new(
        "CREATE TABLE item (age text);",
        "ALTER TABLE item ALTER COLUMN age TYPE integer USING age::integer;",
    )],
    check: Check::Step(impossible),
};

fn may_fail(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, data_type, .. } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let change = step.before.type_change(step.operation(), judged.server);
    let Outcome::MayFail { why } = change.outcome else { return };
    let told_already = super::enum_label::removes_labels(step);
    if told_already
        || !column_may_hold_values(&step.before, &subject, column)
        || emptied(judged, at, subject.name(), column)
    {
        return;
    }
    let name = subject.name();
    let from = change.from.map_or_else(String::new, |from| format!(" from {from}"));
    hits.push(
        Hit::new(format!("changes {name}.{column}{from} to {data_type}: {why}"))
            .help(format!("look for values that do not fit, and mend them in an earlier migration:\nSELECT {column}, count(*) FROM {name} GROUP BY 1 ORDER BY 2;"))
            .on(subject.column_object(column)),
    );
}

/// An earlier step of the migration deleted every row, or wrote NULL into the column of each.
fn emptied(judged: &Judged<'_>, at: usize, table: &ObjectName, column: &Ident) -> bool {
    let null = |change: &RowChange| {
        change.scope == RowScope::All && rows::value_for(change, column).is_some_and(expression::is_null_literal)
    };
    rows::emptied(judged, at, table) || rows::changes(judged, at, table).any(|(_, change)| null(change))
}

fn impossible(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, data_type, .. } = step.operation() else { return };
    let Outcome::AlwaysFails { why } = step.before.type_change(step.operation(), judged.server).outcome else { return };
    let subject = Subject::of(&step.before, table);
    let name = subject.name();
    hits.push(
        Hit::new(format!("changes {name}.{column} to {data_type}: {why}"))
            .help(format!("say how to convert:\nALTER TABLE {name} ALTER COLUMN {column} TYPE {data_type} USING {column}::{data_type};"))
            .on(subject.column_object(column)),
    );
}
