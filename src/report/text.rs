//! For people at a terminal, in the manner of rustc.

mod brief;
mod drift;
mod full;
mod gate;
mod snippet;
mod status;

use std::collections::HashSet;
use std::io::{self, Write};

use annotate_snippets::renderer::{AnsiColor, Effects, Style as Ansi};
use annotate_snippets::{Group, Level as Severity, Origin, Renderer};

use super::difference::others;
use super::escape::terminal;
use super::{RenderContext, Style, words};
use crate::audit::{Problem, Report, Verdict};
use crate::rules::{Finding, Level};

/// Up to here, every finding is told in full.
const FEW: usize = 20;
/// Beyond that, so many of each rule.
const FULL_PER_RULE: usize = 3;

/// Writes the report: problems, findings in full, the rest in brief, exemptions, and at last verdict and coverage.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn render(report: &Report, ctx: &RenderContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let style = Style { width: ctx.style.width.max(30), ..ctx.style };
    for text in &report.incomplete {
        writeln!(
            out,
            "{}",
            problem(&Problem { message: format!("not checked: {text}"), ..Problem::default() }, style)
        )?;
    }
    for error in &report.errors {
        writeln!(out, "{}", problem(error, style))?;
    }
    if let Some(gate) = &report.gate {
        gate::write(gate, style, out)?;
    }
    if let Some(status) = report.status.as_ref().filter(|_| !ctx.quiet) {
        status::write(status, style, out)?;
    }
    let is_shown = |finding: &Finding| is_shown(finding, report, ctx.quiet);
    drift::write(report, &is_shown, style, out)?;
    let shown: Vec<&Finding> = others(report).filter(|finding| is_shown(finding)).collect();
    let (in_full, rest) = divide(&shown);
    let mut told = HashSet::new();
    for finding in in_full {
        let why_is_new = told.insert((finding.rule, finding.why.as_deref()));
        full::write(finding, why_is_new, style, out)?;
    }
    brief::write_rest(&rest, style, out)?;
    if !ctx.quiet {
        brief::write_exempted(report, style, out)?;
        write_assumptions(report, style, out)?;
    }
    write_verdict(report, style, out)
}

/// Whether a finding is told at all: with `--quiet` only what does not pass.
fn is_shown(finding: &Finding, report: &Report, quiet: bool) -> bool {
    let limit = match (quiet, report.deny_warnings) {
        (false, _) => Level::Info,
        (true, true) => Level::Warn,
        (true, false) => Level::Block,
    };
    finding.counts() && finding.level >= limit
}

/// The findings to tell in full, and the others. Where there are many, a few of each rule are told in full, blocks
/// first: the audit of a long history stays something that can be read.
fn divide<'a>(findings: &[&'a Finding]) -> (Vec<&'a Finding>, Vec<&'a Finding>) {
    if findings.len() <= FEW {
        return (findings.to_vec(), Vec::new());
    }
    let mut chosen = vec![false; findings.len()];
    let mut rules: Vec<&str> = Vec::new();
    for level in [Level::Block, Level::Warn] {
        for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| finding.level == level) {
            let of_rule = rules.iter().filter(|&&rule| rule == finding.rule).count();
            if rules.len() < FEW && of_rule < FULL_PER_RULE {
                chosen[at] = true;
                rules.push(finding.rule);
            }
        }
    }
    let (full, rest): (Vec<_>, Vec<_>) = findings.iter().zip(chosen).partition(|&(_, chosen)| chosen);
    let findings = |side: Vec<(&&'a Finding, bool)>| side.into_iter().map(|(finding, _)| *finding).collect();
    (findings(full), findings(rest))
}

/// The renderer for a terminal.
const fn renderer(style: Style) -> Renderer {
    if style.color { Renderer::styled() } else { Renderer::plain() }.term_width(style.width)
}

/// A problem as rustc tells an error: what, where, what to do.
fn problem(problem: &Problem, style: Style) -> String {
    let mut group = Group::with_title(Severity::ERROR.primary_title(terminal(&problem.message)));
    if let Some(path) = &problem.path {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        group = group.element(Origin::path(format!("{}{line}", terminal(path))));
    }
    if let Some(help) = &problem.help {
        let lines: Vec<_> = help.lines().flat_map(|line| wrapped(line, style.width - 10)).collect();
        group = group.element(Severity::HELP.message(lines.join("\n")));
    }
    indented(&renderer(style).render(&[group])) + "\n"
}

/// What stands below a title, one column further in: without line numbers the renderer leaves no room for them, and
/// the arrow would stand at the margin, away from those of other findings.
fn indented(rendered: &str) -> String {
    rendered.replace('\n', "\n ")
}

/// How the pending migrations were chosen, and what was assumed.
fn write_assumptions(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    for (name, text) in words::assumptions(report) {
        for line in wrapped(&format!("{name}: {text}"), style.width) {
            writeln!(out, "{}", painted(&line, Ansi::new().effects(Effects::DIMMED), style))?;
        }
    }
    Ok(())
}

/// The last line: verdict and coverage, broken at its dots where the terminal is narrow.
fn write_verdict(report: &Report, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let color = match report.verdict() {
        Verdict::Pass => AnsiColor::Green,
        Verdict::Block | Verdict::Incomplete => AnsiColor::Red,
    };
    let bold = color.on_default().effects(Effects::BOLD);
    let mut width = 0;
    for (at, part) in words::verdict(report).iter().enumerate() {
        let length = part.chars().count();
        if at > 0 {
            let fits = width + 3 + length <= style.width;
            write!(out, "{}", if fits { " · " } else { "\n" })?;
            width = if fits { width + 3 } else { 0 };
        }
        width += length;
        write!(out, "{}", if at == 0 { painted(part, bold, style) } else { part.clone() })?;
    }
    writeln!(out)
}

/// Text in a colour, where colours are asked for.
fn painted(text: &str, ansi: Ansi, style: Style) -> String {
    if style.color { format!("{ansi}{text}{ansi:#}") } else { text.to_owned() }
}

/// A line, escaped, as lines of at most `width` characters, broken at spaces; a longer word has a line of its own.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    // Escaped once more after the break: a word within a line may be a workflow command at the start of one.
    broken(&terminal(text), width).iter().map(|line| terminal(line).into_owned()).collect()
}

/// A line broken at spaces; those at its beginning stay.
fn broken(text: &str, width: usize) -> Vec<String> {
    let words = text.trim_start_matches(' ');
    let mut lines = Vec::new();
    let mut line = " ".repeat(text.len() - words.len());
    let mut length = 0;
    for word in words.split(' ') {
        let added = word.chars().count();
        if length > 0 && length + 1 + added > width {
            lines.push(std::mem::take(&mut line));
            length = 0;
        } else if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += added;
    }
    lines.push(line);
    lines
}

/// The first `width` characters of a text, with `…` where that is not all.
fn cut(text: &str, width: usize) -> String {
    match text.char_indices().nth(width) {
        None => text.to_owned(),
        Some(_) => text.chars().take(width.saturating_sub(1)).chain(['…']).collect(),
    }
}

#[cfg(test)]
mod tests;
