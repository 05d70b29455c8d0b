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

/// One text (a migration file, standard input) with its lines, and the part of it that reaches the server.
#[derive(Debug, Clone)]
pub struct Source {
    path: Arc<str>,
    text: Arc<str>,
    /// The text with blanks in place of what is not sent: places in one are places in the other.
    sql: Arc<str>,
    /// Byte offset at which each line begins.
    lines: Arc<[usize]>,
}

impl Source {
    /// Takes a text and where it came from, as it is to be shown.
    #[must_use]
    pub fn new(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let lines = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { path: path.into(), sql: text.clone(), text, lines }
    }

    /// The same text, of which only these parts are sent to the server: a file that holds the way back too.
    ///
    /// The rest is read as blanks of the same length, so that every place is that of the whole file. Parts are whole lines.
    #[must_use]
    pub fn only(self, sent: &[Range<usize>]) -> Self {
        let is_sent = |at: usize| sent.iter().any(|part| part.contains(&at));
        let blanked = |(at, byte)| if byte == b'\n' || is_sent(at) { byte } else { b' ' };
        let sql: Vec<u8> = self.text.bytes().enumerate().map(blanked).collect();
        Self { sql: String::from_utf8_lossy(&sql).into(), ..self }
    }

    /// Where the text came from: a path, or `<stdin>`.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The same text, in which a statement ends at each of these places: words by which a tool splits the file, which are
    /// read as a semicolon and blanks.
    #[must_use]
    pub fn ended_at(self, places: &[Range<usize>]) -> Self {
        let end = |place: &Range<usize>| (format!("{:width$}", ";", width = place.len()), place.clone());
        self.reading(&places.iter().map(end).collect::<Vec<_>>())
    }

    /// The same text, in which other words are read at some places; only words of the same length keep all other places.
    pub(super) fn reading(self, words: &[(String, Range<usize>)]) -> Self {
        let mut sql = self.sql.to_string();
        for (word, place) in words.iter().filter(|(word, place)| word.len() == place.len()) {
            sql.replace_range(place.clone(), word);
        }
        Self { sql: sql.into(), ..self }
    }

    /// The whole text, as people see it in their editor.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What is sent to the server, at its places in the whole text.
    #[must_use]
    pub fn sql(&self) -> &str {
        &self.sql
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

    #[test]
    fn blanks_what_is_not_sent_and_keeps_every_place() {
        let text = "-- up é\nDROP TABLE a;\n-- dówn\nDROP TABLE b;\n";
        let up = 0..text.find("-- d").unwrap();
        let source = Source::new("a.sql", text).only(&[up]);
        assert_eq!(source.sql(), "-- up é\nDROP TABLE a;\n        \n             \n");
        assert_eq!((source.text(), source.sql().len()), (text, text.len()));
        assert_eq!(Source::new("a.sql", "é -> b -> c").ended_at(&[3..5, 8..10]).sql(), "é ;  b ;  c");
    }
}
