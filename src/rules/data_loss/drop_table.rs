//! `DROP TABLE`.

use super::{probable_table_rename, table_swapped};
use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{Subject, does_nothing, list},
};
use crate::schema::Catalog;
use crate::sql::{ObjectName, Operation};

pub(super) const RULE: Rule = Rule {
    id: "drop-table",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a table with all its rows",
    docs: "The rows are gone when the migration commits; only a backup brings them back. Code that still reads the table \
fails at once.\n\nTake it in steps: stop using the table and deploy that; rename it (`ALTER TABLE … RENAME TO …_retired`) and \
wait; drop it in a migration of its own, with an exemption that says why the rows are not needed.\n\n`CASCADE` also removes \
the foreign keys and views that point at the table. Dropping a partition loses its rows like any other table and locks the \
partitioned table.",
    bad: &[
        Example::new("CREATE TABLE invoice (id int PRIMARY KEY);", "DROP TABLE invoice;"),
        Example::new(
            "CREATE TABLE invoice (id int PRIMARY KEY); CREATE TABLE line (invoice_id int REFERENCES invoice);",
            "DROP TABLE IF EXISTS invoice CASCADE;",
        ),
        Example::new("CREATE TABLE invoice (id int);", "DO $$ BEGIN EXECUTE 'DROP TABLE invoice'; END $$;"),
    ],
    good: &[
        Example::new("", "CREATE TABLE draft (id int); DROP TABLE draft;"),
        Example::new("CREATE TABLE invoice (id int);", "DROP TABLE IF EXISTS never_made;"),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropTable { name, if_exists, cascade } = step.operation() else { return };
    let subject = Subject::of(&step.before, name);
    let known = subject.relation().is_some();
    if !subject.may_hold_rows() || does_nothing(judged, *if_exists, known, step.before.is_uncertain(name)) {
        return;
    }
    if probable_table_rename::partner(judged, at, step).is_some()
        || table_swapped::replacement(judged, at, step).is_some()
    {
        return;
    }
    let table = subject.name();
    let mut message = format!("drops {table} and all its rows");
    if let Some(partition) = subject.relation().and_then(|relation| relation.partition_of.as_ref()) {
        message = format!("{message}; it is a partition of {}", partition.parent);
    }
    if recreated_later(judged, at, table) {
        message = format!("{message}, then creates an empty table of the same name");
    }
    let hit = Hit::new(message).help(help(table)).on(Object::new("table", table));
    hits.push(dependents(&step.before, table, *cascade).into_iter().fold(hit, |hit, (message, object)| {
        let message = format!("{}; {message}", hit.message);
        Hit { message, ..hit }.on(object)
    }));
}

/// What `CASCADE` takes along.
fn dependents(before: &Catalog, table: &ObjectName, cascade: bool) -> Vec<(String, Object)> {
    if !cascade {
        return Vec::new();
    }
    let keys = before.referencing(table).filter(|(relation, _)| relation.name != *table).map(|(relation, key)| {
        let message = format!("foreign key {} of {} goes with it", key.name, relation.name);
        (message, Object::part("constraint", &relation.name, key.name.as_str()))
    });
    let views = before
        .views_of(table)
        .map(|view| (format!("view {} goes with it", view.name), Object::new("view", &view.name)));
    keys.chain(views).collect()
}

fn recreated_later(judged: &Judged<'_>, at: usize, table: &ObjectName) -> bool {
    judged.later(at).iter().any(|step| match step.operation() {
        Operation::CreateTable { name, .. } => step.before.address(name) == *table,
        _ => false,
    })
}

fn help(table: &ObjectName) -> String {
    let retired = format!("{}_retired", table.name.as_str());
    let steps = list(["stop using it", "deploy", "keep it under another name for a while", "drop it later"]);
    format!(
        "{steps}:\nALTER TABLE {table} RENAME TO {};\n\nIf the rows are truly not needed, say so: -- seawall: allow drop-table <why>",
        crate::sql::Ident::quoted(&retired)
    )
}
