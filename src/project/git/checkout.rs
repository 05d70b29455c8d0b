//! What is checked out: the commit, what was changed since, and on which branches the commit is.

use std::collections::BTreeMap;
use std::path::Path;

use git2::{Status, StatusOptions};

use super::{Base, Repository, told};
use crate::project::error::InputError;
use crate::project::workspace::Workspace;

/// What is checked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    /// The commit's hash, in hex.
    pub commit: String,
    /// Files that are not as the commit has them: tracked ones anywhere, and new ones in the folder that was asked about.
    pub changed: Vec<String>,
    /// Whether the commit is on each of the branches that were asked about; why that cannot be told otherwise.
    pub branches: BTreeMap<String, Result<bool, String>>,
}

impl Checkout {
    /// Looks at the repository around a folder; `None` outside git and before the first commit.
    ///
    /// # Errors
    /// The repository cannot be read.
    pub fn look(workspace: &Workspace, folder: &Path, branches: &[&str]) -> Result<Option<Self>, InputError> {
        let Some(repository) = Repository::discover(workspace, folder)? else { return Ok(None) };
        let Some(head) = repository.head()? else { return Ok(None) };
        let asked = branches.iter().map(|branch| {
            let on = repository.is_on(&head, branch).map_err(|error| error.to_string());
            ((*branch).to_owned(), on)
        });
        let branches = asked.collect();
        Ok(Some(Self { changed: repository.changed(folder)?, commit: head.commit, branches }))
    }
}

impl Repository<'_> {
    /// Whether a commit is on a branch: that of the remote, where it was fetched, for one's own may hold what nobody else has.
    fn is_on(&self, head: &Base, branch: &str) -> Result<bool, InputError> {
        let tip = match self.remote_branch("origin", branch) {
            Some(tip) => tip,
            None => self.resolve(branch)?,
        };
        let (head, tip) = (head.id()?, tip.id()?);
        if head == tip {
            return Ok(true);
        }
        let on = self.git.graph_descendant_of(tip, head).map_err(|error| told(&error, "cannot follow the branch"))?;
        if !on && self.git.is_shallow() {
            return Err(InputError::new(format!(
                "this is a shallow clone, in which {branch} ends before it could meet HEAD"
            ))
            .help("fetch the whole history: `fetch-depth: 0` for actions/checkout"));
        }
        Ok(on)
    }

    fn changed(&self, folder: &Path) -> Result<Vec<String>, InputError> {
        let folder = self.relative(folder)?;
        let mut options = StatusOptions::new();
        options.include_untracked(true).recurse_untracked_dirs(true).include_ignored(false);
        let statuses = self
            .git
            .statuses(Some(&mut options))
            .map_err(|error| told(&error, "cannot compare the files with HEAD"))?;
        let counts = |path: &str, status: Status| status != Status::WT_NEW || path.starts_with(&folder);
        let changed = statuses.iter().filter_map(|entry| {
            let path = String::from_utf8_lossy(entry.path_bytes()).into_owned();
            counts(&path, entry.status()).then_some(path)
        });
        Ok(changed.collect())
    }
}
