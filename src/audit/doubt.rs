//! Names of which the files do not tell for certain what becomes of them.

use std::collections::BTreeSet;

use crate::schema::Doubt;
use crate::sql::{Operation, Reach, Source, Statement};

/// Words of a block by which it does one thing or another, or what nobody can read: then either may have happened.
const DECISIONS: [&str; 6] = ["if", "case", "loop", "while", "execute", "foreach"];

/// The words of each block that decides by what it finds, and of a migration whose transaction its own text leaves open:
/// who ends that, and how, the file does not say. And the words of programs that build statements.
pub(super) fn raise_doubt(doubt: &mut Doubt, source: &Source, statements: &[Statement]) {
    let texts = |is: fn(&Operation) -> bool| {
        let chosen = statements.iter().filter(move |statement| does(statement, is));
        chosen.map(|statement| words(source.slice(statement.span)))
    };
    if leaves_transaction_open(statements) {
        doubt.names.extend(words(source.sql()));
    }
    let decides = |words: &BTreeSet<String>| DECISIONS.iter().any(|decision| words.contains(*decision));
    doubt.names.extend(texts(is_block).filter(decides).flatten());
    doubt.programs.extend(texts(is_program).filter(|words| words.contains("execute")).flatten());
}

fn is_block(operation: &Operation) -> bool {
    matches!(operation, Operation::Do { .. } | Operation::Unknown { .. })
}

fn is_program(operation: &Operation) -> bool {
    matches!(operation, Operation::Do { .. } | Operation::CreateFunction(_))
}

fn does(statement: &Statement, is: fn(&Operation) -> bool) -> bool {
    statement.operations.iter().any(|located| located.reach == Reach::Direct && is(&located.operation))
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
