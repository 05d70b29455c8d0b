//! `seawall init`.

use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write as _};
use std::process::ExitCode;

use clap::Args;
use similar::TextDiff;

use super::failure;
use super::output::{Telling, Terminal, print};
use crate::audit::Problem;
use crate::project::{FileChange, InitPlan, install, uninstall};
use crate::report::escape::source_line;

/// How to set up.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Do not ask
    #[arg(long, short)]
    yes: bool,
    /// Take back what `init` did
    #[arg(long)]
    uninstall: bool,
}

pub(super) fn run(arguments: &InitArguments, terminal: Terminal) -> ExitCode {
    let telling = Telling { destinations: &[], quiet: false, terminal, payload: None };
    match init(arguments) {
        Ok(code) => code,
        Err(problem) => failure::tell("init", vec![problem], &telling),
    }
}

fn init(arguments: &InitArguments) -> Result<ExitCode, Problem> {
    let workspace = super::here()?;
    let plan = if arguments.uninstall { uninstall(&workspace) } else { install(&workspace) }?;
    let shown = told(&plan);
    if plan.changes.is_empty() {
        return Ok(print(&format!("{shown}Nothing to change.\n")));
    }
    print(&shown);
    if !arguments.yes && !asked()? {
        return Ok(ExitCode::from(2));
    }
    plan.changes.iter().try_for_each(FileChange::apply)?;
    Ok(print(if arguments.uninstall { "Taken back.\n" } else { NEXT }))
}

const NEXT: &str = "Set up. What now:\n  \
    seawall check --all        judges everything once\n  \
    seawall baseline           accepts what is old, so that only new findings stop anybody\n  \
    git add the new files and commit; the hook judges that commit already\n";

/// What is to be changed, as a diff.
fn told(plan: &InitPlan) -> String {
    let mut text = String::new();
    for change in &plan.changes {
        text.push_str(&diff(change));
    }
    for note in &plan.notes {
        let _ = writeln!(text, "note: {note}");
    }
    text
}

fn diff(change: &FileChange) -> String {
    let mut text = String::new();
    if let Some(moved) = &change.moved {
        let _ = writeln!(text, "{}", moved.told);
    }
    let (before, after) = (change.before.as_deref().unwrap_or_default(), change.after.as_deref().unwrap_or_default());
    let name = |there: bool| if there { change.shown.as_str() } else { "/dev/null" };
    let diff = TextDiff::from_lines(before, after);
    let mut unified = diff.unified_diff();
    let unified = unified.context_radius(3).header(name(change.before.is_some()), name(change.after.is_some()));
    for line in unified.to_string().lines() {
        let _ = writeln!(text, "{}", source_line(line));
    }
    text.push('\n');
    text
}

/// Asks whether to go on; where nobody can answer, nothing is changed and the caller is told how to say yes.
fn asked() -> Result<bool, Problem> {
    if !io::stdin().is_terminal() {
        return Err(Problem {
            message: "nobody is there to ask, so nothing was changed".into(),
            help: Some("say yes with `--yes`".into()),
            ..Problem::default()
        });
    }
    print!("Change these files? [y/N] ");
    let mut answer = String::new();
    let read = io::stdout().flush().and_then(|()| io::stdin().read_line(&mut answer));
    read.map_err(|error| Problem { message: format!("cannot read the answer: {error}"), ..Problem::default() })?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
