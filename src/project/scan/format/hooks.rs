//! Hooks of git as husky and lefthook keep them. They run on developers' machines.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found, Name};
use crate::project::scan::text::Text;
use crate::project::scan::tree::{self, Node, Unreadable};

const WHY: &str = "a git hook runs on every developer's machine, with whatever database its `.env` names";

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn husky(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let text = Text::verbatim(file.text(), 0);
    found.scripts.push(file.script(&text, Context::elsewhere(WHY)).named(Name::File(file.path.to_owned())));
    Ok(())
}

pub(super) fn lefthook_yaml(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    lefthook(file, &tree::yaml(file.text())?, found);
    Ok(())
}

pub(super) fn lefthook_toml(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    lefthook(file, &tree::toml(file.text())?, found);
    Ok(())
}

pub(super) fn lefthook_json(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    lefthook(file, &tree::json(file.text())?, found);
    Ok(())
}

/// Every `run` below a hook: in `commands`, in `jobs`, in groups of jobs.
fn lefthook(file: &File<'_>, node: &Node, found: &mut Found) {
    if let Some(run) = node.get("run").and_then(Node::text) {
        found.scripts.push(file.script(run, Context::elsewhere(WHY)));
    }
    node.entries().for_each(|(_, inner)| lefthook(file, inner, found));
    node.items().iter().for_each(|inner| lefthook(file, inner, found));
}
