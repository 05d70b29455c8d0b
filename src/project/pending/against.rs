//! What is new against a commit.

use std::collections::HashSet;

use super::change::{changes, runs_again};
use super::{InputError, Located, Selection, Selector, Workspace};
use crate::project::git::{Base, Repository, Snapshot};
use crate::project::migration::{History, Migration};
use crate::project::standpoint::{self, Standpoint};

/// New against the merge base with the branch that the user named.
pub(super) fn base(
    workspace: &Workspace,
    located: &Located,
    history: History,
    selector: &Selector,
) -> Result<Selection, InputError> {
    let repository = Repository::discover(workspace, &located.folder)?.ok_or_else(|| {
        InputError::new("`--base` needs a git repository, and there is none here")
            .at(&*history.shown)
            .help("use `--after NAME`, `--last N` or `--all`")
    })?;
    from_standpoint(&repository, located, history, selector)
}

/// What the repository itself tells, from the best knowledge to the least.
pub(super) fn default(workspace: &Workspace, located: &Located, history: History) -> Result<Selection, InputError> {
    match Repository::discover(workspace, &located.folder)? {
        Some(repository) => from_standpoint(&repository, located, history, &Selector::Default),
        None => Ok(newest(history, "not in a git repository")),
    }
}

fn from_standpoint(
    repository: &Repository<'_>,
    located: &Located,
    history: History,
    selector: &Selector,
) -> Result<Selection, InputError> {
    match standpoint::of(repository, selector)? {
        Standpoint::Since { base, sentence } => new_since(repository, located, history, base, sentence),
        Standpoint::Nothing { because } => Ok(newest(history, because)),
    }
}

/// What the next commit adds or rewrites; what the default branch has is deployed, or what HEAD has where that is not known.
pub(super) fn staged(workspace: &Workspace, located: &Located) -> Result<Selection, InputError> {
    let repository = Repository::discover(workspace, &located.folder)?.ok_or_else(|| {
        InputError::new("`--staged` needs a git repository, and there is none here")
            .at(workspace.shown(&located.folder))
            .help("leave `--staged` out to check the files as they are")
    })?;
    let head = repository.head()?;
    let deployed = deployed(&repository, head.as_ref()).or_else(|| head.clone());
    let index = repository.staged(&located.folder)?;
    let before = repository.commit(&located.folder, head.as_ref(), true)?;
    let history = located.read(&index, workspace)?;
    let (on_base, moved) = on_base(&repository, located, &history, deployed.as_ref())?;
    let known = names(located, &on_base);
    let touched: HashSet<String> =
        index.paths().filter(|path| !index.same(&before, path)).filter_map(|path| located.name_of(path)).collect();
    let pending = places(&history, |migration| {
        let new = !known.contains(&*migration.name) || runs_again(migration, located, &on_base)?;
        Ok(new && touched.contains(&*migration.name))
    })?;
    let mut notes = moved;
    if !history.migrations.is_empty() {
        notes.extend(located.notes(&index, workspace)?);
    }
    let changes = changes(located, &history, &on_base)?;
    let selection = Selection::new(history, pending, "staged for the next commit");
    Ok(Selection { base: deployed, changes, notes, ..selection })
}

/// Where the branch left the default one; unknown is no error here, since HEAD serves.
fn deployed(repository: &Repository<'_>, head: Option<&Base>) -> Option<Base> {
    let branch = repository.default_branch().ok()??;
    repository.merge_base(head?, &branch).ok()
}

fn new_since(
    repository: &Repository<'_>,
    located: &Located,
    history: History,
    base: Option<Base>,
    sentence: String,
) -> Result<Selection, InputError> {
    let (before, notes) = on_base(repository, located, &history, base.as_ref())?;
    let known = names(located, &before);
    let pending =
        places(
            &history,
            |migration| Ok(!known.contains(&*migration.name) || runs_again(migration, located, &before)?),
        )?;
    let changes = changes(located, &history, &before)?;
    Ok(Selection { base, changes, notes, ..Selection::new(history, pending, sentence) })
}

/// The folder on the base; where the base does not have it, the one that holds the oldest migration there, and a note.
fn on_base<'a>(
    repository: &'a Repository<'_>,
    located: &Located,
    history: &History,
    base: Option<&Base>,
) -> Result<(Snapshot<'a>, Vec<String>), InputError> {
    let here = repository.commit(&located.folder, base, true)?;
    let (Some(oldest), None) = (history.migrations.first(), here.paths().next()) else { return Ok((here, Vec::new())) };
    let Ok(path) = oldest.file.strip_prefix(&located.folder) else { return Ok((here, Vec::new())) };
    match repository.folder_with(path, base)? {
        None => Ok((here, Vec::new())),
        Some(folder) => {
            let note = format!("{} is not on the base, where its history lies in {folder}", history.shown);
            Ok((repository.commit(&repository.root().join(folder), base, true)?, vec![note]))
        }
    }
}

fn newest(history: History, because: &str) -> Selection {
    let last = history.migrations.len() - 1;
    let sentence = format!("the newest migration, because {because}; choose with --base, --last or --all");
    Selection::new(history, vec![last], sentence)
}

fn names(located: &Located, snapshot: &Snapshot<'_>) -> HashSet<String> {
    snapshot.paths().filter_map(|path| located.name_of(path)).collect()
}

fn places(
    history: &History,
    chosen: impl Fn(&Migration) -> Result<bool, InputError>,
) -> Result<Vec<usize>, InputError> {
    let mut places = Vec::new();
    for (at, migration) in history.migrations.iter().enumerate() {
        if chosen(migration)? {
            places.push(at);
        }
    }
    Ok(places)
}
