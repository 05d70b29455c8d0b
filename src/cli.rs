//! The command line: reads arguments and files, calls the audit, writes the report.

mod baseline;
mod check;
mod drift;
mod exec;
mod explain;
mod failure;
mod gate;
mod hook;
mod init;
mod judgement;
mod output;
mod policy;
mod project;
mod rules;
mod status;
mod targets;

use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::audit::Problem;
use crate::project::Workspace;

/// Keeps destructive and drifting migrations away from a production `PostgreSQL` database.
#[derive(Debug, Parser)]
#[command(name = "seawall", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Exit codes: 0 passed, 1 at least one finding blocks, 2 could not check.")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Colour in the output
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, value_name = "WHEN")]
    color: Color,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Judge pending migrations: what they would do to the production database
    Check(Box<check::CheckArguments>),
    /// Run a command if the database that it would reach allows it
    Exec(exec::ExecArguments),
    /// Compare live databases with what their migrations say
    Drift(Box<drift::DriftArguments>),
    /// Show what is applied where: history tables beside the repository, one environment beside the other
    Status(Box<status::StatusArguments>),
    /// Accept the findings that are there today, in a list that can only shrink
    Baseline(baseline::BaselineArguments),
    /// Set a repository up: policy, git hooks, workflow, package.json; shows the changes and asks first
    Init(init::InitArguments),
    /// Go or no-go: is what is pending on one environment proven on another?
    Gate(Box<gate::GateArguments>),
    /// Explain a rule: what PostgreSQL does, why it matters, what to do instead
    Explain(explain::ExplainArguments),
    /// Answer other programs that ask before they run something
    Hook(hook::HookArguments),
    /// List every rule
    Rules(rules::RulesArguments),
    /// Look at the policy: check it, show it, print its JSON Schema
    Policy(policy::PolicyArguments),
}

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// Runs the program with the process's arguments, and gives its exit code.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return usage(&error),
    };
    let terminal = output::Terminal::of(arguments.color);
    match arguments.command {
        Command::Check(command) => check::run(&command, terminal),
        Command::Exec(command) => exec::run(&command),
        Command::Drift(command) => drift::run(&command, terminal),
        Command::Status(command) => status::run(&command, terminal),
        Command::Baseline(command) => baseline::run(&command, terminal),
        Command::Init(command) => init::run(&command, terminal),
        Command::Gate(command) => gate::run(&command, terminal),
        Command::Explain(command) => explain::run(&command, terminal),
        Command::Hook(command) => hook::run(&command),
        Command::Rules(command) => rules::run(&command, terminal),
        Command::Policy(command) => policy::run(&command, terminal),
    }
}

/// The place from which the command was called.
fn here() -> Result<Workspace, Problem> {
    let cwd = std::env::current_dir().map_err(|error| Problem {
        message: format!("cannot read the working directory: {error}"),
        ..Problem::default()
    })?;
    Ok(Workspace::new(cwd))
}

/// Help and version are asked for and pass; any other complaint of the argument parser could not check.
fn usage(error: &clap::Error) -> ExitCode {
    let asked = matches!(error.kind(), clap::error::ErrorKind::DisplayHelp | clap::error::ErrorKind::DisplayVersion);
    if error.print().is_err() || !asked {
        return ExitCode::from(2);
    }
    ExitCode::SUCCESS
}
