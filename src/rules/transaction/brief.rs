//! Locks that are short in themselves, on tables in use.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice,
    subject::{Subject, does_nothing},
    work,
};
use crate::schema::LockMode;
use crate::sql::Operation;

pub(super) const DROP_INDEX: Rule = Rule {
    id: "drop-index-locks-table",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "drops an index under a lock that reads and writes of the table wait for",
    docs: "`DROP INDEX` takes ACCESS EXCLUSIVE on the table. The drop is quick, but it waits for every running query, and all \
later ones queue behind it until the transaction ends.\n\n`DROP INDEX CONCURRENTLY` does not block. It takes one index, no CASCADE, \
not the index of a constraint, and cannot run in a transaction block.",
    bad: &[Example::new(
        "CREATE TABLE item (name text); CREATE INDEX item_name ON item (name);",
        "DROP INDEX item_name;",
    )],
    good: &[
        Example::new(
            "CREATE TABLE item (name text); CREATE INDEX item_name ON item (name);",
            "DROP INDEX CONCURRENTLY item_name;",
        ),
        Example::new("", "CREATE TABLE item (name text); CREATE INDEX item_name ON item (name); DROP INDEX item_name;"),
    ],
    check: Check::Step(drop_index),
};

pub(super) const PARTITION: Rule = Rule {
    id: "partition-change-locks-parent",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "attaches or detaches a partition under a lock that every query of the whole table waits for",
    docs: "`DETACH PARTITION`, `CREATE TABLE … PARTITION OF` and `DROP TABLE` of a partition take ACCESS EXCLUSIVE on the \
partitioned table itself: every query of any partition waits.\n\nDetach with `CONCURRENTLY` (version 14 and later, not in a \
transaction block, not where there is a default partition). Create a partition as a table of its own and `ATTACH` it, which takes \
only SHARE UPDATE EXCLUSIVE.",
    bad: &[
        Example::new(
            "CREATE TABLE event (at date) PARTITION BY RANGE (at); CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
            "ALTER TABLE event DETACH PARTITION event_2023;",
        ),
        Example::new(
            "CREATE TABLE event (at date) PARTITION BY RANGE (at);",
            "CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
        ),
    ],
    good: &[Example::new(
        "CREATE TABLE event (at date) PARTITION BY RANGE (at); CREATE TABLE event_2023 PARTITION OF event FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
        "ALTER TABLE event DETACH PARTITION event_2023 CONCURRENTLY;",
    )],
    check: Check::Step(partition),
};

pub(super) const EXPLICIT: Rule = Rule {
    id: "explicit-lock",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "locks a table by hand",
    docs: "`LOCK TABLE` without a mode is ACCESS EXCLUSIVE: nobody can even read until the transaction ends. Take the weakest mode \
that serves (SHARE ROW EXCLUSIVE keeps writers out and lets readers in), and a `lock_timeout` or NOWAIT.",
    bad: &[Example::new("CREATE TABLE item (id int);", "BEGIN; LOCK TABLE item; COMMIT;")],
    good: &[Example::new("CREATE TABLE item (id int);", "BEGIN; LOCK TABLE item IN ROW EXCLUSIVE MODE; COMMIT;")],
    check: Check::Step(explicit),
};

fn drop_index(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropIndex { name, concurrently: false, if_exists, .. } = step.operation() else { return };
    let found = step.before.index(name);
    if does_nothing(judged, *if_exists, found.is_some(), step.before.is_uncertain(name)) {
        return;
    }
    let table = found.map(|(table, _)| table.name.clone());
    if table.as_ref().is_some_and(|table| !work::is_deployed(step, table)) {
        return;
    }
    let on = table.as_ref().map_or_else(|| "its table".to_owned(), ToString::to_string);
    let hit = Hit::new(format!("reads and writes of {on} wait while index {name} is dropped (ACCESS EXCLUSIVE lock)"))
        .help(format!(
            "drop it without blocking, {}:\nDROP INDEX CONCURRENTLY {name};",
            advice::outside_transaction(judged)
        ));
    hits.push(match table {
        Some(table) => hit.on(Object::part("index", &table, name.name.as_str())),
        None => hit.on(Object::new("index", &step.before.address(name))),
    });
}

fn partition(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (parent, help) = match step.operation() {
        Operation::DetachPartition { table, partition, concurrently: false, finalize: false } => (
            step.before.resolve(table),
            format!(
                "detach it without blocking, {}:\nALTER TABLE {table} DETACH PARTITION {partition} CONCURRENTLY;",
                advice::outside_transaction(judged)
            ),
        ),
        Operation::CreateTable { name, table } => match &table.partition_of {
            Some(place) => (
                step.before.resolve(&place.parent),
                format!(
                    "create it as a table of its own, then attach it:\nCREATE TABLE {name} (LIKE {0} INCLUDING ALL);\nALTER TABLE {0} ATTACH PARTITION {name} FOR VALUES …;",
                    place.parent
                ),
            ),
            None => return,
        },
        _ => return,
    };
    let blocked = step.effect.lock_on(&parent) == Some(LockMode::AccessExclusive) && work::is_deployed(step, &parent);
    if blocked {
        hits.push(
            Hit::new(format!(
                "every read and write of {parent}, whatever the partition, waits for this (ACCESS EXCLUSIVE lock)"
            ))
            .help(help)
            .on(Object::new("table", &parent)),
        );
    }
}

fn explicit(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::LockTable { table, mode, .. } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let Some(known) = LockMode::parse(mode).filter(|mode| mode.blocks_writes()) else { return };
    if subject.may_hold_rows() {
        hits.push(
            Hit::new(format!("{} of {} wait until the transaction ends (LOCK TABLE, {mode})", known.blocks(), subject.name()))
                .help(format!("take the weakest mode that serves, and do not wait for ever:\nSET lock_timeout = '5s';\nLOCK TABLE {} IN SHARE ROW EXCLUSIVE MODE;", subject.name()))
                .on(subject.object()),
        );
    }
}
