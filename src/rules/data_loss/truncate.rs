//! `TRUNCATE`.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{Subject, list},
};
use crate::schema::Catalog;
use crate::sql::{ObjectName, Operation};

pub(super) const RULE: Rule = Rule {
    id: "truncate",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "removes every row of a table",
    docs: "TRUNCATE empties the table at once, under ACCESS EXCLUSIVE. With CASCADE it also empties every table that \
references it by a foreign key, and those that reference them, whatever their ON DELETE says. RESTART IDENTITY lets old \
identifiers be given out again.\n\nDelete the rows that must go by a condition, in batches, or rename the table and create an \
empty one.",
    bad: &[
        Example::new("CREATE TABLE basket (id int);", "TRUNCATE basket;"),
        Example::new(
            "CREATE TABLE basket (id int PRIMARY KEY); CREATE TABLE item (basket_id int REFERENCES basket);",
            "TRUNCATE TABLE basket RESTART IDENTITY CASCADE;",
        ),
    ],
    good: &[Example::new("", "CREATE TABLE basket (id int); TRUNCATE basket;")],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Truncate { name, cascade, restart_identity } = step.operation() else { return };
    let subject = Subject::of(&step.before, name);
    if !subject.may_hold_rows() {
        return;
    }
    let others = if *cascade { reached(&step.before, subject.name()) } else { Vec::new() };
    let mut message = format!("removes every row of {}", subject.name());
    if !others.is_empty() {
        message = format!("{message} and, by CASCADE, of {}", list(&others));
    }
    if *restart_identity {
        message = format!("{message}; identifiers start again from the beginning");
    }
    let hit = Hit::new(message)
        .help(format!("delete what must go by a condition instead:\nDELETE FROM {} WHERE …;", subject.name()))
        .on(subject.object());
    hits.push(others.iter().fold(hit, |hit, table| hit.on(Object::new("table", table))));
}

/// Tables that reference this one, directly or through others, but itself.
fn reached(before: &Catalog, table: &ObjectName) -> Vec<ObjectName> {
    let mut found: Vec<ObjectName> = vec![table.clone()];
    let mut next = 0;
    while let Some(from) = found.get(next).cloned() {
        for (relation, _) in before.referencing(&from) {
            if !found.contains(&relation.name) {
                found.push(relation.name.clone());
            }
        }
        next += 1;
    }
    found.split_off(1)
}
