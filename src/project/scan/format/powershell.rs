//! PowerShell scripts: the whole file is one text.
//!
//! No light, kept parser exists in Rust (the grammar for tree-sitter is a C library of its own). What is read of PowerShell
//! is said where it is read, in `reading/powershell`.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Form, Found, Name};
use crate::project::scan::text::Text;
use crate::project::scan::tree::Unreadable;

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let text = Text::verbatim(file.text(), 0);
    let script = file.script(&text, Context::of_path(file.path)).run_by(Form::PowerShell);
    found.scripts.push(script.named(Name::File(file.path.to_owned())));
    Ok(())
}
