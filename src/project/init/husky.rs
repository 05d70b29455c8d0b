//! husky: a block between two marks, first in the file of each hook.

use std::path::PathBuf;

use super::{InitPlan, Setup};
use crate::project::error::InputError;

/// The block of each hook. husky runs the file with `sh -e`: what fails stops the commit.
const BLOCKS: [(&str, &str); 2] = [
    ("pre-commit", "# seawall: begin\nseawall check --staged --quiet\n# seawall: end\n"),
    ("pre-push", "# seawall: begin\nseawall check --quiet\n# seawall: end\n"),
];

/// Whether husky manages the hooks: its folder is there, or git is pointed at it.
pub(super) fn is_used(setup: &Setup<'_>) -> bool {
    setup.root().join(".husky").is_dir()
}

fn file(setup: &Setup<'_>, name: &str) -> PathBuf {
    setup.root().join(".husky").join(name)
}

pub(super) fn install(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    for (name, block) in BLOCKS {
        let path = file(setup, name);
        let before = setup.text(&path)?;
        if before.as_deref().is_some_and(|text| text.contains(block)) {
            continue;
        }
        let text = before.clone().unwrap_or_default();
        let at = head(&text);
        let after = format!("{}{block}{}", &text[..at], &text[at..]);
        let mut change = setup.change(path, before.clone(), Some(after));
        change.executable = before.is_none();
        plan.changes.push(change);
    }
    Ok(())
}

/// Behind the first line (`#!`) and the line by which husky 8 loads itself.
fn head(text: &str) -> usize {
    let is_head = |line: &&str| line.starts_with("#!") || line.contains("_/husky.sh");
    let mut end = 0;
    let mut at = 0;
    for line in text.split_inclusive('\n').take(4) {
        at += line.len();
        if is_head(&line) && line.ends_with('\n') {
            end = at;
        }
    }
    end
}

pub(super) fn uninstall(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    for (name, block) in BLOCKS {
        let path = file(setup, name);
        let Some(before) = setup.text(&path)? else { continue };
        if !before.contains(block) {
            continue;
        }
        let after = before.replacen(block, "", 1);
        let after = (!after.is_empty()).then_some(after);
        plan.changes.push(setup.change(path, Some(before), after));
    }
    Ok(())
}
