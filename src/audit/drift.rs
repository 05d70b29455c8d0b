//! `drift`: is a live database what the migration files say?

mod baseline;
mod finding;
mod group;

use std::collections::BTreeMap;

use time::Date;

pub use baseline::Baseline;

use super::report::{Comparison, Coverage, Difference, Report};
use super::verdict::Bench;
use crate::policy::Policy;
use crate::rules::{AppliedExemption, Finding, Object};
use crate::schema::{Change, Inventory, definition, diff};

/// One database and what it should be.
#[derive(Debug)]
pub struct DriftInput<'a> {
    /// The name of the database: `staging`.
    pub environment: &'a str,
    /// What it should be, for a sentence: `the 163 migrations that it has applied, replayed on …`.
    pub expectation: String,
    /// What it should be.
    pub expected: &'a Inventory,
    /// What it is.
    pub actual: &'a Inventory,
    /// Migrations that make up what it should be.
    pub migrations: usize,
    /// Every attribute was compared: what the baseline knows and is not found is gone.
    pub whole: bool,
}

/// Compares every database with what it should be, and lets the policy and the baseline judge. `today` is the day (UTC) on
/// which exemptions must still hold.
#[must_use]
pub fn drift(inputs: &[DriftInput<'_>], policy: &Policy, baseline: &Baseline, today: Date) -> Report {
    let mut bench = Bench::new(policy, today);
    let mut report = Report { command: "drift", policy: policy.sources(), ..Report::default() };
    for input in inputs {
        compare(input, &mut bench, baseline, &mut report);
    }
    report.findings.extend(bench.unused_ignores());
    report
}

fn compare(input: &DriftInput<'_>, bench: &mut Bench<'_>, baseline: &Baseline, report: &mut Report) {
    let changes = diff(input.expected, input.actual);
    let vanished = if input.whole { baseline.vanished(input.environment, &changes) } else { Vec::new() };
    let mut differences = Vec::new();
    for (object, changes) in group::by_object(changes, input) {
        let first = report.findings.len();
        let findings = changes.into_iter().map(|change| accepted(finding::of(change, input), input, baseline));
        report.findings.extend(bench.settle_drift(&Object::from(&object), findings.collect()));
        if report.findings.len() > first {
            differences.push(Difference {
                title: object.to_string(),
                expected: definition(input.expected, &object),
                actual: definition(input.actual, &object),
                findings: first..report.findings.len(),
            });
        }
    }
    report.findings.extend(bench.settle_history(vanished));
    report.comparisons.push(Comparison {
        environment: input.environment.to_owned(),
        expectation: input.expectation.clone(),
        objects: input.expected.objects.len().max(input.actual.objects.len()),
        differences,
    });
    count(&mut report.coverage, input);
}

/// A finding that the baseline knows does not count.
fn accepted(finding: Finding, input: &DriftInput<'_>, baseline: &Baseline) -> Finding {
    let known = finding.change.as_ref().is_some_and(|change| baseline.knows(input.environment, change));
    let exemption = known.then(|| AppliedExemption {
        reason: "accepted in the drift baseline".to_owned(),
        source: baseline.path().to_owned(),
        until: None,
    });
    Finding { exemption, ..finding }
}

/// What was compared; what was not is named once, whichever side could not tell it.
fn count(coverage: &mut Coverage, input: &DriftInput<'_>) {
    coverage.migrations += input.migrations;
    coverage.objects += input.actual.objects.len();
    for text in input.expected.not_compared.iter().chain(&input.actual.not_compared) {
        if !coverage.not_compared.contains(text) {
            coverage.not_compared.push(text.clone());
        }
    }
}

/// Changes in the order of their objects, those of one object together.
type Grouped = BTreeMap<crate::schema::ObjectKey, Vec<Change>>;
