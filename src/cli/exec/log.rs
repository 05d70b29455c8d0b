//! The audit log: one JSON object a line, of every refusal and of everything that reached a protected database. It holds no
//! values of flags and no connection strings.

use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use crate::audit::exec::{Passage, Refusal};
use crate::policy::Policy;

/// What came of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Outcome {
    /// It did not run.
    Refused,
    /// It ran, as the policy lets it.
    Passed,
    /// It ran although the policy refuses it.
    BrokenGlass,
}

/// One line.
#[derive(Debug, Serialize)]
pub(super) struct Entry<'a> {
    pub(super) outcome: Outcome,
    /// The protected environment; `null` where the database could not be told.
    pub(super) environment: Option<&'a str>,
    pub(super) command: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) reason: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub(super) fn refused(refusal: &'a Refusal) -> Self {
        Self {
            outcome: Outcome::Refused,
            environment: refusal.environment.as_deref(),
            command: &refusal.command,
            rule: refusal.rule,
            why: Some(&refusal.why),
            reason: None,
        }
    }
}

/// The line with what is the same for all of a run.
#[derive(Serialize)]
struct Line<'a> {
    time: String,
    #[serde(flatten)]
    entry: &'a Entry<'a>,
    user: &'a str,
    folder: String,
}

/// The file.
pub(super) struct Log {
    path: Option<PathBuf>,
    user: String,
}

impl Log {
    /// Where the policy says, else in the user's state folder.
    pub(super) fn new(policy: &Policy, process: &BTreeMap<String, String>) -> Self {
        let named = policy.exec.log.as_ref().map(|log| policy.folder().join(&log.value));
        let user = ["USER", "LOGNAME", "USERNAME"].iter().find_map(|name| process.get(*name)).cloned();
        Self { path: named.or_else(|| state_folder(process)), user: user.unwrap_or_default() }
    }

    /// Writes a line for each command that reaches, or may reach, a protected database.
    pub(super) fn passages(&self, passages: &[Passage]) -> Result<(), String> {
        for passage in passages {
            let Some(place) = &passage.place else { continue };
            self.write(&Entry {
                outcome: Outcome::Passed,
                environment: place.environment.as_deref(),
                command: &passage.command,
                rule: None,
                why: None,
                reason: None,
            })?;
        }
        Ok(())
    }

    /// Appends one line.
    pub(super) fn write(&self, entry: &Entry<'_>) -> Result<(), String> {
        let path = self.path.as_deref().ok_or("no folder for the audit log is known: HOME is not set")?;
        let time = time::OffsetDateTime::now_utc().format(&Rfc3339).unwrap_or_default();
        let folder = std::env::current_dir().map(|folder| folder.display().to_string()).unwrap_or_default();
        let line = serde_json::to_string(&Line { time, entry, user: &self.user, folder });
        let line = line.map_err(|error| format!("the audit log cannot be written: {error}"))?;
        append(path, &line).map_err(|error| format!("the audit log {} cannot be written: {error}", path.display()))
    }
}

/// The user's state folder (XDG Base Directory Specification), on Windows that of local application data.
fn state_folder(process: &BTreeMap<String, String>) -> Option<PathBuf> {
    let folder = |name: &str| process.get(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let state = folder("XDG_STATE_HOME").or_else(|| folder("LOCALAPPDATA"));
    let state = state.or_else(|| Some(folder("HOME")?.join(".local/state")))?;
    Some(state.join("seawall/exec.jsonl"))
}

/// One write, so that lines of several processes do not mix.
fn append(path: &Path, line: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut options = OpenOptions::new();
    options.create(true).append(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(format!("{line}\n").as_bytes())
}
