//! A history replayed in memory: the catalog that the deployed migrations built, and the steps of those that are judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::rules::Step;
use crate::schema::{Born, Catalog, Server, effect};
use crate::sql::{Body, Ident, Located, Operation, QualifiedName, Reach, Statement};

/// How deep functions that call functions are followed.
const CALL_DEPTH: usize = 8;

/// A database in memory while migrations run on it.
pub(super) struct Replay {
    /// What the migrations so far built.
    pub(super) catalog: Catalog,
    server: Server,
    /// Statements that `PREPARE` gave a name, for `EXECUTE`.
    prepared: BTreeMap<Ident, Arc<Body>>,
    /// The catalog at the last `BEGIN`, for `ROLLBACK`.
    at_begin: Option<Catalog>,
}

impl Replay {
    /// An empty database of this server whose first schema is `schema`.
    pub(super) fn new(schema: &str, server: Server) -> Self {
        Self { catalog: Catalog::new(schema), server, prepared: BTreeMap::new(), at_begin: None }
    }

    /// Says that everything made from this migration on is pending: production has no rows in it.
    pub(super) fn judge_from(&mut self, number: usize) {
        self.catalog.judge_from(born(number));
    }

    /// Applies a migration that is deployed: only what it leaves behind counts.
    pub(super) fn apply(&mut self, number: usize, statements: &[Statement]) {
        self.begin(number);
        for located in statements.iter().flat_map(Statement::in_order) {
            self.run(&located.operation);
            for called in self.expanded(located).iter().skip(1) {
                self.run(&called.operation);
            }
        }
        self.end();
    }

    /// Applies a migration that is judged, and keeps each operation with the database before and after it.
    pub(super) fn steps(&mut self, number: usize, statements: &[Statement]) -> Vec<Step> {
        self.begin(number);
        let mut steps = Vec::new();
        for statement in statements {
            for located in statement.in_order() {
                for located in self.expanded(located) {
                    steps.push(self.step(statement.number, located));
                }
            }
        }
        self.end();
        steps
    }

    fn step(&mut self, statement: usize, located: Arc<Located>) -> Step {
        let before = self.catalog.clone();
        let effect = effect(&located.operation, &before, self.server);
        self.run(&located.operation);
        Step { located, statement, before, after: self.catalog.clone(), effect }
    }

    fn begin(&mut self, number: usize) {
        self.catalog.begin_migration(born(number));
    }

    /// Each migration is deployed on a connection of its own, sooner or later: settings do not outlive it.
    fn end(&mut self) {
        self.catalog.reset_session();
        self.prepared.clear();
        self.at_begin = None;
    }

    fn run(&mut self, operation: &Operation) {
        match operation {
            Operation::Begin => self.at_begin = Some(self.catalog.clone()),
            Operation::Commit { .. } => {
                self.at_begin = None;
                self.catalog.reset_local_settings();
            }
            Operation::Rollback { .. } => {
                if let Some(catalog) = self.at_begin.take() {
                    self.catalog = catalog;
                }
            }
            Operation::Prepare { name, body } => {
                self.prepared.insert(name.clone(), body.clone());
            }
            other => self.catalog.apply(other),
        }
    }

    /// The operation, and what the functions and prepared statements that it calls do.
    fn expanded(&self, located: &Located) -> Vec<Arc<Located>> {
        let mut all = vec![Arc::new(located.clone())];
        self.follow(located, located, CALL_DEPTH, &mut all);
        all
    }

    fn follow(&self, call: &Located, located: &Located, depth: usize, all: &mut Vec<Arc<Located>>) {
        if depth == 0 {
            return;
        }
        for inner in self.bodies(&located.operation).iter().flat_map(|body| &body.operations) {
            let reach = call.reach.max(inner.reach).max(Reach::Body);
            let here = Located { operation: inner.operation.clone(), span: call.span, reach };
            self.follow(call, &here, depth - 1, all);
            all.push(Arc::new(here));
        }
    }

    fn bodies(&self, operation: &Operation) -> Vec<Arc<Body>> {
        match operation {
            Operation::Select { query, .. } => query.calls.iter().flat_map(|name| self.function_bodies(name)).collect(),
            Operation::Call { name } => self.function_bodies(name),
            Operation::ExecutePrepared { name } => self.prepared.get(name).cloned().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn function_bodies(&self, name: &QualifiedName) -> Vec<Arc<Body>> {
        self.catalog.functions(name).iter().filter_map(|function| function.body.clone()).collect()
    }
}

/// A migration's number as the catalog keeps it. A history of four thousand million files does not fit a disk.
fn born(number: usize) -> Born {
    Born::try_from(number).unwrap_or(Born::MAX - 1)
}
