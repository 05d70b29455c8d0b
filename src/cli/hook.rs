//! `seawall hook agent`: may a coding agent run this shell command?

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::{Deserialize, Serialize};

use super::exec::Bench;
use super::output::print;
use crate::audit::exec::{Decision, Passage};
use crate::project::invocation::{CommandLine, invocations};
use crate::rules::Standing;

/// Which hook.
#[derive(Debug, Args)]
pub(super) struct HookArguments {
    #[command(subcommand)]
    hook: Hook,
}

#[derive(Debug, Subcommand)]
enum Hook {
    /// Answer a coding agent that is about to run a shell command: reads a `PreToolUse` event on standard input
    Agent(AgentArguments),
}

#[derive(Debug, Args)]
struct AgentArguments {
    /// The policy file (default: seawall.yaml, searched upward from the agent's folder)
    #[arg(long, value_name = "FILE")]
    policy: Option<PathBuf>,
}

/// A tool that is about to be used.
#[derive(Debug, Deserialize)]
struct Event {
    tool_name: Option<String>,
    tool_input: Option<serde_json::Value>,
    cwd: Option<PathBuf>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    hook_specific_output: Option<Permission>,
}

/// The names are those of the protocol.
#[derive(Debug, Serialize)]
struct Permission {
    #[serde(rename = "hookEventName")]
    event: &'static str,
    #[serde(rename = "permissionDecision")]
    decision: &'static str,
    #[serde(rename = "permissionDecisionReason")]
    reason: String,
}

/// What is answered.
#[derive(Debug, PartialEq, Eq)]
enum Word {
    /// It is known to be harmless for any database.
    Allow(String),
    /// Nothing speaks against it; the agent's own permissions decide.
    NoObjection,
    /// It may not run.
    Deny(String),
}

pub(super) fn run(arguments: &HookArguments) -> ExitCode {
    let Hook::Agent(agent) = &arguments.hook;
    let mut text = Vec::new();
    let word = match std::io::stdin().lock().read_to_end(&mut text) {
        Ok(_) => answer(&text, agent.policy.as_deref()),
        Err(error) => Word::Deny(format!("the event cannot be read: {error}")),
    };
    let answer = serde_json::to_string(&Answer::of(word));
    match answer {
        Ok(answer) => print(&format!("{answer}\n")),
        // Exit code 2 is how this protocol denies without JSON.
        Err(_) => ExitCode::from(2),
    }
}

impl Answer {
    fn of(word: Word) -> Self {
        let (decision, reason) = match word {
            Word::NoObjection => return Self { hook_specific_output: None },
            Word::Allow(reason) => ("allow", reason),
            Word::Deny(reason) => ("deny", format!("seawall: {reason}")),
        };
        let permission = Permission { event: "PreToolUse", decision, reason };
        Self { hook_specific_output: Some(permission) }
    }
}

/// Tools that run shell text, by the names that agents give them.
const SHELLS: [&str; 9] = [
    "bash",
    "shell",
    "powershell",
    "terminal",
    "run_shell_command",
    "run_terminal_cmd",
    "execute_command",
    "local_shell",
    "exec",
];

fn answer(text: &[u8], policy: Option<&Path>) -> Word {
    let event: Event = match serde_json::from_slice(text) {
        Ok(event) => event,
        Err(error) => {
            return Word::Deny(format!("the event is not readable JSON ({error}), so the command was not judged"));
        }
    };
    let Some(tool) = event.tool_name else {
        return Word::Deny("the event names no tool, so nothing was judged".to_owned());
    };
    let input = event.tool_input.unwrap_or_default();
    let command = match &input["command"] {
        serde_json::Value::String(command) => command.clone(),
        serde_json::Value::Array(words) => {
            words.iter().filter_map(serde_json::Value::as_str).collect::<Vec<_>>().join(" ")
        }
        _ if SHELLS.contains(&tool.to_lowercase().as_str()) => {
            return Word::Deny(format!("the event of {tool} holds no command, so nothing was judged"));
        }
        _ => return Word::NoObjection,
    };
    let cwd = event.cwd.or_else(|| std::env::current_dir().ok()).unwrap_or_default();
    match Bench::load(&cwd, policy) {
        Ok(bench) => judge(&bench, &command),
        Err(why) => Word::Deny(why),
    }
}

fn judge(bench: &Bench, command: &str) -> Word {
    let line = invocations(command, bench.lookup());
    if breaks_glass(&line) {
        return Word::Deny("refused: only a person may break the glass; ask one to run this".to_owned());
    }
    match bench.decide(&line, None) {
        Err(why) => Word::Deny(format!("refused: {why}")),
        Ok(Decision::Refuse(refusal)) => Word::Deny(refusal.to_string()),
        Ok(Decision::Run(passages)) => unprotected(bench, &line).unwrap_or_else(|| harmless(bench, &line, &passages)),
    }
}

fn breaks_glass(line: &CommandLine) -> bool {
    let words =
        line.invocations.iter().flat_map(|run| run.wrappers.iter().filter(|wrapper| wrapper.program == "seawall"));
    words.flat_map(|wrapper| &wrapper.args).any(|word| word.text.starts_with("--break-glass"))
}

/// Where the policy protects nothing, nobody knows which database is production: what destroys is left to people.
fn unprotected(bench: &Bench, line: &CommandLine) -> Option<Word> {
    if bench.policy.environments.values().any(|environment| environment.value.protected) {
        return None;
    }
    let dangerous = line.invocations.iter().find_map(|run| match bench.book.standing(run, &|_| None) {
        Standing::Dangerous(patterns) => {
            patterns.first().copied().map(|pattern| (crate::audit::exec::shown(run), pattern))
        }
        _ => None,
    });
    dangerous.map(|(command, pattern)| {
        let does = pattern.destroys.as_deref().unwrap_or("is dangerous");
        let instead = pattern.instead.as_deref().map(|instead| format!("\n  instead  {instead}")).unwrap_or_default();
        Word::Deny(format!(
            "refused: `{command}`\n  because  it {does}, and seawall.yaml protects no environment, so which database is production cannot be told{instead}"
        ))
    })
}

/// What is on the list for protected databases needs no further question.
fn harmless(bench: &Bench, line: &CommandLine, passages: &[Passage]) -> Word {
    let safe = |run| matches!(bench.book.standing(run, &|_| None), Standing::Safe(_));
    if !line.invocations.is_empty() && line.troubles.is_empty() && line.invocations.iter().all(safe) {
        let commands = passages.iter().map(|passage| format!("`{}`", passage.command)).collect::<Vec<_>>().join(", ");
        return Word::Allow(format!("seawall: a protected database lets {commands} through"));
    }
    Word::NoObjection
}
