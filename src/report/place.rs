//! Where a finding is, as people, editors and GitHub count.

use std::ptr;

use crate::rules::{Finding, Location};
use crate::sql::{Position, Span};

/// A range of lines and columns, from 1: columns in characters, the end column exclusive, the end line that of the
/// last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Range {
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) end_line: usize,
    pub(super) end_column: usize,
}

impl Range {
    /// The range of a finding's words; `None` where it has no text.
    pub(super) fn of(finding: &Finding) -> Option<Self> {
        Ranges::default().of(finding)
    }
}

/// Finds the ranges of many findings, one after the other.
///
/// A column is counted from the one before where both are on one line: a file of a megabyte may be a single line with
/// thousands of findings, and counting each from the line's start would take quadratic time.
#[derive(Default)]
pub(super) struct Ranges<'a> {
    last: Option<(&'a str, usize, Position)>,
}

impl<'a> Ranges<'a> {
    /// The range of a finding's words; `None` where it has no text.
    pub(super) fn of(&mut self, finding: &'a Finding) -> Option<Range> {
        let Location { source, span, .. } = finding.location.as_ref()?;
        let start = self.near(source.text(), span.start).unwrap_or_else(|| source.position(span.start));
        self.last = Some((source.text(), span.start, start));
        let last = source.slice(*span).char_indices().next_back().map_or(span.start, |(at, _)| span.start + at);
        let end = self.near(source.text(), last).unwrap_or_else(|| source.position(last));
        let width = usize::from(!source.slice(*span).is_empty());
        Some(Range { line: start.line, column: start.column, end_line: end.line, end_column: end.column + width })
    }

    /// The position of an offset, from the last one, where that is on the same line of the same text.
    fn near(&self, text: &str, offset: usize) -> Option<Position> {
        let (_, last, at) = self.last.filter(|(last, ..)| ptr::eq(*last, text))?;
        let between = text.get(last.min(offset)..last.max(offset)).filter(|between| !between.contains('\n'))?;
        let count = between.chars().count();
        let column = if offset < last { at.column - count } else { at.column + count };
        Some(Position { column, ..at })
    }
}

/// The file that a finding is in, if any.
pub(super) fn path(finding: &Finding) -> Option<&str> {
    finding.location.as_ref().map(|location| location.source.path()).or(finding.path.as_deref())
}

/// The same, where it is a file that others can open too: standard input is none.
pub(super) fn file(finding: &Finding) -> Option<&str> {
    path(finding).filter(|path| !path.starts_with('<'))
}

/// `path:3:1`, as terminals make it a link.
pub(super) fn place(finding: &Finding) -> Option<String> {
    let path = path(finding)?;
    Some(match Range::of(finding) {
        Some(range) => format!("{path}:{}:{}", range.line, range.column),
        None => path.to_owned(),
    })
}

/// The words of a finding with what else stands on their lines, where that is not much.
pub(super) fn whole_lines(location: &Location) -> &str {
    const NOT_MUCH: usize = 200;
    let text = location.source.text();
    let Span { start, end } = location.span;
    let (Some(before), Some(behind)) = (text.get(..start), text.get(end..)) else {
        return location.source.slice(location.span);
    };
    let before = before.len() - before.rfind('\n').map_or(0, |at| at + 1);
    let behind = behind.find('\n').unwrap_or(behind.len());
    let grown = |by: usize| if by <= NOT_MUCH { by } else { 0 };
    location.source.slice(Span::new(start - grown(before), end + grown(behind)))
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;
    use crate::sql::Source;

    #[test]
    fn a_range_does_not_depend_on_the_one_before() {
        let text = "é DROP TABLE a; DROP\n TABLE 名; SELECT\n";
        let source = Source::new("a.sql", text);
        let mut finding = sample::finding("1", text);
        let offsets: Vec<_> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let spans = offsets
            .iter()
            .flat_map(|&start| offsets.iter().filter(move |&&end| end >= start).map(move |&end| (start, end)));
        let findings: Vec<_> = spans
            .map(|(start, end)| {
                finding.location.as_mut().unwrap().source = source.clone();
                finding.location.as_mut().unwrap().span = Span::new(start, end);
                finding.clone()
            })
            .collect();
        let mut forwards = Ranges::default();
        let mut backwards = Ranges::default();
        let alone = |finding: &Finding| {
            let Location { source, span, .. } = finding.location.as_ref().unwrap();
            let (start, end) = (source.position(span.start), source.end_position(*span));
            Some(Range { line: start.line, column: start.column, end_line: end.line, end_column: end.column })
        };
        assert!(findings.iter().all(|finding| forwards.of(finding) == alone(finding)));
        assert!(findings.iter().rev().all(|finding| backwards.of(finding) == alone(finding)));
    }
}
