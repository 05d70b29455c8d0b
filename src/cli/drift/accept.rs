//! The baseline of accepted drift: read before the comparison, written after it where that was asked for.

use std::io::ErrorKind;
use std::path::PathBuf;

use super::{Outcome, Project};
use crate::audit::{Baseline, Problem};

/// The file where the policy names none.
const DEFAULT: &str = "seawall.drift.json";

fn file(project: &Project) -> PathBuf {
    let policy = &project.judgement.policy;
    let named = policy.drift.baseline.as_ref().map(|baseline| baseline.value.as_str());
    policy.folder().join(named.unwrap_or(DEFAULT))
}

/// Reads the baseline; one that is not there accepts nothing.
///
/// # Errors
/// It is there and cannot be read.
pub(super) fn read(project: &Project) -> Result<Baseline, Vec<Problem>> {
    let file = file(project);
    let shown = project.workspace.shown(&file);
    let problem = |message: String| {
        let help = "restore it from git, or write it anew with `seawall drift --baseline`";
        vec![Problem { message, path: Some(shown.clone()), help: Some(help.to_owned()), ..Problem::default() }]
    };
    match std::fs::read_to_string(&file) {
        Ok(text) => Baseline::parse(&shown, &text).map_err(|error| problem(format!("is no drift baseline: {error}"))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Baseline::default()),
        Err(error) => Err(problem(format!("cannot be read: {error}"))),
    }
}

/// Writes a baseline that accepts what was found, judges the report anew by it, and says so.
///
/// # Errors
/// Something could not be looked at, so that nobody knows what would be accepted; or the file cannot be written.
pub(super) fn write(outcome: &mut Outcome) -> Result<(), Problem> {
    if !outcome.report.incomplete.is_empty() {
        return Err(Problem {
            message: format!("no baseline was written: {}", outcome.report.incomplete.join("; ")),
            help: Some("a baseline is written only when every database was looked at".to_owned()),
            ..Problem::default()
        });
    }
    let file = file(&outcome.project);
    let shown = outcome.project.workspace.shown(&file);
    let old = read(&outcome.project).unwrap_or_default();
    let environments: Vec<String> = outcome.compared.iter().map(|compared| compared.environment.clone()).collect();
    let text = old.accepting(&environments, &outcome.report.findings);
    std::fs::write(&file, &text).map_err(|error| Problem {
        message: format!("cannot be written: {error}"),
        path: Some(shown.clone()),
        ..Problem::default()
    })?;
    let new = Baseline::parse(&shown, &text).map_err(|message| Problem { message, ..Problem::default() })?;
    outcome.judge(&new);
    let accepted = outcome.report.exempted();
    outcome
        .report
        .notes
        .push(format!("wrote {shown}: {accepted} accepted; commit it, and only new drift fails from now on"));
    Ok(())
}
