//! Migrations that the user named file by file.

use std::path::{Path, PathBuf};

use super::{InputError, Located, Selection, Workspace};
use crate::project::layout::files_alone;
use crate::project::tree::Disk;

/// The named files; those that lie in a history are judged in it, since the tables they change were made there.
pub(super) fn select(workspace: &Workspace, named: &[PathBuf]) -> Result<Vec<Selection>, InputError> {
    let files: Vec<PathBuf> = named.iter().map(|file| migration_in(workspace.absolute(file))).collect();
    let (mut alone, mut histories): (Vec<PathBuf>, Vec<(Located, Vec<PathBuf>)>) = (Vec::new(), Vec::new());
    for file in files {
        let Some(located) = Located::around(&file) else {
            alone.push(file);
            continue;
        };
        match histories.iter_mut().find(|(known, _)| *known == located) {
            Some((_, files)) => files.push(file),
            None => histories.push((located, vec![file])),
        }
    }
    let mut selections = Vec::new();
    if !alone.is_empty() {
        let history = files_alone(workspace, &alone)?;
        let pending = (0..history.migrations.len()).collect();
        selections.push(Selection::new(history, pending, told(alone.len())));
    }
    for (located, files) in histories {
        selections.push(in_history(workspace, &located, &files)?);
    }
    Ok(selections)
}

fn told(files: usize) -> String {
    if files == 1 { "the file that was named".to_owned() } else { format!("the {files} files that were named") }
}

/// The folder of a migration stands for its file.
fn migration_in(path: PathBuf) -> PathBuf {
    let inside = ["migration.sql", "up.sql"].map(|name| path.join(name));
    inside.into_iter().find(|file| file.is_file()).unwrap_or(path)
}

fn in_history(workspace: &Workspace, located: &Located, files: &[PathBuf]) -> Result<Selection, InputError> {
    let disk = Disk { folder: located.folder.clone(), workspace };
    let mut history = located.read(&disk, workspace)?;
    let place = |file: &Path| {
        history.migrations.iter().position(|migration| migration.file == file).ok_or_else(|| {
            InputError::new("does not exist")
                .at(workspace.shown(file))
                .help("name a migration of this folder; the way back is not judged")
        })
    };
    let mut pending = files.iter().map(|file| place(file)).collect::<Result<Vec<_>, _>>()?;
    pending.sort_unstable();
    pending.dedup();
    // What comes later had not run when the last named one did.
    history.migrations.truncate(pending.last().map_or(0, |&last| last + 1));
    let notes = located.notes(&disk, workspace)?;
    let sentence = format!("{}, after the migrations before in {}", told(pending.len()), history.shown);
    Ok(Selection { notes, ..Selection::new(history, pending, sentence) })
}
