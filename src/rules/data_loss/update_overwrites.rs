//! `UPDATE` of every row of a column that holds values.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, rows,
    subject::{Subject, column_may_hold_values, list},
};
use crate::sql::{Assignment, Ident, Operation, RowChange, RowChangeKind};

pub(super) const RULE: Rule = Rule {
    id: "update-all-rows",
    category: Category::DataLoss,
    level: Level::Warn,
    summary: "overwrites a column in every row",
    docs: "There is no WHERE, or one that every row meets: the values that the column held are gone. Filling a column that this \
change added is no loss, and not meant here.\n\nWrite the new values into a new column, check them, and switch over; or say \
which rows are meant.",
    bad: &[
        Example::new("CREATE TABLE customer (id int, email text);", "UPDATE customer SET email = NULL;"),
        Example::new(
            "CREATE TABLE customer (id int, email text);",
            "UPDATE customer SET email = lower(email) WHERE true;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int, email text);",
            "ALTER TABLE customer ADD COLUMN contact text; UPDATE customer SET contact = email;",
        ),
        Example::new("CREATE TABLE customer (id int, email text);", "UPDATE customer SET email = NULL WHERE id = 7;"),
    ],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::ChangeRows(change) = step.operation() else { return };
    let subject = Subject::of(&step.before, &change.table);
    if !rows::reaches_all(&step.before, change) {
        return;
    }
    let columns: Vec<&Ident> = assignments(change)
        .iter()
        .map(|assignment| &assignment.column)
        .filter(|column| column_may_hold_values(&step.before, &subject, column))
        .collect();
    if columns.is_empty() {
        return;
    }
    let table = subject.name();
    let hit = Hit::new(format!("overwrites {} in every row of {table}", list(columns.iter().map(ToString::to_string))))
        .help(format!("say which rows are meant, or write into a new column and compare before the old one goes:\nUPDATE {table} SET … WHERE …;"));
    hits.push(columns.iter().fold(hit, |hit, column| hit.on(subject.column_object(column))));
}

fn assignments(change: &RowChange) -> &[Assignment] {
    match &change.kind {
        RowChangeKind::Update(assignments) => assignments,
        _ => &[],
    }
}
