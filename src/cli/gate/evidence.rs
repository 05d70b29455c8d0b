//! What the gate reads besides databases: the commit, release records, records of backups.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::audit::{Backup, Problem, ReleaseRecord, parse_backups};
use crate::cli::project::Project;
use crate::policy::{Need, Policy};
use crate::project::{Checkout, History, Workspace};

/// What is checked out, and on which of the branches that the policy asks for.
pub(super) fn checkout(project: &Project, history: &History) -> Result<Checkout, String> {
    let needs = project.judgement.policy.gate.require.iter().map(|need| &need.value);
    let branches: Vec<&str> =
        needs.filter_map(|need| if let Need::Branch(branch) = need { Some(branch.as_str()) } else { None }).collect();
    let looked = Checkout::look(&project.workspace, &history.folder, &branches).map_err(|error| error.to_string())?;
    looked.ok_or_else(|| "there is no git repository with a commit here".to_owned())
}

/// Every record of backups that the policy names, by the path that it names it with.
pub(in crate::cli) fn backups(project: &Project) -> BTreeMap<String, Result<Vec<Backup>, String>> {
    let policy = &project.judgement.policy;
    let needs = policy.gate.require.iter().map(|need| &need.value);
    let records = needs.filter_map(|need| if let Need::Backup { record, .. } = need { Some(record) } else { None });
    let read = |record: &String| {
        let text = std::fs::read_to_string(policy.folder().join(record));
        let backups = text.map_err(|error| format!("{record} cannot be read: {error}")).and_then(|text| {
            parse_backups(&text).map_err(|error| format!("{record} is no record of backups: {error}"))
        });
        (record.clone(), backups)
    };
    records.map(read).collect()
}

/// The newest release record of an environment, in the file or folder that the policy names.
pub(in crate::cli) fn last_record(
    policy: &Policy,
    workspace: &Workspace,
    environment: &str,
) -> Result<Option<ReleaseRecord>, String> {
    let Some(records) = &policy.gate.records else { return Ok(None) };
    let place = policy.folder().join(&records.value);
    let mut newest: Option<ReleaseRecord> = None;
    for file in files(&place)? {
        let shown = workspace.shown(&file);
        let text = std::fs::read_to_string(&file).map_err(|error| format!("{shown} cannot be read: {error}"))?;
        let record = ReleaseRecord::parse(&text).map_err(|error| format!("{shown} {error}"))?;
        let newer = newest.as_ref().is_none_or(|known| known.time() < record.time());
        if record.predicate.to.environment == environment && newer {
            newest = Some(record);
        }
    }
    Ok(newest)
}

/// The file itself, or the JSON files of a folder; none where there is nothing yet.
fn files(place: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", place.display());
    match std::fs::metadata(place) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(unreadable(error)),
        Ok(found) if !found.is_dir() => Ok(vec![place.to_owned()]),
        Ok(_) => {
            let entries: Result<Vec<_>, _> = std::fs::read_dir(place).map_err(unreadable)?.collect();
            let paths = entries.map_err(unreadable)?.into_iter().map(|entry| entry.path());
            Ok(paths.filter(|path| path.extension().is_some_and(|end| end == "json")).collect())
        }
    }
}

/// The record of `--verify`.
pub(super) fn record(project: &Project, file: &Path) -> Result<ReleaseRecord, Problem> {
    let file = project.workspace.absolute(file);
    let problem = |message: String| Problem {
        message,
        path: Some(project.workspace.shown(&file)),
        help: Some("make a new one: seawall gate --record FILE".to_owned()),
        ..Problem::default()
    };
    let text = std::fs::read_to_string(&file).map_err(|error| problem(format!("cannot be read: {error}")))?;
    ReleaseRecord::parse(&text).map_err(problem)
}
