//! A text that was read, and places in it.

use std::ops::Range;
use std::sync::Arc;

/// Half-open range of byte offsets into one [`Source`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The bytes `start..end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The smallest span that holds both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same place in a text in which this one begins `offset` bytes in (a body inside a statement).
    #[must_use]
    pub const fn shifted(self, offset: usize) -> Self {
        Self::new(self.start + offset, self.end + offset)
    }

    /// The bytes as a range for slicing.
    #[must_use]
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }
}

/// A place as people and editors count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

/// One text (a migration file, standard input) with its lines.
#[derive(Debug, Clone)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
    /// Byte offset at which each line begins.
    lines: Arc<[usize]>,
}

impl Source {
    /// Takes a text and where it came from, as it is to be shown.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let lines = std::iter::once(0)
            .chain(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1))
            .collect();
        Self { path: path.into(), text, lines }
    }

    /// Where the text came from: a path, or `<stdin>`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty where the span is not in this text.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset.
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let line = self.lines.partition_point(|&start| start <= offset).max(1);
        let start = self.lines[line - 1];
        let before = self.text.get(start..offset.min(self.text.len())).unwrap_or_default();
        Position { line, column: before.chars().count() + 1 }
    }

    /// Where a span ends: the line of its last character, the column after it.
    #[must_use]
    pub fn end_position(&self, span: Span) -> Position {
        if span.end <= span.start {
            return self.position(span.start);
        }
        let last = self.slice(span).char_indices().next_back().map_or(span.start, |(at, _)| span.start + at);
        let at = self.position(last);
        Position { line: at.line, column: at.column + 1 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_lines_and_characters_from_one() {
        let source = Source::new("a.sql", "é x\r\nDROP\n");
        assert_eq!(source.position(0), Position { line: 1, column: 1 });
        assert_eq!(source.position("é ".len()), Position { line: 1, column: 3 });
        let drop = Span::new("é x\r\n".len(), "é x\r\nDROP".len());
        assert_eq!(source.slice(drop), "DROP");
        assert_eq!(source.position(drop.start), Position { line: 2, column: 1 });
        assert_eq!(source.end_position(drop), Position { line: 2, column: 5 });
    }
}
