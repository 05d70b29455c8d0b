//! Rows that are written with values of other rows, which must become another type.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::Subject,
    written::{Read, Writing, writings},
};
use crate::schema::Outcome;
use crate::sql::expression::Tree;
use crate::sql::{DataType, Operation};

pub(super) const RULE: Rule = Rule {
    id: "written-value-may-not-fit",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "writes stored values into a narrower type: fails if one does not fit",
    docs: "An INSERT … SELECT or UPDATE takes values from rows that exist and casts them: text to uuid, to a number, to JSON, to an \
enum; or it writes a long text into a shorter column. One row of production whose value does not fit makes the whole statement fail \
(SQLSTATE 22P02, 22001, 22003), whatever staging holds.\n\nLook for values that do not fit first, or take only those that do: \
`WHERE code ~ '^[0-9]+$'`, or a CASE around the cast.",
    bad: &[
        Example::new(
            "CREATE TABLE entry (owner text); CREATE TABLE owner (id uuid);",
            "INSERT INTO owner (id) SELECT owner::uuid FROM entry;",
        ),
        Example::new(
            "CREATE TABLE item (size text, width int);",
            "UPDATE item SET width = size::integer WHERE size IS NOT NULL;",
        ),
        Example::new(
            "CREATE TABLE item (name text); CREATE TABLE label (short varchar(20));",
            "INSERT INTO label (short) SELECT name FROM item;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE item (size text, width int);",
            "UPDATE item SET width = size::integer WHERE size ~ '^[0-9]{1,9}$';",
        ),
        Example::new(
            "CREATE TABLE item (size int, label text);",
            "UPDATE item SET label = size::text WHERE label IS NULL;",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::ChangeRows(change) = step.operation() else { return };
    let target = Subject::of(&step.before, &change.table);
    for writing in writings(step) {
        for (column, value) in &writing.values {
            let Some((read, why)) = misfit(judged, writing, column, value) else { continue };
            let (source, name) = (&read.relation.name, &read.column.name);
            hits.push(
                Hit::new(format!("writes {source}.{name} into {}.{column}: {why}", writing.target.name))
                    .help(format!(
                        "look for values that do not fit first, or leave them out in WHERE:\nSELECT {name}, count(*) FROM {source} GROUP BY 1 ORDER BY 2;"
                    ))
                    .on(target.column_object(column)),
            );
        }
    }
}

/// The column whose values may not fit, and why.
fn misfit<'a>(
    judged: &Judged<'_>,
    writing: &'a Writing,
    column: &crate::sql::Ident,
    value: &Tree,
) -> Option<(Read<'a>, String)> {
    let (casts, read) = cast_column(writing, value)?;
    let to = &writing.target.column(column)?.data_type;
    let outcome = writing.catalog.written_as(&read.column.data_type, &casts, to, judged.server);
    let Outcome::MayFail { why } = outcome else { return None };
    let is_new = writing.catalog.is_new(read.relation.born) || writing.catalog.is_new(read.column.born);
    (!is_new && !writing.is_sifted(read)).then_some((read, why))
}

/// A column that is read and the casts around it, innermost first.
fn cast_column<'a>(writing: &'a Writing, value: &Tree) -> Option<(Vec<DataType>, Read<'a>)> {
    match value {
        Tree::Cast { inner, data_type } => {
            let (mut casts, read) = cast_column(writing, inner)?;
            casts.push(data_type.clone());
            Some((casts, read))
        }
        // The values that do not differ are found among all.
        Tree::Call { name, arguments } if name.name == "coalesce" => cast_column(writing, arguments.first()?),
        _ => Some((Vec::new(), writing.column(value)?)),
    }
}
