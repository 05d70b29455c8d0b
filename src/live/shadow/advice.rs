//! What to do about a statement that the live server took and the shadow does not.

use tokio_postgres::error::{DbError, SqlState};

use crate::sql::Cursor;

const FROM_THE_PLATFORM: &str = "if no migration makes it but the platform brings it, name a script that does in \
    `drift.prelude` (ready ones: builtin:supabase, builtin:neon, builtin:rds)";

/// Advice on the server's answer to a statement; its own hint where Seawall has nothing better.
pub(super) fn on(answer: &DbError, statement: Option<Cursor<'_>>) -> Option<String> {
    let code = answer.code();
    let extension = statement.and_then(created_extension);
    // 18 says 0A000, older versions 58P01 of the missing file; 42704 a library that must be preloaded.
    let lacking = [SqlState::UNDEFINED_FILE, SqlState::FEATURE_NOT_SUPPORTED, SqlState::UNDEFINED_OBJECT];
    if let Some(extension) = extension.filter(|_| lacking.contains(code)) {
        return Some(on_extension(&extension));
    }
    let missing = [
        SqlState::UNDEFINED_OBJECT,
        SqlState::UNDEFINED_TABLE,
        SqlState::UNDEFINED_FUNCTION,
        SqlState::INVALID_SCHEMA_NAME,
    ];
    if missing.contains(code) {
        return Some(FROM_THE_PLATFORM.to_owned());
    }
    answer.hint().map(str::to_owned)
}

fn on_extension(extension: &str) -> String {
    format!(
        "the shadow's PostgreSQL does not have the extension {extension}: install its package beside that PostgreSQL, or \
         name a server that has it with --shadow-url, or make what you need of it in `drift.prelude`"
    )
}

/// The name in `CREATE EXTENSION [IF NOT EXISTS] name`.
fn created_extension(mut statement: Cursor<'_>) -> Option<String> {
    statement.accept_all(&["CREATE", "EXTENSION"]).then_some(())?;
    statement.accept_all(&["IF", "NOT", "EXISTS"]);
    statement.ident().map(|name| name.to_string())
}
