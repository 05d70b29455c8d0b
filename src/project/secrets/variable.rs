//! Variables that hold the password of a database: `PGPASSWORD=…`, `SUPABASE_DB_PASSWORD: …`.

use super::placeholder::is_placeholder;
use super::{Secret, SecretKind};
use crate::sql::Span;

/// Variables whose value opens a database that other machines reach. `POSTGRES_PASSWORD` is not among them: it is what an
/// image of PostgreSQL gives its own, new database.
const VARIABLES: [&str; 6] =
    ["PGPASSWORD", "SUPABASE_DB_PASSWORD", "DATABASE_PASSWORD", "DB_PASSWORD", "PROD_DB_PASSWORD", "FLYWAY_PASSWORD"];

/// Every password that a variable is given.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let found = VARIABLES.iter().flat_map(|name| text.match_indices(name).filter_map(|(at, _)| secret(text, at, name)));
    found.collect()
}

fn secret(text: &str, at: usize, name: &str) -> Option<Secret> {
    if text[..at].ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '$' | '{' | '.')) {
        return None;
    }
    let behind = &text[at + name.len()..];
    let rest = behind.trim_start_matches(['"', '\'']);
    let value = rest.strip_prefix('=').or_else(|| rest.strip_prefix(':')?.strip_prefix(' '))?;
    let begin = text.len() - value.len();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
    let begin = begin + usize::from(quote.is_some());
    let ends = |letter: char| {
        quote.map_or(letter.is_whitespace() || matches!(letter, ';' | '&' | '|' | ')' | ','), |quote| {
            letter == quote || letter == '\n'
        })
    };
    let password = Span::new(begin, begin + text[begin..].find(ends).unwrap_or(text.len() - begin));
    let value = &text[password.start..password.end];
    // `process.env.X`, `getenv("X")`, `!Ref X`: something that is looked up.
    let is_looked_up = value.contains(['(', '!']) || value.contains("env.") || value.contains("secrets.");
    let known = !is_looked_up && !is_placeholder(value);
    known.then(|| Secret {
        kind: SecretKind::Variable,
        span: Span::new(at, password.end),
        password,
        opens: format!("what `{name}` opens"),
        hashed: false,
    })
}
