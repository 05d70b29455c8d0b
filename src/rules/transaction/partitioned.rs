//! What `PostgreSQL` refuses on a partitioned table.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::Subject};
use crate::schema::RelationKind;
use crate::sql::{Operation, QualifiedName};

pub(super) const CONCURRENTLY: Rule = Rule {
    id: "concurrently-on-partitioned",
    category: Category::Transaction,
    level: Level::Block,
    summary: "CONCURRENTLY on a partitioned table: the migration always fails",
    docs: "`CREATE INDEX CONCURRENTLY` does not work on a partitioned table (SQLSTATE 0A000), and neither does `DETACH PARTITION \
CONCURRENTLY` where there is a default partition.\n\nCreate the index `ON ONLY` the parent, build one on each partition concurrently, \
and attach them with `ALTER INDEX … ATTACH PARTITION`.",
    bad: &[Example::new(
        "CREATE TABLE event (id int, at date) PARTITION BY RANGE (at);",
        "CREATE INDEX CONCURRENTLY event_id ON event (id);",
    )],
    good: &[Example::new(
        "CREATE TABLE event (id int, at date) PARTITION BY RANGE (at);",
        "CREATE INDEX event_id ON ONLY event (id);",
    )],
    check: Check::Step(concurrently),
};

pub(super) const NOT_VALID: Rule = Rule {
    id: "not-valid-on-partitioned",
    category: Category::Transaction,
    level: Level::Block,
    summary: "a NOT VALID foreign key of a partitioned table, before version 18: the migration always fails",
    docs: "Before version 18 a foreign key of a partitioned table cannot be added NOT VALID (SQLSTATE 42809).\n\nAdd it NOT VALID to \
each partition and validate it there; then add it to the parent, which takes over what the partitions have.",
    bad: &[Example::new(
        "CREATE TABLE place (id int PRIMARY KEY); CREATE TABLE event (place_id int, at date) PARTITION BY RANGE (at);",
        "ALTER TABLE event ADD FOREIGN KEY (place_id) REFERENCES place NOT VALID;",
    )],
    good: &[Example::new(
        "CREATE TABLE place (id int PRIMARY KEY); CREATE TABLE event (place_id int, at date) PARTITION BY RANGE (at);",
        "ALTER TABLE event ADD FOREIGN KEY (place_id) REFERENCES place;",
    )],
    check: Check::Step(not_valid),
};

fn concurrently(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    match step.operation() {
        Operation::CreateIndex(index) if index.concurrently && is_partitioned(step, &index.table) => hits.push(
            refused(step, &index.table, "CREATE INDEX CONCURRENTLY")
                .help("create it ON ONLY the parent, build one on each partition concurrently, and attach them"),
        ),
        Operation::DetachPartition { table, concurrently: true, .. } if has_default(step, table) => hits.push(
            refused(step, table, "DETACH PARTITION CONCURRENTLY beside a default partition")
                .help("detach without CONCURRENTLY, under a lock_timeout"),
        ),
        _ => {}
    }
}

fn not_valid(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddForeignKey { table, constraint } = step.operation() else { return };
    if constraint.not_valid && judged.server.version < 18 && is_partitioned(step, table) {
        let help = "add it NOT VALID to each partition, validate it there, then add it to the parent";
        hits.push(refused(step, table, "a foreign key that is NOT VALID").help(help));
    }
}

fn refused(step: &Step, table: &QualifiedName, what: &str) -> Hit {
    let subject = Subject::of(&step.before, table);
    Hit::new(format!("PostgreSQL refuses {what} on {}, which is partitioned", subject.name())).on(subject.object())
}

fn is_partitioned(step: &Step, table: &QualifiedName) -> bool {
    step.before.relation(table).is_some_and(|relation| matches!(relation.kind, RelationKind::Partitioned { .. }))
}

fn has_default(step: &Step, table: &QualifiedName) -> bool {
    let parent = step.before.resolve(table);
    step.before.partitions(&parent).any(|child| child.partition_of.as_ref().is_some_and(|place| place.bound.is_none()))
}
