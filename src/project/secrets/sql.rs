//! `PASSWORD '…'` in SQL: of a role, or in the options of a foreign server's user.

use super::placeholder::is_placeholder;
use super::{Secret, SecretKind};
use crate::sql::Span;

/// How far before the word a role or user must have been named.
const NEAR: usize = 300;

/// Every password that SQL gives.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let lower = text.to_ascii_lowercase();
    lower.match_indices("password").filter_map(|(at, word)| secret(text, &lower, at, at + word.len())).collect()
}

fn secret(text: &str, lower: &str, at: usize, behind: usize) -> Option<Secret> {
    let rest = &text[behind..];
    let quote = behind + (rest.len() - rest.trim_start().len());
    let is_literal = text[quote..].starts_with('\'') && quote > behind;
    if !is_literal || !names_a_role(&lower[..at]) {
        return None;
    }
    let password = Span::new(quote + 1, closing(text, quote + 1)?);
    let value = &text[password.start..password.end];
    let hashed = value.starts_with("SCRAM-SHA-256$");
    if !hashed && is_placeholder(value) {
        return None;
    }
    let span = Span::new(at, password.end + 1);
    Some(Secret { kind: SecretKind::Sql, span, password, opens: "a role of the database".to_owned(), hashed })
}

/// Whether the statement so far speaks of a role, a user, or options.
fn names_a_role(before: &str) -> bool {
    let start = before.len().saturating_sub(NEAR);
    let start = (start..=before.len()).find(|&at| before.is_char_boundary(at)).unwrap_or(before.len());
    let statement = before[start..].rsplit(';').next().unwrap_or_default();
    let mut words = statement.split(|letter: char| !letter.is_ascii_alphanumeric());
    words.any(|word| matches!(word, "role" | "user" | "group" | "options"))
}

/// The place of the quote that ends a literal; `''` stands for one within.
fn closing(text: &str, start: usize) -> Option<usize> {
    let mut at = start;
    loop {
        at += text[at..].find('\'')?;
        if !text[at + 1..].starts_with('\'') {
            return Some(at);
        }
        at += 2;
    }
}
