//! A new foreign key locks the table that it points at.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::list, work};
use crate::schema::{LockMode, WorkKind};
use crate::sql::{ConstraintKind, ObjectName, Operation};

pub(super) const RULE: Rule = Rule {
    id: "foreign-key-locks-parent",
    category: Category::Transaction,
    level: Level::Warn,
    summary: "a new foreign key makes writes to the table that it points at wait",
    docs: "Whoever gets the foreign key, also a table that is only being created: the table that it points at is locked SHARE ROW \
EXCLUSIVE until the transaction ends. The lock itself takes no time, but it waits for every running write, and all later writes \
queue behind it.\n\nSet a `lock_timeout` in the same file, so that the migration gives up instead of holding everybody back: \
`SET lock_timeout = '5s';`. One set by the role or in the connection URL counts too: say so by turning this rule off in the policy.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY);",
        "CREATE TABLE invoice (id int PRIMARY KEY, customer_id int REFERENCES customer (id));",
    )],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY);",
            "SET lock_timeout = '5s'; CREATE TABLE invoice (id int PRIMARY KEY, customer_id int REFERENCES customer (id));",
        ),
        Example::new(
            "",
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int REFERENCES customer);",
        ),
    ],
    check: Check::Migration(check),
};

fn check(judged: &Judged<'_>, hits: &mut Hits) {
    let mut first = None;
    let mut parents: Vec<ObjectName> = Vec::new();
    for (at, step) in judged.steps.iter().enumerate() {
        let locked = locked_parents(step);
        if locked.is_empty() || is_told_by_its_scan(step) || super::timeouts::is_set(judged, at) {
            continue;
        }
        first.get_or_insert(at);
        for parent in locked {
            if !parents.contains(&parent) {
                parents.push(parent);
            }
        }
    }
    if let Some(at) = first {
        let hit = Hit::new(format!(
            "writes to {} wait until the new foreign keys are in (SHARE ROW EXCLUSIVE lock), with no lock_timeout set",
            list(&parents)
        ))
        .help("give up instead of holding everybody back; put this at the head of the file:\nSET lock_timeout = '5s';")
        .of_step(at);
        hits.push(parents.iter().fold(hit, |hit, parent| hit.on(Object::new("table", parent))));
    }
}

/// A key that is looked up for every row at once is told with the lock it holds meanwhile.
fn is_told_by_its_scan(step: &Step) -> bool {
    let scans = step.effect.work.iter().filter(|work| work.kind == WorkKind::ForeignKeyScan);
    scans.into_iter().any(|work| work::is_deployed(step, &work.relation))
}

/// Deployed tables that the foreign keys of this step point at, and lock.
fn locked_parents(step: &Step) -> Vec<ObjectName> {
    let constraints = match step.operation() {
        Operation::CreateTable { table, .. } => {
            table.constraints.iter().chain(table.columns.iter().flat_map(|column| &column.constraints)).collect()
        }
        Operation::AddForeignKey { constraint, .. } => vec![constraint],
        Operation::AddColumn { column, .. } => column.constraints.iter().collect(),
        _ => Vec::new(),
    };
    constraints
        .into_iter()
        .filter_map(|constraint| match &constraint.kind {
            ConstraintKind::ForeignKey { referenced, .. } => Some(step.before.resolve(referenced)),
            _ => None,
        })
        .filter(|parent| {
            work::is_deployed(step, parent) && step.effect.lock_on(parent) >= Some(LockMode::ShareRowExclusive)
        })
        .collect()
}
