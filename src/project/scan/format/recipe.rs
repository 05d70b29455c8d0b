//! The lines of a recipe, as make and just hand them to a shell.

use std::ops::Range;

/// A recipe's line without the signs in front that are for make and just: `@`, `-`, `+`; and where it begins.
pub(super) fn command(line: &str) -> (&str, usize) {
    let command = line.trim_start().trim_start_matches(['@', '-', '+']).trim_start();
    (command.trim_end(), line.len() - command.len())
}

/// The ranges of a text's lines, those that end in a backslash together with the next.
pub(super) fn logical_lines(text: &str) -> Vec<Range<usize>> {
    let mut lines: Vec<Range<usize>> = Vec::new();
    let (mut at, mut goes_on) = (0, false);
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        match lines.last_mut().filter(|_| goes_on) {
            Some(last) => last.end = end,
            None => lines.push(at..end),
        }
        goes_on = line.trim_end_matches(['\r', '\n']).ends_with('\\');
        at = end;
    }
    lines
}
