//! Shell scripts: the whole file is one text, which `invocation` reads.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Form, Found, Name};
use crate::project::scan::text::Text;
use crate::project::scan::tree::Unreadable;

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let text = Text::verbatim(file.text(), 0);
    found.scripts.push(file.script(&text, Context::of_path(file.path)).named(Name::File(file.path.to_owned())));
    Ok(())
}

/// The same for a file whose name does not say what it is, where its first line does.
pub(super) fn with_shebang(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let first = file.text().lines().next().unwrap_or_default();
    match first.strip_prefix("#!").map(interpreter) {
        Some(program) if SHELLS.contains(&program) => read(file, found),
        Some("pwsh") => super::powershell::read(file, found),
        _ => Ok(()),
    }
}

/// Programs that read a POSIX shell's text.
const SHELLS: [&str; 6] = ["sh", "bash", "dash", "zsh", "ksh", "ash"];

/// Whether the words behind `#!` name such a program.
pub(super) fn is_shell(line: &str) -> bool {
    SHELLS.contains(&interpreter(line))
}

fn interpreter(line: &str) -> &str {
    line.trim_end().split(['/', ' ']).rfind(|word| !word.is_empty() && !word.starts_with('-')).unwrap_or_default()
}

/// How a workflow's `shell:` runs a text; `None` for a language that is not a shell's.
pub(super) fn form(shell: Option<&str>) -> Option<Form> {
    match shell.map(|shell| shell.split_whitespace().next().unwrap_or(shell)) {
        None | Some("bash" | "sh" | "/bin/sh" | "/bin/bash") => Some(Form::Shell),
        Some("pwsh" | "powershell" | "cmd") => Some(Form::PowerShell),
        Some(_) => None,
    }
}
