//! `status`: what do history tables say beside the repository, one environment beside the other?

mod cells;
mod finding;
mod order;
mod remedy;

#[cfg(test)]
pub(super) mod tests;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use time::Date;

use super::report::{Coverage, Report};
use super::verdict::Bench;
use crate::live::{HistoryTable, LiveError, Running};
use crate::policy::Policy;
use crate::project::{History, Layout};

pub(super) use cells::{cells, instant};
pub(super) use finding::listed;

/// One environment, and what its history table says or why it could not be read.
#[derive(Debug)]
pub struct Recorded {
    /// The name: `staging`.
    pub environment: String,
    /// Its history table.
    pub table: Result<HistoryTable, LiveError>,
}

/// Environments beside the repository.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Status {
    /// In the order in which they were asked for.
    pub environments: Vec<EnvironmentStatus>,
    /// Every migration that the repository has or a history table names, in the order of application.
    pub migrations: Vec<MigrationStatus>,
}

/// One environment as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnvironmentStatus {
    /// The name.
    pub name: String,
    /// Its history could be read.
    pub readable: bool,
    /// It has a history table; `null` where that could not be read.
    pub history_table: Option<bool>,
    /// The tool is at work: somebody holds its advisory lock. `null` where that cannot be seen.
    pub deploy_running: Option<bool>,
    /// Migrations that count as part of its schema.
    pub applied: usize,
    /// Migrations that run with the next deploy.
    pub pending: usize,
    /// Migrations that began and did not end, with nobody at work.
    pub failed: usize,
    /// Seconds since the newest backup that a backup job recorded, where the policy names a record of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backup_age_seconds: Option<u64>,
    /// Objects that differ from what the migrations make, where that was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<usize>,
}

/// One migration in all environments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MigrationStatus {
    /// Its name.
    pub name: String,
    /// The repository has it.
    pub in_repository: bool,
    /// One an environment, in their order; `null` where it has no place there, or the environment could not be read.
    pub environments: Vec<Option<Cell>>,
}

impl MigrationStatus {
    /// It is in the repository, applied everywhere where that can be seen, and nothing more is to be said of it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        let settled = |cell: &Cell| cell.state == State::Applied && cell.marks.is_empty();
        self.in_repository && self.environments.iter().flatten().all(settled)
    }
}

/// One migration in one environment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// What became of it.
    pub state: State,
    /// When it ended, else when it began: RFC 3339, UTC, whole seconds; `null` where it is pending or the tool notes no times.
    pub at: Option<String>,
    /// What does not fit.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub marks: BTreeSet<Mark>,
}

/// What became of a migration in one environment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// It ran to its end.
    Applied,
    /// It was declared applied.
    Baselined,
    /// It began, did not end, and nobody is at work.
    Failed,
    /// It is at work.
    Running,
    /// It began and did not end; whether somebody is at work cannot be seen.
    Unfinished,
    /// It was declared rolled back, and runs again.
    RolledBack,
    /// It was never begun.
    Pending,
}

impl State {
    /// The word in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Baselined => "baselined",
            Self::Failed => "failed",
            Self::Running => "running",
            Self::Unfinished => "unfinished",
            Self::RolledBack => "rolled back",
            Self::Pending => "pending",
        }
    }

    /// It counts as part of the schema.
    #[must_use]
    pub const fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Baselined)
    }

    /// It runs with the next deploy, if the repository has it.
    #[must_use]
    pub const fn is_pending(self) -> bool {
        matches!(self, Self::Pending | Self::RolledBack)
    }
}

/// What does not fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// The file was changed after it was applied.
    Edited,
    /// The repository does not have it.
    Missing,
    /// It runs, or ran, after one that sorts behind it.
    OutOfOrder,
    /// It stands twice in the history table.
    Twice,
    /// The tool never runs it here: a later one was applied before it came.
    Skipped,
}

impl Mark {
    /// The words in reports.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Edited => "edited since",
            Self::Missing => "not in the repository",
            Self::OutOfOrder => "out of order",
            Self::Twice => "twice",
            Self::Skipped => "never runs",
        }
    }
}

/// Puts the history tables beside the repository and lets the policy judge what does not fit. `today` is the day (UTC) on
/// which exemptions must still hold.
#[must_use]
pub fn status(history: &History, recorded: &[Recorded], policy: &Policy, today: Date) -> Report {
    let mut bench = Bench::new(policy, today);
    let mut report = Report { command: "status", policy: policy.sources(), ..Report::default() };
    let mut status = Status::default();
    let mut columns: Vec<BTreeMap<String, Cell>> = Vec::new();
    for one in recorded {
        let cells = one.table.as_ref().map(|table| cells(history, table)).unwrap_or_default();
        match &one.table {
            Ok(table) => {
                report.findings.extend(bench.settle_history(finding::of(one, table, &cells, history)));
                let notes: Vec<String> = finding::unseen(table).filter(|note| !report.notes.contains(note)).collect();
                report.notes.extend(notes);
            }
            Err(error) => report.incomplete.push(unread(&one.environment, error)),
        }
        status.environments.push(environment(one, &cells, history));
        columns.push(cells);
    }
    status.migrations = rows(history, &columns);
    report.coverage = coverage(history, &status);
    report.status = Some(status);
    report
}

/// Why an environment could not be read, and what to do.
pub(super) fn unread(environment: &str, error: &LiveError) -> String {
    let help = error.help.as_ref().map(|help| format!(" – {help}")).unwrap_or_default();
    format!("{environment}: {}{help}", error.message)
}

fn environment(one: &Recorded, cells: &BTreeMap<String, Cell>, history: &History) -> EnvironmentStatus {
    let table = one.table.as_ref().ok();
    let count = |wanted: &dyn Fn(State) -> bool| cells.values().filter(|cell| wanted(cell.state)).count();
    let pending = cells.iter().filter(|(name, cell)| cell.state.is_pending() && history.position(name).is_some());
    EnvironmentStatus {
        name: one.environment.clone(),
        readable: table.is_some(),
        history_table: table.map(|table| table.present),
        deploy_running: table.and_then(|table| match table.running {
            Running::Yes => Some(true),
            Running::No => Some(false),
            Running::Unknown | Running::Untold => None,
        }),
        applied: count(&State::is_applied),
        pending: pending.count(),
        failed: count(&|state| matches!(state, State::Failed | State::Unfinished)),
        backup_age_seconds: None,
        drift: None,
    }
}

/// In the order of application. Prisma applies files in the byte order of their names, so what the repository lacks is sorted in
/// by its name; with other tools it stands at the end.
fn rows(history: &History, columns: &[BTreeMap<String, Cell>]) -> Vec<MigrationStatus> {
    let mut names: Vec<&str> = history.migrations.iter().map(|migration| &*migration.name).collect();
    let recorded: BTreeSet<&str> = columns.iter().flat_map(|cells| cells.keys().map(String::as_str)).collect();
    names.extend(recorded.into_iter().filter(|name| history.position(name).is_none()));
    if history.layout == Layout::Prisma {
        names.sort_unstable();
    }
    let row = |name: &str| MigrationStatus {
        name: name.to_owned(),
        in_repository: history.position(name).is_some(),
        environments: columns.iter().map(|cells| cells.get(name).cloned()).collect(),
    };
    names.into_iter().map(row).collect()
}

fn coverage(history: &History, status: &Status) -> Coverage {
    let is_pending = |row: &&MigrationStatus| {
        row.in_repository && row.environments.iter().flatten().any(|cell| cell.state.is_pending())
    };
    let pending = status.migrations.iter().filter(is_pending).count();
    Coverage { migrations: history.migrations.len(), pending, ..Coverage::default() }
}
