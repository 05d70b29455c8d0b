//! A statement, and where its operations stand in it.

use super::Operation;
use crate::sql::source::Span;

/// One thing that a statement does, and where it is written.
///
/// A statement has one or more: `ALTER TABLE` one for each action, `DROP TABLE a, b` one for each table, a `DO` block one
/// for each statement in its body.
#[derive(Debug, Clone, PartialEq)]
pub struct Located {
    /// What is done.
    pub operation: Operation,
    /// The words that do it, in bytes of the source: the action, or the whole statement.
    pub span: Span,
    /// How the operation is reached.
    pub reach: Reach,
}

/// How an operation is reached from the statement that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Reach {
    /// The statement itself.
    #[default]
    Direct,
    /// In a body that runs with the statement (`DO`, a function called after it was made here), on every path through it.
    Body,
    /// In such a body, under `IF`, `CASE`, `LOOP` or an exception handler: it may run or not.
    Conditional,
}

/// How dangerous a statement looks by its tokens alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Danger {
    /// No destructive word in verb position.
    #[default]
    None,
    /// Changes rows or definitions.
    Changes,
    /// `DROP`, `TRUNCATE`, `DELETE`, or another verb that destroys.
    Destroys,
}

/// One statement of a source.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Number in its file, from 1.
    pub number: usize,
    /// From its first token to its last, the semicolon left out.
    pub span: Span,
    /// What it does; never empty.
    pub operations: Vec<Located>,
    /// The recogniser's verdict from tokens alone.
    pub danger: Danger,
}

impl Statement {
    /// Its operations in the order in which they take effect, which for `ALTER TABLE` need not be the order of writing.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Located> {
        let mut operations: Vec<&Located> = self.operations.iter().collect();
        if operations.iter().all(|located| located.operation.alter_table_pass().is_some()) {
            operations.sort_by_key(|located| located.operation.alter_table_pass());
        }
        operations
    }
}
