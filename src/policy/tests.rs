//! The wing as a whole: from the text of `seawall.yaml` to levels, exemptions and mistakes.

mod exemptions;
mod gate;
mod layers;
mod levels;
mod mistakes;
mod schema;
mod weaken;

use std::io;
use std::path::Path;

use super::{LoadOptions, Mistake, Policy, Rules};
use crate::rules::policy::{exemption, inline};
use crate::rules::{Category, Check, Level, Rule};

const fn rule(id: &'static str, category: Category, level: Level) -> Rule {
    Rule { id, category, level, summary: "", docs: "", bad: &[], good: &[], check: Check::Audit }
}

static DROP_TABLE: Rule = rule("drop-table", Category::DataLoss, Level::Block);
static DROP_COLUMN: Rule = rule("drop-column", Category::DataLoss, Level::Block);
static INDEX: Rule = rule("index-build-blocks-writes", Category::Lock, Level::Warn);
static STYLE: Rule = rule("prefer-text", Category::Compatibility, Level::Off);

/// Rules that stay as they are whatever rules Seawall has.
static RULES: Rules = &[
    &DROP_COLUMN,
    &DROP_TABLE,
    &exemption::EXPIRED,
    &exemption::UNUSED,
    &inline::FORBIDDEN,
    &inline::UNKNOWN_RULE,
    &inline::UNREADABLE,
    &inline::WITHOUT_REASON,
    &INDEX,
    &STYLE,
];

/// Loads as if these files were all there are, working in `/repo/app`.
fn load_files(files: &[(&str, &str)], levels: &[&str]) -> Result<Policy, Vec<Mistake>> {
    let read = |path: &Path| {
        let found = files.iter().find(|(name, _)| Path::new(name) == path);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))
    };
    let levels: Vec<String> = levels.iter().map(|level| (*level).to_owned()).collect();
    Policy::load(&LoadOptions {
        start: Path::new("/repo/app"),
        root: Some(Path::new("/repo")),
        explicit: None,
        levels: &levels,
        rules: RULES,
        read: &read,
    })
}

fn load(text: &str) -> Result<Policy, Vec<Mistake>> {
    load_files(&[("/repo/app/seawall.yaml", &format!("version: 1\n{text}"))], &[])
}

fn policy(text: &str) -> Policy {
    load(text).unwrap_or_else(|mistakes| panic!("{text}\n{mistakes:#?}"))
}
