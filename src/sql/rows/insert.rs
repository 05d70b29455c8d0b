//! `INSERT`.

use super::{assignments, written};
use crate::sql::cursor::Cursor;
use crate::sql::name::Ident;
use crate::sql::operation::{Assignment, RowChange, RowChangeKind, RowScope};
use crate::sql::query::query_of;
use crate::sql::token::TokenKind;

/// Reads what follows `INSERT`.
pub(super) fn insert(cursor: &mut Cursor<'_>) -> Option<RowChange> {
    cursor.accept("INTO").then_some(())?;
    let table = cursor.qualified_name()?;
    let alias = if cursor.accept("AS") { cursor.ident() } else { None };
    let columns = columns(cursor);
    if cursor.accept("OVERRIDING") {
        cursor.accept_any(&["USER", "SYSTEM"])?;
        cursor.accept("VALUE").then_some(())?;
    }
    let rows = cursor.take_until(|cursor| cursor.is_all(&["ON", "CONFLICT"]) || cursor.is("RETURNING"));
    (!rows.at_end()).then_some(())?;
    let values = count_values(rows);
    let reads = if values.is_some() && !has_select(rows) { Vec::new() } else { query_of(rows, rows).0.reads };
    let on_conflict = cursor.accept_all(&["ON", "CONFLICT"]);
    let on_conflict_update = if on_conflict { conflict_assignments(cursor)? } else { Vec::new() };
    if cursor.is("RETURNING") {
        while cursor.advance().is_some() {}
    }
    let kind = RowChangeKind::Insert { columns, values, source: written(rows), on_conflict_update, on_conflict };
    Some(RowChange { table, alias, kind, reads, scope: RowScope::Some, from: None, condition: None })
}

/// Takes the list of columns, but not a query in parentheses.
fn columns(cursor: &mut Cursor<'_>) -> Vec<Ident> {
    let mut ahead = *cursor;
    let Some(inside) = ahead.group() else { return Vec::new() };
    if inside.is_any(&["SELECT", "WITH", "VALUES", "TABLE"]) || inside.is_kind(TokenKind::LeftParen) {
        return Vec::new();
    }
    *cursor = ahead;
    // An item may be an element or a field of its column.
    inside.split_commas().into_iter().filter_map(|mut item| item.ident()).collect()
}

/// How many rows `VALUES` has, or `DEFAULT VALUES`.
fn count_values(mut rows: Cursor<'_>) -> Option<usize> {
    if rows.accept_all(&["DEFAULT", "VALUES"]) {
        return rows.at_end().then_some(1);
    }
    rows.accept("VALUES").then_some(())?;
    let mut count = 0;
    loop {
        rows.group()?;
        count += 1;
        if !rows.accept_kind(TokenKind::Comma) {
            return rows.at_end().then_some(count);
        }
    }
}

fn has_select(mut rows: Cursor<'_>) -> bool {
    while !rows.at_end() {
        if rows.is("SELECT") {
            return true;
        }
        rows.advance();
    }
    false
}

/// Takes `[target] DO NOTHING | DO UPDATE SET … [WHERE …]`.
fn conflict_assignments(cursor: &mut Cursor<'_>) -> Option<Vec<Assignment>> {
    let _ = cursor.take_until_any(&["DO"]);
    if cursor.accept_all(&["DO", "NOTHING"]) {
        return Some(Vec::new());
    }
    cursor.accept_all(&["DO", "UPDATE", "SET"]).then_some(())?;
    let list = cursor.take_until_any(&["WHERE", "RETURNING"]);
    let _ = cursor.take_until_any(&["RETURNING"]);
    Some(assignments(list))
}
