//! Cuts the lines to show out of a file, so that neither a statement of 300 lines nor one of a megabyte fills the screen.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Snippet};

use super::super::escape::{source_line, terminal};
use super::super::words;
use super::{Style, cut};
use crate::rules::{Category, Location};

/// Lines of a statement that are shown.
const MAX_LINES: usize = 6;

/// The first lines of a location, underlined.
pub(super) fn of(location: &Location, category: Category, style: Style) -> Snippet<'static, Annotation<'static>> {
    let first = location.source.position(location.span.start).line;
    let hidden = (location.source.end_position(location.span).line + 1 - first).saturating_sub(MAX_LINES);
    let (text, span) = window(location, style.width);
    let label = match hidden {
        0 => words::label(category).to_owned(),
        _ => format!("{} · {}", words::label(category), words::counted(hidden, "more line")),
    };
    Snippet::source(text)
        .line_start(first)
        .path(terminal(location.source.path()).into_owned())
        .annotation(AnnotationKind::Primary.span(span).label(label))
}

/// The text to show and the bytes to underline in it. Characters stay one to one up to the underline, since the
/// renderer counts the column there.
fn window(location: &Location, width: usize) -> (String, Range<usize>) {
    let text = location.source.text();
    let start = boundary(text, location.span.start);
    let span = start..boundary(text, location.span.end).max(start);
    let begin = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let mut shown = source_line(&text[begin..span.start]);
    let start = shown.len();
    let mut end = start;
    for (at, line) in text[span.start..span.end].lines().take(MAX_LINES).enumerate() {
        if at > 0 {
            shown.push('\n');
        }
        let room = if at == 0 { width.saturating_sub(16).max(16) } else { width };
        shown.push_str(&cut(&source_line(line), room));
        end = shown.len();
    }
    if text[span.clone()].lines().count() <= MAX_LINES {
        let behind = text[span.end..].lines().next().unwrap_or_default();
        shown.push_str(&cut(&source_line(behind), width));
    }
    (shown, start..end)
}

/// The character boundary at or before an offset.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}
