//! What is told in one line each: the many findings of a long history, and the exempted ones.

use std::io::{self, Write};

use annotate_snippets::renderer::{self, Effects, Style as Ansi};

use super::super::escape::terminal;
use super::super::{Style, place, words};
use super::{cut, painted, wrapped};
use crate::audit::Report;
use crate::rules::{Finding, Level};

/// Findings of a rule, or exemptions, that have a line.
const MAX_LINES: usize = 5;

/// Writes the findings that are not told in full: by rule, the gravest level first, with a few places each.
pub(super) fn write_rest(rest: &[&Finding], style: Style, out: &mut dyn Write) -> io::Result<()> {
    for level in [Level::Block, Level::Warn, Level::Info] {
        let mut rules: Vec<(&str, Vec<&Finding>)> = Vec::new();
        for finding in rest.iter().filter(|finding| finding.level == level) {
            match rules.iter_mut().find(|(rule, _)| *rule == finding.rule) {
                Some((_, findings)) => findings.push(finding),
                None => rules.push((finding.rule, vec![finding])),
            }
        }
        for (rule, findings) in rules {
            write_rule(rule, level, &findings, style, out)?;
        }
    }
    if !rest.is_empty() {
        let text = format!(
            "{} only listed or counted above; `--format json` tells each in full",
            words::counted(rest.len(), "finding")
        );
        wrapped(&text, style.width).iter().try_for_each(|line| writeln!(out, "{line}"))?;
        writeln!(out)?;
    }
    Ok(())
}

/// One rule: how many, and the first few.
fn write_rule(rule: &str, level: Level, findings: &[&Finding], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let title = format!("{}[{rule}]", words::severity(level));
    let title = painted(&title, color(level), style);
    writeln!(out, "{title}: {}", words::counted(findings.len(), "more finding"))?;
    for finding in findings.iter().take(MAX_LINES) {
        let place = place::place(finding).unwrap_or_default();
        let place = terminal(&place);
        let room = style.width.saturating_sub(place.chars().count() + 4).max(30);
        writeln!(out, "  {place}: {}", cut(&terminal(&finding.message), room))?;
    }
    if findings.len() > MAX_LINES {
        writeln!(out, "  … and {} more", findings.len() - MAX_LINES)?;
    }
    writeln!(out)
}

/// The colour of a level.
pub(super) const fn color(level: Level) -> Ansi {
    match level {
        Level::Block => renderer::DEFAULT_ERROR_STYLE,
        Level::Warn => renderer::DEFAULT_WARNING_STYLE,
        Level::Info | Level::Off => renderer::DEFAULT_NOTE_STYLE,
    }
}

/// Writes what is exempted, why, and until when.
pub(super) fn write_exempted(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let exempted = || report.findings.iter().filter_map(|finding| Some((finding, finding.exemption.as_ref()?)));
    if exempted().next().is_none() {
        return Ok(());
    }
    writeln!(out, "{}:", painted("exempted", Ansi::new().effects(Effects::BOLD), style))?;
    for (finding, exemption) in exempted().take(MAX_LINES) {
        let place = place::place(finding).map(|place| format!(" at {place}")).unwrap_or_default();
        let until = exemption.until.as_ref().map(|day| format!(", until {day}")).unwrap_or_default();
        let text = format!("{}{place}: {} ({}{until})", finding.rule, exemption.reason, exemption.source);
        wrapped(&text, style.width - 2).iter().try_for_each(|line| writeln!(out, "  {line}"))?;
    }
    if report.exempted() > MAX_LINES {
        writeln!(out, "  … and {} more; `--format json` tells each", report.exempted() - MAX_LINES)?;
    }
    writeln!(out)
}
