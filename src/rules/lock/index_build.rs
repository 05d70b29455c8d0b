//! `CREATE INDEX` on a table in use.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, advice, subject::Subject, work};
use crate::schema::WorkKind;
use crate::sql::Operation;

pub(super) const RULE: Rule = Rule {
    id: "index-build-blocks-writes",
    category: Category::Lock,
    level: Level::Warn,
    summary: "builds an index while writes to the table wait",
    docs: "`CREATE INDEX` takes a SHARE lock for the whole build: reads go on, every INSERT, UPDATE and DELETE waits. On a large \
table that is minutes, and the application times out.\n\n`CREATE INDEX CONCURRENTLY` lets writes go on. It cannot run in a \
transaction block: with Prisma up to 7.3 it must be the only statement of its migration. If it fails it leaves an invalid index \
behind: drop that before the next try.\n\nAn index on a partitioned table locks every partition: create it `ON ONLY` the parent, \
build one on each partition concurrently, and attach them.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int, email text);",
        "CREATE INDEX customer_email_idx ON customer (email);",
    )],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int, email text);",
            "CREATE INDEX CONCURRENTLY customer_email_idx ON customer (email);",
        ),
        Example::new(
            "",
            "CREATE TABLE customer (id int, email text); CREATE INDEX customer_email_idx ON customer (email);",
        ),
        Example::new(
            "CREATE TABLE event (id int, at date) PARTITION BY RANGE (at);",
            "CREATE INDEX event_at_idx ON ONLY event (at);",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::CreateIndex(index) = step.operation() else { return };
    if index.concurrently {
        return;
    }
    let Some(build) = work::on_deployed(step, WorkKind::IndexBuild).next() else { return };
    let subject = Subject::of(&step.before, &index.table);
    hits.push(Hit::new(work::blocks(build, "the index is built")).help(help(judged, step)).on(subject.object()));
}

fn help(judged: &Judged<'_>, step: &Step) -> String {
    let text = judged.source.slice(step.span());
    format!("build it without blocking, {}:\n{};", advice::outside_transaction(judged), concurrently(text))
}

/// The statement with `CONCURRENTLY` after its first word `INDEX`.
fn concurrently(text: &str) -> String {
    let at = text.to_ascii_uppercase().find("INDEX").map_or(0, |at| at + "INDEX".len());
    format!("{} CONCURRENTLY{}", &text[..at], &text[at..])
}
