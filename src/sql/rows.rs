//! `INSERT`, `UPDATE`, `DELETE`, `MERGE`: which rows of which table, and what becomes of them.
//!
//! The clauses are cut by tokens, so that a condition that nobody can parse still stands in a `DELETE` that is understood.

mod insert;
mod merge;
mod scope;

use std::cell::Cell;

use super::cursor::Cursor;
use super::expression::{self, Tree};
use super::name::{Ident, QualifiedName};
use super::operation::{Assignment, Expression, Located, Operation, Reach, RowChange, RowChangeKind, RowScope};
use super::query::{cte_names, read_from_items};
use super::token::TokenKind;

/// The change that a statement makes which begins with one of these verbs, after its `WITH` perhaps, and the changes in its
/// CTEs, which run first.
///
/// `None` where the statement itself could not be read.
pub(super) fn read_rows(cursor: Cursor<'_>) -> Option<Vec<Located>> {
    let mut changes = changes_within(cursor);
    let mut main = cursor;
    skip_with(&mut main)?;
    changes.push(change(main, cursor, &cte_names(cursor))?);
    Some(changes)
}

/// Changes in parentheses at any depth: `WITH gone AS (DELETE …)`, `COPY (UPDATE …) TO`.
pub(super) fn changes_within(mut cursor: Cursor<'_>) -> Vec<Located> {
    let ctes = cte_names(cursor);
    let mut changes = Vec::new();
    while let Some(token) = cursor.peek() {
        let mut ahead = cursor;
        let begins = ["WITH", "DELETE", "UPDATE", "INSERT", "MERGE"].iter().any(|word| cursor.is_at(1, word));
        if token.kind == TokenKind::LeftParen
            && begins
            && let Some(inside) = ahead.group()
        {
            let mut main = inside;
            let is_change = skip_with(&mut main).is_some() && begins_change(&main);
            changes.extend(is_change.then(|| change(main, inside, &ctes)).flatten());
        }
        cursor.advance();
    }
    changes
}

/// Whether a change begins here: `DELETE` alone may be a name.
pub(super) fn begins_change(cursor: &Cursor<'_>) -> bool {
    let updates = || {
        let mut ahead = *cursor;
        ahead.accept("UPDATE") && {
            let _ = ahead.take_until_any(&["SET"]);
            ahead.is("SET")
        }
    };
    cursor.is_all(&["DELETE", "FROM"])
        || cursor.is_all(&["INSERT", "INTO"])
        || cursor.is_all(&["MERGE", "INTO"])
        || updates()
}

/// Takes a `WITH` clause, if one is next; `None` where it does not end.
pub(super) fn skip_with(cursor: &mut Cursor<'_>) -> Option<()> {
    if !cursor.accept("WITH") {
        return Some(());
    }
    cursor.accept("RECURSIVE");
    loop {
        cursor.ident()?;
        cursor.skip_group();
        cursor.accept("AS").then_some(())?;
        cursor.accept("NOT");
        cursor.accept("MATERIALIZED");
        cursor.group()?;
        if cursor.is_any(&["SEARCH", "CYCLE"]) {
            let _ = cursor.take_until(|cursor| cursor.is_kind(TokenKind::Comma) || begins_main(cursor));
        }
        if !cursor.accept_kind(TokenKind::Comma) {
            return Some(());
        }
    }
}

fn begins_main(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["SELECT", "VALUES", "TABLE"]) || cursor.is_kind(TokenKind::LeftParen) || begins_change(cursor)
}

/// Reads one change; `whole` is what is shown, its `WITH` included.
fn change(mut cursor: Cursor<'_>, whole: Cursor<'_>, ctes: &[Ident]) -> Option<Located> {
    let mut row_change = match cursor.accept_any(&["INSERT", "UPDATE", "DELETE", "MERGE"])? {
        "INSERT" => insert::insert(&mut cursor)?,
        "UPDATE" => update(&mut cursor)?,
        "DELETE" => delete(&mut cursor)?,
        _ => merge::merge(&mut cursor)?,
    };
    cursor.at_end().then_some(())?;
    row_change.reads.retain(|read| read.schema.is_some() || !ctes.contains(&read.name));
    let operation = Operation::ChangeRows(Box::new(row_change));
    Some(Located { operation, span: whole.rest_span(), reach: Reach::Direct })
}

fn delete(cursor: &mut Cursor<'_>) -> Option<RowChange> {
    cursor.accept("FROM").then_some(())?;
    let (table, alias) = target(cursor)?;
    let from = cursor.accept("USING").then(|| cursor.take_until_any(&["WHERE", "RETURNING"]));
    Some(filtered(cursor, table, alias, from, RowChangeKind::Delete))
}

fn update(cursor: &mut Cursor<'_>) -> Option<RowChange> {
    let (table, alias) = target(cursor)?;
    cursor.accept("SET").then_some(())?;
    let assignments = assignments(take_assignments(cursor));
    let from = cursor.accept("FROM").then(|| cursor.take_until_any(&["WHERE", "RETURNING"]));
    Some(filtered(cursor, table, alias, from, RowChangeKind::Update(assignments)))
}

/// Takes `[ONLY] table [*] [[AS] alias]`.
fn target(cursor: &mut Cursor<'_>) -> Option<(QualifiedName, Option<Ident>)> {
    let only = cursor.accept("ONLY");
    let in_parentheses = only && cursor.is_kind(TokenKind::LeftParen);
    let table = if in_parentheses { cursor.group()?.qualified_name()? } else { cursor.qualified_name()? };
    cursor.accept_operator("*");
    let alias = if cursor.accept("AS") || !cursor.is_any(&["USING", "WHERE", "RETURNING", "SET", "ON"]) {
        cursor.ident()
    } else {
        None
    };
    Some((table, alias))
}

/// Takes a SET list; the FROM of `IS DISTINCT FROM` belongs to it.
fn take_assignments<'a>(cursor: &mut Cursor<'a>) -> Cursor<'a> {
    let distinct = Cell::new(false);
    cursor.take_until(|cursor| {
        let after_distinct = distinct.replace(cursor.is("DISTINCT"));
        cursor.is_any(&["WHERE", "RETURNING"]) || (cursor.is("FROM") && !after_distinct)
    })
}

/// Takes `WHERE …` and `RETURNING …`, and says how many rows are meant.
fn filtered(
    cursor: &mut Cursor<'_>,
    table: QualifiedName,
    alias: Option<Ident>,
    from: Option<Cursor<'_>>,
    kind: RowChangeKind,
) -> RowChange {
    let condition = cursor.accept("WHERE").then(|| cursor.take_until_any(&["RETURNING"]));
    let mut reads = from.map(read_from_items).unwrap_or_default();
    let tree = condition.and_then(|condition| super::tree::expression(&condition));
    reads.extend(tree.iter().flat_map(subquery_reads));
    if let RowChangeKind::Update(assignments) = &kind {
        reads.extend(assignments.iter().flat_map(|assignment| value_reads(&assignment.value)));
    }
    let scope = match condition {
        None => RowScope::All,
        Some(condition) if condition.is_all(&["CURRENT", "OF"]) => RowScope::Few,
        Some(_) => tree.map_or(RowScope::Some, |tree| {
            scope::scope(&tree, &scope::Target { table: &table, alias: alias.as_ref(), joined: from.is_some() })
        }),
    };
    if cursor.is("RETURNING") {
        while cursor.advance().is_some() {}
    }
    RowChange { table, alias, kind, reads, scope, from: from.map(written), condition: condition.map(written) }
}

/// Cuts `a = 1, (b, c) = (2, 3), d[1] = 4` into columns and values.
fn assignments(list: Cursor<'_>) -> Vec<Assignment> {
    list.split_commas().into_iter().flat_map(assignment).collect()
}

fn assignment(mut item: Cursor<'_>) -> Vec<Assignment> {
    if let Some(columns) = item.ident_list() {
        item.accept_operator("=");
        let whole = written(item);
        item.accept("ROW");
        let values = item.group().map(Cursor::split_commas).filter(|values| values.len() == columns.len());
        let value = |at: usize| values.as_ref().map_or_else(|| whole.clone(), |values| written(values[at]));
        return columns.into_iter().enumerate().map(|(at, column)| Assignment { column, value: value(at) }).collect();
    }
    let column = item.ident();
    // Elements and fields of the column: `a[1] = …`, `a.b = …`.
    let _ = item.take_until(|item| item.is_operator("=") || item.is_operator(":="));
    item.advance();
    column.map(|column| Assignment { column, value: written(item) }).into_iter().collect()
}

/// What the cursor has left as an expression.
fn written(cursor: Cursor<'_>) -> Expression {
    let span = cursor.rest_span();
    Expression { text: cursor.slice(span).into(), span }
}

/// Tables in the subqueries of a condition.
fn subquery_reads(tree: &Tree) -> Vec<QualifiedName> {
    let reads = |tree: &Tree| match tree {
        Tree::Subquery(reading) => reading.reads.clone(),
        _ => Vec::new(),
    };
    tree.descendants().into_iter().flat_map(reads).collect()
}

/// Tables in the subqueries of a value; most values have none, and need not be parsed.
fn value_reads(value: &Expression) -> Vec<QualifiedName> {
    if !value.text.to_ascii_lowercase().contains("select") {
        return Vec::new();
    }
    expression::tree(value).map(|tree| subquery_reads(&tree)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
