//! What `seawall init` changes in a repository, and how it takes that back.
//!
//! Everything is planned as texts before and after, so that it can be shown first. What is written is known again by its
//! text or its marks, and a hook that was there stays beside ours under another name: taking back leaves every byte as it was.

mod hooks;
mod husky;
mod lefthook;
mod package;

use std::path::{Path, PathBuf};

use super::error::InputError;
use super::git::Repository;
use super::text::{Unread, read_file};
use super::workspace::Workspace;

const POLICY: &str = include_str!("init/seawall.yaml");
const WORKFLOW: &str = include_str!("init/workflow.yml");

/// One file before and after; `None` where there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileChange {
    /// The file.
    pub path: PathBuf,
    /// The same, as shown to the user.
    pub shown: String,
    /// Its text now.
    pub before: Option<String>,
    /// Its text then.
    pub after: Option<String>,
    /// It is a program.
    pub executable: bool,
    /// It gets this name before it is written, and gets its own back when that is taken back.
    pub moved: Option<Move>,
}

/// A file that gives its name to another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    /// From.
    pub from: PathBuf,
    /// To.
    pub to: PathBuf,
    /// For a sentence.
    pub told: String,
}

/// What is to be changed, and what is left to the user.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InitPlan {
    /// Files, in the order in which they are written.
    pub changes: Vec<FileChange>,
    /// What the user should know or do.
    pub notes: Vec<String>,
}

/// A repository while it is set up.
struct Setup<'a> {
    workspace: &'a Workspace,
    repository: Repository<'a>,
}

/// What setting up changes.
///
/// # Errors
/// No repository, or a file that cannot be read.
pub fn install(workspace: &Workspace) -> Result<InitPlan, InputError> {
    let setup = Setup::open(workspace)?;
    let mut plan = InitPlan::default();
    setup.create("seawall.yaml", POLICY, &mut plan)?;
    setup.create(".github/workflows/seawall.yml", WORKFLOW, &mut plan)?;
    package::install(&setup, &mut plan)?;
    hooks::install(&setup, &mut plan)?;
    Ok(plan)
}

/// What taking it back changes.
///
/// # Errors
/// No repository, or a file that cannot be read.
pub fn uninstall(workspace: &Workspace) -> Result<InitPlan, InputError> {
    let setup = Setup::open(workspace)?;
    let mut plan = InitPlan::default();
    setup.delete("seawall.yaml", POLICY, &mut plan)?;
    setup.delete(".github/workflows/seawall.yml", WORKFLOW, &mut plan)?;
    package::uninstall(&setup, &mut plan)?;
    hooks::uninstall(&setup, &mut plan)?;
    Ok(plan)
}

impl<'a> Setup<'a> {
    fn open(workspace: &'a Workspace) -> Result<Self, InputError> {
        let repository = Repository::discover(workspace, workspace.cwd())?.ok_or_else(|| {
            InputError::new("is not in a git repository, so there is nothing to guard")
                .at(workspace.shown(workspace.cwd()))
                .help("run `git init` first")
        })?;
        Ok(Self { workspace, repository })
    }

    fn root(&self) -> &Path {
        self.repository.root()
    }

    /// The text of a file below the root; `None` where there is none.
    fn text(&self, path: &Path) -> Result<Option<String>, InputError> {
        let shown = self.workspace.shown(path);
        match read_file(path, &shown) {
            Ok(bytes) => String::from_utf8(bytes).map(Some).map_err(|_| InputError::new("is not UTF-8 text").at(shown)),
            Err(Unread::Missing) => Ok(None),
            Err(Unread::Failed(error)) => Err(error),
        }
    }

    fn change(&self, path: PathBuf, before: Option<String>, after: Option<String>) -> FileChange {
        let shown = self.workspace.shown(&path);
        FileChange { path, shown, before, after, executable: false, moved: None }
    }

    /// A file of ours where there is none yet.
    fn create(&self, name: &str, text: &str, plan: &mut InitPlan) -> Result<(), InputError> {
        let path = self.root().join(name);
        match self.text(&path)? {
            None => plan.changes.push(self.change(path, None, Some(text.to_owned()))),
            Some(found) if found == text => {}
            Some(_) => plan.notes.push(format!("{name} is there already and stays as it is")),
        }
        Ok(())
    }

    /// A file of ours that nobody changed.
    fn delete(&self, name: &str, text: &str, plan: &mut InitPlan) -> Result<(), InputError> {
        let path = self.root().join(name);
        match self.text(&path)? {
            None => {}
            Some(found) if found == text => plan.changes.push(self.change(path, Some(found), None)),
            Some(_) => {
                plan.notes.push(format!("{name} was changed since and stays; delete it yourself if it should go"));
            }
        }
        Ok(())
    }
}

impl FileChange {
    /// Carries it out. Folders that it leaves empty go, too.
    ///
    /// # Errors
    /// A file that cannot be moved, written or deleted.
    pub fn apply(&self) -> Result<(), InputError> {
        self.carry_out().map_err(|error| InputError::new(format!("cannot be changed: {error}")).at(&self.shown))
    }

    fn carry_out(&self) -> std::io::Result<()> {
        let moves_back = self.after.is_none();
        if let Some(moved) = self.moved.as_ref().filter(|_| !moves_back) {
            std::fs::rename(&moved.from, &moved.to)?;
        }
        match &self.after {
            Some(text) => {
                if let Some(folder) = self.path.parent() {
                    std::fs::create_dir_all(folder)?;
                }
                std::fs::write(&self.path, text)?;
                if self.executable {
                    make_executable(&self.path)?;
                }
            }
            None => std::fs::remove_file(&self.path)?,
        }
        match self.moved.as_ref().filter(|_| moves_back) {
            Some(moved) => std::fs::rename(&moved.from, &moved.to),
            None if moves_back => {
                remove_empty_folders(&self.path);
                Ok(())
            }
            None => Ok(()),
        }
    }
}

/// Removes the folders around a deleted file that are empty now: `.github/workflows` and `.github`, but none of git's own.
fn remove_empty_folders(path: &Path) {
    for folder in path.ancestors().skip(1).take(2) {
        let is_gits = folder.iter().any(|part| part == ".git") || folder.join(".git").exists();
        // A folder that is not empty cannot be removed, and that is the test.
        if is_gits || std::fs::remove_dir(folder).is_err() {
            return;
        }
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps, reason = "on Unix it can fail")]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}
