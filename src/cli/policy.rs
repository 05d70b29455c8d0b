//! `seawall policy check`, `show` and `schema`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::failure;
use super::judgement::{PolicyFlags, problems};
use super::output::{Destination, Telling, Terminal, print};
use crate::audit::{Problem, Report};
use crate::policy::{Policy, Row, schema};
use crate::report::Format;
use crate::rules;

/// What to do with the policy.
#[derive(Debug, Args)]
pub(super) struct PolicyArguments {
    #[command(subcommand)]
    command: PolicyCommand,
}

#[derive(Debug, Subcommand)]
enum PolicyCommand {
    /// Check the policy file: all mistakes at once
    Check(PolicyFlags),
    /// Show the policy that holds, each value with where it comes from
    Show {
        #[command(flatten)]
        flags: PolicyFlags,
        /// How to show it
        #[arg(long, value_enum, default_value_t = Listing::Text)]
        format: Listing,
    },
    /// Print the JSON Schema of the policy file, for editors
    Schema,
}

/// Formats of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listing {
    Text,
    Json,
}

pub(super) fn run(arguments: &PolicyArguments, terminal: Terminal) -> ExitCode {
    let json = [Destination { format: Format::Json, file: None }];
    match &arguments.command {
        PolicyCommand::Schema => print_schema(),
        PolicyCommand::Check(flags) => {
            let telling = Telling { destinations: &[], quiet: false, terminal, payload: None };
            with_policy(flags, &telling, |policy| print(&checked(policy)))
        }
        PolicyCommand::Show { flags, format: Listing::Text } => {
            let telling = Telling { destinations: &[], quiet: false, terminal, payload: None };
            with_policy(flags, &telling, |policy| print(&table(&policy.show())))
        }
        PolicyCommand::Show { flags, format: Listing::Json } => {
            let telling = Telling { destinations: &json, quiet: false, terminal, payload: None };
            with_policy(flags, &telling, |policy| show_json(policy, &json, terminal))
        }
    }
}

fn with_policy(flags: &PolicyFlags, telling: &Telling<'_>, then: impl FnOnce(&Policy) -> ExitCode) -> ExitCode {
    let cwd = match std::env::current_dir() {
        Ok(cwd) => cwd,
        Err(error) => {
            let problem =
                Problem { message: format!("cannot read the working directory: {error}"), ..Problem::default() };
            return failure::tell("policy", vec![problem], telling);
        }
    };
    match flags.load(&cwd) {
        Ok(policy) => then(&policy),
        Err(mistakes) => failure::tell("policy", problems(mistakes), telling),
    }
}

fn show_json(policy: &Policy, destinations: &[Destination], terminal: Terminal) -> ExitCode {
    let Ok(payload) = serde_json::to_value(policy.show()) else { return ExitCode::from(2) };
    let telling = Telling { destinations, quiet: false, terminal, payload: Some(("policy show", &payload)) };
    failure::finish(&Report { command: "policy", policy: policy.sources(), ..Report::default() }, &telling)
}

fn checked(policy: &Policy) -> String {
    format!("The policy is valid. It builds on: {}.\n", policy.sources().join(", "))
}

fn table(rows: &[Row]) -> String {
    let key = rows.iter().map(|row| row.key.chars().count()).max().unwrap_or(0);
    let value = rows.iter().map(|row| row.value.chars().count()).max().unwrap_or(0).min(40);
    let mut text = String::new();
    for row in rows {
        let _ = writeln!(text, "{:key$}  {:value$}  {}", row.key, row.value, row.source);
    }
    text
}

fn print_schema() -> ExitCode {
    match serde_json::to_string_pretty(&schema(rules::all())) {
        Ok(text) => print(&format!("{text}\n")),
        Err(error) => {
            eprintln!("seawall: cannot write the schema: {error}");
            ExitCode::from(2)
        }
    }
}
