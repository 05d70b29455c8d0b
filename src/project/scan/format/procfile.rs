//! Procfile: `type: command`, one a line. No library reads it; this is all there is to the format.

use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found};
use crate::project::scan::text::Text;
use crate::project::scan::tree::Unreadable;

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let outer = Context::of_path(file.path);
    let mut start = 0;
    for line in file.text().split_inclusive('\n') {
        if let Some((kind, command)) = line.split_once(':').filter(|(kind, _)| !kind.trim_start().starts_with('#')) {
            let begin = start + kind.len() + 1 + (command.len() - command.trim_start().len());
            let context =
                Context::deploy(format!("`{}` of the Procfile runs on every release", kind.trim())).inside(&outer);
            found.scripts.push(file.script(&Text::verbatim(command.trim(), begin), context));
        }
        start += line.len();
    }
    Ok(())
}
