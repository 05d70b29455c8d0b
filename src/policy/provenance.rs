//! Where a value of the policy comes from.

use std::fmt;

use crate::sql::{Source, Span};

/// Where a value of the policy comes from.
#[derive(Debug, Clone)]
pub enum Provenance {
    /// A command-line flag.
    Flag,
    /// A pack that is built in.
    Pack(&'static str),
    /// A line of a file.
    File {
        /// The file.
        source: Source,
        /// Line, from 1.
        line: usize,
    },
    /// The rule itself, or Seawall's own default.
    Default,
}

impl Provenance {
    /// The file and the words on its line, where it is one.
    #[must_use]
    pub fn words(&self) -> Option<(&Source, Span)> {
        let Self::File { source, line } = self else { return None };
        let text = source.text();
        let start = text.split_inclusive('\n').take(line - 1).map(str::len).sum::<usize>();
        let words = text.get(start..)?.lines().next().unwrap_or_default();
        let indent = words.len() - words.trim_start().len();
        Some((source, Span::new(start + indent, start + words.trim_end().len())))
    }

    /// Path and line, where it is a file.
    #[must_use]
    pub fn place(&self) -> Option<(&str, usize)> {
        match self {
            Self::File { source, line } => Some((source.path(), *line)),
            _ => None,
        }
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("--level"),
            Self::Pack(name) => write!(f, "builtin:{name}"),
            Self::File { source, line } => write!(f, "{}:{line}", source.path()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it is written.
    pub from: Provenance,
}

impl<T> Sourced<T> {
    /// A value that nobody wrote.
    pub(super) const fn by_default(value: T) -> Self {
        Self { value, from: Provenance::Default }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_at_the_words_of_its_line() {
        let source = Source::new("seawall.yaml", "version: 1\nrules:\n  drop-table: warn \r\n");
        let from = Provenance::File { source: source.clone(), line: 3 };
        assert_eq!(source.slice(from.words().unwrap().1), "drop-table: warn");
        assert_eq!(from.to_string(), "seawall.yaml:3");
    }
}
