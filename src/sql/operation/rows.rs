//! Queries, and what happens to rows.

use std::sync::Arc;

use crate::sql::name::{Ident, QualifiedName};
use crate::sql::source::Span;

/// An expression as written; `sql::expression` reads its tree when a rule asks.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Expression {
    /// The text, comments and all.
    pub text: Arc<str>,
    /// Where it stands in the source.
    pub span: Span,
}

/// A query, and what it reads.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// The text.
    pub text: Arc<str>,
    /// Where it stands.
    pub span: Span,
    /// Tables, views and functions in FROM that it reads, subqueries included; names of its own CTEs left out.
    pub reads: Vec<QualifiedName>,
    /// Every identifier that may be a column of one of them, qualified by table or alias where written.
    pub columns: Vec<QualifiedName>,
    /// Output columns where they can be told (`SELECT a, b AS c`); `None` where a `*` is in the list.
    pub output: Option<Vec<Ident>>,
    /// Functions that it calls.
    pub calls: Vec<QualifiedName>,
    /// False where the tree could not be read: `reads` and `columns` then come from tokens and may be too many.
    pub exact: bool,
}

/// `INSERT`, `UPDATE`, `DELETE`, `MERGE`: what happens to rows.
#[derive(Debug, Clone, PartialEq)]
pub struct RowChange {
    /// The table.
    pub table: QualifiedName,
    /// Alias of the table, where one was written.
    pub alias: Option<Ident>,
    /// What is done.
    pub kind: RowChangeKind,
    /// `USING` / `FROM` / source of a MERGE or `INSERT … SELECT`: other tables that are read.
    pub reads: Vec<QualifiedName>,
    /// Which rows.
    pub scope: RowScope,
    /// The tables that an `UPDATE … FROM` joins, as written.
    pub from: Option<Expression>,
    /// `WHERE …` (or the `ON` of a MERGE) as written.
    pub condition: Option<Expression>,
}

/// Longest text of an INSERT that is looked through for calls: long ones are lists of constants.
const LONGEST_SOURCE: usize = 20_000;

impl RowChange {
    /// Every expression and query in it; of an INSERT with very long VALUES, not these.
    #[must_use]
    pub fn expressions(&self) -> Vec<&Expression> {
        let mut found: Vec<&Expression> = self.from.iter().chain(&self.condition).collect();
        match &self.kind {
            RowChangeKind::Insert { source, values, on_conflict_update, .. } => {
                let short = values.is_none() || source.text.len() <= LONGEST_SOURCE;
                found.extend(short.then_some(source));
                found.extend(on_conflict_update.iter().map(|one| &one.value));
            }
            RowChangeKind::Update(updates) | RowChangeKind::Merge { updates, .. } => {
                found.extend(updates.iter().map(|one| &one.value));
            }
            RowChangeKind::Delete => {}
        }
        found
    }
}

/// What is done to rows.
#[derive(Debug, Clone, PartialEq)]
pub enum RowChangeKind {
    /// `INSERT`.
    Insert {
        /// Columns, where listed.
        columns: Vec<Ident>,
        /// Rows of `VALUES`; `None` for a query.
        values: Option<usize>,
        /// The query, or the `VALUES`, as written.
        source: Expression,
        /// `ON CONFLICT DO UPDATE` assignments; empty otherwise.
        on_conflict_update: Vec<Assignment>,
        /// `ON CONFLICT …` was written.
        on_conflict: bool,
    },
    /// `UPDATE`.
    Update(Vec<Assignment>),
    /// `DELETE`.
    Delete,
    /// `MERGE`.
    Merge {
        /// Has `WHEN … DELETE`.
        deletes: bool,
        /// Assignments of `WHEN … UPDATE SET`.
        updates: Vec<Assignment>,
        /// Has `WHEN NOT MATCHED … INSERT`.
        inserts: bool,
    },
}

/// `column = value`.
#[derive(Debug, Clone, PartialEq)]
pub struct Assignment {
    /// Column.
    pub column: Ident,
    /// Value as written.
    pub value: Expression,
}

/// How much of a table a WHERE clause reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowScope {
    /// No WHERE at all, or one that is always true (`1 = 1`, `true`, `id = id`), or a join without a condition.
    All,
    /// A condition.
    Some,
    /// A condition that is never true (`false`, `1 = 0`).
    None,
    /// Equality of the whole primary-key-like column with one constant or a short list of them.
    Few,
}
