//! A column moves to an enum that lacks some labels: Prisma's way to remove a value.

use std::sync::Arc;

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, rows,
    subject::{Subject, column_may_hold_values, list},
};
use crate::schema::{Catalog, TypeKind};
use crate::sql::{DataType, ObjectName, Operation, expression};

pub(super) const RULE: Rule = Rule {
    id: "enum-value-removed",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "removes labels of an enum: fails if a row still has one",
    docs: "`PostgreSQL` cannot remove a label. Prisma creates a new type without it, converts every column (`USING \
(column::text::new)`), and swaps the names. Each table that uses the type is written again under ACCESS EXCLUSIVE, and the migration \
fails (SQLSTATE 22P02) if one row still holds a label that goes.\n\nMove the rows to another label in an earlier migration, or map the \
labels in the USING expression with CASE, or simply leave the label unused.",
    bad: &[Example::new(
        "CREATE TYPE mood AS ENUM ('sad', 'ok', 'glad'); CREATE TABLE cat (state mood);",
        "CREATE TYPE mood_new AS ENUM ('sad', 'glad');\nALTER TABLE cat ALTER COLUMN state TYPE mood_new USING (state::text::mood_new);\n\
ALTER TYPE mood RENAME TO mood_old;\nALTER TYPE mood_new RENAME TO mood;\nDROP TYPE mood_old;",
    )],
    good: &[Example::new(
        "CREATE TYPE mood AS ENUM ('sad', 'glad'); CREATE TABLE cat (state mood);",
        "CREATE TYPE mood_new AS ENUM ('sad', 'ok', 'glad');\nALTER TABLE cat ALTER COLUMN state TYPE mood_new USING (state::text::mood_new);",
    )],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, .. } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let mut gone = labels_gone(step);
    gone.retain(|label| !moved(judged, at, subject.name(), label));
    let Some(old) =
        subject.column(column).filter(|_| !gone.is_empty() && column_may_hold_values(&step.before, &subject, column))
    else {
        return;
    };
    let (name, quoted) = (subject.name(), list(gone.iter().map(|label| format!("'{label}'"))));
    let owner = step.before.type_address(&old.data_type);
    let mut hit = Hit::new(format!(
        "removes {quoted} from the labels of {name}.{column}: fails if a row still has one"
    ))
    .help(format!(
        "move those rows first, in an earlier migration:\nUPDATE {name} SET {column} = '…' WHERE {column} IN ({});",
        gone.iter().map(|label| format!("'{label}'")).collect::<Vec<_>>().join(", ")
    ))
    .on(subject.column_object(column));
    for label in &gone {
        hit = owner.iter().fold(hit, |hit, owner| hit.on(Object::part("enum-value", owner, label)));
    }
    hits.push(hit);
}

/// Rows with the label were changed or deleted earlier in the migration.
fn moved(judged: &Judged<'_>, at: usize, table: &ObjectName, label: &str) -> bool {
    let quoted = format!("'{}'", label.replace('\'', "''"));
    let names = |condition: &crate::sql::Expression| condition.text.contains(&quoted);
    rows::changes(judged, at, table).any(|(_, change)| change.condition.as_ref().is_some_and(names))
        || rows::emptied(judged, at, table)
}

/// Whether the change of type is one from an enum to another that lacks some of its labels.
pub(super) fn removes_labels(step: &Step) -> bool {
    !labels_gone(step).is_empty()
}

fn labels_gone(step: &Step) -> Vec<Arc<str>> {
    let Operation::AlterColumnType { table, column, data_type, using, .. } = step.operation() else {
        return Vec::new();
    };
    let plain = using.as_ref().is_none_or(|using| expression::as_cast_of_column(using, column).is_some());
    let subject = Subject::of(&step.before, table);
    let had = subject.column(column).and_then(|old| labels(&step.before, &old.data_type));
    match (had, labels(&step.before, data_type)) {
        (Some(had), Some(has)) if plain => had.into_iter().filter(|label| !has.contains(label)).collect(),
        _ => Vec::new(),
    }
}

fn labels(catalog: &Catalog, data_type: &DataType) -> Option<Vec<Arc<str>>> {
    match &catalog.user_type(&data_type.name)?.kind {
        TypeKind::Enum(labels) => Some(labels.iter().map(|(label, _)| label.clone()).collect()),
        _ => None,
    }
}
