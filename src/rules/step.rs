//! One operation with everything that a rule may ask about it.

use std::cell::Cell;
use std::sync::{Arc, OnceLock};

use super::finding::{LockedRelation, RewrittenTable};
use super::written::Writing;
use crate::project::{Sending, Tool};
use crate::schema::{Catalog, Effect, Server};
use crate::sql::{Located, Operation, Reach, Source, Span, Statement};

/// One operation of a migration that is judged: what it does, the database before and after, and what it is part of.
#[derive(Debug, Clone)]
pub struct Step {
    /// The operation and where it is written.
    pub located: Arc<Located>,
    /// Its statement's number in the file, from 1.
    pub statement: usize,
    /// The database just before.
    pub before: Catalog,
    /// The database just after.
    pub after: Catalog,
    /// Locks, rewrites and scans.
    pub effect: Effect,
    /// What it writes by queries, once somebody has asked.
    pub(super) written: OnceLock<Vec<Writing>>,
}

impl Step {
    /// An operation of a statement between two databases.
    #[must_use]
    pub fn new(located: Arc<Located>, statement: usize, [before, after]: [Catalog; 2], effect: Effect) -> Self {
        Self { located, statement, before, after, effect, written: OnceLock::new() }
    }

    /// What is done.
    #[must_use]
    pub fn operation(&self) -> &Operation {
        &self.located.operation
    }

    /// The words that do it.
    #[must_use]
    pub fn span(&self) -> Span {
        self.located.span
    }

    /// How it is reached from its statement.
    #[must_use]
    pub fn reach(&self) -> Reach {
        self.located.reach
    }

    /// Its locks as findings carry them.
    #[must_use]
    pub fn locked_relations(&self) -> Vec<LockedRelation> {
        let told = |lock: &crate::schema::Lock| LockedRelation {
            schema: lock.relation.schema.as_str().into(),
            name: lock.relation.name.as_str().into(),
            mode: lock.mode.as_str(),
        };
        self.effect.locks.iter().map(told).collect()
    }

    /// Its rewrites as findings carry them.
    #[must_use]
    pub fn rewritten_tables(&self) -> Vec<RewrittenTable> {
        let told = |table: &crate::sql::ObjectName| RewrittenTable {
            schema: table.schema.as_str().into(),
            name: table.name.as_str().into(),
        };
        self.effect.rewrites().map(told).collect()
    }
}

/// The transaction in which a step runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transaction {
    /// Steps with the same number commit together, or not at all.
    pub number: usize,
    /// `PostgreSQL` sees a transaction block: `BEGIN`, or several statements in one query.
    pub block: bool,
    /// The block was opened by a `BEGIN` in the file.
    pub explicit: bool,
}

/// How the runner sends a migration, and the transactions that this makes.
///
/// It remembers that it was asked: what a rule says without asking holds for every way of sending.
#[derive(Debug)]
pub struct Sent<'a> {
    sending: Sending,
    runner: &'a str,
    transactions: Vec<Transaction>,
    asked: Cell<bool>,
}

impl<'a> Sent<'a> {
    /// A way of sending, the runners that send so (for people: `prisma@<7.4`), and the transaction of each step.
    #[must_use]
    pub const fn new(sending: Sending, runner: &'a str, transactions: Vec<Transaction>) -> Self {
        Self { sending, runner, transactions, asked: Cell::new(false) }
    }

    fn told(&self) -> &Self {
        self.asked.set(true);
        self
    }
}

/// A migration that is judged: all its steps, and how the runner sends them.
#[derive(Debug)]
pub struct Judged<'a> {
    /// Name of the migration.
    pub name: &'a Arc<str>,
    /// Its text.
    pub source: &'a Source,
    /// Its statements.
    pub statements: &'a [Statement],
    /// Its operations in order.
    pub steps: &'a [Step],
    /// How it is sent; judged once for each way where that is not known, or the ways of several versions differ.
    pub sent: Sent<'a>,
    /// The tool that applies it.
    pub tool: Tool,
    /// The server it is applied to.
    pub server: Server,
    /// The whole history is known; false for single files and standard input, where any object may exist unseen.
    pub complete: bool,
}

impl Judged<'_> {
    /// Steps after this one.
    #[must_use]
    pub fn later(&self, at: usize) -> &[Step] {
        self.steps.get(at + 1..).unwrap_or_default()
    }

    /// Steps before this one.
    #[must_use]
    pub fn earlier(&self, at: usize) -> &[Step] {
        &self.steps[..at]
    }

    /// How the file is sent.
    #[must_use]
    pub fn sending(&self) -> Sending {
        self.sent.told().sending
    }

    /// The runners that send it so, for people: `prisma@<7.4`.
    #[must_use]
    pub fn runner(&self) -> &str {
        self.sent.told().runner
    }

    /// The transaction of a step.
    #[must_use]
    pub fn transaction(&self, at: usize) -> Transaction {
        self.sent.told().transactions[at]
    }

    /// Whether two steps commit together.
    #[must_use]
    pub fn same_transaction(&self, one: usize, other: usize) -> bool {
        self.transaction(one).number == self.transaction(other).number
    }

    /// Whether a rule asked how the file is sent since this was last called.
    #[must_use]
    pub fn take_asked(&self) -> bool {
        self.sent.asked.take()
    }
}
