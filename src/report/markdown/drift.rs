//! What a comparison found, for a comment: one folded section an object, with a diff of its definitions.

use std::fmt::Write as _;

use super::super::difference::{lines, objects, values};
use super::super::escape::{html, markdown, markdown_fence};
use super::super::words;
use super::{MAX_CHARS, MAX_LINES, shortened};
use crate::audit::{Comparison, Difference, Report};
use crate::rules::{Finding, Level};

/// The comparisons of a report, within a number of bytes; gives how many objects were left out.
pub(super) fn comparisons(report: &Report, room: usize, body: &mut String) -> usize {
    report.comparisons.iter().map(|comparison| one(report, comparison, room, body)).sum()
}

fn one(report: &Report, comparison: &Comparison, room: usize, body: &mut String) -> usize {
    let differing = objects(report, comparison, Finding::counts);
    let outcome = match differing.len() {
        0 => "no drift".to_owned(),
        count => format!("{count} of {} differ", words::counted(comparison.objects, "object")),
    };
    let _ = writeln!(
        body,
        "**{}**: {outcome}, compared with {}\n",
        markdown(&shortened(&comparison.environment, MAX_CHARS)),
        markdown(&shortened(&comparison.expectation, MAX_CHARS))
    );
    let mut left_out = 0;
    for (difference, findings) in differing {
        let text = object(difference, &findings);
        if body.len() + text.len() <= room { body.push_str(&text) } else { left_out += 1 }
    }
    left_out
}

fn object(difference: &Difference, findings: &[&Finding]) -> String {
    let gravest = findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Info);
    let open = if gravest == Level::Block { " open" } else { "" };
    let mut text = format!(
        "<details{open}><summary><b>{}</b> {}</summary>\n\n",
        words::severity(gravest),
        html(&shortened(&difference.title, MAX_CHARS))
    );
    for finding in findings {
        let values = finding.change.as_ref().and_then(values).map(|values| format!(" ({values})")).unwrap_or_default();
        let said = format!("{}{values}", finding.message);
        let _ = writeln!(text, "- `{}` {}", finding.rule, markdown(&shortened(&said, MAX_CHARS)));
    }
    text.push('\n');
    let diff: Vec<String> = lines(difference)
        .iter()
        .take(MAX_LINES)
        .map(|line| shortened(&format!("{} {}", line.side.sign(), line.text), MAX_CHARS))
        .collect();
    if !diff.is_empty() {
        text.push_str(&markdown_fence("diff", &diff.join("\n")));
        text.push('\n');
    }
    text + "</details>\n\n"
}
