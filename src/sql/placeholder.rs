//! Placeholders that a runner fills in before it sends a file: `${schema}`, `{{ .Schema }}`, `:SCHEMA`.
//!
//! What stands there in the end is not known here. In most files it is the name of a schema or a role, so each is read as a
//! name of the same length, made of its own letters.

use std::ops::Range;

use super::lexer::lex;
use super::source::Source;
use super::token::TokenKind;

impl Source {
    /// The same text, in which placeholders are read as names; those in quoted strings stay what they are.
    #[must_use]
    pub fn with_placeholders_as_names(self) -> Self {
        let found = placeholders(self.sql());
        if found.is_empty() {
            return self;
        }
        let strings: Vec<Range<usize>> = lex(self.sql())
            .tokens
            .iter()
            .filter(|token| token.kind == TokenKind::String && !self.sql()[token.span.range()].starts_with('$'))
            .map(|token| token.span.range())
            .collect();
        let is_name = |place: &Range<usize>| !strings.iter().any(|string| string.contains(&place.start));
        let names: Vec<_> =
            found.into_iter().filter(is_name).map(|place| (named(&self.sql()[place.clone()]), place)).collect();
        self.reading(&names)
    }
}

/// The letters and digits of a placeholder, and `_` for each other byte.
fn named(text: &str) -> String {
    text.bytes().map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte) } else { '_' }).collect()
}

/// Every placeholder of a text, in order, wherever it stands.
fn placeholders(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['$', '{', ':']) {
        let start = at + next;
        let length = length(&text[start..], text[..start].chars().next_back());
        found.extend(length.map(|length| start..start + length));
        at = start + length.unwrap_or(1);
    }
    found
}

/// The length of the placeholder with which a text begins, by what stands before it.
fn length(text: &str, before: Option<char>) -> Option<usize> {
    let closed = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        let end = inner.find(close).filter(|&end| !inner[..end].contains(['\n', '\'', '{']))?;
        inner[..end]
            .trim_start()
            .starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '.' | '_'))
            .then_some(())?;
        Some(open.len() + end + close.len())
    };
    if let Some(name) = text.strip_prefix(':') {
        // `a::type` and `list[1:n]` are PostgreSQL's own.
        let opens = before.is_none_or(|before| before.is_whitespace() || matches!(before, '(' | ',' | '='));
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
        return (opens && is_name).then_some(1 + end);
    }
    closed("${", "}").or_else(|| closed("{{", "}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        Source::new("a.sql", text).with_placeholders_as_names().sql().to_owned()
    }

    #[test]
    fn reads_them_as_names_of_the_same_length() {
        assert_eq!(read("DROP TABLE ${ns}.a;"), "DROP TABLE __ns_.a;");
        assert_eq!(read("ALTER TYPE {{ .N \"x\" }}.a"), "ALTER TYPE ____N__x____.a");
        assert_eq!(read("TABLE :APP.a; SELECT f($$ ${x} $$)"), "TABLE _APP.a; SELECT f($$ __x_ $$)");
    }

    #[test]
    fn leaves_what_postgresql_means_itself() {
        for text in
            ["SELECT a::text, b[1:n], '${x}', '{{1,2},{3,4}}'::int[], $1", "DO $$ x := 1; $$", "SELECT '{\"a\": {}}'"]
        {
            assert_eq!(read(text), text);
        }
    }
}
