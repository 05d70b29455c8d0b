//! justfile: recipes and their indented lines.
//!
//! `just` itself is the only parser, and a program rather than a library. This reads recipe headers and bodies; `set shell`,
//! `import`, and `{{ expressions }}` are left as they stand, so a command that an expression puts together is not seen.

use super::recipe::{command, logical_lines};
use crate::project::scan::context::Context;
use crate::project::scan::script::{File, Found, Name};
use crate::project::scan::text::Text;
use crate::project::scan::tree::Unreadable;

#[allow(clippy::unnecessary_wraps, reason = "a reader as the others")]
pub(super) fn read(file: &File<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let mut recipe: Option<&str> = None;
    for range in logical_lines(file.text()) {
        let line = &file.text()[range.clone()];
        let indented = line.starts_with([' ', '\t']);
        match recipe {
            _ if line.trim().is_empty() || line.starts_with('#') => {}
            Some(name) if indented => push(file, name, line, range.start, found),
            _ => recipe = header(line),
        }
    }
    Ok(())
}

/// The name of the recipe that a line begins: `@reset env="dev": build`. An assignment has `:=`.
fn header(line: &str) -> Option<&str> {
    let line = line.trim_start_matches('@');
    let end =
        line.find(|letter: char| !(letter.is_alphanumeric() || matches!(letter, '_' | '-'))).unwrap_or(line.len());
    let (name, behind) = line.split_at(end);
    let colon = behind.find(':')?;
    let assigns = behind[colon..].starts_with(":=") || matches!(name, "set" | "alias" | "import" | "mod" | "export");
    (!name.is_empty() && !assigns).then_some(name)
}

fn push(file: &File<'_>, recipe: &str, line: &str, start: usize, found: &mut Found) {
    let (command, begin) = command(line);
    if command.is_empty() || command.starts_with('#') {
        return;
    }
    let name = Name::Target { program: "just", folder: file.folder().to_owned(), target: recipe.to_owned() };
    let text = Text::verbatim(command, start + begin);
    found.scripts.push(file.script(&text, Context::of_name("the recipe", recipe)).named(name));
}
