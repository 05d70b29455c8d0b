//! A history replayed in memory: the catalog that the deployed migrations built, and the steps of those that are judged.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::doubt::raise_doubt;
use crate::rules::Step;
use crate::schema::{Born, Catalog, Doubt, Server, effect};
use crate::sql::{self, Body, Ident, Located, Operation, QualifiedName, Reach, Source, Statement, expression};

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
        Step::new(located, statement, [before, self.catalog.clone()], effect)
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
        self.follow(located, located, &mut Vec::new(), &mut all);
        all
    }

    /// Each body is followed once: a function that calls itself, or two that call each other, do nothing new.
    fn follow(&self, call: &Located, located: &Located, seen: &mut Vec<Arc<Body>>, all: &mut Vec<Arc<Located>>) {
        for body in self.bodies(&located.operation) {
            if seen.iter().any(|known| Arc::ptr_eq(known, &body)) {
                continue;
            }
            seen.push(body.clone());
            for inner in &body.operations {
                let reach = call.reach.max(inner.reach).max(Reach::Body);
                let here = Arc::new(Located { operation: inner.operation.clone(), span: call.span, reach });
                all.push(here.clone());
                self.follow(call, &here, seen, all);
            }
        }
    }

    fn bodies(&self, operation: &Operation) -> Vec<Arc<Body>> {
        match operation {
            Operation::Select { query, .. } => query.calls.iter().flat_map(|name| self.function_bodies(name)).collect(),
            Operation::ChangeRows(change) if self.catalog.has_functions() => {
                let known = |name: &QualifiedName| !self.catalog.functions(name).is_empty();
                let called = change.expressions().into_iter().flat_map(|text| expression::called(text, known));
                called.flat_map(|name| self.function_bodies(&name)).collect()
            }
            Operation::Call { name } => self.function_bodies(name),
            Operation::ExecutePrepared { name } => self.prepared.get(name).cloned().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn function_bodies(&self, name: &QualifiedName) -> Vec<Arc<Body>> {
        self.catalog.functions(name).iter().filter_map(|function| function.body.clone()).collect()
    }
}

/// The database that these migrations build on an empty one, in this order, and what of it is not certain.
#[must_use]
pub fn replay_catalog<'a>(sources: impl Iterator<Item = &'a Source>, empty: Catalog) -> (Catalog, Doubt) {
    // What an operation leaves behind does not depend on the server's version.
    let mut replay = Replay { catalog: empty, ..Replay::new("public", Server::new(15)) };
    let mut doubt = Doubt::default();
    for (number, source) in sources.enumerate() {
        let statements = sql::read(source);
        raise_doubt(&mut doubt, source, &statements);
        replay.apply(number, &statements);
    }
    // Temporary tables went with their sessions.
    replay.catalog.begin_migration(Born::MAX - 1);
    (replay.catalog, doubt)
}

/// A migration's number as the catalog keeps it. A history of four thousand million files does not fit a disk.
fn born(number: usize) -> Born {
    Born::try_from(number).unwrap_or(Born::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::read;

    fn steps(sql: &str) -> Vec<Step> {
        Replay::new("public", Server::new(15)).steps(0, &read(&Source::new("a.sql", sql)))
    }

    #[test]
    fn functions_that_call_each_other_are_followed_once() {
        let calls = "SELECT purge(); ".repeat(40);
        let purge =
            format!("CREATE FUNCTION purge() RETURNS void LANGUAGE plpgsql AS $$ BEGIN DELETE FROM t; {calls} END $$;");
        let found = steps(&format!("CREATE TABLE t (id int); {purge} SELECT purge();"));
        let deletes = found.iter().filter(|step| matches!(step.operation(), Operation::ChangeRows(_))).count();
        assert_eq!(deletes, 1, "{} steps", found.len());
        assert_eq!(found.last().map(|step| (step.statement, step.reach())), Some((3, Reach::Body)));
    }

    #[test]
    fn a_prepared_statement_runs_when_it_is_executed() {
        let found = steps("PREPARE p AS DELETE FROM t; EXECUTE p;");
        let delete = found.iter().find(|step| matches!(step.operation(), Operation::ChangeRows(_)));
        assert_eq!(delete.map(|step| step.statement), Some(2));
    }
}
