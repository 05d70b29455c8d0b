//! Each statement commits by itself: a failure half-way leaves half a migration.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule};
use crate::sql::Operation;

pub(super) const RULE: Rule = Rule {
    id: "partial-apply",
    category: Category::Transaction,
    level: Level::Info,
    summary: "statements that belong together are committed one by one",
    docs: "From Prisma 7.4 each statement of a file is committed by itself. If the second of two statements that change rows fails, \
the first stays, the migration is marked as failed, and the next deploy refuses to run (P3009).\n\nPut what belongs together \
between BEGIN and COMMIT.",
    bad: &[Example::new(
        "CREATE TABLE item (price int); CREATE TABLE log (note text);",
        "UPDATE item SET price = price + 1 WHERE price > 5; INSERT INTO log SELECT 'raised' FROM item;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (price int); CREATE TABLE log (note text);",
        "BEGIN; UPDATE item SET price = price + 1 WHERE price > 5; INSERT INTO log SELECT 'raised' FROM item; COMMIT;",
    )],
    check: Check::Migration(check),
};

fn check(judged: &Judged<'_>, hits: &mut Hits) {
    if judged.sending().is_one_transaction() {
        return;
    }
    let mut changes =
        judged.steps.iter().enumerate().filter(|(at, step)| {
            matches!(step.operation(), Operation::ChangeRows(_)) && !judged.transaction(*at).block
        });
    let first = changes.next();
    let second = changes.find(|(_, step)| first.is_some_and(|(_, first)| first.statement != step.statement));
    if let Some((at, _)) = second {
        hits.push(
            Hit::new(format!(
                "{} commits each statement by itself: if this one fails, the rows changed before it stay changed",
                judged.runner()
            ))
            .help("put what belongs together between BEGIN; and COMMIT;")
            .of_step(at),
        );
    }
}
