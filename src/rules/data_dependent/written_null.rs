//! Rows that are written with no value where one is demanded.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::Subject,
    written::{Writing, writings},
};
use crate::schema::{Column, Generation, Relation, TypeKind};
use crate::sql::{Ident, Operation, RowChangeKind};

pub(super) const RULE: Rule = Rule {
    id: "written-value-may-be-null",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "writes what may be NULL into a required column: fails if it is",
    docs: "An INSERT or UPDATE gives a NOT NULL column a value that may be missing: a column of another table that may be NULL, a \
subquery that may find no row, a key that a JSON value may lack, a CASE without ELSE. Or an INSERT of a query leaves out a required \
column that has no default. The statement fails (SQLSTATE 23502) at the first such row, and takes the migration with it.\n\nLeave such rows out \
(`WHERE … IS NOT NULL`), or say what stands in for the missing value (`COALESCE(…, …)`).",
    bad: &[
        Example::new(
            "CREATE TABLE customer (email text); CREATE TABLE contact (email text NOT NULL);",
            "INSERT INTO contact (email) SELECT email FROM customer;",
        ),
        Example::new(
            "CREATE TABLE item (code text NOT NULL, extra jsonb);",
            "UPDATE item SET code = extra->>'code' WHERE code IS NOT NULL;",
        ),
        Example::new(
            "CREATE TABLE plan (name text NOT NULL, price int NOT NULL);",
            "INSERT INTO plan (name) SELECT name FROM plan WHERE price > 10;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (email text); CREATE TABLE contact (email text NOT NULL);",
            "INSERT INTO contact (email) SELECT email FROM customer WHERE email IS NOT NULL;",
        ),
        Example::new(
            "CREATE TABLE customer (email text); CREATE TABLE contact (email text NOT NULL);",
            "INSERT INTO contact (email) SELECT COALESCE(email, '') FROM customer;",
        ),
    ],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let mut told: Vec<(Ident, String)> = left_out(step);
    for writing in writings(step) {
        told.extend(nulls(writing));
    }
    let Operation::ChangeRows(change) = step.operation() else { return };
    let subject = Subject::of(&step.before, &change.table);
    for (column, why) in told {
        hits.push(
            Hit::new(format!("fails if it writes NULL into {}.{column}, which is required: {why}", subject.name()))
                .help("leave such rows out (WHERE … IS NOT NULL), or give them a value (COALESCE)")
                .on(subject.column_object(&column)),
        );
    }
}

fn nulls(writing: &Writing) -> Vec<(Ident, String)> {
    if fills_by_itself(&writing.target) {
        return Vec::new();
    }
    let required = |column: &Ident| writing.target.column(column).is_some_and(|column| column.not_null);
    let values = writing.values.iter().filter(|(column, _)| required(column));
    values.filter_map(|(column, value)| Some((column.clone(), writing.may_be_null(value)?))).collect()
}

/// A trigger may fill what is missing.
fn fills_by_itself(relation: &Relation) -> bool {
    relation.triggers.iter().any(|trigger| trigger.enabled)
}

/// Required columns without a default that an `INSERT … SELECT` does not name. One with VALUES fails the first time that anybody
/// tries it, whatever rows exist: nobody needs to be warned of it.
fn left_out(step: &Step) -> Vec<(Ident, String)> {
    let Operation::ChangeRows(change) = step.operation() else { return Vec::new() };
    let RowChangeKind::Insert { columns, values: None, .. } = &change.kind else { return Vec::new() };
    let known = step.before.table(&change.table).filter(|table| !table.uncertain && !fills_by_itself(table));
    let Some(table) = known.filter(|_| !columns.is_empty()) else { return Vec::new() };
    let missing = table.columns.iter().filter(|column| !columns.contains(&column.name) && demands(step, column));
    missing
        .map(|column| (column.name.clone(), "the INSERT does not name it, and it has no default".to_owned()))
        .collect()
}

fn demands(step: &Step, column: &Column) -> bool {
    let by_type = step
        .before
        .user_type(&column.data_type.name)
        .is_some_and(|found| matches!(&found.kind, TypeKind::Domain { default: Some(_), .. }));
    column.not_null && column.default.is_none() && column.generated == Generation::None && !by_type
}
