//! Which files there are, and which of them a commit, a branch or the index changes.

use std::path::{Path, PathBuf};

use git2::{Delta, DiffOptions, StatusOptions};

use super::{Base, Repository, told};
use crate::project::error::InputError;

impl Repository<'_> {
    /// Every file that is tracked, or could be: ignored ones are left out. Paths are those from the root, sorted.
    pub(in crate::project) fn files(&self) -> Result<Vec<String>, InputError> {
        let index = self.git.index().map_err(|error| told(&error, "cannot read the git index"))?;
        let mut files: Vec<String> =
            index.iter().map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).collect();
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).include_ignored(false).exclude_submodules(true);
        let statuses =
            self.git.statuses(Some(&mut options)).map_err(|error| told(&error, "cannot look for untracked files"))?;
        let untracked = statuses.iter().filter(|entry| entry.status().is_wt_new());
        files.extend(untracked.map(|entry| String::from_utf8_lossy(entry.path_bytes()).into_owned()));
        files.sort_unstable();
        files.dedup();
        Ok(files)
    }

    /// The files that differ from a commit (from nothing without one), committed or not, untracked ones included.
    pub(in crate::project) fn changes_since(&self, base: Option<&Base>) -> Result<Vec<String>, InputError> {
        let tree = base.map(|base| self.tree(base)).transpose()?;
        let mut options = DiffOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).skip_binary_check(true);
        let diff = self.git.diff_tree_to_workdir_with_index(tree.as_ref(), Some(&mut options));
        diff.map(|diff| changed(&diff)).map_err(|error| told(&error, "cannot compare the files with the base"))
    }

    pub(super) fn tree(&self, base: &Base) -> Result<git2::Tree<'_>, InputError> {
        let commit = self.git.find_commit(base.id()?).and_then(|commit| commit.tree());
        commit.map_err(|error| told(&error, &format!("cannot read commit {}", base.short())))
    }

    /// The folder in which git looks for hooks: `core.hooksPath`, from the root, else its own.
    pub(in crate::project) fn hooks_folder(&self) -> Result<PathBuf, InputError> {
        let config = self.git.config().map_err(|error| told(&error, "cannot read git's configuration"))?;
        Ok(match config.get_path("core.hooksPath") {
            Ok(path) => self.root.join(path),
            Err(_) => self.git.commondir().join("hooks"),
        })
    }

    /// A path as git writes it, from the root.
    pub(in crate::project) fn path_in(&self, path: &Path) -> Result<String, InputError> {
        self.relative(path)
    }

    /// A folder as git writes it, with a `/` behind it; empty for the root.
    pub(in crate::project) fn prefix(&self, folder: &Path) -> Result<String, InputError> {
        let inside = self.relative(folder)?;
        Ok(if inside.is_empty() { inside } else { format!("{inside}/") })
    }
}

/// The paths of a difference at which there is a file now.
pub(super) fn changed(diff: &git2::Diff<'_>) -> Vec<String> {
    let here =
        diff.deltas().filter(|delta| !matches!(delta.status(), Delta::Deleted | Delta::Unmodified | Delta::Ignored));
    let paths =
        here.filter_map(|delta| delta.new_file().path_bytes().map(|path| String::from_utf8_lossy(path).into_owned()));
    paths.collect()
}
