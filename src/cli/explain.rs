//! `seawall explain RULE`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Args;

use super::output::{Terminal, print};
use crate::policy::nearest;
use crate::rules::{self, Example, Rule};

/// Which rule.
#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// Identifier of the rule, as findings show it in brackets
    rule: String,
}

pub(super) fn run(arguments: &ExplainArguments, terminal: Terminal) -> ExitCode {
    let Some(rule) = rules::by_id(&arguments.rule) else {
        let near = nearest(&arguments.rule, rules::all().iter().map(|rule| rule.id));
        let hint = near.map_or_else(
            || "`seawall rules` lists them all".to_owned(),
            |near| format!("did you mean `{near}`? `seawall rules` lists them all"),
        );
        eprintln!("seawall: there is no rule `{}`; {hint}", arguments.rule);
        return ExitCode::from(2);
    };
    let width = terminal.style().width.min(100);
    let text = explanation(rule, width);
    print(&text)
}

fn explanation(rule: &Rule, width: usize) -> String {
    let mut text = format!("{} · {} · {} unless the policy says otherwise\n\n", rule.id, rule.category, rule.level);
    let summary = format!("{}.", capitalised(rule.summary));
    for paragraph in std::iter::once(summary.as_str()).chain(rule.docs.split("\n\n")) {
        text.push_str(&textwrap::fill(paragraph, width));
        text.push_str("\n\n");
    }
    examples(&mut text, "It speaks here:", rule.bad);
    examples(&mut text, "It is silent here:", rule.good);
    let _ = writeln!(
        text,
        "To let one statement through, say why on the line above it:\n\n    -- seawall: allow {} <why>",
        rule.id
    );
    text
}

fn examples(text: &mut String, title: &str, examples: &[Example]) {
    if examples.is_empty() {
        return;
    }
    text.push_str(title);
    text.push('\n');
    for example in examples {
        text.push('\n');
        if !example.deployed.is_empty() {
            let _ = writeln!(text, "    -- deployed: {}", example.deployed.replace('\n', " "));
        }
        let runner =
            if example.runner.is_empty() { String::new() } else { format!("    -- with {}\n", example.runner) };
        text.push_str(&runner);
        for line in example.pending.lines() {
            let _ = writeln!(text, "    {line}");
        }
    }
    text.push('\n');
}

pub(super) fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
