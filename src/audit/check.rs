//! `check`: what would the pending migrations do, and does the policy let them through?

use std::collections::BTreeMap;

use super::files::Asked;
use super::judge::{Subject, Way, finding, judge};
use super::replay::Replay;
use super::report::{Coverage, Report};
use super::verdict::Bench;
use crate::live::TableFacts;
use crate::policy::Policy;
use crate::project::{Layout, Migration, Origin, Runner, Scan, Selection, Sending, Tool};
use crate::rules::{CommandBook, Finding, Location, Object, PROGRAM, Rule, Step, refuses_transaction};
use crate::schema::Server;
use crate::sql::{self, Operation, Span, Statement};

/// One history with its pending part, and what to judge it by.
#[derive(Debug)]
pub struct CheckInput<'a> {
    /// The history, and which part of it is pending.
    pub selection: &'a Selection,
    /// The tool that applies it.
    pub runner: &'a Runner,
    /// The server it is applied to.
    pub server: Server,
    /// The schema that Prisma's connection URL names; `public` otherwise.
    pub schema: &'a str,
    /// How large the server's tables are; empty where nobody asked.
    pub facts: &'a [TableFacts],
}

/// What a scan found in files, and what is known about commands.
#[derive(Clone, Copy)]
pub struct FilesInput<'a> {
    /// Commands, code and passwords.
    pub scan: &'a Scan,
    /// Which commands are dangerous.
    pub book: &'a CommandBook,
    /// Reads a file of SQL that a command names.
    pub read: &'a dyn Fn(&str) -> Option<String>,
}

/// Judges every history, and what was found in files, by one policy. `today` is the day (UTC) on which exemptions must still hold.
#[must_use]
pub fn check(inputs: &[CheckInput<'_>], files: Option<FilesInput<'_>>, policy: &Policy, today: time::Date) -> Report {
    let mut bench = Bench::new(policy, today);
    let mut report = Report { command: "check", policy: policy.sources(), ..Report::default() };
    let mut in_files = files.map(|files| super::files::findings(&Asked::new(policy, today, files))).unwrap_or_default();
    for input in inputs {
        judge_history(input, &mut in_files, &mut bench, &mut report);
    }
    let mut sentences: Vec<String> = inputs.iter().map(|input| input.selection.sentence.clone()).collect();
    sentences.dedup();
    report.selection = sentences.join("; ");
    let mut runners: Vec<String> = inputs.iter().map(|input| input.runner.to_string()).collect();
    runners.dedup();
    report.runner = runners.join("; ");
    report.notes = inputs.iter().flat_map(|input| input.selection.notes.iter().cloned()).collect();
    if let Some(files) = files {
        report.findings.extend(bench.settle_history(in_files));
        tell_of_files(files.scan, &mut report);
    }
    let everything =
        inputs.iter().all(|input| input.selection.each_alone) && files.is_some_and(|files| files.scan.whole);
    report.findings.extend(bench.exemption_findings(everything));
    super::redact::redact(&mut report);
    report
}

fn tell_of_files(scan: &Scan, report: &mut Report) {
    report.coverage.files += scan.files;
    report.notes.extend(scan.notes.iter().cloned());
    if report.selection.is_empty() {
        report.selection.clone_from(&scan.sentence);
    }
}

/// Judges one history. What was found in its pending files by other means is judged with them, so that a comment there can
/// allow it.
fn judge_history(input: &CheckInput<'_>, in_files: &mut Vec<Finding>, bench: &mut Bench<'_>, report: &mut Report) {
    let selection = input.selection;
    let mut replay = Replay::new(input.schema, input.server);
    let deployed = selection.history.migrations.len() - selection.pending.len();
    for (number, place) in order(selection).into_iter().enumerate() {
        let migration = &selection.history.migrations[place];
        let statements = sql::read(&migration.source);
        if selection.origin(place) == Origin::Deployed {
            replay.apply(number, &statements);
            continue;
        }
        replay.judge_from(if selection.each_alone { number } else { deployed });
        let steps = replay.steps(number, &statements);
        count(&mut report.coverage, &statements, &steps);
        let mut found = judge_migration(input, bench.wanted(), migration, &statements, &steps);
        found.extend(super::files::of_migration(in_files, migration, &statements));
        report.findings.extend(settled(input, migration, found, bench));
    }
    report.coverage.migrations += selection.history.migrations.len();
    report.coverage.pending += selection.pending.len();
    report.findings.extend(bench.settle_history(super::history::findings(selection)));
}

/// Places of the migrations in the order in which they reach production: the deployed ones are there already, so a pending one
/// that sorts among them runs after them all.
fn order(selection: &Selection) -> Vec<usize> {
    let mut places: Vec<usize> = (0..selection.history.migrations.len()).collect();
    if !selection.each_alone {
        places.sort_by_key(|&place| selection.origin(place) == Origin::Pending);
    }
    places
}

fn judge_migration(
    input: &CheckInput<'_>,
    wanted: &[&'static Rule],
    migration: &Migration,
    statements: &[Statement],
    steps: &[Step],
) -> Vec<Finding> {
    let subject = Subject {
        name: &migration.name,
        source: &migration.source,
        statements,
        steps,
        server: input.server,
        tool: input.runner.tool,
        complete: input.selection.history.complete,
    };
    let ways = ways(input.runner, migration, statements);
    let raised = judge(&subject, &ways, splits(input.runner, migration, statements), wanted);
    let mut found: Vec<Finding> = raised.into_iter().map(|raised| finding(&subject, raised)).collect();
    found.extend(migration.unread.map(|language| unread(migration, language)));
    found
}

/// The findings of a migration by the size of its tables and at the policy's levels, with what may be exempted.
fn settled(
    input: &CheckInput<'_>,
    migration: &Migration,
    mut found: Vec<Finding>,
    bench: &mut Bench<'_>,
) -> Vec<Finding> {
    super::facts::weigh(&mut found, input.facts, bench.policy().gate.large_table.value);
    let mut findings = bench.settle(migration, found);
    if input.selection.history.layout == Layout::Stdin {
        // A text without a file has no name by which a tool knows it.
        findings.iter_mut().filter_map(|finding| finding.location.as_mut()).for_each(|place| place.migration = None);
    }
    findings
}

/// What is said of a migration that is a program.
fn unread(migration: &Migration, language: &str) -> Finding {
    Finding {
        help: Some(format!(
            "read it, and exempt it in seawall.yaml with what it does:\n  - {{ rule: unreadable-migration, migration: {}, reason: … }}",
            migration.name
        )),
        location: Some(Location {
            source: migration.source.clone(),
            span: Span::default(),
            migration: Some(migration.name.clone()),
            statement: None,
        }),
        objects: vec![Object::global("migration", &migration.name)],
        ..Finding::of(&PROGRAM, format!("{} is written in {language}: Seawall cannot see what it does", migration.name))
    }
}

/// How the runner may send this file.
fn ways(runner: &Runner, migration: &Migration, statements: &[Statement]) -> Vec<Way> {
    let mut ways = runner.sendings(migration);
    if runner.tool == Tool::Flyway {
        for (sending, _) in &mut ways {
            *sending = by_flyway(*sending, migration, statements);
        }
    }
    ways
}

/// Whether Prisma, where it sends statement by statement, does so with this file: it sends one whole that its parser cannot read.
/// Of other runners, and of a single statement, there is nothing to ask.
fn splits(runner: &Runner, migration: &Migration, statements: &[Statement]) -> Option<impl FnOnce() -> bool> {
    let asks = runner.tool == Tool::Prisma && statements.len() > 1;
    asks.then_some(move || !never_parses(statements) && sql::parses_whole(migration.source.sql()))
}

/// Flyway runs a migration without a transaction where all its statements refuse one; it refuses to mix (`mixed` is false).
fn by_flyway(sending: Sending, migration: &Migration, statements: &[Statement]) -> Sending {
    let refuses =
        |statement: &Statement| statement.operations.iter().any(|located| refuses_transaction(&located.operation));
    let alone = migration.transaction.is_none() && !statements.is_empty() && statements.iter().all(refuses);
    if alone { Sending::PerStatement } else { sending }
}

/// Holds a statement that sqlparser 0.63 refuses in every form, so that it need not read the file to say so.
fn never_parses(statements: &[Statement]) -> bool {
    let mut operations = statements.iter().flat_map(|statement| &statement.operations);
    operations.any(|located| {
        matches!(located.operation, Operation::Do { .. } | Operation::DropIndex { concurrently: true, .. })
            && located.reach == sql::Reach::Direct
    })
}

/// Counts statements, and those that are unknown or hide something; several operations of one statement count once.
fn count(coverage: &mut Coverage, statements: &[Statement], steps: &[Step]) {
    let mut unclear: BTreeMap<usize, bool> = BTreeMap::new();
    for step in steps {
        match step.operation() {
            Operation::Unknown { .. } => {
                unclear.insert(step.statement, true);
            }
            Operation::Do { dynamic, readable, .. } if !dynamic.is_empty() || !readable => {
                unclear.entry(step.statement).or_insert(false);
            }
            _ => {}
        }
    }
    coverage.statements += statements.len();
    coverage.unknown += unclear.values().filter(|unknown| **unknown).count();
    coverage.opaque += unclear.values().filter(|unknown| !**unknown).count();
}
