//! `MERGE` (from version 15 on).

use super::{assignments, scope, target, written};
use crate::sql::cursor::Cursor;
use crate::sql::operation::{RowChange, RowChangeKind, RowScope};
use crate::sql::query::read_from_items;
use crate::sql::tree;

/// Reads what follows `MERGE`.
pub(super) fn merge(cursor: &mut Cursor<'_>) -> Option<RowChange> {
    cursor.accept("INTO").then_some(())?;
    let (table, alias) = target(cursor)?;
    cursor.accept("USING").then_some(())?;
    let reads = read_from_items(cursor.take_until_any(&["ON"]));
    cursor.accept("ON").then_some(())?;
    let on = cursor.take_until(begins_when);
    let scope = tree::expression(&on).map_or(RowScope::Some, |tree| {
        scope::scope(&tree, &scope::Target { table: &table, alias: alias.as_ref(), joined: false })
    });
    let kind = actions(cursor)?;
    if cursor.is("RETURNING") {
        while cursor.advance().is_some() {}
    }
    Some(RowChange { table, alias, kind, reads, scope, from: None, condition: Some(written(on)) })
}

/// Takes every `WHEN [NOT] MATCHED … THEN action`.
fn actions(cursor: &mut Cursor<'_>) -> Option<RowChangeKind> {
    let (mut deletes, mut inserts, mut updates) = (false, false, Vec::new());
    while begins_when(cursor) {
        let _ = cursor.take_until(begins_action);
        cursor.accept("THEN").then_some(())?;
        let action = cursor.accept_any(&["UPDATE", "DELETE", "INSERT", "DO"])?;
        deletes |= action == "DELETE";
        inserts |= action == "INSERT";
        if action == "UPDATE" {
            cursor.accept("SET").then_some(())?;
        }
        let rest = cursor.take_until(|cursor| begins_when(cursor) || cursor.is("RETURNING"));
        if action == "UPDATE" {
            updates.extend(assignments(rest));
        }
    }
    (deletes || inserts || !updates.is_empty() || cursor.at_end()).then_some(RowChangeKind::Merge {
        deletes,
        updates,
        inserts,
    })
}

/// The WHEN and THEN of a `CASE` are followed by other words.
fn begins_when(cursor: &Cursor<'_>) -> bool {
    cursor.is_all(&["WHEN", "MATCHED"]) || cursor.is_all(&["WHEN", "NOT", "MATCHED"])
}

fn begins_action(cursor: &Cursor<'_>) -> bool {
    [&["THEN", "UPDATE", "SET"][..], &["THEN", "DELETE"], &["THEN", "INSERT"], &["THEN", "DO", "NOTHING"]]
        .iter()
        .any(|words| cursor.is_all(words))
}
