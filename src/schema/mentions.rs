//! Words of an expression's text: what it may name, without its tree.
//!
//! The catalog asks which columns of one table an index, check or policy uses. Every word that is the name of one of
//! its columns counts: a superset of the truth, and equal to it unless a function, type or alias has a column's name.

use std::ops::Range;

use super::relation::Relation;
use crate::sql::{Expression, Ident};

/// One identifier in a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// Folded.
    pub(super) name: Ident,
    /// Where it stands, quotes included.
    pub(super) at: Range<usize>,
    /// `(` follows: a function.
    pub(super) called: bool,
}

/// All identifiers and bare keywords of a text; strings, numbers and comments are passed over.
pub(super) fn words(text: &str) -> Vec<Word> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let end = token_end(text, at);
        if let Some(name) = identifier(&text[at..end]) {
            let called = text[end..].trim_start().starts_with('(');
            found.push(Word { name, at: at..end, called });
        }
        at = end;
    }
    found
}

fn identifier(token: &str) -> Option<Ident> {
    match token.as_bytes().first()? {
        b'"' if token.len() > 2 => Some(Ident::quoted(&token[1..token.len() - 1].replace("\"\"", "\""))),
        first if is_word_start(*first) => Some(Ident::unquoted(token)),
        _ => None,
    }
}

/// One past the token that begins here; always on a character boundary, always further.
fn token_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let rest = &bytes[at..];
    match rest[0] {
        quote @ (b'"' | b'\'') => quoted_end(bytes, at + 1, quote),
        b'-' if rest.starts_with(b"--") => find(bytes, at, b"\n"),
        b'/' if rest.starts_with(b"/*") => find(bytes, at + 2, b"*/"),
        b'$' => dollar_end(text, at),
        first if is_word_start(first) => {
            let length =
                rest.iter().take_while(|byte| is_word_start(**byte) || byte.is_ascii_digit() || **byte == b'$');
            at + length.count()
        }
        first if first.is_ascii_digit() => {
            at + rest.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'.').count()
        }
        _ => at + 1,
    }
}

const fn is_word_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

fn quoted_end(bytes: &[u8], mut at: usize, quote: u8) -> usize {
    while at < bytes.len() {
        if bytes[at] != quote {
            at += 1;
        } else if bytes.get(at + 1) == Some(&quote) {
            at += 2;
        } else {
            return at + 1;
        }
    }
    bytes.len()
}

fn find(bytes: &[u8], from: usize, needle: &[u8]) -> usize {
    let found = bytes[from.min(bytes.len())..].windows(needle.len()).position(|window| window == needle);
    found.map_or(bytes.len(), |offset| from + offset + needle.len())
}

fn dollar_end(text: &str, at: usize) -> usize {
    let tag = text[at + 1..].find('$').map(|length| &text[at..=at + 1 + length]);
    match tag.filter(|tag| tag[1..tag.len() - 1].bytes().all(|byte| is_word_start(byte) || byte.is_ascii_digit())) {
        Some(tag) => find(text.as_bytes(), at + tag.len(), tag.as_bytes()),
        None => at + 1,
    }
}

/// The columns of a relation that an expression may use, each once, in order of appearance.
pub(super) fn columns_used(expression: &Expression, relation: &Relation) -> Vec<Ident> {
    let mut used: Vec<Ident> = Vec::new();
    for word in words(&expression.text) {
        if !word.called && relation.column(&word.name).is_some() && !used.contains(&word.name) {
            used.push(word.name);
        }
    }
    used
}

/// The expression with a column's name replaced, as `PostgreSQL` prints it back after a rename.
pub(super) fn renamed(expression: &Expression, from: &Ident, to: &Ident) -> Expression {
    let mut text = expression.text.to_string();
    for word in words(&expression.text).iter().rev().filter(|word| word.name == *from && !word.called) {
        text.replace_range(word.at.clone(), &to.to_string());
    }
    Expression { text: text.into(), span: expression.span }
}

/// Whether an expression calls a function of this name.
pub(super) fn calls(expression: &Expression, function: &Ident) -> bool {
    words(&expression.text).iter().any(|word| word.called && word.name == *function)
}

/// A text without the parentheses around the whole of it.
pub(super) fn unwrapped(text: &str) -> &str {
    let mut text = text.trim();
    while text.starts_with('(') && closing(text).is_some_and(|end| end + 1 == text.len()) {
        text = text[1..text.len() - 1].trim();
    }
    text
}

/// Where the parenthesis that opens a text is closed.
pub(super) fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (at, character) in text.char_indices() {
        match (quote, character) {
            (Some(open), _) if character == open => quote = None,
            (None, '\'' | '"') => quote = Some(character),
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => return Some(at),
            (None, ')') => depth = depth.checked_sub(1)?,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::Span;

    fn names(text: &str) -> Vec<String> {
        words(text).into_iter().map(|word| word.name.as_str().to_owned()).collect()
    }

    #[test]
    fn passes_over_strings_and_comments() {
        assert_eq!(names(r#"Lower("Na""me") || 'it''s a' -- b"#), ["lower", "Na\"me"]);
        assert_eq!(names("a /* b */ + 1e5 + $x$ c $x$ + é"), ["a", "é"]);
        assert_eq!(names("'open"), Vec::<String>::new());
    }

    #[test]
    fn renames_only_the_column() {
        let text = Expression { text: "lower(a) = 'a' AND a(1) AND \"a\" > 0".into(), span: Span::default() };
        let after = renamed(&text, &"a".into(), &"New".into());
        assert_eq!(&*after.text, "lower(\"New\") = 'a' AND a(1) AND \"New\" > 0");
    }
}
