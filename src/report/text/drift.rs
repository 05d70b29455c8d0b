//! What a comparison found, object by object: a release manager reads it in a minute.

use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Ansi};

use super::super::difference::{Side, lines, objects, values};
use super::super::escape::terminal;
use super::super::{Style, words};
use super::{brief, cut, painted, wrapped};
use crate::audit::{Comparison, Difference, Report};
use crate::rules::{Finding, Level};

/// Objects that are told with their definitions; beyond that, a line for each difference.
const IN_FULL: usize = 12;
/// Lines of an object's definitions that are shown.
const MAX_LINES: usize = 24;

/// Writes every comparison of the report.
pub(super) fn write(
    report: &Report,
    shown: &dyn Fn(&Finding) -> bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    report.comparisons.iter().try_for_each(|comparison| write_comparison(report, comparison, shown, style, out))
}

fn write_comparison(
    report: &Report,
    comparison: &Comparison,
    shown: &dyn Fn(&Finding) -> bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let differing = objects(report, comparison, shown);
    let title = format!("{}: {}", comparison.environment, summary(comparison, differing.len()));
    for (at, line) in wrapped(&title, style.width).iter().enumerate() {
        let line = if at == 0 { painted(line, Ansi::new().effects(Effects::BOLD), style) } else { line.clone() };
        writeln!(out, "{line}")?;
    }
    for (at, (difference, findings)) in differing.iter().enumerate() {
        write_object(difference, findings, at < IN_FULL, style, out)?;
    }
    writeln!(out)
}

/// `2 of 412 objects differ from …`.
fn summary(comparison: &Comparison, differing: usize) -> String {
    let objects = words::counted(comparison.objects, "object");
    match differing {
        0 => format!("{objects} as expected from {}", comparison.expectation),
        count => format!("drift in {count} of {objects}, compared with {}", comparison.expectation),
    }
}

fn write_object(
    difference: &Difference,
    findings: &[&Finding],
    in_full: bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    writeln!(out, "\n{}", painted(&terminal(&difference.title), Ansi::new().effects(Effects::BOLD), style))?;
    findings.iter().try_for_each(|finding| write_line(finding, style, out))?;
    if in_full {
        write_definitions(difference, style, out)?;
        write_repair(findings, style, out)?;
    }
    Ok(())
}

/// `  error[drift-changed]: column public."Order".total: type differs (integer → bigint)`.
fn write_line(finding: &Finding, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let label = format!("{}[{}]", words::severity(finding.level), finding.rule);
    let values = finding.change.as_ref().and_then(values).map(|values| format!(" ({values})")).unwrap_or_default();
    let room = style.width.saturating_sub(4).max(30);
    let text = format!("{label}: {}{values}", finding.message);
    for (at, line) in wrapped(&text, room).iter().enumerate() {
        match line.strip_prefix(&label).filter(|_| at == 0) {
            Some(rest) => writeln!(out, "  {}{rest}", painted(&label, brief::color(finding.level), style))?,
            None => writeln!(out, "    {line}")?,
        }
    }
    Ok(())
}

/// The two definitions as one unified diff: `-` is expected, `+` is there.
fn write_definitions(difference: &Difference, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let lines = lines(difference);
    for line in lines.iter().take(MAX_LINES) {
        let text = cut(&terminal(&line.text), style.width.saturating_sub(6).max(30));
        let text = format!("{} {text}", line.side.sign());
        let color = match line.side {
            Side::Expected => AnsiColor::Red.on_default(),
            Side::Actual => AnsiColor::Green.on_default(),
            Side::Both | Side::Gap => Ansi::new().effects(Effects::DIMMED),
        };
        writeln!(out, "    {}", painted(text.trim_end(), color, style))?;
    }
    match lines.len().saturating_sub(MAX_LINES) {
        0 => Ok(()),
        more => writeln!(out, "    … and {}", words::counted(more, "more line")),
    }
}

/// The statements that bring it back, to be copied.
fn write_repair(findings: &[&Finding], style: Style, out: &mut dyn Write) -> io::Result<()> {
    let counting = findings.iter().filter(|finding| finding.counts() && finding.level > Level::Info);
    let repairs: Vec<&str> = counting.filter_map(|finding| finding.help.as_deref()).collect();
    if repairs.is_empty() {
        return Ok(());
    }
    writeln!(out, "  {}", painted("to bring it back:", AnsiColor::Cyan.on_default(), style))?;
    let lines: Vec<&str> = repairs.iter().flat_map(|repair| repair.lines()).collect();
    lines.iter().take(MAX_LINES).try_for_each(|line| writeln!(out, "    {}", terminal(line)))?;
    match lines.len().saturating_sub(MAX_LINES) {
        0 => Ok(()),
        more => writeln!(out, "    … and {}; `--repair` writes all", words::counted(more, "more line")),
    }
}
