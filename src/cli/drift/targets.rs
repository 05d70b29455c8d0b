//! Which databases are looked at.

use std::str::FromStr;

use super::DriftArguments;
use crate::audit::Problem;
use crate::cli::judgement::Judgement;
use crate::cli::targets::known;
pub(super) use crate::cli::targets::{Names, target};
use crate::live::Target;
use crate::project::Workspace;

/// One part of many databases: `3/10` is the third of ten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shard {
    part: usize,
    parts: usize,
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let numbers = text.split_once('/').and_then(|(part, parts)| Some((part.parse().ok()?, parts.parse().ok()?)));
        match numbers {
            Some((part, parts)) if 1 <= part && part <= parts => Ok(Self { part, parts }),
            _ => Err("write the part and how many there are, as in `3/10`".to_owned()),
        }
    }
}

/// Databases that were chosen, and what the user should know of how they were found.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) targets: Vec<Target>,
    pub(super) notes: Vec<String>,
}

/// The databases that the arguments name, those of other shards left out.
///
/// # Errors
/// Every name that the policy does not know and every connection string that cannot be read; or there is none at all.
pub(super) fn chosen(
    arguments: &DriftArguments,
    names: &Names<'_>,
    workspace: &Workspace,
) -> Result<Targets, Vec<Problem>> {
    let mut wanted: Vec<String> = arguments.environments.clone();
    wanted.extend(arguments.target.iter().cloned());
    wanted.extend(arguments.url.iter().cloned());
    if let Some(file) = &arguments.targets {
        wanted.extend(lines(&workspace.absolute(file), &workspace.shown(file))?);
    }
    if wanted.is_empty() {
        wanted.push(by_default(names.judgement)?);
    }
    if let Some(Shard { part, parts }) = arguments.shard {
        wanted =
            wanted.into_iter().enumerate().filter(|(at, _)| at % parts == part - 1).map(|(_, name)| name).collect();
    }
    let (mut chosen, mut problems) = (Targets::default(), Vec::new());
    for name in &wanted {
        match target(name, names) {
            Ok((target, notes)) => {
                chosen.targets.push(target);
                chosen.notes.extend(notes);
            }
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() { Ok(chosen) } else { Err(problems) }
}

/// `staging`, or the only environment there is.
fn by_default(judgement: &Judgement) -> Result<String, Vec<Problem>> {
    let environments = &judgement.policy.environments;
    if environments.contains_key("staging") {
        return Ok("staging".to_owned());
    }
    let mut names = environments.keys();
    match (names.next(), names.next()) {
        (Some(only), None) => Ok(only.clone()),
        (Some(_), Some(_)) => Err(vec![Problem {
            message: "the policy names several environments, none of them `staging`".to_owned(),
            help: Some(format!("name one: seawall drift {}", known(judgement))),
            ..Problem::default()
        }]),
        (None, _) => Err(vec![Problem {
            message: "no database is named".to_owned(),
            help: Some(
                "name one: `seawall drift --url $STAGING_DATABASE_URL`, or in seawall.yaml:\n\
                 environments:\n  staging: { url: $STAGING_DATABASE_URL }"
                    .to_owned(),
            ),
            ..Problem::default()
        }]),
    }
}

/// The lines of a file of databases; empty ones and comments are passed over.
fn lines(file: &std::path::Path, shown: &str) -> Result<Vec<String>, Vec<Problem>> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        vec![Problem {
            message: format!("cannot be read: {error}"),
            path: Some(shown.to_owned()),
            help: Some("name a file with one `NAME=URL` a line".to_owned()),
            ..Problem::default()
        }]
    })?;
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    Ok(lines.map(str::to_owned).collect())
}
