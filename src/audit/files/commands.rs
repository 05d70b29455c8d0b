//! Commands that destroy data or pass by the migrations, judged by when they run and by the database that they name.

use std::collections::BTreeSet;

use super::target::Aim;
use super::{Asked, finding, when};
use crate::audit::exec::sql;
use crate::project::{FoundCommand, Stage};
use crate::rules::{
    self, CommandPattern, ContextLevels, DESTRUCTIVE, Finding, Level, SCHEMA_PUSH, Standing, Tool, UNRESOLVED,
};

/// What is to be said of one command: one finding a rule, the gravest pattern of each. `shared` are the variables of files of
/// which was spoken already.
pub(super) fn findings(
    found: &FoundCommand,
    asked: &Asked<'_>,
    shared: &mut BTreeSet<(String, String)>,
) -> Vec<Finding> {
    let standing = asked.files.book.standing(&found.invocation, &|_| None);
    if matches!(standing, Standing::Safe(_)) || asked.files.book.handles_text(&found.invocation) {
        return judged(found, &standing, asked);
    }
    let Some(aim) = Aim::of(found, asked) else { return judged(found, &standing, asked) };
    let found = &aim.context().map_or_else(|| found.clone(), |context| FoundCommand { context, ..found.clone() });
    let mut told = judged(found, &standing, asked);
    let reads = matches!(standing, Standing::Sql(_)) && told.is_empty();
    let place = aim.shared().map(|place| (found.source.path().to_owned(), place.to_owned()));
    let target = aim.finding(found, &standing).filter(|target| {
        !reads && told.iter().all(|told| told.level < target.level) && place.is_none_or(|place| shared.insert(place))
    });
    if target.is_some() {
        told.retain(|told| told.rule != UNRESOLVED.id);
    }
    told.extend(target);
    told
}

fn judged(found: &FoundCommand, standing: &Standing<'_>, asked: &Asked<'_>) -> Vec<Finding> {
    match standing {
        Standing::Dangerous(patterns) => dangerous(found, patterns),
        Standing::Sql(tool) => given_sql(found, tool, asked),
        Standing::Unresolved(_) if found.context.stage == Stage::Deploy => {
            vec![unresolved(found, "gets words that are not known before it runs")]
        }
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

/// SQL that `psql` is given is judged as a migration would be. What nobody can see is told where it runs on deploy.
fn given_sql(found: &FoundCommand, tool: &Tool, asked: &Asked<'_>) -> Vec<Finding> {
    let level = ContextLevels::of(&DESTRUCTIVE).at(context(found.context.stage));
    if level == Level::Off {
        return Vec::new();
    }
    match sql::texts(tool, &found.invocation, asked.files.read, false) {
        Ok(texts) => {
            let judge = |(name, text): (String, String)| sql::judge_text(asked.policy, asked.today, &name, text).err();
            texts.into_iter().filter_map(judge).map(|why| runs_sql(found, &why, level)).collect()
        }
        Err(why) if found.context.stage == Stage::Deploy => {
            vec![unresolved(found, &format!("cannot be judged: {why}"))]
        }
        Err(_) => Vec::new(),
    }
}

fn runs_sql(found: &FoundCommand, why: &str, level: Level) -> Finding {
    let message = format!("`{}` runs SQL: {why}; {}", found.invocation.name(), when(&found.context));
    let help = "put the change into a migration, which is judged and runs once".to_owned();
    Finding { help: Some(help), ..finding(&DESTRUCTIVE, message, &found.source, found.span, level) }
}

fn unresolved(found: &FoundCommand, why: &str) -> Finding {
    let message = format!("`{}` {why}; {}", found.invocation.name(), when(&found.context));
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
