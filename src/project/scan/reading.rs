//! Reads the commands of a script, and notes which other scripts they call.

use std::cell::RefCell;

use super::powershell;
use super::script::{Form, Name, Script};
use crate::project::invocation::{self, CommandLine, Invocation, Lookup, invocations, invocations_of_words};

/// A script that another one calls, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Call {
    /// `npm run NAME`; of any package where the whole workspace is meant.
    Package { script: String, workspace: bool },
    /// `make NAME`.
    Target { program: &'static str, target: String },
    /// `sh FILE`, `node FILE`.
    File(String),
}

/// What a script runs, and what it calls.
pub(super) struct Reading {
    pub(super) line: CommandLine,
    pub(super) calls: Vec<Call>,
}

/// Programs that read targets from a file of their own.
const TASK_RUNNERS: [&str; 3] = ["make", "just", "task"];

/// Programs that run a file of code.
const INTERPRETERS: [&str; 12] = [
    "node",
    "tsx",
    "ts-node",
    "ts-node-esm",
    "ts-node-dev",
    "bun",
    "deno",
    "esno",
    "jiti",
    "vite-node",
    "pwsh",
    "powershell",
];

/// Reads a script.
pub(super) fn read(script: &Script) -> Reading {
    let noted = Noted::default();
    let line = match &script.form {
        Form::Shell => invocations(script.text.as_str(), &noted),
        Form::PowerShell => powershell::invocations(script.text.as_str(), &noted),
        Form::Words(words) => invocations_of_words(words, &noted),
    };
    let mut calls = noted.calls.into_inner();
    for invocation in &line.invocations {
        calls.extend(calls_of(invocation));
    }
    if let Some(Name::Package { script, .. }) = &script.name {
        // The package manager runs these around it.
        let around =
            ["pre", "post"].map(|around| Call::Package { script: format!("{around}{script}"), workspace: false });
        calls.extend(around);
    }
    Reading { line, calls }
}

/// The calls that a program makes by its own words.
fn calls_of(invocation: &Invocation) -> Vec<Call> {
    let name = invocation.name();
    let words = || {
        invocation
            .args
            .iter()
            .map(|word| word.text.as_str())
            .filter(|word| !word.starts_with('-') && !word.contains('='))
    };
    if let Some(program) = TASK_RUNNERS.iter().find(|known| **known == name || (name == "gmake" && **known == "make")) {
        return words().map(|target| Call::Target { program, target: target.to_owned() }).collect();
    }
    if INTERPRETERS.contains(&name.as_str()) {
        return words().find(|word| word.contains('.')).map(|file| Call::File(file.to_owned())).into_iter().collect();
    }
    // A program that is named by its path may be a script of this repository.
    let path = invocation.program.text.as_str();
    if path.contains('/') { vec![Call::File(path.to_owned())] } else { Vec::new() }
}

/// Notes what is called instead of following it: each script is judged where it is written.
#[derive(Default)]
struct Noted {
    calls: RefCell<Vec<Call>>,
}

impl Lookup for Noted {
    fn package_script(&self, name: &str, workspace: bool) -> Vec<invocation::Script> {
        self.calls.borrow_mut().push(Call::Package { script: name.to_owned(), workspace });
        Vec::new()
    }

    fn shell_file(&self, path: &str) -> Option<invocation::Script> {
        self.calls.borrow_mut().push(Call::File(path.to_owned()));
        None
    }
}
