//! `seawall exec -- COMMAND …`: runs a command if the database that it would reach allows it.

mod judge;
mod log;
mod lookup;
mod run;
mod shim;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

pub(super) use judge::Bench;

use crate::audit::exec::{Decision, Passage, Refusal};
use crate::project::BreakGlass;
use crate::project::invocation::invocations_of_words;
use crate::report::escape::terminal;
use log::{Entry, Outcome};

/// Exit code of Seawall's own refusal; the command's own codes pass through.
const REFUSED: u8 = 126;

/// Which command, and for which environment.
#[derive(Debug, Args)]
pub(super) struct ExecArguments {
    /// The environment that the command is meant for: its protection holds whatever the command would reach
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
    /// Run what is refused, this once and on the record; the policy must allow it
    #[arg(long, value_name = "REASON")]
    break_glass: Option<String>,
    /// The policy file (default: seawall.yaml, searched upward from here)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
    /// Write small programs into a folder that send prisma, psql, npx and their like through `seawall exec`
    #[arg(long, value_name = "DIR", conflicts_with_all = ["env", "break_glass", "command"])]
    shim: Option<PathBuf>,
    /// The command and its words
    #[arg(
        trailing_var_arg = true,
        allow_hyphen_values = true,
        required_unless_present = "shim",
        value_name = "COMMAND"
    )]
    command: Vec<OsString>,
}

pub(super) fn run(arguments: &ExecArguments) -> ExitCode {
    if let Some(folder) = &arguments.shim {
        return shim::write(folder);
    }
    match allow(arguments) {
        Ok(()) => run::replace(&arguments.command),
        Err(message) => {
            tell(&format!("seawall: {message}"));
            ExitCode::from(REFUSED)
        }
    }
}

/// Whether the command may run; what is to be kept on record is written before it does.
fn allow(arguments: &ExecArguments) -> Result<(), String> {
    let cwd =
        std::env::current_dir().map_err(|error| format!("refused: cannot read the working directory: {error}"))?;
    let bench = Bench::load(&cwd, arguments.policy.as_deref()).map_err(|why| format!("refused: {why}"))?;
    let words: Vec<String> = arguments.command.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let line = invocations_of_words(&words, bench.lookup());
    let log = bench.log();
    match bench.decide(&line, arguments.env.as_deref()).map_err(|why| format!("refused: {why}"))? {
        Decision::Run(passages) => log.passages(&passages).map_err(|why| unwritten(&passages, &why)),
        Decision::Refuse(refusal) => {
            let Some(reason) = &arguments.break_glass else {
                let noted = log.write(&Entry::refused(&refusal)).err().map(|why| format!("\n  note     {why}"));
                return Err(format!("{refusal}{}{}", remedy(&bench, &refusal), noted.unwrap_or_default()));
            };
            break_glass(&bench, &refusal, reason)
        }
    }
}

/// How the glass is broken, where that is allowed.
fn remedy(bench: &Bench, refusal: &Refusal) -> String {
    if glass(bench, refusal) == BreakGlass::Allowed {
        return "\n  override seawall exec --break-glass \"REASON\" -- … runs it this once, on the record".to_owned();
    }
    "\n  override the policy forbids it (`break_glass: allowed` under the environment in seawall.yaml allows it)"
        .to_owned()
}

/// Where the environment is not known, it may be any, so all must allow it.
fn glass(bench: &Bench, refusal: &Refusal) -> BreakGlass {
    let forbidden = bench
        .protected()
        .filter(|(name, _)| refusal.environment.as_deref().is_none_or(|wanted| wanted == *name))
        .any(|(_, glass)| glass == BreakGlass::Forbidden);
    if forbidden { BreakGlass::Forbidden } else { BreakGlass::Allowed }
}

fn break_glass(bench: &Bench, refusal: &Refusal, reason: &str) -> Result<(), String> {
    if glass(bench, refusal) == BreakGlass::Forbidden {
        let entry = Entry { reason: Some(reason), ..Entry::refused(refusal) };
        bench.log().write(&entry).ok();
        return Err(format!("{refusal}{}", remedy(bench, refusal)));
    }
    if reason.trim().is_empty() {
        return Err(format!("{refusal}\n  override a reason is needed: --break-glass \"why\""));
    }
    let entry = Entry { outcome: Outcome::BrokenGlass, reason: Some(reason), ..Entry::refused(refusal) };
    bench.log().write(&entry).map_err(|why| format!("{refusal}\n  override {why}"))?;
    tell(&format!(
        "seawall: GLASS BROKEN: this would be {refusal}\n  reason   {reason}\n  running it now; this is on the record"
    ));
    Ok(())
}

/// Words of a command may hold anything: what a terminal would obey is written out.
fn tell(message: &str) {
    for line in message.lines() {
        eprintln!("{}", terminal(line));
    }
}

/// What reaches a protected database and cannot be put on record does not run.
fn unwritten(passages: &[Passage], why: &str) -> String {
    let command = passages.iter().find(|passage| passage.place.is_some()).map_or("", |passage| &passage.command);
    format!(
        "refused: `{command}`\n  because  {why}\n  instead  make the audit log writable, or name another under `exec.log` in seawall.yaml"
    )
}
