//! `SET UNLOGGED`, `CREATE UNLOGGED TABLE`.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::Subject};
use crate::sql::{Operation, Persistence};

pub(super) const RULE: Rule = Rule {
    id: "set-unlogged",
    category: Category::DataLoss,
    level: Level::Warn,
    summary: "makes a table unlogged: it is empty after a crash, and not replicated",
    docs: "An unlogged table is truncated when the server recovers from a crash, and standby servers never have its rows; a \
failover loses them all. `SET UNLOGGED` also rewrites the table under ACCESS EXCLUSIVE.\n\nUse it only for rows that can be \
made again, such as a cache.",
    bad: &[
        Example::new("CREATE TABLE basket (id int);", "ALTER TABLE basket SET UNLOGGED;"),
        Example::new("", "CREATE UNLOGGED TABLE cache (key text);"),
    ],
    good: &[Example::new("CREATE UNLOGGED TABLE cache (key text);", "ALTER TABLE cache SET LOGGED;")],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    match step.operation() {
        Operation::SetLogged { table, logged: false } => {
            let subject = Subject::of(&step.before, table);
            if subject.may_hold_rows() {
                hits.push(
                    Hit::new(format!("makes {} unlogged: a crash or a failover empties it", subject.name()))
                        .help("keep it logged unless its rows can be made again")
                        .on(subject.object()),
                );
            }
        }
        Operation::CreateTable { name, table } if table.persistence == Persistence::Unlogged => {
            let subject = Subject::of(&step.after, name);
            hits.push(
                Hit::new(format!("creates {} unlogged: a crash or a failover empties it", subject.name()))
                    .help("take UNLOGGED out unless the rows can be made again")
                    .level(Level::Info)
                    .on(subject.object()),
            );
        }
        _ => {}
    }
}
