//! `SELECT` as a statement: for what it calls, changes and locks.

use super::{Into, direct};
use crate::sql::cursor::Cursor;
use crate::sql::expression::Tree;
use crate::sql::lexer::lex;
use crate::sql::operation::{CreateTable, Located, Operation, Query, Reach, SetParameter};
use crate::sql::query::{find_into, query_of, selected_of};
use crate::sql::rows::changes_within;
use crate::sql::token::TokenKind;
use crate::sql::tree::Reading;

/// Reads a query that stands alone.
pub(super) fn select(cursor: Cursor<'_>, into: Into) -> Option<Vec<Located>> {
    is_whole(cursor).then_some(())?;
    let span = cursor.rest_span();
    let mut operations = changes_within(cursor);
    let operation = if let Some(found) = find_into(cursor) {
        let (query, reading) = query_of(cursor, Cursor::new(cursor.text(), &found.tokens));
        match into {
            Into::NewTable => {
                let table =
                    CreateTable { persistence: found.persistence, query: Some(query), ..CreateTable::default() };
                Operation::CreateTable { name: found.target, table: Box::new(table) }
            }
            Into::Variables => selected(query, reading),
        }
    } else {
        let (query, reading) = query_of(cursor, cursor);
        selected(query, reading)
    };
    operations.push(direct(operation, span));
    Some(operations)
}

/// Reads what follows a `SELECT` that is not written; nothing where it only computes.
pub(in crate::sql) fn read_selected(cursor: Cursor<'_>) -> Vec<Located> {
    let span = cursor.rest_span();
    let (query, reading) = selected_of(cursor);
    let mut operations = changes_within(cursor);
    let computes = query.calls.is_empty() && query.reads.is_empty();
    if !computes {
        operations.push(Located { operation: selected(query, reading), span, reach: Reach::Direct });
    }
    operations
}

/// Whether the tokens can be a query at all: nothing that no statement holds.
fn is_whole(cursor: Cursor<'_>) -> bool {
    let broken =
        [TokenKind::Invalid, TokenKind::Unterminated, TokenKind::Meta, TokenKind::CopyData, TokenKind::Semicolon];
    !cursor.rest().iter().any(|token| broken.contains(&token.kind))
}

fn selected(query: Query, reading: Option<Reading>) -> Operation {
    let call = reading.as_ref().and_then(|reading| reading.only_call.as_deref());
    if let Some(parameter) = call.and_then(set_config) {
        return Operation::Set(parameter);
    }
    let locks_rows =
        reading.map_or_else(|| query.text.to_ascii_lowercase().contains("for update"), |told| told.locks_rows);
    Operation::Select { query: Box::new(query), locks_rows }
}

/// `set_config('name', 'value', local)` with constants is a `SET`.
fn set_config(call: &Tree) -> Option<SetParameter> {
    let Tree::Call { name, arguments } = call else { return None };
    let is_builtin = name.schema.as_ref().is_none_or(|schema| *schema == "pg_catalog") && name.name == "set_config";
    let [Tree::String(parameter), Tree::String(value), Tree::Boolean(local)] = arguments.as_slice() else {
        return None;
    };
    is_builtin.then(|| {
        let name = parameter.to_ascii_lowercase();
        let values = if name == "search_path" { schemas(value) } else { vec![value.clone()] };
        SetParameter { name: name.into(), values, local: *local }
    })
}

/// The schemas of a search path as a text, folded and unquoted.
fn schemas(path: &str) -> Vec<Box<str>> {
    let lexed = lex(path);
    let items = Cursor::new(path, &lexed.tokens).split_commas();
    let schemas: Vec<Box<str>> =
        items.into_iter().filter_map(|mut item| item.ident()).map(|schema| schema.as_str().into()).collect();
    if schemas.is_empty() { vec!["".into()] } else { schemas }
}
