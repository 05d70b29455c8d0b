//! The command line from end to end, as a user and as a pipeline meet it.

mod drift;
mod input;
mod output;
mod pending;
mod policy;
mod runners;
mod tools;
mod transcripts;

use std::fs::File;
use std::process::Stdio;

use serde_json::Value;

use crate::project::{Project, Run, finish};

/// The first migration of every project here.
const INIT: &str = "CREATE TABLE \"User\" (id int PRIMARY KEY, email text);\n";
/// A migration that loses data.
const DROP: &str = "ALTER TABLE \"User\" DROP COLUMN email;\n";

/// A project with one harmless migration.
fn shop() -> Project {
    let project = Project::prisma("7.3.0");
    project.lockfile("7.3.0").migration("20260101000000_init", INIT);
    project
}

/// The same in git: committed, known as `origin/main`, and a branch for new work.
fn repository() -> Project {
    let project = shop();
    publish(&project);
    project.git(&["checkout", "--quiet", "-b", "work"]);
    project
}

/// Commits what there is and takes it for what the remote has.
fn publish(project: &Project) {
    project.git(&["init", "--quiet"]);
    project.write(".gitignore", ".home\n");
    commit(project);
    project.git(&["remote", "add", "origin", "."]);
    project.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
}

fn commit(project: &Project) {
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "Change"]);
}

/// Runs `check --format json` and reads the report, which must keep to the published schema.
fn check(project: &Project, arguments: &[&str]) -> (Option<i32>, Value) {
    let run = project.seawall(&[&["check", "--format", "json"], arguments].concat());
    assert_eq!(run.stderr, "", "nothing but the report is written");
    (run.code, report(&run))
}

fn report(run: &Run) -> Value {
    let value: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|why| panic!("{why}: {run:?}"));
    let schema = serde_json::from_str(include_str!("../../docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:?}\n{value:#}");
    value
}

/// The rules that speak at a level, and are not exempted.
pub(crate) fn rules<'a>(report: &'a Value, level: &str) -> Vec<&'a str> {
    let counts = |finding: &&Value| finding["level"] == level && finding["exemption"].is_null();
    report["findings"].as_array().unwrap().iter().filter(counts).map(|found| found["rule"].as_str().unwrap()).collect()
}

/// The finding of a rule.
fn finding<'a>(report: &'a Value, rule: &str) -> &'a Value {
    let found = report["findings"].as_array().unwrap().iter().find(|finding| finding["rule"] == rule);
    found.unwrap_or_else(|| panic!("{rule} is silent: {report:#}"))
}

/// Runs with this text on standard input.
fn with_input(project: &Project, input: &str, arguments: &[&str]) -> Run {
    project.write("input.sql", input);
    let file = File::open(project.path().join("input.sql")).unwrap();
    finish(project.command(arguments).stdin(Stdio::from(file)))
}
