//! `seawall gate`.

pub(super) mod evidence;
mod pending;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use time::OffsetDateTime;

use super::drift::proof::{self, ShadowFlags};
use super::failure;
use super::judgement::PolicyFlags;
use super::output::{OutputFlags, Telling, Terminal};
use super::project::Project;
use super::targets::target;
use crate::audit::{self, GateInput, Problem, ReleaseRecord, Report, Side, VerifyInput};
use crate::live::{self, Ledger, Target};
use crate::project::Selection;

/// From where to where, and what to write or hold against it.
#[derive(Debug, Args)]
#[command(after_help = "\
Exit codes: 0 go, 1 no-go, 2 no-go because something could not be looked at.

A backup counts if the policy's `gate.require` names the file in which a backup job records it: one JSON object a backup, appended
when it is complete, {\"environment\": \"production\", \"finished_at\": \"2026-01-31T04:00:00Z\", \"location\": \"s3://…\"}. Seawall
never looks at the backup itself.

A release record is an in-toto statement. It tells that it was changed where its parts contradict each other; only a signature proves
who wrote it: `cosign sign-blob`, or GitHub's attestations.")]
pub(super) struct GateArguments {
    /// The environment on which the pending migrations were proven
    #[arg(long, value_name = "ENVIRONMENT", default_value = "staging")]
    from: String,
    /// The environment to which they shall go
    #[arg(long, value_name = "ENVIRONMENT", default_value = "production")]
    to: String,
    /// Write what was seen as a release record, whatever the answer
    #[arg(long, value_name = "FILE", conflicts_with = "verify")]
    record: Option<PathBuf>,
    /// Ask only whether everything is still as this release record says: quick enough for the moment before the deploy
    #[arg(long, value_name = "FILE")]
    verify: Option<PathBuf>,
    #[command(flatten)]
    shadow: ShadowFlags,
    /// Folder of migrations, where it is not found by itself
    #[arg(long, value_name = "DIR")]
    migrations: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    output: OutputFlags,
}

pub(super) fn run(arguments: &GateArguments, terminal: Terminal) -> ExitCode {
    let telling = match arguments.output.telling(terminal) {
        Ok(telling) => telling,
        Err(code) => return code,
    };
    let report = match Asked::new(arguments).and_then(|asked| asked.report(arguments)) {
        Ok(report) => report,
        Err(problems) => return failure::tell("gate", problems, &telling),
    };
    let Ok(payload) = serde_json::to_value(&report.gate) else { return ExitCode::from(2) };
    failure::finish(&report, &Telling { payload: Some(("gate", &payload)), ..telling })
}

/// The project, and both environments.
struct Asked {
    project: Project,
    selection: Selection,
    ledger: Ledger,
    targets: [Target; 2],
    notes: Vec<String>,
    now: OffsetDateTime,
}

impl Asked {
    fn new(arguments: &GateArguments) -> Result<Self, Vec<Problem>> {
        let project = Project::read(&arguments.policy, &arguments.migrations)?;
        let selection = project.history(&arguments.migrations)?;
        let ledger = project.ledger(&selection)?;
        let found = [&arguments.from, &arguments.to].map(|name| target(name, &project.names()));
        let (targets, notes) = match found {
            [Ok((from, mut notes)), Ok((to, more))] => {
                notes.extend(more);
                ([from, to], notes)
            }
            found => return Err(found.into_iter().filter_map(Result::err).collect()),
        };
        Ok(Self { project, selection, ledger, targets, notes, now: OffsetDateTime::now_utc() })
    }

    fn report(self, arguments: &GateArguments) -> Result<Report, Vec<Problem>> {
        let mut report = match &arguments.verify {
            Some(file) => self.verified(file)?,
            None => self.gated(arguments)?,
        };
        report.notes.extend(self.notes);
        Ok(report)
    }

    /// Asks for everything, and writes the record where one is wanted.
    fn gated(&self, arguments: &GateArguments) -> Result<Report, Vec<Problem>> {
        let proofs = proof::of_all(&self.targets, &self.project, &arguments.shadow, &arguments.migrations);
        let mut proofs = live::block_on(proofs).map_err(|error| vec![error.into()])??;
        let (Some(to), Some(from)) = (proofs.pop(), proofs.pop()) else { return Err(Vec::new()) };
        let drift = [from.drift, to.drift];
        let [from, to] = self.sides([from.reading, to.reading]);
        let policy = &self.project.judgement.policy;
        let input = GateInput {
            history: &self.selection.history,
            checkout: evidence::checkout(&self.project, &self.selection.history),
            from: &from,
            to: &to,
            drift,
            check: pending::check(&self.project, &self.selection, &to, &self.targets[1]),
            last_record: evidence::last_record(&self.project.judgement.policy, &self.project.workspace, &arguments.to),
            backups: evidence::backups(&self.project),
            now: self.now,
        };
        let mut report = audit::gate(&input, policy);
        if let (Some(file), Some(gate)) = (&arguments.record, &report.gate) {
            let record = ReleaseRecord::of(gate, &input, policy);
            let file = self.project.workspace.absolute(file);
            let shown = self.project.workspace.shown(&file);
            std::fs::write(&file, record.text()).map_err(|error| vec![unwritten(&shown, &error)])?;
            report.notes.push(format!("wrote {shown}; only a signature over it proves who wrote it"));
        }
        Ok(report)
    }

    /// Holds a record against what is there now.
    fn verified(&self, file: &std::path::Path) -> Result<Report, Vec<Problem>> {
        let record = evidence::record(&self.project, file).map_err(|problem| vec![problem])?;
        let readings = live::block_on(async {
            let [from, to] = &self.targets;
            [proof::read(from, &self.ledger).await, proof::read(to, &self.ledger).await]
        });
        let [from, to] = self.sides(readings.map_err(|error| vec![error.into()])?);
        let input = VerifyInput {
            record: &record,
            history: &self.selection.history,
            checkout: evidence::checkout(&self.project, &self.selection.history),
            from: &from,
            to: &to,
            now: self.now,
        };
        Ok(audit::verify(&input, &self.project.judgement.policy))
    }

    fn sides(&self, readings: [Result<audit::Reading, live::LiveError>; 2]) -> [Side; 2] {
        let [from, to] = readings;
        let name = |at: usize| self.targets[at].name.clone();
        [Side { environment: name(0), reading: from }, Side { environment: name(1), reading: to }]
    }
}

fn unwritten(shown: &str, error: &std::io::Error) -> Problem {
    Problem { message: format!("cannot be written: {error}"), path: Some(shown.to_owned()), ..Problem::default() }
}
