//! Names as `PostgreSQL` folds and prints them (manual, 4.1.1 "Identifiers and Key Words").

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// Longest identifier in bytes; `PostgreSQL` cuts what is longer, with a NOTICE (`NAMEDATALEN - 1`).
pub const MAX_IDENTIFIER_BYTES: usize = 63;

/// One identifier after folding: unquoted names are in lower case, quoted ones as written, both cut to 63 bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Ident(Arc<str>);

impl Ord for Ident {
    /// By bytes. Most names that are compared stand in one schema, whose name they share.
    fn cmp(&self, other: &Self) -> Ordering {
        if Arc::ptr_eq(&self.0, &other.0) { Ordering::Equal } else { self.0.cmp(&other.0) }
    }
}

impl PartialOrd for Ident {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ident {
    /// An identifier that stood unquoted: ASCII letters fold to lower case.
    #[must_use]
    pub fn unquoted(text: &str) -> Self {
        if text.bytes().any(|byte| byte.is_ascii_uppercase()) {
            Self::quoted(&text.to_ascii_lowercase())
        } else {
            Self::quoted(text)
        }
    }

    /// An identifier that stood in double quotes (already unescaped), or a name from the catalog.
    #[must_use]
    pub fn quoted(text: &str) -> Self {
        let mut end = text.len().min(MAX_IDENTIFIER_BYTES);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        Self(text[..end].into())
    }

    /// The name without quotes.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Ident {
    fn from(text: &str) -> Self {
        Self::quoted(text)
    }
}

impl std::borrow::Borrow<str> for Ident {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for Ident {
    fn eq(&self, other: &str) -> bool {
        &*self.0 == other
    }
}

impl PartialEq<&str> for Ident {
    fn eq(&self, other: &&str) -> bool {
        &*self.0 == *other
    }
}

impl fmt::Display for Ident {
    /// As `quote_ident()` prints it, but that keywords are left bare.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.as_str();
        let bare = text.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
            && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
        if bare {
            return f.write_str(text);
        }
        f.write_str("\"")?;
        for (at, part) in text.split('"').enumerate() {
            f.write_str(if at == 0 { "" } else { "\"\"" })?;
            f.write_str(part)?;
        }
        f.write_str("\"")
    }
}

/// A name as written: with its schema, or without.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QualifiedName {
    /// Schema, where one was written.
    pub schema: Option<Ident>,
    /// The name itself.
    pub name: Ident,
}

impl QualifiedName {
    /// A name without a schema.
    #[must_use]
    pub fn bare(name: impl Into<Ident>) -> Self {
        Self { schema: None, name: name.into() }
    }

    /// A name in a schema.
    #[must_use]
    pub fn new(schema: impl Into<Ident>, name: impl Into<Ident>) -> Self {
        Self { schema: Some(schema.into()), name: name.into() }
    }
}

impl fmt::Display for QualifiedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.schema {
            Some(schema) => write!(f, "{schema}.{}", self.name),
            None => self.name.fmt(f),
        }
    }
}

/// The address of an object in the catalog: schema resolved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectName {
    /// Schema.
    pub schema: Ident,
    /// Name in it.
    pub name: Ident,
}

impl ObjectName {
    /// `schema.name`.
    #[must_use]
    pub fn new(schema: impl Into<Ident>, name: impl Into<Ident>) -> Self {
        Self { schema: schema.into(), name: name.into() }
    }
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.schema, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_and_cuts_like_postgresql() {
        assert_eq!(Ident::unquoted("UserId").as_str(), "userid");
        assert_eq!(Ident::quoted("UserId").to_string(), "\"UserId\"");
        assert_eq!(Ident::quoted("a\"b").to_string(), "\"a\"\"b\"");
        assert_eq!(Ident::quoted(&"é".repeat(40)).as_str().len(), 62, "never cut inside a character");
    }
}
