//! What the page shows, as plain data for its template.

use serde::Serialize;
use similar::{DiffOp, TextDiff};

use super::super::difference::{objects, others, values};
use super::super::escape::terminal;
use super::super::{place, words};
use super::release::{GateView, StatusView};
use crate::audit::{Comparison, Difference, Report, Verdict};
use crate::rules::Finding;

/// Unchanged lines around a change; what lies between is folded.
const CONTEXT: usize = 4;

/// The whole page.
#[derive(Serialize)]
pub(super) struct Page {
    title: String,
    verdict: &'static str,
    verdict_words: &'static str,
    parts: Vec<String>,
    problems: Vec<String>,
    gate: Option<GateView>,
    status: Option<StatusView>,
    comparisons: Vec<ComparisonView>,
    others: Vec<FindingView>,
    exempted: Vec<ExemptedView>,
    assumptions: Vec<(&'static str, String)>,
    version: &'static str,
}

#[derive(Serialize)]
struct ComparisonView {
    environment: String,
    expectation: String,
    objects: usize,
    differences: Vec<DifferenceView>,
}

#[derive(Serialize)]
struct DifferenceView {
    title: String,
    level: &'static str,
    findings: Vec<FindingView>,
    rows: Vec<Row>,
    repair: String,
}

#[derive(Serialize)]
struct FindingView {
    level: &'static str,
    rule: &'static str,
    message: String,
    values: Option<String>,
    place: Option<String>,
    notes: Vec<(&'static str, String)>,
    help: Option<String>,
}

#[derive(Serialize)]
struct ExemptedView {
    rule: &'static str,
    message: String,
    reason: String,
}

/// A line of the expected definition beside one of the actual definition.
#[derive(Serialize)]
struct Row {
    kind: &'static str,
    expected: Option<String>,
    actual: Option<String>,
}

/// What the page shows of a report.
pub(super) fn page(report: &Report) -> Page {
    let (verdict, verdict_words) = match (report.verdict(), &report.gate) {
        (Verdict::Incomplete, _) => ("incomplete", "could not check"),
        (Verdict::Pass, None) => ("pass", "passed"),
        (Verdict::Block, None) => ("block", "blocked"),
        (_, Some(gate)) if gate.go => ("pass", "go"),
        (_, Some(_)) => ("block", "no-go"),
    };
    Page {
        title: format!("Seawall {}", report.command),
        verdict,
        verdict_words,
        parts: words::verdict(report),
        problems: problems(report),
        gate: report.gate.as_ref().map(GateView::of),
        status: report.status.as_ref().map(StatusView::of),
        comparisons: report.comparisons.iter().map(|comparison| compared(report, comparison)).collect(),
        others: others(report).filter(|finding| finding.counts()).map(finding).collect(),
        exempted: report.findings.iter().filter_map(exempted).collect(),
        assumptions: words::assumptions(report).into_iter().map(|(name, text)| (name, seen(&text))).collect(),
        version: env!("CARGO_PKG_VERSION"),
    }
}

/// Text of one line in which nothing is hidden; the template escapes it for HTML.
pub(super) fn seen(text: &str) -> String {
    terminal(text).into_owned()
}

fn problems(report: &Report) -> Vec<String> {
    let incomplete = report.incomplete.iter().map(|text| format!("not checked: {text}"));
    let errors = report.errors.iter().map(|error| {
        let place = error.path.as_ref().map(|path| {
            let line = error.line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{path}{line}: ")
        });
        let help = error.help.as_ref().map(|help| format!(" – {help}"));
        format!("{}{}{}", place.unwrap_or_default(), error.message, help.unwrap_or_default())
    });
    incomplete.chain(errors).map(|text| seen(&text)).collect()
}

fn compared(report: &Report, comparison: &Comparison) -> ComparisonView {
    let differences = objects(report, comparison, Finding::counts);
    ComparisonView {
        environment: seen(&comparison.environment),
        expectation: seen(&comparison.expectation),
        objects: comparison.objects,
        differences: differences.into_iter().map(|(object, findings)| differing(object, &findings)).collect(),
    }
}

fn differing(difference: &Difference, findings: &[&Finding]) -> DifferenceView {
    let gravest = findings.iter().map(|finding| finding.level).max();
    let repair: Vec<&str> = findings.iter().filter_map(|finding| finding.help.as_deref()).collect();
    DifferenceView {
        title: seen(&difference.title),
        level: gravest.map_or("note", words::severity),
        findings: findings.iter().map(|found| FindingView { help: None, ..finding(found) }).collect(),
        rows: rows(difference),
        repair: repair.join("\n").lines().map(seen).collect::<Vec<_>>().join("\n"),
    }
}

fn finding(finding: &Finding) -> FindingView {
    FindingView {
        level: words::severity(finding.level),
        rule: finding.rule,
        message: seen(&finding.message),
        values: finding.change.as_ref().and_then(values).map(|text| seen(&text)),
        place: place::place(finding).map(|text| seen(&text)),
        notes: words::notes(finding).into_iter().map(|(name, text)| (name, seen(&text))).collect(),
        help: finding.help.as_deref().map(|help| help.lines().map(seen).collect::<Vec<_>>().join("\n")),
    }
}

fn exempted(finding: &Finding) -> Option<ExemptedView> {
    let exemption = finding.exemption.as_ref()?;
    let reason = seen(&format!("{} ({})", exemption.reason, exemption.source));
    Some(ExemptedView { rule: finding.rule, message: seen(&finding.message), reason })
}

/// Both definitions, line by line; what is the same far from any change is folded.
fn rows(difference: &Difference) -> Vec<Row> {
    let (expected, actual) = (difference.expected.as_deref(), difference.actual.as_deref());
    let diff = TextDiff::from_lines(expected.unwrap_or_default(), actual.unwrap_or_default());
    let (old, new) = (lines(expected), lines(actual));
    let mut rows = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            rows.push(Row { kind: "gap", expected: None, actual: None });
        }
        rows.extend(group.iter().flat_map(|op| rows_of(op, &old, &new)));
    }
    rows
}

/// The lines of one operation, side by side as far as both sides have some.
fn rows_of<'a>(op: &'a DiffOp, old: &'a [String], new: &'a [String]) -> impl Iterator<Item = Row> + 'a {
    let (old, new) = (&old[op.old_range()], &new[op.new_range()]);
    (0..old.len().max(new.len())).map(move |at| {
        let (expected, actual) = (old.get(at).cloned(), new.get(at).cloned());
        let kind = if expected == actual { "same" } else { "differs" };
        Row { kind, expected, actual }
    })
}

fn lines(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default().lines().map(seen).collect()
}
