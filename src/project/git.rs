//! The repository as git has it: commits, branches, the index. No type of git2 leaves this module.

mod checkout;
mod listing;
mod snapshot;
mod staged;

use std::path::{Path, PathBuf};

use git2::{ErrorCode, Oid};

pub use checkout::Checkout;
pub(super) use snapshot::Snapshot;
pub(super) use staged::Staged;

use super::error::InputError;
use super::text;
use super::workspace::Workspace;

/// How many branches an error lists.
const LISTED: usize = 6;

/// The commit against which something is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    /// Its hash, in hex.
    pub commit: String,
    /// What the user or git calls it: `origin/main`.
    pub reference: String,
}

impl Base {
    fn new(commit: Oid, reference: impl Into<String>) -> Self {
        Self { commit: commit.to_string(), reference: reference.into() }
    }

    /// The hash as people write it.
    #[must_use]
    pub fn short(&self) -> &str {
        self.commit.get(..7).unwrap_or(&self.commit)
    }

    fn id(&self) -> Result<Oid, InputError> {
        Oid::from_str(&self.commit).map_err(|error| told(&error, "cannot read the base commit"))
    }
}

/// A version of the repository's files that git keeps.
#[derive(Debug, Clone, Copy)]
pub enum Revision<'a> {
    /// As a commit has them.
    Commit(&'a Base),
    /// As the next commit will have them.
    Index,
}

impl Revision<'_> {
    /// Whether a file lies in the repository of this version, which then says what the file was.
    ///
    /// # Errors
    /// The repository cannot be opened.
    pub fn covers(self, workspace: &Workspace, path: &Path) -> Result<bool, InputError> {
        let folder = path.parent().unwrap_or(path);
        let Some(repository) = Repository::discover(workspace, folder)? else { return Ok(false) };
        let known = match self {
            Self::Commit(base) => repository.git.find_commit(base.id()?).is_ok(),
            Self::Index => true,
        };
        Ok(known && repository.relative(folder).is_ok())
    }

    /// The text of a file in this version; `None` where it has no such file.
    ///
    /// # Errors
    /// The repository or the file cannot be read.
    pub fn file(self, workspace: &Workspace, path: &Path) -> Result<Option<String>, InputError> {
        let path = workspace.absolute(path);
        let folder = path.parent().unwrap_or(&path);
        let repository = Repository::discover(workspace, folder)?
            .ok_or_else(|| InputError::new("is not in a git repository").at(workspace.shown(&path)))?;
        let Self::Commit(base) = self else {
            let bytes = Staged::open(&repository)?.read(&repository.relative(&path)?)?;
            return bytes.map(|bytes| text::decode(bytes, &workspace.shown(&path))).transpose();
        };
        let snapshot = repository.commit(folder, Some(base), false)?;
        path.file_name().and_then(|name| name.to_str()).map_or(Ok(None), |name| snapshot.text(name))
    }
}

/// A repository with a working tree.
pub(super) struct Repository<'a> {
    git: git2::Repository,
    root: PathBuf,
    workspace: &'a Workspace,
}

impl<'a> Repository<'a> {
    /// The repository around a folder; `None` outside git.
    pub(super) fn discover(workspace: &'a Workspace, folder: &Path) -> Result<Option<Self>, InputError> {
        let git = match git2::Repository::discover(nearest_existing(folder)) {
            Ok(git) => git,
            Err(error) if error.code() == ErrorCode::NotFound => return Ok(None),
            Err(error) if error.code() == ErrorCode::Owner => return Err(foreign_owner(workspace, folder)),
            Err(error) => return Err(told(&error, "cannot open the git repository").at(workspace.shown(folder))),
        };
        let Some(root) = git.workdir().map(real) else {
            return Err(InputError::new("is a bare git repository, without files to check").at(workspace.shown(folder)));
        };
        Ok(Some(Self { git, root, workspace }))
    }

    /// The commit that is checked out; `None` before the first one.
    pub(super) fn head(&self) -> Result<Option<Base>, InputError> {
        match self.git.head().and_then(|head| head.peel_to_commit()) {
            Ok(commit) => Ok(Some(Base::new(commit.id(), "HEAD"))),
            Err(error) if matches!(error.code(), ErrorCode::UnbornBranch | ErrorCode::NotFound) => Ok(None),
            Err(error) => Err(told(&error, "cannot read HEAD")),
        }
    }

    /// A branch of another name is checked out; a detached HEAD, as CI has it, is on none.
    pub(super) fn is_on_another_branch(&self, remote: &Base) -> bool {
        let Ok(head) = self.git.head() else { return false };
        let name = remote.reference.split_once('/').map_or(remote.reference.as_str(), |(_, name)| name);
        head.is_branch() && head.shorthand().is_ok_and(|branch| branch != name)
    }

    /// The tip of the remote's default branch; `None` where no remote was ever fetched.
    pub(super) fn default_branch(&self) -> Result<Option<Base>, InputError> {
        let mut remotes: Vec<String> = self
            .git
            .remotes()
            .map(|names| names.iter().flatten().flatten().map(str::to_owned).collect())
            .unwrap_or_default();
        remotes.sort_by_key(|name| name != "origin");
        for remote in &remotes {
            for branch in ["HEAD", "main", "master"] {
                if let Some(base) = self.remote_branch(remote, branch) {
                    return Ok(Some(base));
                }
            }
        }
        if self.branches("refs/remotes/*").is_empty() {
            return Ok(None);
        }
        Err(InputError::new("cannot tell which migrations are new: the remote's default branch was not fetched")
            .help(format!("fetch it (`git fetch origin main`, or `fetch-depth: 0` for actions/checkout), or name the branch: `--base REF`. {}", self.known())))
    }

    fn remote_branch(&self, remote: &str, branch: &str) -> Option<Base> {
        let reference = self.git.find_reference(&format!("refs/remotes/{remote}/{branch}")).ok()?.resolve().ok()?;
        let commit = reference.peel_to_commit().ok()?;
        Some(Base::new(commit.id(), reference.shorthand().ok()?))
    }

    /// What a name stands for: a branch, tag or commit, here or else at `origin`.
    pub(super) fn resolve(&self, name: &str) -> Result<Base, InputError> {
        let commit = |name: &str| self.git.revparse_single(name).and_then(|object| object.peel_to_commit());
        if let Ok(commit) = commit(name) {
            return Ok(Base::new(commit.id(), name));
        }
        let remote = format!("origin/{name}");
        match commit(&remote) {
            Ok(commit) => Ok(Base::new(commit.id(), remote)),
            Err(_) => Err(self.unknown(name)),
        }
    }

    fn unknown(&self, name: &str) -> InputError {
        let branch = name.strip_prefix("origin/").unwrap_or(name);
        let shallow =
            if self.git.is_shallow() { "; in GitHub Actions set `fetch-depth: 0` for actions/checkout" } else { "" };
        InputError::new(format!("git knows no branch, tag or commit `{name}`"))
            .help(format!("fetch it with `git fetch origin {branch}`{shallow}. {}", self.known()))
    }

    /// A sentence that lists the branches that can be named.
    fn known(&self) -> String {
        let mut names = self.branches("refs/remotes/*");
        names.extend(self.branches("refs/heads/*"));
        let more = if names.len() > LISTED { ", …" } else { "" };
        names.truncate(LISTED);
        if names.is_empty() {
            "There are no branches yet".to_owned()
        } else {
            format!("Known branches: {}{more}", names.join(", "))
        }
    }

    fn branches(&self, glob: &str) -> Vec<String> {
        let Ok(mut references) = self.git.references_glob(glob) else { return Vec::new() };
        references.names().flatten().filter_map(|name| name.splitn(3, '/').nth(2).map(str::to_owned)).collect()
    }

    /// Where the branch of `head` left `other`.
    pub(super) fn merge_base(&self, head: &Base, other: &Base) -> Result<Base, InputError> {
        match self.git.merge_base(head.id()?, other.id()?) {
            Ok(commit) => Ok(Base::new(commit, other.reference.clone())),
            Err(error) if error.code() != ErrorCode::NotFound => Err(told(&error, "cannot compare the branches")),
            Err(_) if self.git.is_shallow() => Err(InputError::new(format!(
                "this is a shallow clone, which ends before HEAD and {} meet",
                other.reference
            ))
            .help("fetch the whole history: `fetch-depth: 0` for actions/checkout, `git fetch --unshallow` elsewhere")),
            Err(_) => Err(InputError::new(format!("HEAD and {} have no commit in common", other.reference))
                .help("name another branch with `--base REF`, or use `--last N` or `--all`")),
        }
    }

    /// The commit before (of a merge, the one into which it merged); `None` before the first one.
    pub(super) fn previous(&self, head: &Base) -> Result<Option<Base>, InputError> {
        let commit = self.git.find_commit(head.id()?).map_err(|error| told(&error, "cannot read HEAD"))?;
        match commit.parent_id(0) {
            Ok(parent) if self.git.find_commit(parent).is_ok() => Ok(Some(Base::new(parent, "the previous commit"))),
            Err(_) if !self.git.is_shallow() => Ok(None),
            _ => Err(InputError::new("this is a shallow clone without the previous commit to compare with").help(
                "fetch more of the history: `fetch-depth: 0` for actions/checkout, `git fetch --unshallow` elsewhere",
            )),
        }
    }

    /// A folder as a commit has it, with all that lies below where `deep`; empty without a commit.
    pub(super) fn commit(&self, folder: &Path, base: Option<&Base>, deep: bool) -> Result<Snapshot<'_>, InputError> {
        let shown = self.workspace.shown(folder);
        let Some(base) = base else { return Ok(Snapshot::empty(&self.git, shown)) };
        let commit = self.git.find_commit(base.id()?).map_err(|error| told(&error, "cannot read the base commit"))?;
        Snapshot::of_commit(&self.git, &commit, &self.relative(folder)?, deep)
            .map(|snapshot| snapshot.shown(shown))
            .map_err(|error| told(&error, &format!("cannot read commit {}", base.short())))
    }

    /// The folder of a commit, from the repository's root, in which a file has this path; the search reads every folder.
    pub(super) fn folder_with(&self, path: &Path, base: Option<&Base>) -> Result<Option<String>, InputError> {
        let end = format!("/{}", path.to_string_lossy().replace('\\', "/"));
        let everything = self.commit(&self.root, base, true)?;
        Ok(everything.paths().find_map(|path| path.strip_suffix(&end)).map(str::to_owned))
    }

    /// The root of the working tree.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// A folder as the index has it: what the next commit will hold.
    pub(super) fn staged(&self, folder: &Path) -> Result<Snapshot<'_>, InputError> {
        let index = self.index()?;
        Ok(Snapshot::of_index(&self.git, &index, &self.relative(folder)?).shown(self.workspace.shown(folder)))
    }

    fn index(&self) -> Result<git2::Index, InputError> {
        let index = match self.workspace.index_file() {
            Some(file) => git2::Index::open(file),
            None => self.git.index(),
        };
        index.map_err(|error| told(&error, "cannot read the git index"))
    }

    /// A path as git writes it: from the root of the working tree, with `/`.
    fn relative(&self, path: &Path) -> Result<String, InputError> {
        let real = real(path);
        let inside = real.strip_prefix(&self.root).map_err(|_| {
            InputError::new("lies outside the git repository, so what is new in it cannot be told")
                .at(self.workspace.shown(path))
                .help("use `--after NAME`, `--last N` or `--all`")
        })?;
        Ok(inside.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/"))
    }
}

fn nearest_existing(path: &Path) -> &Path {
    path.ancestors().find(|path| path.is_dir()).unwrap_or(path)
}

/// A path with its links followed as far as it exists: git names the root of a working tree so.
fn real(path: &Path) -> PathBuf {
    let existing = path.ancestors().find(|path| path.exists()).unwrap_or(path);
    let rest = path.strip_prefix(existing).unwrap_or(Path::new(""));
    let real = existing.canonicalize().unwrap_or_else(|_| existing.to_owned());
    if rest.as_os_str().is_empty() { real } else { real.join(rest) }
}

fn foreign_owner(workspace: &Workspace, folder: &Path) -> InputError {
    let root = folder.ancestors().find(|path| path.join(".git").exists()).unwrap_or(folder);
    InputError::new("is a git repository that belongs to another user, and git refuses to read it")
        .at(workspace.shown(root))
        .help(format!("trust it with `git config --global --add safe.directory {}`", root.display()))
}

/// An error of git in plain words.
fn told(error: &git2::Error, what: &str) -> InputError {
    InputError::new(format!("{what}: {}", error.message())).help("see whether `git status` and `git fsck` work here")
}
