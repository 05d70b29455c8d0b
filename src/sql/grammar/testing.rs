//! What the tests of the grammar share.

use super::super::cursor::Cursor;
use super::super::lexer::lex;
use super::super::operation::{Located, Operation};

/// What a part of the grammar makes of a text, if it takes all of it.
pub(super) fn read<T>(text: &str, part: impl FnOnce(&mut Cursor<'_>) -> Option<T>) -> Option<T> {
    let lexed = lex(text);
    let mut cursor = Cursor::new(text, &lexed.tokens);
    let value = part(&mut cursor)?;
    cursor.at_end().then_some(value)
}

/// What a statement does, with the places.
pub(super) fn located(sql: &str) -> Option<Vec<Located>> {
    read(sql, super::utility)
}

/// What a statement does.
pub(super) fn operations(sql: &str) -> Option<Vec<Operation>> {
    Some(located(sql)?.into_iter().map(|located| located.operation).collect())
}

/// The one thing that a statement does.
pub(super) fn single(sql: &str) -> Option<Operation> {
    let mut operations = operations(sql)?;
    operations.pop().filter(|_| operations.is_empty())
}

/// Every statement must be read, and its `Debug` text must hold this.
pub(super) fn assert_all_hold(cases: &[(&str, &str)]) {
    for (sql, part) in cases {
        let found = operations(sql).unwrap_or_else(|| panic!("not read: {sql}"));
        let text = format!("{found:?}");
        assert!(text.contains(part), "{sql}\nis {text}\nwithout {part}");
    }
}

/// None of these may be read.
pub(super) fn assert_none(statements: &[&str]) {
    for sql in statements {
        assert_eq!(operations(sql), None, "{sql}");
    }
}
