//! `DROP TABLE a` and `CREATE TABLE b` of the same columns in one migration: a rename that a diff could not see.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::Subject};
use crate::schema::Relation;
use crate::sql::{ObjectName, Operation};

pub(super) const RULE: Rule = Rule {
    id: "probable-table-rename",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a table and creates one of the same columns: probably a rename",
    docs: "A schema diff (Prisma's among them) cannot tell a rename from a drop and a create. It drops the old table with \
its rows and creates an empty one under the new name.\n\nEdit the migration: `ALTER TABLE old RENAME TO new` keeps rows, \
indexes and foreign keys. Running code still uses the old name, so deploy the two together or leave a view behind.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY, email text NOT NULL, name text);",
        "DROP TABLE customer; CREATE TABLE client (id int PRIMARY KEY, email text NOT NULL, name text);",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY, email text NOT NULL, name text);",
        "DROP TABLE customer; CREATE TABLE parcel (id int PRIMARY KEY, weight int);",
    )],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropTable { name, .. } = step.operation() else { return };
    let Some(new) = partner(judged, at, step) else { return };
    let old = step.before.resolve(name);
    hits.push(
        Hit::new(format!("drops {old} with all its rows and creates {new} with the same columns: probably a rename"))
            .help(format!(
                "put this in place of both statements; rows, indexes and foreign keys stay:\nALTER TABLE {old} RENAME TO {};",
                new.name
            ))
            .on(Object::new("table", &old))
            .on(Object::new("table", &new)),
    );
}

/// The table that the dropped one probably became: created in the same migration, with the same columns.
pub(super) fn partner(judged: &Judged<'_>, at: usize, step: &Step) -> Option<ObjectName> {
    let Operation::DropTable { name, .. } = step.operation() else { return None };
    let subject = Subject::of(&step.before, name);
    let old = subject.relation().filter(|_| subject.may_hold_rows())?;
    judged
        .steps
        .iter()
        .enumerate()
        .filter(|(other, _)| *other != at)
        .filter_map(|(_, other)| match other.operation() {
            Operation::CreateTable { name, .. } => other.after.relation(name),
            _ => None,
        })
        .find(|new| new.name != old.name && !was_there(step, new, at, judged) && same_columns(old, new))
        .map(|new| new.name.clone())
}

/// A `CREATE TABLE IF NOT EXISTS` of a table that is deployed makes nothing.
fn was_there(step: &Step, new: &Relation, at: usize, judged: &Judged<'_>) -> bool {
    let start = judged.steps.first().map_or(&step.before, |first| &first.before);
    start.relation_at(&new.name).is_some() || at >= judged.steps.len()
}

/// Two thirds of the columns (and at least two besides the key) alike by name and type.
fn same_columns(old: &Relation, new: &Relation) -> bool {
    let alike = old
        .columns
        .iter()
        .filter(|column| new.column(&column.name).is_some_and(|other| other.data_type == column.data_type))
        .count();
    let most = old.columns.len().max(new.columns.len());
    alike >= 3.min(most) && alike * 3 >= most * 2
}
