//! Commands that destroy data or pass by the migrations, judged by when they run.

use super::{finding, when};
use crate::project::{FoundCommand, Stage};
use crate::rules::{self, CommandBook, CommandPattern, DESTRUCTIVE, Finding, Level, SCHEMA_PUSH, Standing, UNRESOLVED};

/// What is to be said of one command: one finding a rule, the gravest pattern of each.
pub(super) fn findings(found: &FoundCommand, book: &CommandBook) -> Vec<Finding> {
    match book.standing(&found.invocation, &|_| None) {
        Standing::Dangerous(patterns) => dangerous(found, &patterns),
        Standing::Unresolved(_) if found.context.stage == Stage::Deploy => vec![unresolved(found)],
        _ => Vec::new(),
    }
}

fn dangerous(found: &FoundCommand, patterns: &[&CommandPattern]) -> Vec<Finding> {
    let level = |pattern: &CommandPattern| pattern.levels.at(context(found.context.stage));
    let mut gravest: Vec<&CommandPattern> = Vec::new();
    for pattern in patterns.iter().filter(|pattern| level(pattern) > Level::Off) {
        match gravest.iter_mut().find(|known| known.rule.id == pattern.rule.id) {
            Some(known) if level(known) < level(pattern) => *known = pattern,
            Some(_) => {}
            None => gravest.push(pattern),
        }
    }
    // A push that drops columns is told as what drops them.
    if gravest.iter().any(|pattern| pattern.rule.id == DESTRUCTIVE.id) {
        gravest.retain(|pattern| pattern.rule.id != SCHEMA_PUSH.id);
    }
    gravest.into_iter().map(|pattern| told(found, pattern, level(pattern))).collect()
}

fn told(found: &FoundCommand, pattern: &CommandPattern, level: Level) -> Finding {
    let does = pattern.destroys.as_deref().unwrap_or(pattern.rule.summary);
    let message = format!("`{pattern}` {does}; {}", when(&found.context));
    let instead = pattern.instead.as_ref().map(|instead| format!("run this instead: {instead}"));
    let local = "keep it in a script that is named for local use, with a local connection string";
    let help = instead.map_or_else(|| local.to_owned(), |instead| format!("{instead}\n{local}"));
    Finding { help: Some(help), ..finding(pattern.rule, message, &found.source, found.span, level) }
}

fn unresolved(found: &FoundCommand) -> Finding {
    let message =
        format!("`{}` gets words that are not known before it runs; {}", found.invocation.name(), when(&found.context));
    finding(&UNRESOLVED, message, &found.source, found.span, UNRESOLVED.level)
}

/// The stage in the words of the command patterns.
const fn context(stage: Stage) -> rules::Context {
    match stage {
        Stage::Deploy => rules::Context::Deploy,
        Stage::Elsewhere => rules::Context::Elsewhere,
        Stage::Local => rules::Context::Local,
    }
}
