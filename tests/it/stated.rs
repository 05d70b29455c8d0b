//! What Seawall states of one statement's locks, rewrites and scans, held against what a server was seen to do.

use std::collections::{BTreeMap, BTreeSet};

use seawall::schema::{self, Catalog, Effect, RelationKind, WorkKind};
use seawall::sql::{ObjectName, Operation, Reach, Statement};

use crate::observe::{self, Observed};

/// The first locks that do harm: those that block writes, or other changes of the schema.
const FIRST_HARMFUL: &str = "ShareUpdateExclusiveLock";

/// What Seawall says of one statement: the strongest lock on each relation that was there before, and the long work.
#[derive(Default)]
pub(crate) struct Stated {
    locks: BTreeMap<String, String>,
    rewritten: BTreeSet<String>,
    /// Tables that are read from end to end.
    scanned: BTreeSet<String>,
    /// Tables of which a query or a foreign key may read all, or find what it needs by an index.
    may_scan: bool,
    /// Parts of it may not run.
    is_conditional: bool,
    /// It runs SQL that nobody can see before it runs.
    pub(crate) is_opaque: bool,
    /// It gives a table a new file without writing its rows again.
    empties: bool,
}

impl Stated {
    /// Tells what a statement does, and leaves the catalog as it is after it.
    pub(crate) fn of(statement: &Statement, catalog: &mut Catalog, major: u32) -> Self {
        let before = catalog.clone();
        let mut stated = Self::default();
        for located in statement.in_order() {
            stated.is_conditional |= located.reach == Reach::Conditional;
            stated.is_opaque |= matches!(&located.operation, Operation::Do { dynamic, .. } if !dynamic.is_empty());
            stated.empties |= gives_new_file(&located.operation);
            stated.may_scan |= queries(&located.operation) || fails_at_once(&located.operation);
            let effect = schema::effect(&located.operation, catalog, schema::Server::new(major));
            stated.add(&effect, |name| before.relation_at(name).is_some());
            catalog.apply(&located.operation);
        }
        stated
    }

    fn add(&mut self, effect: &Effect, is_known: impl Fn(&ObjectName) -> bool) {
        for lock in effect.locks.iter().filter(|lock| is_known(&lock.relation)) {
            let mode = format!("{:?}Lock", lock.mode);
            let held = self.locks.entry(plain(&lock.relation)).or_insert_with(|| mode.clone());
            if observe::rank(held) < observe::rank(&mode) {
                *held = mode;
            }
        }
        self.rewritten.extend(effect.rewrites().filter(|name| is_known(name)).map(plain));
        for work in effect.work.iter().filter(|work| is_known(&work.relation)) {
            match work.kind {
                WorkKind::RowChange | WorkKind::Refresh | WorkKind::ForeignKeyScan => self.may_scan = true,
                _ => drop(self.scanned.insert(plain(&work.relation))),
            }
        }
    }
}

/// `TRUNCATE` leaves an empty file behind, `REFRESH` one with new rows; both are work of another kind than a rewrite.
fn gives_new_file(operation: &Operation) -> bool {
    matches!(operation, Operation::Truncate { .. } | Operation::RefreshMaterializedView { .. })
}

/// Reads rows by a query, whose plan is nobody's promise.
fn queries(operation: &Operation) -> bool {
    match operation {
        Operation::CreateTable { table, .. } => table.query.is_some(),
        Operation::ChangeRows(_)
        | Operation::Select { .. }
        | Operation::Call { .. }
        | Operation::Do { .. }
        | Operation::CopyTo { .. }
        | Operation::CreateView { .. } => true,
        _ => false,
    }
}

/// Looks for a row at all: the first one fails.
fn fails_at_once(operation: &Operation) -> bool {
    let Operation::AddColumn { column, .. } = operation else { return false };
    column.not_null && column.default.is_none()
}

/// Keywords are quoted by the server and not by Seawall.
fn plain(name: &ObjectName) -> String {
    name.to_string().replace('"', "")
}

/// What the server did otherwise than stated. A lock on a sequence keeps nobody from a table, and is not compared.
pub(crate) fn contradictions(stated: &Stated, observed: &Observed, catalog: &Catalog) -> Vec<String> {
    let relations = catalog.relations().filter(|relation| !matches!(relation.kind, RelationKind::Sequence { .. }));
    // A VACUUM of an empty table is done before anybody can look, or is seen only while it looks for the name.
    let harmless = |mode: &&str| observe::rank(mode) < observe::rank(FIRST_HARMFUL);
    let is_unseen = !observed.in_transaction && observed.locks.values().all(harmless);
    let seen: BTreeMap<String, &str> =
        observed.locks.iter().map(|(name, mode)| (name.replace('"', ""), *mode)).collect();
    let mut wrong = Vec::new();
    for relation in relations.map(|relation| plain(&relation.name)).filter(|_| !is_unseen) {
        let (said, seen) = (stated.locks.get(&relation).map(String::as_str), seen.get(&relation).copied());
        let unsaid = said.is_none() && seen.is_some_and(|mode| observe::rank(mode) >= observe::rank(FIRST_HARMFUL));
        let differs = said.is_some() && said != seen && !stated.is_conditional;
        if unsaid || differs {
            wrong.push(format!("{relation} stated {said:?} seen {seen:?}"));
        }
    }
    wrong.extend(wrong_scans(stated, observed));
    let rewritten: BTreeSet<String> = observed.rewritten.iter().map(|name| name.replace('"', "")).collect();
    if rewritten != stated.rewritten && !stated.empties {
        wrong.push(format!("rewrites stated {:?} seen {rewritten:?}", stated.rewritten));
    }
    wrong
}

/// Scans that were stated and not seen, or seen and not stated. A rewrite reads the table too, and may do it in other ways.
fn wrong_scans(stated: &Stated, observed: &Observed) -> Vec<String> {
    let scanned: BTreeSet<String> = observed.scanned.iter().map(|name| name.replace('"', "")).collect();
    let unseen = stated.scanned.difference(&scanned).filter(|name| !stated.rewritten.contains(*name));
    let unseen = unseen.filter(|_| !stated.is_conditional).map(|name| format!("{name}: scan stated and not seen"));
    let unsaid = scanned.difference(&stated.scanned).filter(|_| !stated.may_scan && !stated.empties);
    unseen.chain(unsaid.map(|name| format!("{name}: scan seen and not stated"))).collect()
}
