//! `ALTER COLUMN … TYPE` that must write every row.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::Subject, work};
use crate::schema::{Server, WorkKind, effect};
use crate::sql::Operation;

/// The changes between timestamps with and without time zone, whose cost depends on the session.
pub(crate) const TIME_ZONE: Rule = Rule {
    id: "time-zone-change",
    category: Category::Lock,
    level: Level::Warn,
    summary: "changes between timestamp with and without time zone: what happens depends on the session's TimeZone",
    docs: "The stored times are read in the session's TimeZone. In UTC the table stays as it is, and only its indexes on the column are \
built again; in any other zone every row is written again under ACCESS EXCLUSIVE, and shifted. A USING expression always \
rewrites.\n\nSet the zone in the same file, so that the result does not depend on who deploys: `SET TimeZone = 'UTC';`.",
    bad: &[Example::new("CREATE TABLE item (made timestamp);", "ALTER TABLE item ALTER COLUMN made TYPE timestamptz;")],
    good: &[Example::new(
        "CREATE TABLE item (made timestamp);",
        "SET timezone = 'UTC'; ALTER TABLE item ALTER COLUMN made TYPE timestamptz;",
    )],
    check: Check::Step(time_zone),
};

pub(super) const RULE: Rule = Rule {
    id: "type-change-rewrites",
    category: Category::Rewrite,
    level: Level::Warn,
    summary: "changes a type and writes the whole table again while reads and writes wait",
    docs: "Free are changes that leave the stored bytes as they are: a longer `varchar` or none, `varchar` to `text`, more digits of \
`numeric` at the same scale, more precision of a timestamp, `cidr` to `inet`. Everything else (`int` to `bigint`, a shorter \
`varchar`, `json` to `jsonb`, any USING that computes) writes the table and all its indexes again under ACCESS \
EXCLUSIVE.\n\n`timestamp` to `timestamptz` is free of a rewrite only where the session's TimeZone is UTC and no USING is \
written.\n\nAdd a column of the new type, keep it in step by a trigger, fill the old rows in batches, switch the code, drop the old \
column.",
    bad: &[
        Example::new("CREATE TABLE item (id int);", "ALTER TABLE item ALTER COLUMN id TYPE bigint;"),
        Example::new("CREATE TABLE item (name text);", "ALTER TABLE item ALTER COLUMN name TYPE varchar(50);"),
    ],
    good: &[
        Example::new("CREATE TABLE item (name varchar(20));", "ALTER TABLE item ALTER COLUMN name TYPE varchar(50);"),
        Example::new("CREATE TABLE item (name varchar(20));", "ALTER TABLE item ALTER COLUMN name TYPE text;"),
        Example::new(
            "CREATE TABLE item (price numeric(10,2));",
            "ALTER TABLE item ALTER COLUMN price TYPE numeric(12,2);",
        ),
    ],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, data_type, .. } = step.operation() else { return };
    let Some(rewrite) = work::on_deployed(step, WorkKind::Rewrite).next() else { return };
    let subject = Subject::of(&step.before, table);
    if depends_on_time_zone(step) {
        return;
    }
    let from = subject.column(column).map_or_else(String::new, |column| format!(" from {}", column.data_type));
    let name = subject.name();
    hits.push(
        Hit::new(format!("changes {column}{from} to {data_type}; {}", work::blocks(rewrite, "the whole table is written again")))
            .help(format!(
                "on a large table, add a column beside it, fill it in batches, switch the code and drop the old one later:\n\
ALTER TABLE {name} ADD COLUMN {} {data_type};",
                crate::sql::Ident::quoted(&format!("{}_new", column.as_str()))
            ))
            .on(subject.column_object(column)),
    );
}

fn time_zone(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnType { table, column, data_type, .. } = step.operation() else { return };
    let Some(rewrite) = work::on_deployed(step, WorkKind::Rewrite).next().filter(|_| depends_on_time_zone(step)) else {
        return;
    };
    let subject = Subject::of(&step.before, table);
    hits.push(
        Hit::new(format!(
            "changes {column} to {data_type}: unless the session's TimeZone is UTC, it shifts every time and {}",
            work::blocks(rewrite, "the whole table is written again")
        ))
        .help("make the result the same whoever deploys; put this at the head of the file:\nSET TimeZone = 'UTC';")
        .on(subject.column_object(column)),
    );
}

/// `timestamp` to `timestamptz` or back without USING, in a session whose `TimeZone` is not known.
fn depends_on_time_zone(step: &Step) -> bool {
    let Operation::AlterColumnType { using: None, .. } = step.operation() else { return false };
    let rewrites = |utc| {
        let server = Server { version: 15, utc };
        effect(step.operation(), &step.before, server).rewrites().next().is_some()
    };
    rewrites(false) && !rewrites(true)
}
