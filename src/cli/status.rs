//! `seawall status`.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use time::OffsetDateTime;

use super::drift::proof::{self, Proof, ShadowFlags};
use super::failure;
use super::gate::evidence;
use super::judgement::PolicyFlags;
use super::output::{DenyFlags, OutputFlags, Telling, Terminal};
use super::project::Project;
use super::targets::target;
use crate::audit::{self, EnvironmentStatus, Problem, Recorded, Report, newest_backup};
use crate::live::{self, Ledger, Limits, Target};

/// Which databases to look at, and how to tell it.
#[derive(Debug, Args)]
#[command(after_help = "\
Reads the history tables and changes nothing. Exit codes: 0 every history fits the repository, 1 something blocks, 2 a database \
could not be read (the others are told all the same).")]
pub(super) struct StatusArguments {
    /// Environments of the policy (default: all of them)
    #[arg(value_name = "ENVIRONMENT")]
    environments: Vec<String>,
    /// A database by its connection string: `--url '$DATABASE_URL'`
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Folder of migrations, where it is not found by itself
    #[arg(long, value_name = "DIR")]
    migrations: Vec<PathBuf>,
    /// Compare each database with its migrations, too
    #[arg(long)]
    drift: bool,
    #[command(flatten)]
    shadow: ShadowFlags,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    deny: DenyFlags,
    #[command(flatten)]
    output: OutputFlags,
}

pub(super) fn run(arguments: &StatusArguments, terminal: Terminal) -> ExitCode {
    let telling = match arguments.output.telling(terminal) {
        Ok(telling) => telling,
        Err(code) => return code,
    };
    let report = match status(arguments) {
        Ok(report) => report,
        Err(problems) => return failure::tell("status", problems, &telling),
    };
    let Ok(payload) = serde_json::to_value(&report.status) else { return ExitCode::from(2) };
    failure::finish(&report, &Telling { payload: Some(("status", &payload)), ..telling })
}

fn status(arguments: &StatusArguments) -> Result<Report, Vec<Problem>> {
    let project = Project::read(&arguments.policy, &arguments.migrations)?;
    let selection = project.history(&arguments.migrations)?;
    let ledger = project.ledger(&selection)?;
    let (targets, notes) = targets(arguments, &project)?;
    let (recorded, drift) =
        if arguments.drift { compared(arguments, &project, &targets)? } else { (read(&targets, &ledger)?, Vec::new()) };
    let judgement = &project.judgement;
    let mut report = audit::status(&selection.history, &recorded, &judgement.policy, judgement.today);
    report.notes = [selection.notes, notes, std::mem::take(&mut report.notes)].concat();
    add_drift(&mut report, drift);
    add_backups(&mut report, &project);
    report.deny_warnings = arguments.deny.warnings();
    Ok(report)
}

/// The databases to look at; all mistakes in their names and connection strings at once.
fn targets(arguments: &StatusArguments, project: &Project) -> Result<(Vec<Target>, Vec<String>), Vec<Problem>> {
    let mut wanted: Vec<&String> = arguments.environments.iter().chain(&arguments.url).collect();
    if wanted.is_empty() {
        wanted.extend(project.judgement.policy.environments.keys());
    }
    if wanted.is_empty() {
        return Err(vec![no_database()]);
    }
    let (mut found, mut notes, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for name in wanted {
        match target(name, &project.names()) {
            Ok((target, told)) => {
                found.push(target);
                notes.extend(told);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok((found, notes)) } else { Err(problems) }
}

fn no_database() -> Problem {
    let help = "write `seawall status --url '$DATABASE_URL'`, or in seawall.yaml:\nenvironments:\n  staging: { url: $STAGING_DATABASE_URL }";
    Problem { message: "no database is named".to_owned(), help: Some(help.to_owned()), ..Problem::default() }
}

/// Reads every history.
fn read(targets: &[Target], ledger: &Ledger) -> Result<Vec<Recorded>, Vec<Problem>> {
    let limits = Limits::default();
    let recorded = live::block_on(async {
        let mut recorded = Vec::new();
        for target in targets {
            let table = live::settled_history(target, &limits, ledger).await;
            recorded.push(Recorded { environment: target.name.clone(), table });
        }
        recorded
    });
    recorded.map_err(|error| vec![error.into()])
}

/// Every history, and what `drift` says of every database.
type Compared = (Vec<Recorded>, Vec<Result<Report, String>>);

/// Reads every history, and compares every database with what its migrations make.
fn compared(arguments: &StatusArguments, project: &Project, targets: &[Target]) -> Result<Compared, Vec<Problem>> {
    let proofs = proof::of_all(targets, project, &arguments.shadow, &arguments.migrations);
    let proofs = live::block_on(proofs).map_err(|error| vec![error.into()])??;
    let of_target = |(target, proof): (&Target, Proof)| {
        let table = proof.reading.map(|reading| reading.table);
        (Recorded { environment: target.name.clone(), table }, proof.drift)
    };
    Ok(targets.iter().zip(proofs).map(of_target).unzip())
}

/// Adds what was compared; why it could not be, where the history could be read and that is not told yet.
fn add_drift(report: &mut Report, drift: Vec<Result<Report, String>>) {
    for (at, drift) in drift.into_iter().enumerate() {
        match drift {
            Ok(drift) => {
                let count = drift.comparisons.iter().map(|comparison| comparison.differences.len()).sum();
                report.absorb(&drift);
                environments(report).skip(at).take(1).for_each(|environment| environment.drift = Some(count));
            }
            Err(why) => {
                let unread =
                    environments(report).nth(at).filter(|environment| environment.readable).map(|one| one.name.clone());
                report.incomplete.extend(unread.map(|name| format!("{name}: not compared with its migrations: {why}")));
            }
        }
    }
}

/// Adds how old the newest recorded backup of each environment is, where the policy says where backups are recorded.
fn add_backups(report: &mut Report, project: &Project) {
    let now = OffsetDateTime::now_utc();
    for backups in evidence::backups(project).into_values() {
        match backups {
            Err(why) => report.incomplete.push(why),
            Ok(backups) => environments(report).for_each(|environment| {
                let newest = newest_backup(&backups, &environment.name, now);
                let age = newest.and_then(|newest| u64::try_from((now - newest.finished_at).whole_seconds()).ok());
                environment.backup_age_seconds = environment.backup_age_seconds.into_iter().chain(age).min();
            }),
        }
    }
}

fn environments(report: &mut Report) -> impl Iterator<Item = &mut EnvironmentStatus> {
    report.status.iter_mut().flat_map(|status| status.environments.iter_mut())
}
