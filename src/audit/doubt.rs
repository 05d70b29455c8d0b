//! Names of which the files do not tell for certain what becomes of them.

use std::collections::BTreeSet;

use crate::sql::{Operation, Reach, Source, Statement};

/// Words of a block by which it does one thing or another, or what nobody can read: then either may have happened.
const DECISIONS: [&str; 6] = ["if", "case", "loop", "while", "execute", "foreach"];

/// The words of each block that decides by what it finds, and of a migration whose transaction its own text leaves open:
/// who ends that, and how, the file does not say.
pub(super) fn doubtful_words(source: &Source, statements: &[Statement]) -> BTreeSet<String> {
    if leaves_transaction_open(statements) {
        return words(source.sql());
    }
    let blocks = statements
        .iter()
        .filter(|statement| runs_block(statement))
        .map(|statement| words(source.slice(statement.span)));
    blocks.filter(|words| DECISIONS.iter().any(|decision| words.contains(*decision))).flatten().collect()
}

fn runs_block(statement: &Statement) -> bool {
    let is_block = |operation: &Operation| matches!(operation, Operation::Do { .. } | Operation::Unknown { .. });
    statement.operations.iter().any(|located| located.reach == Reach::Direct && is_block(&located.operation))
}

fn leaves_transaction_open(statements: &[Statement]) -> bool {
    let operations = statements.iter().flat_map(Statement::in_order).map(|located| &located.operation);
    operations.fold(false, |open, operation| match operation {
        Operation::Begin => true,
        Operation::Commit { .. } | Operation::Rollback { .. } => false,
        _ => open,
    })
}

/// Every word, as written and in lower case.
fn words(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    words.flat_map(|word| [word.to_owned(), word.to_lowercase()]).collect()
}
