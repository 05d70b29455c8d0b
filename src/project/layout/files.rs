//! Files that the user named, and standard input: no folder, no history before them.

use std::path::{Path, PathBuf};

use super::{Layout, file_name};
use crate::project::error::InputError;
use crate::project::migration::{History, Migration};
use crate::project::text::{Unread, decode, read_bounded, read_file};
use crate::project::workspace::Workspace;
use crate::sql::Source;

/// How standard input is called.
const STDIN: &str = "<stdin>";

/// The files in the order given.
///
/// # Errors
/// A file that is missing or cannot be read.
pub(in crate::project) fn files_alone(workspace: &Workspace, files: &[PathBuf]) -> Result<History, InputError> {
    let migrations = files.iter().map(|file| one(workspace, file)).collect::<Result<_, _>>()?;
    Ok(history(Layout::Files, workspace, migrations))
}

fn one(workspace: &Workspace, file: &Path) -> Result<Migration, InputError> {
    let shown = workspace.shown(file);
    let bytes = read_file(file, &shown).map_err(|unread| match unread {
        Unread::Failed(error) => error,
        Unread::Missing => {
            InputError::new("does not exist").at(&shown).help("name an SQL file, or `-` for standard input")
        }
    })?;
    let source = Source::new(shown.as_str(), decode(bytes, &shown)?).with_placeholders_as_names();
    Ok(Migration::new(name(file), file.to_owned(), source))
}

/// The stem of the file; with `migration.sql` the name of its folder, as Prisma has it.
fn name(file: &Path) -> &str {
    match file_name(file) {
        "migration.sql" => file.parent().map_or("migration.sql", file_name),
        _ => file.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default(),
    }
}

/// What standard input holds.
///
/// # Errors
/// Input that is too large or not UTF-8.
pub(in crate::project) fn standard_input(
    workspace: &Workspace,
    input: impl std::io::Read,
) -> Result<History, InputError> {
    let text = decode(read_bounded(input, STDIN, 0)?, STDIN)?;
    let migration = Migration::new(STDIN, PathBuf::new(), Source::new(STDIN, text).with_placeholders_as_names());
    Ok(history(Layout::Stdin, workspace, vec![migration]))
}

/// A text that lies in no file.
pub(in crate::project) fn text_alone(name: &str, text: String) -> History {
    let migration = Migration::new(name, PathBuf::new(), Source::new(name, text));
    let (folder, shown) = (PathBuf::new(), ".".into());
    History { layout: Layout::Stdin, folder, shown, migrations: vec![migration], complete: false }
}

fn history(layout: Layout, workspace: &Workspace, migrations: Vec<Migration>) -> History {
    let folder = workspace.cwd().to_owned();
    History { layout, shown: workspace.shown(&folder).into(), folder, migrations, complete: false }
}
