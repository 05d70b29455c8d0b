//! For a comment on a pull request, and the step summary of a workflow.

mod drift;
mod gate;
mod status;

use std::fmt::Write as _;
use std::io::{self, Write};

use super::difference::others;
use super::escape::{html, markdown, markdown_code, markdown_fence};
use super::help::{self, Part};
use super::{place, words};
use crate::audit::{Report, Verdict};
use crate::rules::{Finding, Level};

/// GitHub takes 65,536 characters in a comment; this leaves room for what a workflow writes around it.
const MAX_BYTES: usize = 60 * 1024;
/// Of that, kept for each list of problems or exemptions.
const LIST_BYTES: usize = 6 * 1024;
/// Of that, kept for all lines at the end.
const FOOTER_BYTES: usize = LIST_BYTES + 8 * 1024;
/// So many findings may turn out too long for the room that is left, before the others are not looked at any more.
const MAX_MISSES: usize = 10;
/// Lines of a statement that are shown.
const MAX_LINES: usize = 20;
/// Characters of a text that are shown: a message, a line of SQL.
const MAX_CHARS: usize = 1000;
/// Problems and exemptions that have a line.
const MAX_ITEMS: usize = 20;

/// Writes the report.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut body = headline(report);
    problems(report, &mut body);
    if let Some(gate) = &report.gate {
        gate::write(gate, &mut body);
    }
    if let Some(status) = &report.status {
        status::write(status, &mut body);
    }
    table(report, &mut body);
    let room = MAX_BYTES - FOOTER_BYTES;
    let objects = drift::comparisons(report, room, &mut body);
    let findings = findings(report, room, &mut body);
    for (left_out, noun) in [(objects, "more object"), (findings, "more finding")] {
        if left_out > 0 {
            let text = words::counted(left_out, noun);
            let command = report.command;
            let _ = writeln!(body, "{text} left out to keep this short; `seawall {command} --format json` has all.\n");
        }
    }
    exempted(report, &mut body);
    for (name, text) in words::assumptions(report) {
        let _ = writeln!(body, "<sub>{name}: {}</sub><br>", markdown(&shortened(&text, MAX_CHARS / 5)));
    }
    out.write_all(body.as_bytes())
}

/// Verdict and coverage.
fn headline(report: &Report) -> String {
    let verdict = match report.verdict() {
        Verdict::Pass => "✅ passed",
        Verdict::Block => "⛔ blocked",
        Verdict::Incomplete => "⚠️ could not check",
    };
    format!("## Seawall: {verdict}\n\n{}\n\n", words::verdict(report).join(" · "))
}

/// What could not be checked.
fn problems(report: &Report, body: &mut String) {
    let incomplete =
        report.incomplete.iter().map(|text| format!("not checked: {}", markdown(&shortened(text, MAX_CHARS))));
    let errors = report.errors.iter().map(|error| {
        let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
        let path = error
            .path
            .as_ref()
            .map(|path| format!("{}: ", markdown_code(&shortened(&format!("{path}{line}"), MAX_CHARS))));
        let help =
            error.help.as_ref().map(|help| format!(" – {}", markdown(&shortened(help, MAX_CHARS)))).unwrap_or_default();
        format!("{}{}{help}", path.unwrap_or_default(), markdown(&shortened(&error.message, MAX_CHARS)))
    });
    list(incomplete.chain(errors), body);
}

/// A list, bounded in items and bytes.
fn list(items: impl Iterator<Item = String>, body: &mut String) {
    let limit = body.len() + LIST_BYTES;
    let (mut shown, mut left_out) = (0, 0);
    for item in items {
        if shown < MAX_ITEMS && body.len() + item.len() < limit {
            body.extend(["- ", item.as_str(), "\n"]);
            shown += 1;
        } else {
            left_out += 1;
        }
    }
    if left_out > 0 {
        let _ = writeln!(body, "- … and {left_out} more, in `seawall check --format json`");
    }
    if shown + left_out > 0 {
        body.push('\n');
    }
}

/// How many findings there are at each level, and of which rules.
fn table(report: &Report, body: &mut String) {
    let mut rows = String::new();
    for level in [Level::Block, Level::Warn, Level::Info] {
        let mut rules: Vec<&str> = of_level(report, level).map(|finding| finding.rule).collect();
        rules.sort_unstable();
        rules.dedup();
        if !rules.is_empty() {
            let rules: Vec<_> = rules.into_iter().map(markdown_code).collect();
            let _ = writeln!(rows, "| {} | {} | {} |", words::severity(level), report.count(level), rules.join(", "));
        }
    }
    if !rows.is_empty() {
        let _ = writeln!(body, "| level | findings | rules |\n|---|--:|---|\n{rows}");
    }
}

/// The findings at a level that count.
fn of_level(report: &Report, level: Level) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(move |finding| finding.counts() && finding.level == level)
}

/// Writes as many findings as have room, the gravest first; returns how many were left out.
fn findings(report: &Report, room: usize, body: &mut String) -> usize {
    let mut left_out = 0;
    let told: Vec<&Finding> = others(report).filter(|finding| finding.counts()).collect();
    let by_level = [Level::Block, Level::Warn, Level::Info].into_iter();
    for finding in by_level.flat_map(|level| told.iter().filter(move |finding| finding.level == level)) {
        let text = (left_out < MAX_MISSES).then(|| details(finding));
        match text.filter(|text| body.len() + text.len() <= room) {
            Some(text) => body.push_str(&text),
            None => left_out += 1,
        }
    }
    left_out
}

/// One finding, folded; blocks are open.
fn details(finding: &Finding) -> String {
    let open = if finding.level == Level::Block { " open" } else { "" };
    let mut text = format!(
        "<details{open}><summary><b>{}</b> <code>{}</code> {}</summary>\n\n",
        words::severity(finding.level),
        html(finding.rule),
        html(&shortened(&finding.message, MAX_CHARS))
    );
    if let Some(place) = place::place(finding) {
        let _ = writeln!(text, "{}\n", markdown_code(&shortened(&place, MAX_CHARS)));
    }
    if let Some(location) = &finding.location {
        text.push_str(&fence(place::whole_lines(location).lines()));
        text.push('\n');
    }
    let note = |(name, note): (_, String)| format!("**{name}**: {}", markdown(&shortened(&note, MAX_CHARS)));
    list(words::notes(finding).into_iter().map(note), &mut text);
    for part in finding.help.as_deref().map(help::parts).unwrap_or_default() {
        match part {
            Part::Prose(line) => text.extend([markdown(&shortened(line, MAX_CHARS)).as_str(), "\n\n"]),
            Part::Code(lines) => text.extend([fence(lines.into_iter()).as_str(), "\n"]),
        }
    }
    text + "</details>\n\n"
}

/// The first lines of some SQL as a code block.
fn fence<'a>(mut lines: impl Iterator<Item = &'a str>) -> String {
    let mut shown: Vec<_> = lines.by_ref().take(MAX_LINES).map(|line| shortened(line, MAX_CHARS)).collect();
    match lines.count() {
        0 => {}
        more => shown.push(format!("-- … and {}", words::counted(more, "more line"))),
    }
    markdown_fence("sql", &shown.join("\n"))
}

/// The first characters of a text.
fn shortened(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What is exempted, and why.
fn exempted(report: &Report, body: &mut String) {
    let items = report.findings.iter().filter_map(|finding| {
        let exemption = finding.exemption.as_ref()?;
        let place = place::place(finding).map(|place| format!(" at {}", markdown_code(&shortened(&place, MAX_CHARS))));
        let until = exemption.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        Some(format!(
            "{}{}: {} ({})",
            markdown_code(finding.rule),
            place.unwrap_or_default(),
            markdown(&shortened(&exemption.reason, MAX_CHARS)),
            markdown(&shortened(&format!("{}{until}", exemption.source), MAX_CHARS))
        ))
    });
    if report.exempted() > 0 {
        body.push_str("Exempted:\n\n");
        list(items, body);
    }
}

#[cfg(test)]
mod tests;
