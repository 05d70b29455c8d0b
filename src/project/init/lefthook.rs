//! lefthook: a command in its configuration, put in as text so that everything else stays as it is written.

use std::path::PathBuf;

use super::{InitPlan, Setup};
use crate::project::error::InputError;
use crate::project::scan::yaml_child_column;

const NAMES: [&str; 4] = ["lefthook.yml", ".lefthook.yml", "lefthook.yaml", ".lefthook.yaml"];

/// Each hook and its command.
const COMMANDS: [(&str, &str); 2] =
    [("pre-commit", "seawall check --staged --quiet"), ("pre-push", "seawall check --quiet")];

/// The configuration, where lefthook is used.
pub(super) fn file(setup: &Setup<'_>) -> Option<PathBuf> {
    NAMES.iter().map(|name| setup.root().join(name)).find(|path| path.is_file())
}

pub(super) fn install(setup: &Setup<'_>, path: PathBuf, plan: &mut InitPlan) -> Result<(), InputError> {
    let before = setup.text(&path)?.unwrap_or_default();
    let mut after = before.clone();
    for (hook, command) in COMMANDS {
        if after.contains(&format!("run: {command}\n")) {
            continue;
        }
        match with_command(&after, hook, command) {
            Some(text) => after = text,
            None => plan.notes.push(format!(
                "{} keeps its `{hook}` in a form that is left alone; add to it: `run: {command}`",
                setup.workspace.shown(&path)
            )),
        }
    }
    if after != before {
        plan.changes.push(setup.change(path, Some(before), Some(after)));
    }
    Ok(())
}

/// The text with a command of ours in a hook; `None` where the hook has a form that no line can be put into.
fn with_command(text: &str, hook: &str, command: &str) -> Option<String> {
    let Some(start) = line_of(text, hook) else {
        let break_before = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
        return Some(format!("{text}{break_before}{}", whole(hook, command)));
    };
    let commands = yaml_child_column(text, &[hook, "commands"]);
    let jobs = yaml_child_column(text, &[hook, "jobs"]);
    let (at, indent, is_list) =
        commands.map(|(at, column)| (at, column, false)).or(jobs.map(|(at, column)| (at, column, true)))?;
    let line =
        at.checked_sub(indent).filter(|&line| line >= start && text[line..at].bytes().all(|byte| byte == b' '))?;
    Some(format!("{}{}{}", &text[..line], within(indent, command, is_list), &text[line..]))
}

/// The hook with nothing but our command.
fn whole(hook: &str, command: &str) -> String {
    format!("{hook}:\n  commands:\n{}", within(4, command, false))
}

/// Our command among others.
fn within(indent: usize, command: &str, is_list: bool) -> String {
    let space = " ".repeat(indent);
    if is_list {
        format!("{space}- name: seawall\n{space}  run: {command}\n")
    } else {
        format!("{space}seawall:\n{space}  run: {command}\n")
    }
}

/// The place behind the line of a hook's key.
fn line_of(text: &str, hook: &str) -> Option<usize> {
    let key = format!("{hook}:");
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        at += line.len();
        if line.starts_with(&key) {
            return Some(at);
        }
    }
    None
}

pub(super) fn uninstall(setup: &Setup<'_>, plan: &mut InitPlan) -> Result<(), InputError> {
    let Some(path) = file(setup) else { return Ok(()) };
    let before = setup.text(&path)?.unwrap_or_default();
    let mut after = before.clone();
    for (hook, command) in COMMANDS {
        let whole = whole(hook, command);
        let indents = [2, 4, 6, 8, 3, 1];
        let pieces = indents.iter().flat_map(|&indent| [within(indent, command, false), within(indent, command, true)]);
        if let Some(piece) = std::iter::once(whole).chain(pieces).find(|piece| after.contains(piece.as_str())) {
            after = after.replacen(&piece, "", 1);
        }
    }
    if after != before {
        plan.changes.push(setup.change(path, Some(before), Some(after)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_put_where_the_others_are() {
        let list = "# ours\npre-commit:\n  parallel: true\n  jobs:\n    - run: npm test\n";
        let added = with_command(list, "pre-commit", "x").unwrap();
        assert_eq!(
            added,
            "# ours\npre-commit:\n  parallel: true\n  jobs:\n    - name: seawall\n      run: x\n    - run: npm test\n"
        );
        let map = "pre-commit:\n  commands:\n    lint:\n      run: npm run lint\n";
        let added = with_command(map, "pre-commit", "x").unwrap();
        assert_eq!(added, "pre-commit:\n  commands:\n    seawall:\n      run: x\n    lint:\n      run: npm run lint\n");
        assert_eq!(
            with_command(map, "pre-push", "x").unwrap(),
            format!("{map}pre-push:\n  commands:\n    seawall:\n      run: x\n")
        );
        assert_eq!(with_command("pre-commit: { commands: { a: { run: b } } }\n", "pre-commit", "x"), None);
    }
}
