//! `BEGIN` and `COMMIT` that do not match.

use crate::project::Sending;
use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule};
use crate::sql::Operation;

pub(super) const RULE: Rule = Rule {
    id: "unbalanced-transaction",
    category: Category::Transaction,
    level: Level::Block,
    summary: "BEGIN without COMMIT, or COMMIT without BEGIN",
    docs: "A `BEGIN` that no `COMMIT` closes leaves the connection in a transaction: whether the work is kept depends on what \
the runner sends next. A `COMMIT` without `BEGIN` ends the transaction that the runner opened: what stands before it stays even \
if the rest fails.\n\nClose every BEGIN with COMMIT in the same file, or leave both out.",
    bad: &[
        Example::new("CREATE TABLE item (id int);", "BEGIN; ALTER TABLE item ADD COLUMN note text;"),
        Example::new("CREATE TABLE item (id int);", "ALTER TABLE item ADD COLUMN note text; COMMIT;")
            .with_runner("prisma@7.3"),
    ],
    good: &[Example::new("CREATE TABLE item (id int);", "BEGIN; ALTER TABLE item ADD COLUMN note text; COMMIT;")],
    check: Check::Migration(check),
};

fn check(judged: &Judged<'_>, hits: &mut Hits) {
    let mut open: Option<usize> = None;
    for (at, step) in judged.steps.iter().enumerate() {
        match step.operation() {
            Operation::Begin if open.is_some() => {
                hits.push(
                    Hit::new("BEGIN inside a transaction: PostgreSQL warns and ignores it")
                        .help("take the second BEGIN out")
                        .level(Level::Warn)
                        .of_step(at),
                );
            }
            Operation::Begin => open = Some(at),
            Operation::Commit { chain } | Operation::Rollback { chain } => {
                if open.is_none() && step.reach() == crate::sql::Reach::Direct {
                    hits.push(alone(judged, at));
                }
                open = chain.then_some(at);
            }
            _ => {}
        }
    }
    if let Some(at) = open {
        hits.push(
            Hit::new("BEGIN is never followed by COMMIT: the work is rolled back when the connection closes, or kept by chance")
                .help("end the file with COMMIT;")
                .of_step(at),
        );
    }
}

fn alone(judged: &Judged<'_>, at: usize) -> Hit {
    let message = match judged.sending() {
        Sending::PerStatement => "COMMIT without BEGIN does nothing but warn: each statement was committed already",
        _ => "COMMIT without BEGIN ends the runner's transaction: what stands before it stays even if the rest fails",
    };
    let level = if judged.sending().is_one_transaction() { Level::Block } else { Level::Warn };
    Hit::new(message)
        .help("put BEGIN before the statements that belong together, or take COMMIT out")
        .level(level)
        .of_step(at)
}
