//! The Supabase CLI's table `supabase_migrations.schema_migrations` (supabase/cli, `pkg/migration/history.go`).
//!
//! It keeps the statements of each file as they were sent, and neither times nor failures: a file and its row are one
//! transaction. Tables that old versions made have the column `version` only.

use super::adapter::{Adapter, Column, Keeps, as_they_are, no_lock, text};
use super::row::{Content, HistoryRow, Stored};
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::row::Row;
use crate::project::{Migration, Tool};
use crate::sql::{TokenKind, lex};

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Supabase,
    title: "the Supabase CLI",
    schemas: &["supabase_migrations"],
    table: "schema_migrations",
    columns: &[Column::text("version"), Column::text("name").optional(), Column::array("statements").optional()],
    order: "h.version COLLATE \"C\"",
    locks: no_lock,
    always_locks: false,
    keeps: Keeps::Statements,
    row,
    key: |migration| Some(super::adapter::digits(&migration.name).to_owned()),
    same,
    settle: as_they_are,
};

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let version = text(row, "version");
    let name = match row.get("name") {
        Some(name) if !name.is_empty() => format!("{version}_{name}"),
        _ => version.clone(),
    };
    let statements: Option<Vec<String>> =
        row.get("statements").map(serde_json::from_str).transpose().map_err(|error| {
            LiveError::new(LiveErrorKind::Server, format!("the statements of {version} cannot be read: {error}"))
        })?;
    // `migration repair` of old versions wrote rows without statements.
    let stored = statements.filter(|all| !all.is_empty()).map_or(Stored::Nothing, Stored::Statements);
    Ok(Some(HistoryRow { name, stored, ..HistoryRow::ended(version) }))
}

/// The CLI splits a file and trims the parts: comments, blanks and semicolons tell nothing.
fn same(stored: &Stored, file: &Migration) -> Content {
    match stored {
        Stored::Statements(statements) => Content::equal(words(&statements.join("\n;\n")) == words(file.source.text())),
        _ => Content::Unseen,
    }
}

fn words(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n");
    let tokens = lex(&text).tokens;
    let telling = tokens.iter().filter(|token| token.kind != TokenKind::Semicolon);
    telling.map(|token| token.text(&text).to_owned()).collect()
}
