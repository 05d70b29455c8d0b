//! Names and texts as PostgreSQL reads them back.

/// A name in double quotes: always, for it may be the name of a keyword.
pub(super) fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in single quotes; sessions set `standard_conforming_strings`, so that `\` is a character like any other.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}
