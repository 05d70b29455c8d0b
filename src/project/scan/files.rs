//! Which files are looked at, and what they hold: on disk, or as the git index has them.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::project::error::InputError;
use crate::project::git::{Base, Repository, Snapshot};
use crate::project::pending::Selector;
use crate::project::standpoint::{self, Standpoint};
use crate::project::text::{Unread, read_file};
use crate::project::tree::Tree;
use crate::project::workspace::Workspace;

/// Folders of dependencies and build output, which hold copies.
const SKIPPED: [&str; 12] = [
    "node_modules",
    "target",
    "dist",
    "build",
    "out",
    "coverage",
    "vendor",
    ".next",
    ".turbo",
    ".venv",
    ".yarn",
    ".git",
];

/// How many files are looked for outside git.
const MAX_FILES: usize = 200_000;

/// The files of a repository, and which of them are pending.
pub(super) struct Files<'a> {
    content: Content<'a>,
    /// Every file, by its path from the root, sorted.
    pub(super) all: Vec<String>,
    /// Those that changed; `None` where everything is looked at.
    pub(super) changed: Option<HashSet<String>>,
    /// The commit against which they changed.
    pub(super) base: Option<Base>,
    /// How they were chosen.
    pub(super) sentence: String,
    root: PathBuf,
    workspace: &'a Workspace,
}

enum Content<'a> {
    Disk,
    Index(Snapshot<'a>),
}

impl<'a> Files<'a> {
    /// The files at and below the working directory, and those of them that the selector chooses.
    pub(super) fn choose(
        workspace: &'a Workspace,
        selector: &Selector,
        repository: Option<&'a Repository<'a>>,
    ) -> Result<Self, InputError> {
        let Some(repository) = repository else { return Self::without_git(workspace, selector) };
        let root = repository.root().to_owned();
        let prefix = repository.prefix(workspace.cwd())?;
        let here = |paths: Vec<String>| {
            paths.into_iter().filter(|path| path.starts_with(&prefix) && !is_skipped(path)).collect::<Vec<_>>()
        };
        let (content, all, changed, base, sentence) = match selector {
            Selector::Staged => {
                let snapshot = repository.whole_index()?;
                let all = here(snapshot.paths().map(str::to_owned).collect());
                (Content::Index(snapshot), all, Some(repository.staged_changes()?), None, "what is staged".to_owned())
            }
            Selector::Files(named) => {
                let named =
                    named.iter().map(|file| repository.path_in(&workspace.absolute(file))).collect::<Result<_, _>>()?;
                (Content::Disk, here(repository.files()?), Some(named), None, "the files that were named".to_owned())
            }
            Selector::All => (Content::Disk, here(repository.files()?), None, None, "every file".to_owned()),
            _ => match standpoint::of(repository, selector)? {
                Standpoint::Since { base, sentence } => {
                    let changed = repository.changes_since(base.as_ref())?;
                    (Content::Disk, here(repository.files()?), Some(changed), base, sentence)
                }
                Standpoint::Nothing { because } => {
                    let sentence = format!("every file, because {because}");
                    (Content::Disk, here(repository.files()?), None, None, sentence)
                }
            },
        };
        let changed = changed.map(|changed| here(changed).into_iter().collect());
        Ok(Self { content, all, changed, base, sentence, root, workspace })
    }

    fn without_git(workspace: &'a Workspace, selector: &Selector) -> Result<Self, InputError> {
        if matches!(selector, Selector::Staged | Selector::Base(_)) {
            return Err(InputError::new("this needs a git repository, and there is none here")
                .absent()
                .at(workspace.shown(workspace.cwd()))
                .help("use `--all` to look at every file"));
        }
        let root = workspace.cwd().to_owned();
        let all = walk(&root, workspace)?;
        let (changed, sentence) = match selector {
            Selector::Files(named) => {
                let inside = |file: &PathBuf| workspace.shown(&workspace.absolute(file));
                (Some(named.iter().map(inside).collect()), "the files that were named".to_owned())
            }
            _ => (None, "every file, because not in a git repository".to_owned()),
        };
        Ok(Self { content: Content::Disk, all, changed, base: None, sentence, root, workspace })
    }

    /// Whether a file is among those that are judged.
    pub(super) fn is_pending(&self, path: &str) -> bool {
        self.changed.as_ref().is_none_or(|changed| changed.contains(path))
    }

    /// The files that are judged.
    pub(super) fn pending(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str).filter(|path| self.is_pending(path))
    }

    /// How a path is shown to the user.
    pub(super) fn shown(&self, path: &str) -> String {
        self.workspace.shown(&self.root.join(path))
    }

    /// The bytes of a file; `None` for a link, and for one that is not there any more.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        match &self.content {
            Content::Index(snapshot) if snapshot.is_link(path) => Ok(None),
            Content::Index(snapshot) => snapshot.read(path),
            Content::Disk => self.read_disk(&self.root.join(path), path),
        }
    }

    /// What is tracked is read; what a link leads to is either tracked itself or not ours.
    fn read_disk(&self, file: &Path, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        if std::fs::symlink_metadata(file).is_ok_and(|metadata| !metadata.is_file()) {
            return Ok(None);
        }
        match read_file(file, &self.shown(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Unread::Missing) => Ok(None),
            Err(Unread::Failed(error)) => Err(error),
        }
    }
}

/// A path with a folder of dependencies or build output in it.
fn is_skipped(path: &str) -> bool {
    path.rsplit_once('/').is_some_and(|(folders, _)| folders.split('/').any(|folder| SKIPPED.contains(&folder)))
}

/// Every file below a folder, where no git says which are ours.
fn walk(root: &Path, workspace: &Workspace) -> Result<Vec<String>, InputError> {
    let mut files = Vec::new();
    let mut open = vec![String::new()];
    while let Some(folder) = open.pop() {
        // A folder that may not be read holds nothing that this user could run.
        let Ok(entries) = std::fs::read_dir(root.join(&folder)) else { continue };
        for entry in entries.flatten() {
            let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else { continue };
            let path = if folder.is_empty() { name.clone() } else { format!("{folder}/{name}") };
            if kind.is_dir() && !SKIPPED.contains(&name.as_str()) {
                open.push(path);
            } else if kind.is_file() {
                files.push(path);
            }
        }
        if files.len() > MAX_FILES {
            return Err(InputError::new(format!("holds more than {MAX_FILES} files, too many to look at"))
                .at(workspace.shown(root))
                .help("run in a folder below it"));
        }
    }
    files.sort_unstable();
    Ok(files)
}
