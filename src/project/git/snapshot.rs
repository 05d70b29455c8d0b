//! A folder as a commit or the index has it.

use std::collections::{BTreeMap, BTreeSet};

use git2::{ObjectType, Oid, TreeWalkMode, TreeWalkResult};

use crate::project::error::InputError;
use crate::project::text::{MAX_BYTES, decode, too_large};
use crate::project::tree::{Child, Tree};
use crate::sql::Source;

/// What git writes for a symbolic link in place of a file mode.
const LINK: u32 = 0o120_000;

/// The files of a folder and where git keeps their contents.
pub(in crate::project) struct Snapshot<'a> {
    git: &'a git2::Repository,
    shown: String,
    /// By their path in the folder, with `/`.
    files: BTreeMap<String, Blob>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Blob {
    id: Oid,
    link: bool,
}

impl<'a> Snapshot<'a> {
    /// The folder before there was anything.
    pub(super) fn empty(git: &'a git2::Repository, shown: String) -> Self {
        Self { git, shown, files: BTreeMap::new() }
    }

    /// Says how the folder is shown to the user.
    pub(super) fn shown(self, shown: String) -> Self {
        Self { shown, ..self }
    }

    /// The folder in a commit; empty where the commit has no such folder.
    pub(super) fn of_commit(
        git: &'a git2::Repository,
        commit: &git2::Commit<'_>,
        folder: &str,
        deep: bool,
    ) -> Result<Self, git2::Error> {
        let root = commit.tree()?;
        let mut snapshot = Self::empty(git, String::new());
        let tree = if folder.is_empty() {
            root
        } else {
            match root.get_path(std::path::Path::new(folder)).and_then(|entry| entry.to_object(git)?.peel_to_tree()) {
                Ok(tree) => tree,
                Err(_) => return Ok(snapshot),
            }
        };
        tree.walk(TreeWalkMode::PreOrder, |within, entry| {
            if entry.kind() == Some(ObjectType::Blob) {
                let mode = entry.filemode().cast_unsigned();
                let name = String::from_utf8_lossy(entry.name_bytes());
                snapshot.files.insert(format!("{within}{name}"), Blob { id: entry.id(), link: mode == LINK });
            }
            if entry.kind() == Some(ObjectType::Tree) && !deep { TreeWalkResult::Skip } else { TreeWalkResult::Ok }
        })?;
        Ok(snapshot)
    }

    /// The folder in an index, whose entries are sorted by path.
    pub(super) fn of_index(git: &'a git2::Repository, index: &git2::Index, folder: &str) -> Self {
        let mut snapshot = Self::empty(git, String::new());
        let prefix = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let start = if prefix.is_empty() { 0 } else { index.find_prefix(prefix.as_str()).unwrap_or(index.len()) };
        for entry in (start..index.len()).map_while(|at| index.get(at)) {
            let path = String::from_utf8_lossy(&entry.path);
            let Some(inside) = path.strip_prefix(&prefix) else { break };
            snapshot.files.insert(inside.to_owned(), Blob { id: entry.id, link: entry.mode == LINK });
        }
        snapshot
    }

    /// The paths of all files, sorted.
    pub(in crate::project) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Both have the same bytes at this path (or both nothing).
    pub(in crate::project) fn same(&self, other: &Self, path: &str) -> bool {
        self.files.get(path) == other.files.get(path)
    }

    /// The file's text where it is another than this one; `None` where it is the same, or is not there.
    ///
    /// Contents are compared by their hash first, so that what did not change is not read.
    pub(in crate::project) fn other_text(&self, path: &str, text: &str) -> Result<Option<String>, InputError> {
        let Some(blob) = self.files.get(path).filter(|blob| !blob.link) else { return Ok(None) };
        match Oid::hash_object(ObjectType::Blob, text.as_bytes()) {
            Ok(id) if id == blob.id => Ok(None),
            _ => self.text(path),
        }
    }

    /// The text of a file; `None` where there is no such file.
    pub(in crate::project) fn text(&self, path: &str) -> Result<Option<String>, InputError> {
        self.read(path)?.map(|bytes| decode(bytes, &self.path(path))).transpose()
    }

    /// The same, with the path at which the file is shown; empty where it is a link or is not there.
    pub(in crate::project) fn source(&self, path: &str) -> Result<Source, InputError> {
        let link = self.files.get(path).is_some_and(|blob| blob.link);
        let text = if link { None } else { self.text(path)? };
        Ok(Source::new(self.path(path), text.unwrap_or_default()))
    }

    fn path(&self, path: &str) -> String {
        if self.shown == "." { path.to_owned() } else { format!("{}/{path}", self.shown) }
    }

    fn failed(&self, path: &str, error: &git2::Error) -> InputError {
        super::told(error, "cannot be read from git").at(self.path(path))
    }
}

impl Tree for Snapshot<'_> {
    fn children(&self, within: &str) -> Result<Vec<Child>, InputError> {
        let prefix = if within.is_empty() { String::new() } else { format!("{within}/") };
        let inside = self.files.range(prefix.clone()..).map_while(|(path, _)| path.strip_prefix(&prefix));
        let children: BTreeSet<Child> = inside
            .map(|path| match path.split_once('/') {
                Some((name, _)) => Child { name: name.to_owned(), folder: true },
                None => Child { name: path.to_owned(), folder: false },
            })
            .collect();
        Ok(children.into_iter().collect())
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        let Some(blob) = self.files.get(path) else { return Ok(None) };
        if blob.link {
            return Err(InputError::new("is a symbolic link in git, which is not followed")
                .at(self.path(path))
                .help("commit the file itself, or check the working tree instead of the index"));
        }
        let database = self.git.odb().map_err(|error| self.failed(path, &error))?;
        let (bytes, _) = database.read_header(blob.id).map_err(|error| self.failed(path, &error))?;
        if bytes as u64 > MAX_BYTES {
            return Err(too_large(Some(bytes as u64), &self.path(path)));
        }
        let object = database.read(blob.id).map_err(|error| self.failed(path, &error))?;
        Ok(Some(object.data().to_owned()))
    }
}
