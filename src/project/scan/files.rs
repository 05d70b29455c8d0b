//! Which files are looked at, and what they hold: on disk, or as the git index has them.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::project::error::InputError;
use crate::project::git::{Base, Repository, Staged};
use crate::project::pending::Selector;
use crate::project::standpoint::{self, Standpoint};
use crate::project::text::{Unread, read_file};
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
    /// Those that changed, by their path from the root; `None` where everything is looked at.
    changed: Option<BTreeSet<String>>,
    /// The commit against which they changed.
    pub(super) base: Option<Base>,
    /// How they were chosen.
    pub(super) sentence: String,
    root: PathBuf,
    /// The working directory from the root, with a `/` behind it: nothing outside it is looked at.
    prefix: String,
    workspace: &'a Workspace,
}

enum Content<'a> {
    /// A folder that no git knows.
    Folder,
    /// The working tree.
    Tree(&'a Repository<'a>),
    Index(Staged<'a>),
}

/// Which files are pending, and how they were chosen.
struct Choice {
    changed: Option<Vec<String>>,
    base: Option<Base>,
    sentence: String,
}

impl Choice {
    fn new(changed: Option<Vec<String>>, sentence: impl Into<String>) -> Self {
        Self { changed, base: None, sentence: sentence.into() }
    }
}

impl<'a> Files<'a> {
    /// The files at and below the working directory, and those of them that the selector chooses.
    pub(super) fn choose(
        workspace: &'a Workspace,
        selector: &Selector,
        repository: Option<&'a Repository<'a>>,
    ) -> Result<Self, InputError> {
        let Some(repository) = repository else {
            let choice = without_git(workspace, selector)?;
            return Ok(Self::new(workspace, Content::Folder, choice, (workspace.cwd().to_owned(), String::new())));
        };
        let place = (repository.root().to_owned(), repository.prefix(workspace.cwd())?);
        if *selector == Selector::Staged {
            let staged = Staged::open(repository)?;
            let choice = Choice::new(Some(staged.changes()?), "what is staged");
            return Ok(Self::new(workspace, Content::Index(staged), choice, place));
        }
        let choice = in_git(workspace, selector, repository)?;
        Ok(Self::new(workspace, Content::Tree(repository), choice, place))
    }

    fn new(workspace: &'a Workspace, content: Content<'a>, choice: Choice, (root, prefix): (PathBuf, String)) -> Self {
        let Choice { changed, base, sentence } = choice;
        let is_ours = |path: &String| path.starts_with(&prefix) && !is_skipped(path);
        let changed = changed.map(|changed| changed.into_iter().filter(is_ours).collect());
        Self { content, changed, base, sentence, root, prefix, workspace }
    }

    /// Every file, by its path from the root, sorted.
    pub(super) fn all(&self) -> Result<Vec<String>, InputError> {
        let mut all = match &self.content {
            Content::Folder => walk(&self.root, self.workspace)?,
            Content::Tree(repository) => repository.files()?,
            Content::Index(staged) => staged.paths(),
        };
        all.retain(|path| path.starts_with(&self.prefix) && !is_skipped(path));
        Ok(all)
    }

    /// The files that are judged: those that changed, else all.
    pub(super) fn pending(&self) -> Result<Vec<String>, InputError> {
        self.changed.as_ref().map_or_else(|| self.all(), |changed| Ok(changed.iter().cloned().collect()))
    }

    /// Whether everything is looked at.
    pub(super) const fn whole(&self) -> bool {
        self.changed.is_none()
    }

    /// Whether a file is among those that are judged.
    pub(super) fn is_pending(&self, path: &str) -> bool {
        self.changed.as_ref().is_none_or(|changed| changed.contains(path))
    }

    /// How a path is shown to the user.
    pub(super) fn shown(&self, path: &str) -> String {
        self.workspace.shown(&self.root.join(path))
    }

    /// The bytes of a file; `None` for a link, and for one that is not there any more.
    pub(super) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        match &self.content {
            Content::Index(staged) => staged.read(path),
            Content::Folder | Content::Tree(_) => self.read_disk(&self.root.join(path), path),
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

fn in_git(workspace: &Workspace, selector: &Selector, repository: &Repository<'_>) -> Result<Choice, InputError> {
    match selector {
        Selector::Files(named) => {
            let named = named.iter().map(|file| repository.path_in(&workspace.absolute(file)));
            Ok(Choice::new(Some(named.collect::<Result<_, _>>()?), "the files that were named"))
        }
        Selector::All => Ok(Choice::new(None, "every file")),
        _ => match standpoint::of(repository, selector)? {
            Standpoint::Since { base, sentence } => {
                let changed = repository.changes_since(base.as_ref())?;
                Ok(Choice { base, ..Choice::new(Some(changed), sentence) })
            }
            Standpoint::Nothing { because } => Ok(Choice::new(None, format!("every file, because {because}"))),
        },
    }
}

fn without_git(workspace: &Workspace, selector: &Selector) -> Result<Choice, InputError> {
    match selector {
        Selector::Staged | Selector::Base(_) => {
            Err(InputError::new("this needs a git repository, and there is none here")
                .absent()
                .at(workspace.shown(workspace.cwd()))
                .help("use `--all` to look at every file"))
        }
        Selector::Files(named) => {
            let inside = |file: &PathBuf| workspace.shown(&workspace.absolute(file));
            Ok(Choice::new(Some(named.iter().map(inside).collect()), "the files that were named"))
        }
        _ => Ok(Choice::new(None, "every file, because not in a git repository")),
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
