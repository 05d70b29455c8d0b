//! One statement to its operations: which reader it goes to, and what the recogniser adds.

mod destroys;
mod query;

use std::sync::Arc;

use super::cursor::Cursor;
use super::grammar;
use super::inner;
use super::name::Ident;
use super::operation::{Body, Danger, Located, Operation, Reach};
use super::recognise::{self, explain_runs};
use super::rows::{begins_change, changes_within, read_rows, skip_with};
use super::source::Span;
use super::token::TokenKind;

pub(super) use query::read_selected;

/// What the INTO of a `SELECT` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Into {
    /// A new table.
    NewTable,
    /// Variables of `PL/pgSQL`.
    Variables,
}

/// What a statement does, and how dangerous its tokens look. There is always at least one operation.
pub(super) fn read_statement(cursor: Cursor<'_>, into: Into) -> (Vec<Located>, Danger) {
    let danger = recognise::danger(cursor);
    let mut operations = dispatch(cursor, into).unwrap_or_default();
    let seen = danger < Danger::Destroys || operations.iter().any(|located| destroys::destroys(&located.operation));
    if operations.is_empty() || !seen || is_broken(cursor) {
        operations.push(direct(recognise::unknown(cursor), cursor.rest_span()));
    }
    (operations, danger)
}

/// Whether a string or comment never ends, or a character is no SQL: what was read around it may be wrong.
fn is_broken(cursor: Cursor<'_>) -> bool {
    cursor.rest().iter().any(|token| matches!(token.kind, TokenKind::Invalid | TokenKind::Unterminated))
}

fn direct(operation: Operation, span: Span) -> Located {
    Located { operation, span, reach: Reach::Direct }
}

/// Hands a statement to the reader for its verb; `None` where that did not understand it to the last token.
fn dispatch(cursor: Cursor<'_>, into: Into) -> Option<Vec<Located>> {
    let span = cursor.rest_span();
    let mut rest = cursor;
    let verbs = ["EXPLAIN", "PREPARE", "EXECUTE", "CALL", "DO", "DECLARE", "COPY"];
    if begins_change(&cursor) {
        return read_rows(cursor);
    }
    if cursor.is("WITH") {
        skip_with(&mut rest)?;
        return if begins_change(&rest) { read_rows(cursor) } else { query::select(cursor, into) };
    }
    if cursor.is_any(&["SELECT", "VALUES", "TABLE"]) || cursor.is_kind(TokenKind::LeftParen) {
        return query::select(cursor, into);
    }
    match rest.accept_any(&verbs) {
        Some("EXPLAIN") => explain(rest, span),
        Some("PREPARE") if !rest.is("TRANSACTION") => prepare(rest, span),
        Some("EXECUTE") => Some(vec![direct(Operation::ExecutePrepared { name: rest.ident()? }, span)]),
        Some("CALL") => Some(vec![direct(Operation::Call { name: rest.qualified_name()? }, span)]),
        Some("DO") => run_block(rest, span),
        Some("DECLARE") => {
            let _ = rest.take_until_any(&["FOR"]);
            rest.accept("FOR").then(|| query::select(rest, Into::NewTable)).flatten()
        }
        Some("COPY") if rest.is_kind(TokenKind::LeftParen) => copy_query(rest, span),
        _ => grammar::utility(&mut { cursor }),
    }
}

/// `EXPLAIN` runs nothing, `EXPLAIN ANALYZE` everything.
fn explain(mut rest: Cursor<'_>, span: Span) -> Option<Vec<Located>> {
    if !explain_runs(rest) {
        return Some(vec![direct(Operation::Harmless { words: "EXPLAIN".into() }, span)]);
    }
    rest.skip_group();
    while rest.accept_any(&["ANALYZE", "ANALYSE", "VERBOSE"]).is_some() {}
    (!rest.is("EXPLAIN") && !rest.at_end()).then(|| read_statement(rest, Into::NewTable).0)
}

/// `name [(types)] AS statement`.
fn prepare(mut rest: Cursor<'_>, span: Span) -> Option<Vec<Located>> {
    let name = rest.ident()?;
    rest.skip_group();
    rest.accept("AS").then_some(())?;
    let runs = !rest.is("PREPARE") && !rest.at_end();
    let operations = runs.then(|| read_statement(rest, Into::NewTable).0)?;
    let body = Arc::new(Body { operations, ..Body::default() });
    Some(vec![direct(Operation::Prepare { name, body }, span)])
}

/// `[LANGUAGE name] 'body' [LANGUAGE name]`.
fn run_block(mut rest: Cursor<'_>, span: Span) -> Option<Vec<Located>> {
    let mut language = None;
    let mut text = None;
    while !rest.at_end() {
        if rest.accept("LANGUAGE") {
            language = Some(rest.ident().or_else(|| rest.string().map(|name| Ident::quoted(&name)))?);
        } else {
            text = Some(rest);
            rest.string()?;
        }
    }
    let language = language.unwrap_or_else(|| "plpgsql".into());
    let body = inner::text(&mut text?, language.as_str());
    let readable = body.is_some();
    let body = body.unwrap_or_default();
    let block = direct(Operation::Do { language, dynamic: body.dynamic, raises: body.raises, readable }, span);
    Some(std::iter::once(block).chain(body.operations).collect())
}

/// `(query) TO …`.
fn copy_query(mut rest: Cursor<'_>, span: Span) -> Option<Vec<Located>> {
    let mut operations = changes_within(rest);
    let inside = rest.group()?;
    if operations.is_empty() {
        operations = query::select(inside, Into::NewTable)?;
    }
    rest.accept("TO").then_some(())?;
    let program_or_file = rest.accept("PROGRAM") || rest.is_kind(TokenKind::String) || rest.is_kind(TokenKind::Dollar);
    operations.push(direct(Operation::CopyTo { program_or_file }, span));
    Some(operations)
}

#[cfg(test)]
mod tests;
