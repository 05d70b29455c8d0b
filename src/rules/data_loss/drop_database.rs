//! `DROP DATABASE`.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step};
use crate::sql::{ObjectKind, Operation};

pub(super) const RULE: Rule = Rule {
    id: "drop-database",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a whole database",
    docs: "Everything in the database is gone at once; the statement cannot be rolled back, nor can it run in a transaction. It \
never belongs in a migration: a migration runs inside one database, and drops another.",
    bad: &[Example::new("", "DROP DATABASE IF EXISTS webshop;")],
    good: &[Example::new("", "SELECT 'DROP DATABASE webshop';")],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Drop { kind: ObjectKind::Database, object, .. } = step.operation() else { return };
    let name = &object.name.name;
    hits.push(
        Hit::new(format!("drops the database {name} with everything in it"))
            .help("take it out of the migration; drop a database by hand, with two people looking")
            .on(Object::global("database", name.as_str())),
    );
}
