//! The words that several formats share.

use std::fmt::Write as _;

pub(super) use crate::policy::counted;

use crate::audit::{Coverage, Report, Verdict};
use crate::rules::{Category, Finding, Level, LockedRelation};
use crate::schema::LockMode;
use crate::sql::ObjectName;

/// How compilers, editors and GitHub call a level. The policy's own words (`block`, `warn`) say what happens to the
/// change; these stand before a message, where people and problem matchers look for `error` and `warning`.
pub(super) const fn severity(level: Level) -> &'static str {
    match level {
        Level::Block => "error",
        Level::Warn => "warning",
        Level::Info | Level::Off => "note",
    }
}

/// A category as a label under the words that it is about.
pub(super) const fn label(category: Category) -> &'static str {
    match category {
        Category::DataLoss => "data loss",
        Category::DataDependent => "depends on the rows that exist",
        Category::Rewrite => "table rewrite",
        Category::Lock => "long lock",
        Category::Compatibility => "breaks running code",
        Category::Integrity => "weaker integrity",
        Category::Security => "security",
        Category::Transaction => "transaction",
        Category::History => "history",
        Category::Drift => "drift",
        Category::Command => "dangerous command",
        Category::Secret => "secret",
        Category::Opaque => "cannot be seen",
    }
}

/// What is said of a finding besides its message and its help, each under a word of its own.
pub(super) fn notes(finding: &Finding) -> Vec<(&'static str, String)> {
    let mut notes: Vec<_> = locks(finding).into_iter().map(|line| ("locks", line)).collect();
    notes.extend(rewrites(finding).map(|text| ("rewrites", text)));
    notes.extend(runners(finding).map(|text| ("runners", text)));
    notes.extend(finding.why.clone().map(|why| ("why", why)));
    notes
}

/// At most this many relations are named on one line.
const MAX_NAMED: usize = 5;

/// `public."User" ACCESS EXCLUSIVE – blocks reads and writes`, one line a mode.
fn locks(finding: &Finding) -> Vec<String> {
    let mut modes: Vec<(&str, Vec<&LockedRelation>)> = Vec::new();
    for lock in &finding.locks {
        match modes.iter_mut().find(|(mode, _)| *mode == lock.mode) {
            Some((_, relations)) => relations.push(lock),
            None => modes.push((lock.mode, vec![lock])),
        }
    }
    let line = |(mode, relations): (&str, Vec<&LockedRelation>)| {
        let names = listed(relations.iter().map(|lock| relation(&lock.schema, &lock.name)));
        let effect = LockMode::parse(mode).map(|mode| format!(" – blocks {}", mode.blocks())).unwrap_or_default();
        format!("{names} {mode}{effect}")
    };
    modes.into_iter().map(line).collect()
}

/// The tables that are written again, if any.
fn rewrites(finding: &Finding) -> Option<String> {
    let names = finding.rewrites.iter().map(|table| relation(&table.schema, &table.name));
    (!finding.rewrites.is_empty()).then(|| listed(names))
}

/// `only for prisma@<7.4`, where a finding does not hold for every runner.
fn runners(finding: &Finding) -> Option<String> {
    (!finding.runners.is_empty()).then(|| format!("only for {}", finding.runners.join(", ")))
}

/// A relation as SQL names it.
fn relation(schema: &str, name: &str) -> String {
    ObjectName::new(schema, name).to_string()
}

/// The first few names, and how many more there are.
fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(MAX_NAMED);
    let mut text = names.take(MAX_NAMED).collect::<Vec<_>>().join(", ");
    if more > 0 {
        let _ = write!(text, " and {more} more");
    }
    text
}

/// Verdict and coverage: the parts of the last line.
pub(super) fn verdict(report: &Report) -> Vec<String> {
    let mut parts = Vec::new();
    match report.verdict() {
        Verdict::Pass => parts.push("passed".into()),
        Verdict::Incomplete => parts.push("could not check".into()),
        Verdict::Block if report.incomplete.is_empty() && report.errors.is_empty() => {}
        Verdict::Block => parts.push("could not check everything".into()),
    }
    let counts = [(Level::Block, "blocked"), (Level::Warn, "warned"), (Level::Info, "noted")];
    for (level, word) in counts {
        let denied = if level == Level::Warn && report.deny_warnings { " (denied)" } else { "" };
        match report.count(level) {
            0 => {}
            count => parts.push(format!("{word}: {count}{denied}")),
        }
    }
    match report.exempted() {
        0 => {}
        count => parts.push(format!("exempted: {count}")),
    }
    parts.extend(coverage(&report.coverage));
    parts
}

/// How much was looked at, where there are migrations at all.
fn coverage(coverage: &Coverage) -> Vec<String> {
    let mut parts = Vec::new();
    let looked = counted(coverage.migrations, "migration");
    match coverage {
        Coverage { migrations: 0, .. } => {}
        Coverage { objects: 1.., .. } => parts.push(looked),
        Coverage { pending: 0, .. } => parts.push(format!("nothing pending, {looked} looked at")),
        Coverage { pending, migrations, .. } if pending == migrations => parts.push(format!("{looked} judged")),
        _ => parts.push(format!("{} of {looked} pending", coverage.pending)),
    }
    if coverage.statements > 0 {
        parts.push(statements(coverage));
    }
    if coverage.files > 0 {
        parts.push(format!("{} looked at", counted(coverage.files, "file")));
    }
    if coverage.objects > 0 {
        parts.push(format!("{} compared", counted(coverage.objects, "object")));
    }
    if !coverage.not_compared.is_empty() {
        parts.push(format!("not compared: {}", counted(coverage.not_compared.len(), "thing")));
    }
    parts
}

/// `41 of 42 statements understood, 1 opaque`.
fn statements(coverage: &Coverage) -> String {
    let total = coverage.statements;
    let understood = total.saturating_sub(coverage.unknown + coverage.opaque);
    let mut text = format!("{understood} of {} understood", counted(total, "statement"));
    for (count, word) in [(coverage.unknown, "unknown"), (coverage.opaque, "opaque")] {
        if count > 0 {
            let _ = write!(text, ", {count} {word}");
        }
    }
    text
}

/// How the pending migrations were chosen, what was assumed, and what to do where nothing was.
pub(super) fn assumptions(report: &Report) -> Vec<(&'static str, String)> {
    let mut lines = Vec::new();
    let mut push = |name, text: &str| {
        if !text.is_empty() {
            lines.push((name, text.to_owned()));
        }
    };
    push("pending", &report.selection);
    push("runner", &report.runner);
    report.notes.iter().for_each(|note| push("note", note));
    report.coverage.not_compared.iter().for_each(|text| push("not compared", text));
    let nothing_pending = report.command == "check" && report.coverage.pending == 0;
    if nothing_pending && report.coverage.migrations > 0 && report.errors.is_empty() {
        push("help", "`seawall check --all` judges the whole history");
    }
    lines
}
