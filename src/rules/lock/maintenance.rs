//! `REINDEX`, `REFRESH MATERIALIZED VIEW`, `ATTACH PARTITION`, index rebuilds by a change of type.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice, work};
use crate::schema::{Index, LongWork, WorkKind};
use crate::sql::Operation;

pub(super) const REINDEX: Rule = Rule {
    id: "reindex-blocks",
    category: Category::Lock,
    level: Level::Warn,
    summary: "rebuilds indexes while writes wait, and most reads too",
    docs: "`REINDEX` takes SHARE on the table and ACCESS EXCLUSIVE on each index; planning a query needs every index of the \
table, so most reads wait as well.\n\n`REINDEX … CONCURRENTLY` (version 12 and later) lets both go on. It cannot run in a \
transaction block.",
    bad: &[Example::new("CREATE TABLE item (id int PRIMARY KEY);", "REINDEX TABLE item;")],
    good: &[Example::new("CREATE TABLE item (id int PRIMARY KEY);", "REINDEX TABLE CONCURRENTLY item;")],
    check: Check::Step(reindex),
};

pub(super) const REFRESH: Rule = Rule {
    id: "refresh-blocks-reads",
    category: Category::Lock,
    level: Level::Warn,
    summary: "fills a materialized view again while nobody can read it",
    docs: "`REFRESH MATERIALIZED VIEW` holds ACCESS EXCLUSIVE while its query runs. `CONCURRENTLY` lets reads go on; it needs a \
unique index over plain columns of the view, and the view must have been filled before.",
    bad: &[Example::new("CREATE MATERIALIZED VIEW sales AS SELECT 1 AS total;", "REFRESH MATERIALIZED VIEW sales;")],
    good: &[Example::new(
        "CREATE MATERIALIZED VIEW sales AS SELECT 1 AS total; CREATE UNIQUE INDEX sales_total ON sales (total);",
        "REFRESH MATERIALIZED VIEW CONCURRENTLY sales;",
    )],
    check: Check::Step(refresh),
};

pub(super) const ATTACH: Rule = Rule {
    id: "attach-partition-scans",
    category: Category::Lock,
    level: Level::Warn,
    summary: "checks every row of a new partition, or of the default partition, while they are locked",
    docs: "`ATTACH PARTITION` reads the whole new partition under ACCESS EXCLUSIVE unless a validated CHECK constraint on it \
already implies the partition's bound. A default partition is read too, under ACCESS EXCLUSIVE, to see that none of its rows \
belong to the new one.\n\nAdd and validate such a CHECK first (on the default partition: one that excludes the new range); drop it \
afterwards.",
    bad: &[Example::new(
        "CREATE TABLE event (at date NOT NULL) PARTITION BY RANGE (at); CREATE TABLE event_2023 (at date NOT NULL);",
        "ALTER TABLE event ATTACH PARTITION event_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
    )],
    good: &[Example::new(
        "CREATE TABLE event (at date NOT NULL) PARTITION BY RANGE (at);",
        "CREATE TABLE event_2023 (at date NOT NULL); ALTER TABLE event ATTACH PARTITION event_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');",
    )],
    check: Check::Step(attach),
};

pub(super) const REBUILD: Rule = Rule {
    id: "type-change-rebuilds-index",
    category: Category::Lock,
    level: Level::Warn,
    summary: "changes a type without rewriting the table, but builds its indexes again while reads and writes wait",
    docs: "Where the stored values stay as they are but sort differently (another collation, `timestamp` to `timestamptz` in \
UTC), `PostgreSQL` leaves the table and builds every index on the column again, under ACCESS EXCLUSIVE. Even where nothing \
changes, as from `varchar(10)` to `text`, it builds again each index whose expression or WHERE uses the column, and every index on \
the column of a partitioned table.\n\nBuild an index on the \
new expression concurrently first, or add a new column and switch over.",
    bad: &[
        Example::new(
            "CREATE TABLE item (name text); CREATE INDEX item_name_idx ON item (name);",
            "ALTER TABLE item ALTER COLUMN name TYPE text COLLATE \"C\";",
        ),
        Example::new(
            "CREATE TABLE item (name varchar(10)); CREATE INDEX item_lower_idx ON item (lower(name));",
            "ALTER TABLE item ALTER COLUMN name TYPE varchar(20);",
        ),
    ],
    good: &[Example::new(
        "CREATE TABLE item (name varchar(10)); CREATE INDEX item_name_idx ON item (name);",
        "ALTER TABLE item ALTER COLUMN name TYPE varchar(20);",
    )],
    check: Check::Step(rebuild),
};

fn say(hits: &mut Hits, work: &LongWork, doing: &str, help: String) {
    hits.push(Hit::new(work::blocks(work, doing)).help(help).on(Object::new("table", &work.relation)));
}

fn reindex(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Reindex { concurrently: false, name, .. } = step.operation() else { return };
    let Some(build) = work::on_deployed(step, WorkKind::IndexRebuild).next() else { return };
    let target = name.as_ref().map_or_else(String::new, |name| format!(" {name}"));
    let help = format!(
        "rebuild beside running writes, {}:\nREINDEX … CONCURRENTLY{target};",
        advice::outside_transaction(judged)
    );
    say(hits, build, "indexes are rebuilt", help);
}

fn refresh(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::RefreshMaterializedView { concurrently: false, name, .. } = step.operation() else { return };
    let Some(fill) = work::on_deployed(step, WorkKind::Refresh).next() else { return };
    let help =
        format!("with a unique index on the view, reads can go on:\nREFRESH MATERIALIZED VIEW CONCURRENTLY {name};");
    say(hits, fill, "its query runs", help);
}

fn attach(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    if !matches!(step.operation(), Operation::AttachPartition { .. } | Operation::CreateTable { .. }) {
        return;
    }
    for scan in work::on_deployed(step, WorkKind::PartitionScan) {
        let help = format!(
            "prove the bound beforehand, so that nothing is read; drop the CHECK afterwards:\n\
ALTER TABLE {0} ADD CONSTRAINT <name> CHECK (…) NOT VALID;\nALTER TABLE {0} VALIDATE CONSTRAINT <name>;",
            scan.relation
        );
        say(hits, scan, "every row is held against the bound", help);
    }
}

fn rebuild(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, collation, .. } = step.operation() else { return };
    let uses = |index: &Index| index.uses.contains(column) || index.include.contains(column);
    let indexed = step.before.relation(table).is_none_or(|relation| relation.indexes.iter().any(uses));
    // A new collation sorts anew whatever is built on the column, also what the history does not know.
    if !indexed && collation.is_none() {
        return;
    }
    for build in work::on_deployed(step, WorkKind::IndexRebuild) {
        let help = "add a column of the new type, fill it in batches, index it concurrently and switch over".to_owned();
        say(hits, build, "indexes on the column are rebuilt", help);
    }
}
