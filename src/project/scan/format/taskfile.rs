//! Taskfile.yml: `tasks.NAME.cmds`, and the short forms.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found, Name};
use crate::project::scan::text::Text;
use crate::project::scan::tree::{self, Node, Unreadable};

pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let root = tree::yaml(file.text())?;
    for (name, task) in root.get("tasks").into_iter().flat_map(Node::entries) {
        let context = Context::of_name("the task", name.as_str());
        let target =
            Name::Target { program: "task", folder: file.folder().to_owned(), target: name.as_str().to_owned() };
        for command in commands(task) {
            found.scripts.push(file.script(command, context.clone()).named(target.clone()));
        }
    }
    Ok(())
}

/// A task is a command, a list of them, or a mapping with `cmds` or `cmd`.
fn commands(task: &Node) -> Vec<&Text> {
    [Some(task), task.get("cmds"), task.get("cmd")].into_iter().flatten().flat_map(listed).collect()
}

/// A command, or a list of commands, some of which may be mappings with `cmd` or `defer`.
fn listed(node: &Node) -> impl Iterator<Item = &Text> {
    let inner = node.items().iter().flat_map(|item| [item.get("cmd"), item.get("defer")]);
    node.texts().into_iter().chain(inner.flatten().filter_map(Node::text))
}
