//! `gate`: may what is pending on one environment go there, having been proven on another?

mod answer;
mod backup;
mod databases;
mod histories;
mod last_release;
mod needs;
mod reports;

#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;

use serde::Serialize;
use time::OffsetDateTime;

pub(super) use answer::conclude;
pub use answer::{Answer, Outcome};
pub use backup::{Backup, newest_backup, parse_backups};
pub(super) use histories::{unfinished_in, unfinished_question, unlocked};

use super::record::ReleaseRecord;
use super::report::{Report, Verdict};
use super::status::{Recorded, cells, status};
use crate::live::{HistoryTable, LiveError, ServerIdentity};
use crate::policy::{Policy, Requirement};
use crate::project::{Checkout, History};
use crate::rules::history::recorded::PENDING;

/// One of the two environments.
#[derive(Debug)]
pub struct Side {
    /// Its name: `staging`.
    pub environment: String,
    /// What it says, or why it could not be read.
    pub reading: Result<Reading, LiveError>,
}

/// What an environment says of itself, all of one moment.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Which server and database it is.
    pub server: ServerIdentity,
    /// Its history.
    pub table: HistoryTable,
    /// Digest of its catalogs.
    pub catalog: String,
}

impl Side {
    /// What it says, where it could be read.
    #[must_use]
    pub fn read(&self) -> Option<&Reading> {
        self.reading.as_ref().ok()
    }

    fn recorded(&self) -> Recorded {
        let table = self.reading.as_ref().map(|reading| reading.table.clone()).map_err(Clone::clone);
        Recorded { environment: self.environment.clone(), table }
    }
}

/// What the gate looks at.
#[derive(Debug)]
pub struct GateInput<'a> {
    /// The migrations of the repository.
    pub history: &'a History,
    /// What is checked out; why that cannot be told otherwise.
    pub checkout: Result<Checkout, String>,
    /// Where the pending migrations were proven.
    pub from: &'a Side,
    /// Where they shall go.
    pub to: &'a Side,
    /// What `drift` says of the source and of the target; why it could not be asked otherwise.
    pub drift: [Result<Report, String>; 2],
    /// What `check` says of the migrations that are pending on the target; why it could not be asked otherwise.
    pub check: Result<Report, String>,
    /// The newest release record of the target: none yet, or why it cannot be read.
    pub last_record: Result<Option<ReleaseRecord>, String>,
    /// What each file says in which the policy has backups recorded.
    pub backups: BTreeMap<String, Result<Vec<Backup>, String>>,
    /// Now.
    pub now: OffsetDateTime,
}

/// The answer of the gate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Gate {
    /// Where the pending migrations were proven.
    pub from: String,
    /// Where they shall go.
    pub to: String,
    /// They may.
    pub go: bool,
    /// Migrations of the repository that are pending on the target.
    pub pending: Vec<String>,
    /// One line for each requirement.
    pub requirements: Vec<Answer>,
}

/// Asks for everything that a release needs: go where every requirement is met.
#[must_use]
pub fn gate(input: &GateInput<'_>, policy: &Policy) -> Report {
    let mut report = both_sides(input, policy);
    let asked = Asked { input, policy, report: &report, pending: &pending(input.history, input.to) };
    let requirements = asked.answers();
    let pending = asked.pending.to_vec();
    conclude(&mut report, &requirements);
    let go = report.verdict() == Verdict::Pass && requirements.iter().all(Answer::lets_pass);
    let (from, to) = (input.from.environment.clone(), input.to.environment.clone());
    report.gate = Some(Gate { from, to, go, pending, requirements });
    report
}

/// What `status`, `drift` and `check` say. That something is pending on the target is why the gate is asked at all.
fn both_sides(input: &GateInput<'_>, policy: &Policy) -> Report {
    let sides = [input.from.recorded(), input.to.recorded()];
    let mut report = status(input.history, &sides, policy, input.now.date());
    report.command = "gate";
    report.findings.retain(|finding| finding.rule != PENDING.id);
    for other in input.drift.iter().chain([&input.check]).flatten() {
        report.absorb(other);
    }
    report
}

/// Migrations of the repository that run with the next deploy, in their order; all where nobody can tell.
#[must_use]
pub fn pending(history: &History, side: &Side) -> Vec<String> {
    let cells = side.read().map(|reading| cells(history, &reading.table));
    let is_pending =
        |name: &str| cells.as_ref().is_none_or(|cells| cells.get(name).is_some_and(|cell| cell.state.is_pending()));
    let names = history.migrations.iter().map(|migration| &*migration.name);
    names.filter(|name| is_pending(name)).map(str::to_owned).collect()
}

/// All that the requirements are answered from.
#[derive(Clone, Copy)]
struct Asked<'a> {
    input: &'a GateInput<'a>,
    policy: &'a Policy,
    /// What `status`, `drift` and `check` say together.
    report: &'a Report,
    /// Migrations of the repository that are pending on the target.
    pending: &'a [String],
}

impl Asked<'_> {
    fn answers(self) -> Vec<Answer> {
        let mut answers = vec![
            self.two_databases(),
            self.applied_first(),
            self.nothing_unfinished(),
            self.histories_fit(),
            self.no_drift(Requirement::NoDriftSource),
            self.no_drift(Requirement::NoDriftTarget),
            self.check(),
            self.last_release(),
        ];
        answers.extend(self.policy.gate.require.iter().map(|need| self.need(&need.value)));
        answers.into_iter().map(|answer| answer.excused_by(&self.policy.gate)).collect()
    }

    /// The names of both sides, the source first.
    fn names(&self) -> [&str; 2] {
        [&self.input.from.environment, &self.input.to.environment]
    }
}
