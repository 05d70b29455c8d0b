//! Git's hooks: through husky or lefthook where the repository uses one, else as files in git's own hooks folder.

use std::path::PathBuf;

use super::{InitPlan, Move, Setup, husky, lefthook};
use crate::project::error::InputError;

/// The hooks, by their name and text.
const HOOKS: [(&str, &str); 2] =
    [("pre-commit", include_str!("../../../hooks/pre-commit")), ("pre-push", include_str!("../../../hooks/pre-push"))];

/// What a hook that was there before is called beside ours.
const BEFORE: &str = "before-seawall";

pub(super) fn install(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    if let Some(file) = lefthook::file(setup) {
        return lefthook::install(setup, file, plan);
    }
    if husky::is_used(setup) {
        return husky::install(setup, plan);
    }
    let folder = setup.repository.hooks_folder()?;
    HOOKS.iter().try_for_each(|(name, text)| install_one(setup, folder.join(name), text, plan))
}

fn install_one(setup: &Setup<'_>, path: PathBuf, text: &str, plan: &mut InitPlan) -> Result<(), InputError> {
    // A hook may be any program; only ours must be text.
    let there = path.exists();
    let found = if there { setup.text(&path).unwrap_or_default() } else { None };
    if found.as_deref() == Some(text) {
        return Ok(());
    }
    let mut change = setup.change(path.clone(), None, Some(text.to_owned()));
    change.executable = true;
    if there {
        let kept = beside(&path);
        if kept.exists() {
            let shown = setup.workspace.shown(&kept);
            return Err(InputError::new("is there already, so the hook that is in use cannot be kept under this name")
                .at(shown)
                .help("look which of the two hooks is the one you want, and move the other away"));
        }
        let (from, to) = (setup.workspace.shown(&path), setup.workspace.shown(&kept));
        let told = format!("{from} becomes {to}, which the new hook runs first");
        change.moved = Some(Move { from: path, to: kept, told });
    }
    plan.changes.push(change);
    Ok(())
}

pub(super) fn uninstall(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    lefthook::uninstall(setup, plan)?;
    husky::uninstall(setup, plan)?;
    let folder = setup.repository.hooks_folder()?;
    for (name, text) in HOOKS {
        let path = folder.join(name);
        let Some(found) = path.exists().then(|| setup.text(&path).unwrap_or_default()).flatten() else { continue };
        if found != text {
            if found.contains("seawall init --uninstall") {
                let shown = setup.workspace.shown(&path);
                plan.notes.push(format!("{shown} was changed since and stays; delete it yourself if it should go"));
            }
            continue;
        }
        let kept = beside(&path);
        let mut change = setup.change(path.clone(), Some(found), None);
        if kept.exists() {
            let told = format!("{} gets its name back", setup.workspace.shown(&kept));
            change.moved = Some(Move { from: kept, to: path, told });
        }
        plan.changes.push(change);
    }
    Ok(())
}

fn beside(path: &std::path::Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(BEFORE);
    PathBuf::from(name)
}
