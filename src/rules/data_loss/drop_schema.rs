//! `DROP SCHEMA`.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::does_nothing};
use crate::sql::{ObjectKind, Operation};

pub(super) const RULE: Rule = Rule {
    id: "drop-schema",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a schema and, with CASCADE, everything in it",
    docs: "`DROP SCHEMA public CASCADE` is what a reset does: every table, view, function and type in the schema is gone. \
Without CASCADE the statement fails unless the schema is empty.\n\nDrop the objects one by one, in migrations that name them.",
    bad: &[
        Example::new("CREATE SCHEMA billing; CREATE TABLE billing.invoice (id int);", "DROP SCHEMA billing CASCADE;"),
        Example::new("", "DROP SCHEMA public CASCADE;"),
    ],
    good: &[Example::new("", "CREATE SCHEMA scratch; DROP SCHEMA scratch CASCADE;")],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Drop { kind: ObjectKind::Schema, object, if_exists, cascade, .. } = step.operation() else { return };
    let name = &object.name.name;
    let known = step.before.has_schema(name);
    if step.before.is_new_schema(name) || does_nothing(judged, *if_exists, known, false) {
        return;
    }
    let tables: Vec<_> =
        step.before.relations().filter(|relation| relation.name.schema == *name && relation.is_table()).collect();
    if !cascade && tables.is_empty() && judged.complete && known {
        return;
    }
    let count = match tables.len() {
        0 => "everything in it".to_owned(),
        1 => "its table".to_owned(),
        many => format!("its {many} tables"),
    };
    let message = if *cascade { format!("drops schema {name} with {count}") } else { format!("drops schema {name}") };
    let hit = Hit::new(message)
        .help("drop the objects one by one, in migrations that name them; never reset a schema that holds production data")
        .on(Object::global("schema", name.as_str()));
    hits.push(tables.iter().fold(hit, |hit, table| hit.on(Object::new("table", &table.name))));
}
