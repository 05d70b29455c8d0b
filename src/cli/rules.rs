//! `seawall rules`.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::explain::capitalised;
use super::failure::finish;
use super::output::{Destination, Telling, Terminal, print};
use crate::audit::Report;
use crate::report::Format;
use crate::rules::{self, Category, Level, Rule};

/// How to list.
#[derive(Debug, Args)]
pub(super) struct RulesArguments {
    /// How to list them
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    format: Listing,
}

/// Formats of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listing {
    Text,
    Json,
    /// What RULES.md holds
    Markdown,
}

/// A rule in the JSON list.
#[derive(Debug, Serialize)]
struct RuleView {
    id: &'static str,
    category: Category,
    level: Level,
    summary: &'static str,
    docs: &'static str,
}

pub(super) fn run(arguments: &RulesArguments, terminal: Terminal) -> ExitCode {
    match arguments.format {
        Listing::Text => text(),
        Listing::Json => json(terminal),
        Listing::Markdown => print(&markdown()),
    }
}

fn json(terminal: Terminal) -> ExitCode {
    let view = |rule: &&Rule| RuleView {
        id: rule.id,
        category: rule.category,
        level: rule.level,
        summary: rule.summary,
        docs: rule.docs,
    };
    let rows: Vec<RuleView> = rules::all().iter().map(view).collect();
    let Ok(payload) = serde_json::to_value(rows) else { return ExitCode::from(2) };
    let destinations = [Destination { format: Format::Json, file: None }];
    let telling = Telling { destinations: &destinations, quiet: false, terminal, payload: Some(("rules", &payload)) };
    finish(&Report { command: "rules", ..Report::default() }, &telling)
}

fn text() -> ExitCode {
    let mut text = String::new();
    for (category, rules) in by_category() {
        let _ = writeln!(text, "{category}");
        for rule in rules {
            let _ = writeln!(text, "  {:<6} {:<34} {}", rule.level, rule.id, rule.summary);
        }
        text.push('\n');
    }
    print(&format!("{text}`seawall explain RULE` says more of each.\n"))
}

/// Every rule with its explanation and first example, as RULES.md shows them.
fn markdown() -> String {
    let mut text =
        "# Rules\n\nMade by `seawall rules --format markdown`; each entry comes from the rule's own record.\n"
            .to_owned();
    for (category, rules) in by_category() {
        let _ = writeln!(text, "\n## {category}");
        text.extend(rules.into_iter().map(entry));
    }
    text
}

fn entry(rule: &Rule) -> String {
    let summary = capitalised(rule.summary);
    let mut text = format!("\n### {}\n\n`{}` by default. {summary}.\n\n{}\n", rule.id, rule.level, rule.docs);
    for (title, examples) in [("Speaks", rule.bad), ("Silent", rule.good)] {
        let Some(example) = examples.first() else { continue };
        let _ = write!(text, "\n{title}:\n\n```sql\n");
        if !example.deployed.is_empty() {
            let _ = writeln!(text, "-- deployed: {}", example.deployed);
        }
        let _ = writeln!(text, "{}\n```", example.pending);
    }
    text
}

fn by_category() -> Vec<(Category, Vec<&'static Rule>)> {
    let of = |category| rules::all().iter().copied().filter(|rule| rule.category == category).collect::<Vec<_>>();
    Category::ALL.into_iter().map(|category| (category, of(category))).filter(|(_, rules)| !rules.is_empty()).collect()
}
