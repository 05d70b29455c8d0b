//! Commands, code and passwords in the files of a repository.

mod baseline;
mod commands;
mod context;
mod formats;
mod hostile;
mod secrets;
mod staged;
mod target;

use serde_json::Value;

use crate::project::{Project, Run};

/// A repository with nothing committed yet.
fn repository() -> Project {
    let project = Project::empty();
    project.git(&["init", "--quiet"]);
    project.write(".gitignore", ".home\n");
    project
}

/// Looks at every file and gives the findings.
fn scan(project: &Project, arguments: &[&str]) -> (Option<i32>, Vec<Value>) {
    let run = project.seawall(&[&["check", "--format", "json"], arguments].concat());
    (run.code, findings(&run))
}

fn findings(run: &Run) -> Vec<Value> {
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|why| panic!("{why}: {run:?}"));
    report["findings"].as_array().unwrap().clone()
}

/// `rule level path:line:column words`, with the words that the finding points at.
fn told(project: &Project, finding: &Value) -> String {
    let path = finding["path"].as_str().unwrap();
    let (line, column) = (finding["line"].as_u64().unwrap(), finding["column"].as_u64().unwrap());
    let text = project.read(path);
    let words: String = text
        .lines()
        .nth(usize::try_from(line).unwrap() - 1)
        .unwrap_or_default()
        .chars()
        .skip(usize::try_from(column).unwrap() - 1)
        .collect();
    format!(
        "{} {} {path}:{line}:{column} {words}",
        finding["rule"].as_str().unwrap(),
        finding["level"].as_str().unwrap()
    )
}
