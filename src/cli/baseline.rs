//! `seawall baseline`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::check::{self, Part};
use super::failure;
use super::judgement::PolicyFlags;
use super::output::{Telling, Terminal, print};
use crate::audit::Problem;
use crate::policy::{BASELINE_FILE, Baseline};
use crate::report::fingerprint;
use crate::rules::{Finding, Level};

/// Why the first entries are accepted.
const OLD: &str = "was there when the baseline was made";

/// What to do with the baseline.
#[derive(Debug, Args)]
pub(super) struct BaselineArguments {
    /// Take out the entries that match nothing any more
    #[arg(long)]
    prune: bool,
    /// Accept also what is new, for this reason
    #[arg(long, value_name = "REASON")]
    accept_new: Option<String>,
    /// Only these parts: sql, commands, secrets, history
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART", default_values = ["commands", "secrets"])]
    only: Vec<Part>,
    #[command(flatten)]
    policy: PolicyFlags,
}

pub(super) fn run(arguments: &BaselineArguments, terminal: Terminal) -> ExitCode {
    let telling = Telling { destinations: &[], quiet: false, terminal, payload: None };
    match baseline(arguments) {
        Ok(Outcome { text, code }) if print(&text) == ExitCode::SUCCESS => ExitCode::from(code),
        Ok(_) => ExitCode::from(2),
        Err(problems) => failure::tell("baseline", problems, &telling),
    }
}

/// What is told, and the exit code.
struct Outcome {
    text: String,
    code: u8,
}

fn baseline(arguments: &BaselineArguments) -> Result<Outcome, Vec<Problem>> {
    if arguments.accept_new.as_deref().is_some_and(|reason| reason.trim().is_empty()) {
        let help = Some("say why these findings may stay: `--accept-new \"moved from the old repository\"`".to_owned());
        return Err(vec![Problem { message: "a reason is empty".into(), help, ..Problem::default() }]);
    }
    let (mut findings, folder) = check::everything(&arguments.policy, &arguments.only)?;
    findings.retain(|finding| finding.level >= Level::Warn);
    let path = folder.join(BASELINE_FILE);
    let known = read(&path)?;
    let is_first = known.is_none();
    let mut baseline = known.unwrap_or_default();
    let stale = baseline.cover(&mut findings, &fingerprint);
    let new: Vec<&Finding> = findings.iter().filter(|finding| finding.counts()).collect();
    let reason = if is_first { Some(OLD) } else { arguments.accept_new.as_deref() };
    if arguments.prune {
        baseline.remove(&stale);
    }
    if let Some(reason) = reason {
        for finding in &new {
            baseline.accept(finding, fingerprint(finding), reason);
        }
    }
    let pruned = if arguments.prune { stale.len() } else { 0 };
    let accepted = if reason.is_some() { new.len() } else { 0 };
    if is_first || pruned + accepted > 0 {
        write(&path, &baseline)?;
    }
    Ok(told(&Counts {
        accepted,
        pruned,
        stale: stale.len() - pruned,
        new: new.len() - accepted,
        all: baseline.entries.len(),
    }))
}

/// How many entries and findings of each sort there are.
struct Counts {
    accepted: usize,
    pruned: usize,
    stale: usize,
    new: usize,
    all: usize,
}

fn told(counts: &Counts) -> Outcome {
    let mut lines = Vec::new();
    let mut tell = |count: usize, text: &str| {
        if count > 0 {
            lines.push(format!("{count} {text}"));
        }
    };
    tell(counts.accepted, "findings accepted; commit the file");
    tell(counts.pruned, "entries taken out, which matched nothing any more");
    tell(counts.stale, "entries match nothing any more: take them out with `seawall baseline --prune`");
    tell(counts.new, "findings are new and were not accepted: repair them, or say why with `--accept-new REASON`");
    let lines: String = lines.into_iter().map(|line| line + "\n").collect();
    let text = format!("{lines}{BASELINE_FILE}: {} accepted\n", counts.all);
    Outcome { text, code: u8::from(counts.new > 0) }
}

fn read(path: &Path) -> Result<Option<Baseline>, Vec<Problem>> {
    match std::fs::read_to_string(path) {
        Ok(text) => Baseline::parse(BASELINE_FILE, &text).map(Some).map_err(|mistake| vec![mistake.into()]),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(vec![failed(path, &error)]),
    }
}

fn write(path: &PathBuf, baseline: &Baseline) -> Result<(), Vec<Problem>> {
    std::fs::write(path, baseline.text()).map_err(|error| vec![failed(path, &error)])
}

fn failed(path: &Path, error: &std::io::Error) -> Problem {
    let path = Some(path.display().to_string());
    Problem { message: format!("cannot be read or written: {error}"), path, ..Problem::default() }
}
