//! Statements that write a whole table again for its own sake.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, work};
use crate::schema::WorkKind;
use crate::sql::Operation;

pub(super) const RULE: Rule = Rule {
    id: "table-rewrite",
    category: Category::Rewrite,
    level: Level::Warn,
    summary: "writes a whole table again while reads and writes wait",
    docs: "`VACUUM FULL`, `CLUSTER`, `SET LOGGED`, `SET UNLOGGED`, `SET TABLESPACE` and `SET ACCESS METHOD` copy the table and its \
indexes under ACCESS EXCLUSIVE, and need the disk space for both copies.\n\nTo give space back while the application runs, use the \
extension pg_repack, or plain `VACUUM`, which lets reads and writes go on.",
    bad: &[
        Example::new("CREATE TABLE item (id int PRIMARY KEY);", "VACUUM FULL item;"),
        Example::new("CREATE TABLE item (id int PRIMARY KEY);", "CLUSTER item USING item_pkey;"),
        Example::new("CREATE TABLE item (id int);", "ALTER TABLE item SET UNLOGGED;"),
    ],
    good: &[
        Example::new("CREATE TABLE item (id int);", "VACUUM (FULL false, ANALYZE) item;"),
        Example::new("CREATE TABLE item (id int);", "VACUUM item;"),
    ],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let words = match step.operation() {
        Operation::Vacuum { full: true, .. } => "VACUUM FULL",
        Operation::Cluster { .. } => "CLUSTER",
        Operation::SetLogged { .. } => "SET LOGGED / UNLOGGED",
        Operation::SetTablespace { .. } => "SET TABLESPACE",
        Operation::SetAccessMethod { .. } => "SET ACCESS METHOD",
        Operation::SetExpression { .. } => "SET EXPRESSION",
        Operation::AddIdentity { .. } => "ADD GENERATED AS IDENTITY",
        _ => return,
    };
    if matches!(step.operation(), Operation::Cluster { table: None })
        || matches!(step.operation(), Operation::Vacuum { tables, .. } if tables.is_empty())
    {
        hits.push(
            Hit::new(format!(
                "{words} without a table writes every table again, one after the other, while nobody can read it"
            ))
            .help(
                "take it out of the migration; to give space back beside running writes use pg_repack, or plain VACUUM",
            ),
        );
    }
    for rewrite in work::on_deployed(step, WorkKind::Rewrite) {
        hits.push(
            Hit::new(format!("{words} {}", work::blocks(rewrite, "the whole table is written again")))
                .help("take it out of the migration; to give space back beside running writes use pg_repack, or plain VACUUM")
                .on(Object::new("table", &rewrite.relation)),
        );
    }
}
