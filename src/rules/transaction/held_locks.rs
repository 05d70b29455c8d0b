//! Locks that are held longer than their own statement needs.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice,
    subject::{Subject, list},
    work,
};
use crate::schema::{Lock, LockMode, WorkKind};
use crate::sql::{ObjectName, Operation, RowScope};

pub(super) const VALIDATE: Rule = Rule {
    id: "validate-in-same-transaction",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "validates a constraint in the transaction that added it, under the stronger lock",
    docs: "NOT VALID and VALIDATE CONSTRAINT help only when they are committed apart. In one transaction the lock of the first \
(ACCESS EXCLUSIVE for a CHECK, SHARE ROW EXCLUSIVE for a foreign key) is still held while the second reads the table.\n\nWith \
Prisma up to 7.3 a file is one transaction: put VALIDATE into the next migration.",
    bad: &[Example::new(
        "CREATE TABLE item (price int);",
        "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0) NOT VALID; ALTER TABLE item VALIDATE CONSTRAINT price_ok;",
    )
    .with_runner("prisma@7.3")],
    good: &[Example::new(
        "CREATE TABLE item (price int);",
        "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0) NOT VALID; ALTER TABLE item VALIDATE CONSTRAINT price_ok;",
    )],
    check: Check::Step(validate),
};

pub(super) const BACKFILL: Rule = Rule {
    id: "backfill-under-lock",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "changes rows in the transaction that altered the table, while nobody can read it",
    docs: "`ALTER TABLE` holds ACCESS EXCLUSIVE until the transaction ends. Rows that are changed after it in the same transaction \
are changed while every read and write of the table waits.\n\nChange the schema in one migration and fill the rows in the next, in \
batches.",
    bad: &[Example::new(
        "CREATE TABLE item (id int, price int);",
        "BEGIN; ALTER TABLE item ADD COLUMN gross int; UPDATE item SET gross = price WHERE gross IS NULL; COMMIT;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (id int, price int);",
        "ALTER TABLE item ADD COLUMN gross int; UPDATE item SET gross = price WHERE gross IS NULL;",
    )],
    check: Check::Step(backfill),
};

pub(super) const SEVERAL: Rule = Rule {
    id: "locks-several-tables",
    category: Category::Transaction,
    level: Level::Info,
    summary: "locks several tables against reads and writes until one transaction ends",
    docs: "Each ACCESS EXCLUSIVE lock is held until the transaction ends, so all of these tables stand still together, and \
another session that takes them in another order deadlocks.\n\nChange one table a migration where they are busy.",
    bad: &[Example::new(
        "CREATE TABLE item (id int); CREATE TABLE shelf (id int);",
        "BEGIN; ALTER TABLE item ADD COLUMN note text; ALTER TABLE shelf ADD COLUMN note text; COMMIT;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (id int); CREATE TABLE shelf (id int);",
        "ALTER TABLE item ADD COLUMN note text; ALTER TABLE shelf ADD COLUMN note text;",
    )],
    check: Check::Migration(several),
};

fn validate(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::ValidateConstraint { table, constraint } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    if !subject.may_hold_rows() {
        return;
    }
    let added = (0..at).find(|&other| {
        judged.same_transaction(at, other)
            && match judged.steps[other].operation() {
                Operation::AddConstraint { table: of, constraint: added }
                | Operation::AddForeignKey { table: of, constraint: added } => {
                    added.not_valid
                        && added.name.as_ref() == Some(constraint)
                        && judged.steps[other].before.resolve(of) == *subject.name()
                }
                _ => false,
            }
    });
    if added.is_some() {
        hits.push(
            Hit::new(format!(
                "reads all of {} for {constraint} under the lock that adding it took: both are one transaction",
                subject.name()
            ))
            .help(format!("commit them apart; {}", advice::apart(judged)))
            .on(subject.object()),
        );
    }
}

fn backfill(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::ChangeRows(change) = step.operation() else { return };
    let few = matches!(change.scope, RowScope::Few | RowScope::None);
    let Some(changed) = work::on_deployed(step, WorkKind::RowChange).next().filter(|_| !few) else { return };
    let locked = judged.steps[..at].iter().enumerate().any(|(other, earlier)| {
        judged.same_transaction(at, other)
            && earlier.effect.lock_on(&changed.relation) == Some(LockMode::AccessExclusive)
    });
    if locked {
        let table = &changed.relation;
        hits.push(
            Hit::new(format!(
                "changes rows of {table} while the ALTER TABLE before it still blocks every read and write"
            ))
            .help(format!("change the schema first, then the rows; {}", advice::apart(judged)))
            .on(Object::new("table", table)),
        );
    }
}

fn several(judged: &Judged<'_>, hits: &mut Hits) {
    let mut transactions: Vec<(usize, usize, Vec<&ObjectName>)> = Vec::new();
    for (at, step) in judged.steps.iter().enumerate() {
        let blocks = |lock: &&Lock| lock.mode == LockMode::AccessExclusive && work::is_deployed(step, &lock.relation);
        for lock in step.effect.locks.iter().filter(blocks) {
            let number = judged.transaction(at).number;
            if transactions.last().is_none_or(|(last, _, _)| *last != number) {
                transactions.push((number, at, Vec::new()));
            }
            let Some((_, last, tables)) = transactions.last_mut() else { continue };
            if !tables.contains(&&lock.relation) {
                tables.push(&lock.relation);
                *last = at;
            }
        }
    }
    for (_, at, tables) in transactions.iter().filter(|(_, _, tables)| tables.len() > 1) {
        let hit =
            Hit::new(format!("by now this transaction blocks reads and writes of {} until it ends", list(tables)))
                .help("change one table a migration where they are busy")
                .of_step(*at);
        hits.push(tables.iter().fold(hit, |hit, table| hit.on(Object::new("table", table))));
    }
}
