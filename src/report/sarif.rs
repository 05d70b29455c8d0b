//! SARIF 2.1.0 (OASIS), for code scanning.
//!
//! The structs are our own: `serde-sarif` generates the whole standard at build time and costs five build dependencies
//! for the dozen objects used here. A test holds the output against the official schema instead.

mod model;
mod uri;

use std::collections::HashMap;
use std::io::{self, Write};

use model::{
    Artifact, Configuration, Driver, Invocation, Level as SarifLevel, Location, Log, Message, MultiformatText,
    Notification, PhysicalLocation, Properties, Region, ReportingDescriptor, Run, SarifResult, Suppression,
    SuppressionKind, Tool,
};
use serde::{Serialize, Serializer};

use super::place::{self, Range, Ranges};
use super::{RenderContext, RuleInfo, fingerprint};
use crate::audit::{Problem, Report};
use crate::rules::{AppliedExemption, Finding, Level};

/// Writes the log.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn render(report: &Report, ctx: &RenderContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let index = ctx.rules.iter().enumerate().map(|(at, rule)| (rule.id, at)).collect();
    let run = Run {
        tool: Tool {
            driver: Driver {
                name: env!("CARGO_PKG_NAME"),
                semantic_version: env!("CARGO_PKG_VERSION"),
                rules: ctx.rules.iter().map(descriptor).collect(),
            },
        },
        invocations: [invocation(report)],
        column_kind: "unicodeCodePoints",
        results: Results { findings: &report.findings, index },
    };
    let schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
    serde_json::to_writer(&mut *out, &Log { schema, version: "2.1.0", runs: [run] })?;
    writeln!(out)
}

/// Findings that become results one at a time.
struct Results<'a> {
    findings: &'a [Finding],
    index: HashMap<&'a str, usize>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ranges = Ranges::default();
        serializer.collect_seq(self.findings.iter().map(|finding| {
            let index = self.index.get(finding.rule).copied();
            result(finding, index, ranges.of(finding))
        }))
    }
}

/// SARIF's word for a level.
const fn level(level: Level) -> SarifLevel {
    match level {
        Level::Block => SarifLevel::Error,
        Level::Warn => SarifLevel::Warning,
        Level::Info => SarifLevel::Note,
        Level::Off => SarifLevel::None,
    }
}

/// A rule as SARIF describes it.
fn descriptor(rule: &RuleInfo) -> ReportingDescriptor<'_> {
    let docs = if rule.docs.is_empty() { rule.summary } else { rule.docs };
    ReportingDescriptor {
        id: rule.id,
        short_description: Message::new(rule.summary),
        full_description: Message::new(docs.split("\n\n").next().unwrap_or(rule.summary)),
        help: MultiformatText { text: docs, markdown: docs },
        default_configuration: Configuration { enabled: rule.level != Level::Off, level: level(rule.level) },
        properties: model::Tags { tags: [rule.category.as_str()] },
    }
}

/// A finding as SARIF tells it.
fn result(finding: &Finding, rule_index: Option<usize>, range: Option<Range>) -> SarifResult<'_> {
    let location = finding.location.as_ref();
    SarifResult {
        rule_id: finding.rule,
        rule_index,
        level: level(finding.level),
        message: Message::new(message(finding)),
        locations: place::file(finding).map(|path| physical(path, range.map(region))).into_iter().collect(),
        partial_fingerprints: model::Fingerprints { seawall: fingerprint(finding) },
        suppressions: finding.exemption.as_ref().map(|exemption| [suppression(finding, exemption)]),
        properties: Properties {
            category: finding.category,
            migration: location.and_then(|location| location.migration.as_deref()),
            statement: location.and_then(|location| location.statement),
            runners: &finding.runners,
            objects: &finding.objects,
            locks: &finding.locks,
            rewrites: &finding.rewrites,
        },
    }
}

/// What happens, why, and what to do: code scanning shows no more of a result than this.
fn message(finding: &Finding) -> String {
    let parts = [Some(finding.message.as_str()), finding.why.as_deref(), finding.help.as_deref()];
    plain(&parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n"))
}

/// Text in which nothing is a link (`[text](target)`, standard 3.11.6) or a placeholder (`{0}`, 3.11.5).
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        out.push(c);
        match c {
            ']' if rest.starts_with('(') => out.push(' '),
            '{' if rest.starts_with(|next: char| next.is_ascii_digit()) => out.push('{'),
            _ => {}
        }
    }
    out
}

/// A place in a file.
fn physical<'a>(path: &str, region: Option<Region>) -> Location<'a> {
    let artifact_location = Artifact { uri: uri::of(path), uri_base_id: uri::is_relative(path).then_some("%SRCROOT%") };
    Location { physical_location: PhysicalLocation { artifact_location, region } }
}

/// The region of a range. SARIF counts columns from 1 and puts the end behind the last character, as we do.
const fn region(range: Range) -> Region {
    Region {
        start_line: range.line,
        start_column: Some(range.column),
        end_line: Some(range.end_line),
        end_column: Some(range.end_column),
    }
}

/// An exemption: in the source where a directive in the finding's own file gave it, else by the policy.
fn suppression<'a>(finding: &Finding, exemption: &'a AppliedExemption) -> Suppression<'a> {
    let inline = place::path(finding).is_some_and(|path| exemption.source.starts_with(path));
    Suppression {
        kind: if inline { SuppressionKind::InSource } else { SuppressionKind::External },
        status: "accepted",
        justification: &exemption.reason,
    }
}

/// Whether everything could be looked at, and what could not.
fn invocation(report: &Report) -> Invocation<'_> {
    let complete = report.incomplete.is_empty() && report.errors.is_empty();
    let incomplete = report.incomplete.iter().map(|text| notification(text, None, None));
    let errors = report.errors.iter().map(|error| notification(&error.message, error.help.as_deref(), Some(error)));
    Invocation { execution_successful: complete, tool_execution_notifications: incomplete.chain(errors).collect() }
}

/// What kept Seawall from checking.
fn notification<'a>(text: &str, help: Option<&str>, problem: Option<&Problem>) -> Notification<'a> {
    let path = problem.and_then(|problem| problem.path.as_deref());
    let line = problem.and_then(|problem| problem.line);
    let region = line.map(|line| Region { start_line: line, start_column: None, end_line: None, end_column: None });
    let text = [Some(text), help].into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    Notification {
        level: SarifLevel::Error,
        message: Message::new(plain(&text)),
        locations: path.map(|path| physical(path, region)).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests;
