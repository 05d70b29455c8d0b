//! `DROP COLUMN a` and `ADD COLUMN b` of the same type on one table: a rename that a diff could not see.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::{Subject, column_may_hold_values},
};
use crate::sql::{ColumnDefinition, Operation, RowChangeKind};

pub(super) const RULE: Rule = Rule {
    id: "probable-column-rename",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a column and adds one of the same type: probably a rename, but the values are lost",
    docs: "A schema diff (Prisma's among them) cannot tell a rename from a drop and an add. It drops the old column with its \
values and adds an empty one under the new name.\n\nEdit the migration: `ALTER TABLE … RENAME COLUMN old TO new` keeps values, \
indexes and constraints and takes no time. Or keep the database's name and rename in the code only: `newName Type \
@map(\"old_name\")`. Where old code still runs during the deploy, add the new column, copy, and drop the old one later.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int, mail text);",
        "ALTER TABLE customer DROP COLUMN mail, ADD COLUMN email text;",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (id int, mail text);",
        "ALTER TABLE customer DROP COLUMN mail, ADD COLUMN age int;",
    )],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropColumn { table, column, .. } = step.operation() else { return };
    let Some(new) = partner(judged, at, step) else { return };
    let subject = Subject::of(&step.before, table);
    let (name, renamed) = (subject.name(), &new.name);
    hits.push(
        Hit::new(format!(
            "drops {name}.{column} and its values, and adds {renamed} of the same type ({}): probably a rename",
            new.data_type
        ))
        .help(format!("if it is a rename, put this in place of both; the values stay:\nALTER TABLE {name} RENAME COLUMN {column} TO {renamed};"))
        .on(subject.column_object(column))
        .on(subject.column_object(renamed)),
    );
}

/// The column that the dropped one probably became: added to the same table in the same migration, of the same type,
/// and the only one that it can be.
pub(super) fn partner<'a>(judged: &'a Judged<'_>, at: usize, step: &Step) -> Option<&'a ColumnDefinition> {
    let Operation::DropColumn { table, column, .. } = step.operation() else { return None };
    let subject = Subject::of(&step.before, table);
    if !column_may_hold_values(&step.before, &subject, column) || copied_before(judged, at, step) {
        return None;
    }
    let old = subject.column(column)?;
    let mut added = judged.steps.iter().filter_map(|other| match other.operation() {
        Operation::AddColumn { table, column: new, .. }
            if other.before.resolve(table) == *subject.name()
                && new.data_type == old.data_type
                && new.name != old.name
                && subject.column(&new.name).is_none_or(|known| step.before.is_new(known.born)) =>
        {
            Some(&**new)
        }
        _ => None,
    });
    let only = added.next()?;
    added.next().is_none().then_some(only).filter(|_| dropped_of_type(judged, step, old) == 1)
}

/// How many columns of this type the migration drops from the table: with several, nothing can be told.
fn dropped_of_type(judged: &Judged<'_>, step: &Step, old: &crate::schema::Column) -> usize {
    let Operation::DropColumn { table, .. } = step.operation() else { return 0 };
    let name = step.before.resolve(table);
    let of_type = |other: &&Step| match other.operation() {
        Operation::DropColumn { table, column, .. } => {
            let subject = Subject::of(&other.before, table);
            *subject.name() == name && subject.column(column).is_some_and(|column| column.data_type == old.data_type)
        }
        _ => false,
    };
    judged.steps.iter().filter(of_type).count()
}

/// An UPDATE of the table before the drop may have copied the values: then the author knew, and `drop-column` speaks.
fn copied_before(judged: &Judged<'_>, at: usize, step: &Step) -> bool {
    let Operation::DropColumn { table, .. } = step.operation() else { return false };
    let name = step.before.resolve(table);
    judged.earlier(at).iter().any(|earlier| match earlier.operation() {
        Operation::ChangeRows(change) => {
            matches!(change.kind, RowChangeKind::Update(_)) && earlier.before.resolve(&change.table) == name
        }
        _ => false,
    })
}
