//! Workflow commands of GitHub Actions, which become annotations, and the step summary.

use std::fmt::Write as _;
use std::fs::OpenOptions;
use std::io::{self, Write};

use super::escape::{command_data, command_property, terminal};
use super::place::{self, Range};
use super::{RenderContext, markdown, words};
use crate::audit::{Problem, Report};
use crate::rules::{Finding, Level};

/// GitHub shows so many annotations of each type for a step, and drops the others unsaid.
const MAX_ANNOTATIONS: usize = 10;

/// Writes the commands and the verdict, and appends the Markdown report to the step summary.
///
/// # Errors
/// Where `out` or the step summary cannot be written.
pub(super) fn render(report: &Report, ctx: &RenderContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut errors: Vec<String> = report.errors.iter().map(problem).collect();
    errors.extend(report.incomplete.iter().map(|text| command("error", "", &format!("not checked: {text}"))));
    let mut left_out = write_capped(errors.into_iter().chain(commands(report, Level::Block)), out)?;
    left_out += write_capped(commands(report, Level::Warn), out)?;
    left_out += write_capped(commands(report, Level::Info), out)?;
    if left_out > 0 {
        let text = words::counted(left_out, "more finding");
        writeln!(out, "{text}: GitHub shows {MAX_ANNOTATIONS} annotations of a kind; `--format json` has all")?;
    }
    for (name, text) in words::assumptions(report) {
        writeln!(out, "{name}: {}", terminal(&text))?;
    }
    writeln!(out, "{}", words::verdict(report).join(" · "))?;
    ctx.step_summary.map_or(Ok(()), |path| {
        let mut file = OpenOptions::new().append(true).create(true).open(path)?;
        markdown::render(report, &mut file)
    })
}

/// Writes as many as GitHub shows; returns how many were left out.
fn write_capped(mut commands: impl Iterator<Item = String>, out: &mut dyn Write) -> io::Result<usize> {
    commands.by_ref().take(MAX_ANNOTATIONS).try_for_each(|command| writeln!(out, "{command}"))?;
    Ok(commands.count())
}

/// The commands of a level.
fn commands(report: &Report, level: Level) -> impl Iterator<Item = String> {
    report.findings.iter().filter(move |finding| finding.counts() && finding.level == level).map(finding)
}

/// A finding as an annotation.
fn finding(finding: &Finding) -> String {
    let kind = match finding.level {
        Level::Block => "error",
        Level::Warn => "warning",
        Level::Info | Level::Off => "notice",
    };
    let mut properties = String::new();
    if let Some(path) = place::file(finding) {
        let _ = write!(properties, "file={},", command_property(path));
    }
    if let Some(range) = Range::of(finding).filter(|_| place::file(finding).is_some()) {
        let _ = write!(properties, "line={},endLine={},", range.line, range.end_line);
        // GitHub refuses columns where a range has several lines.
        if range.line == range.end_line {
            let _ = write!(properties, "col={},endColumn={},", range.column, range.end_column);
        }
    }
    let _ = write!(properties, "title={}", command_property(finding.rule));
    command(kind, &properties, &text(finding))
}

/// What an annotation says: everything but the snippet, which GitHub shows itself.
fn text(finding: &Finding) -> String {
    let mut lines = vec![finding.message.clone()];
    lines.extend(words::notes(finding).into_iter().map(|(name, text)| format!("{name}: {text}")));
    lines.extend(finding.help.iter().map(|help| format!("help: {help}")));
    lines.join("\n")
}

/// A problem as an annotation.
fn problem(problem: &Problem) -> String {
    let path = problem.path.as_deref().map(|path| format!("file={},", command_property(path))).unwrap_or_default();
    let line = problem.line.map(|line| format!("line={line},")).unwrap_or_default();
    let help = problem.help.as_deref().map(|help| format!("\nhelp: {help}")).unwrap_or_default();
    command("error", &format!("{path}{line}title=seawall"), &format!("{}{help}", problem.message))
}

/// One workflow command.
fn command(kind: &str, properties: &str, text: &str) -> String {
    let space = if properties.is_empty() { "" } else { " " };
    format!("::{kind}{space}{properties}::{}", command_data(text))
}

#[cfg(test)]
mod tests {
    use snapbox::{IntoData, str};

    use super::super::{Format, sample};
    use super::*;

    fn github(report: &Report) -> String {
        sample::rendered(report, Format::Github, &RenderContext::default())
    }

    #[test]
    fn findings_become_annotations() {
        snapbox::assert_data_eq!(github(&sample::report()), str![[r#"
::error file=prisma/migrations/20260101120000_tidy/migration.sql,line=3,endLine=3,col=20,endColumn=44,title=drop-column::drops public."User"."legacyName" and its values%0Alocks: public."User" ACCESS EXCLUSIVE – blocks reads and writes%0Awhy: the values cannot be brought back without a backup%0Ahelp: keep it under another name until nothing reads it:%0AALTER TABLE public."User"%0A  RENAME COLUMN "legacyName" TO "legacyName_old";
::warning file=prisma/migrations/20260101120000_tidy/migration.sql,line=4,endLine=6,title=type-change-rewrites::changes public."Order".total from integer to bigint, which writes the table again%0Alocks: public."Order" ACCESS EXCLUSIVE – blocks reads and writes%0Arewrites: public."Order"%0Arunners: only for prisma@<7.4
pending: new against the merge base with origin/main
runner: prisma@7.10, from package-lock.json
blocked: 1 · warned: 1 · exempted: 1 · 1 of 163 migrations pending · 41 of 42 statements understood, 1 opaque

"#]].raw());
    }

    #[test]
    fn no_more_than_github_shows_and_blocks_first() {
        let text = github(&sample::history(30));
        let count = |kind: &str| text.lines().filter(|line| line.starts_with(kind)).count();
        assert_eq!([count("::error "), count("::warning "), count("::notice ")], [10, 10, 10]);
        assert!(text.starts_with("::error ") && text.contains("\n60 more findings: GitHub shows 10"));
    }

    #[test]
    fn hostile_text_starts_no_command_of_its_own() {
        let text = github(&sample::hostile());
        let commands: Vec<_> = text.lines().filter(|line| line.trim_start().starts_with("::")).collect();
        assert_eq!(commands.len(), 3, "{commands:#?}");
        assert!(!text.contains(['\u{1b}', '\u{202e}']));
    }

    #[test]
    fn the_summary_is_appended() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.md");
        std::fs::write(&path, "before\n").unwrap();
        let ctx = RenderContext { step_summary: Some(&path), ..RenderContext::default() };
        sample::rendered(&sample::report(), Format::Github, &ctx);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.starts_with("before\n## Seawall"), "{text}");
    }
}
