//! `SET NOT NULL` on a column that may hold NULLs.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, rows,
    subject::Subject,
    work,
    written::{Writing, writings},
};
use crate::schema::WorkKind;
use crate::sql::{Expression, Ident, ObjectName, Operation, RowChange, RowChangeKind, RowScope, expression};

pub(super) const RULE: Rule = Rule {
    id: "not-null-may-fail",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "makes a column required: fails if a row has NULL in it",
    docs: "The migration fails (SQLSTATE 23502) if one row of production has NULL in the column, whatever staging \
holds.\n\nCount them first: `SELECT count(*) FROM … WHERE column IS NULL`. Fill them in an earlier migration.",
    bad: &[
        Example::new("CREATE TABLE customer (email text);", "ALTER TABLE customer ALTER COLUMN email SET NOT NULL;"),
        Example::new(
            "CREATE TABLE customer (email text);",
            "ALTER TABLE customer ADD CONSTRAINT there NOT NULL email;",
        )
        .on_version(18),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (email text);",
            "UPDATE customer SET email = '' WHERE email IS NULL; ALTER TABLE customer ALTER COLUMN email SET NOT NULL;",
        ),
        Example::new(
            "CREATE TABLE customer (email text NOT NULL);",
            "ALTER TABLE customer ALTER COLUMN email SET NOT NULL;",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Some((table, column)) = rows::required(step.operation()) else { return };
    if work::on_deployed(step, WorkKind::NotNullScan).next().is_none() {
        return;
    }
    let subject = Subject::of(&step.before, table);
    let name = subject.name();
    if rows::emptied(judged, at, name) || judged.earlier(at).iter().any(|earlier| gives_values(earlier, name, column)) {
        return;
    }
    let hit = Hit::new(format!("fails if a row of {name} has NULL in {column}"))
        .help(format!(
            "see whether there are any, and fill them first:\nSELECT count(*) FROM {name} WHERE {column} IS NULL;\n\
UPDATE {name} SET {column} = … WHERE {column} IS NULL;"
        ))
        .on(subject.column_object(column));
    // The author filled the column in every row; whether with a value in each, only the rows can tell.
    let filled = rows::changes(judged, at, name).any(|(earlier, change)| {
        rows::value_for(change, column).is_some()
            && reaches_every_row(step, name, change, column)
            && !may_stay_null(earlier, column)
    });
    hits.push(if filled { hit.level(Level::Info) } else { hit });
}

/// An earlier step of the migration leaves no NULL in the column: it was added with a default, or every NULL was replaced by a
/// value, or its rows deleted.
fn gives_values(earlier: &Step, table: &ObjectName, column: &Ident) -> bool {
    match earlier.operation() {
        Operation::AddColumn { table: of, column: added, .. } => {
            let default = added.default.as_ref().is_some_and(expression::never_null);
            earlier.before.resolve(of) == *table && added.name == *column && default
        }
        Operation::ChangeRows(change) if earlier.before.resolve(&change.table) == *table => {
            let filled = || rows::value_for(change, column).is_some_and(|value| is_value(earlier, table, value));
            reaches_all_nulls(change, column) && (matches!(change.kind, RowChangeKind::Delete) || filled())
        }
        _ => false,
    }
}

/// What an earlier step filled the column with may be NULL itself: another column that may be, a CASE that may not fit.
fn may_stay_null(earlier: &Step, column: &Ident) -> bool {
    let may_be_null = |writing: &Writing| {
        let value = writing.values.iter().find(|(name, _)| name == column);
        value.is_some_and(|(_, value)| writing.may_be_null(value).is_some())
    };
    writings(earlier).iter().any(may_be_null)
}

/// Every row in which the column is NULL is reached, or all that join with a table that they must point at.
fn reaches_every_row(step: &Step, table: &ObjectName, change: &RowChange, column: &Ident) -> bool {
    let references = |other: &ObjectName| {
        step.before
            .relation_at(table)
            .is_some_and(|relation| relation.foreign_keys().any(|(_, parent)| parent == other))
    };
    reaches_all_nulls(change, column) || change.reads.iter().any(|read| references(&step.before.resolve(read)))
}

/// Every row in which the column is NULL is reached.
fn reaches_all_nulls(change: &RowChange, column: &Ident) -> bool {
    change.scope == RowScope::All
        || change.condition.as_ref().is_some_and(|condition| expression::tests_null(condition, column))
}

/// A value that is never NULL, or a column of the same table that is required.
fn is_value(step: &Step, table: &ObjectName, value: &Expression) -> bool {
    let required = || {
        let expression::Tree::Column(path) = expression::tree(value)? else { return None };
        step.before.relation_at(table)?.column(path.last()?).map(|column| column.not_null)
    };
    expression::never_null(value) || required() == Some(true)
}
