//! One finding in full: title, snippet, what it locks and rewrites, why, and what to do instead.

use std::io::{self, Write};

use annotate_snippets::{Group, Level as Severity, Message, Origin};

use super::super::escape::terminal;
use super::super::help::{self, Part};
use super::super::{Style, place, words};
use super::{indented, renderer, snippet, wrapped};
use crate::rules::{Finding, Level};

/// Indentation of SQL to copy. Only spaces stand before it, never a gutter: it can be pasted as it is.
const INDENT: &str = "    ";

/// Writes a finding, and an empty line behind it.
pub(super) fn write(finding: &Finding, with_why: bool, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let parts = finding.help.as_deref().map(help::parts).unwrap_or_default();
    let (prose, below) = parts.split_at(parts.iter().take_while(|part| matches!(part, Part::Prose(_))).count());
    let mut group =
        Group::with_title(severity(finding.level).primary_title(terminal(&finding.message)).id(finding.rule));
    group = match finding.location.as_ref().map(|location| snippet::of(location, finding.category, style)) {
        Some(snippet) => group.element(snippet),
        None => group.elements(place::path(finding).map(|path| Origin::path(terminal(path).into_owned()))),
    };
    let lines =
        words::notes(finding).into_iter().filter(|&(name, _)| with_why || name != "why").chain(help_note(prose, below));
    let group = group.elements(lines.map(|(name, text)| note(name, &text, style)));
    let rendered = renderer(style).render(&[group]);
    writeln!(out, "{}", if finding.location.is_some() { rendered } else { indented(&rendered) })?;
    below.iter().try_for_each(|part| write_part(part, style, out))?;
    writeln!(out)
}

/// The severity that stands before the message.
pub(super) const fn severity(level: Level) -> Severity<'static> {
    match level {
        Level::Block => Severity::ERROR,
        Level::Warn => Severity::WARNING,
        Level::Info | Level::Off => Severity::NOTE,
    }
}

/// The help in front of the first SQL.
fn help_note(prose: &[Part<'_>], below: &[Part<'_>]) -> Option<(&'static str, String)> {
    let lines: Vec<&str> = prose.iter().map(|part| if let Part::Prose(line) = part { line } else { "" }).collect();
    match (lines.is_empty(), below.is_empty()) {
        (true, true) => None,
        (true, false) => Some(("help", "write this instead:".into())),
        _ => Some(("help", lines.join("\n"))),
    }
}

/// A note, wrapped; its further lines stand under the first.
fn note(name: &'static str, text: &str, style: Style) -> Message<'static> {
    let room = style.width.min(100).saturating_sub(name.len() + 8).max(20);
    let lines: Vec<_> = text.lines().flat_map(|line| wrapped(line, room)).collect();
    let severity = if name == "help" { Severity::HELP } else { Severity::NOTE };
    severity.with_name(name).message(lines.join("\n"))
}

/// SQL to copy as it is, or a sentence below it.
fn write_part(part: &Part<'_>, style: Style, out: &mut dyn Write) -> io::Result<()> {
    match part {
        Part::Code(lines) => {
            writeln!(out)?;
            lines.iter().try_for_each(|line| writeln!(out, "{INDENT}{}", terminal(line)))
        }
        Part::Prose(line) => {
            writeln!(out)?;
            let lines = wrapped(line, style.width.min(100) - INDENT.len());
            lines.iter().try_for_each(|line| writeln!(out, "{INDENT}{line}"))
        }
    }
}
