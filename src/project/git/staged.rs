//! The index as the next commit will have it: one reading of it serves every question.

use std::borrow::Cow;
use std::path::Path;

use git2::{DiffOptions, Index};

use super::listing::changed;
use super::{Repository, told};
use crate::project::error::InputError;
use crate::project::text::{MAX_BYTES, too_large};

/// What git writes for the mode of a plain file; links and submodules have others.
const PLAIN: [u32; 2] = [0o100_644, 0o100_755];

/// An index that is read.
pub(in crate::project) struct Staged<'a> {
    repository: &'a Repository<'a>,
    index: Index,
}

impl<'a> Staged<'a> {
    pub(in crate::project) fn open(repository: &'a Repository<'a>) -> Result<Self, InputError> {
        Ok(Self { repository, index: repository.index()? })
    }

    /// The paths of all files, from the root, sorted.
    pub(in crate::project) fn paths(&self) -> Vec<String> {
        self.index.iter().map(|entry| String::from_utf8_lossy(&entry.path).into_owned()).collect()
    }

    /// The files that the next commit adds or changes.
    pub(in crate::project) fn changes(&self) -> Result<Vec<String>, InputError> {
        let head = self.repository.head()?;
        let tree = head.map(|head| self.repository.tree(&head)).transpose()?;
        let mut options = DiffOptions::new();
        options.skip_binary_check(true);
        let diff = self.repository.git.diff_tree_to_index(tree.as_ref(), Some(&self.index), Some(&mut options));
        diff.map(|diff| changed(&diff)).map_err(|error| told(&error, "cannot compare the index with HEAD"))
    }

    /// The bytes of a file; `None` where there is none, or a link or submodule in its place.
    pub(in crate::project) fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        let Some(entry) = self.index.get_path(Path::new(path), 0).filter(|entry| PLAIN.contains(&entry.mode)) else {
            return Ok(None);
        };
        let failed = |error: &git2::Error| told(error, "cannot be read from git").at(path);
        let database = self.repository.git.odb().map_err(|error| failed(&error))?;
        let (bytes, _) = database.read_header(entry.id).map_err(|error| failed(&error))?;
        if bytes as u64 > MAX_BYTES {
            return Err(too_large(Some(bytes as u64), &Cow::from(path)));
        }
        database.read(entry.id).map(|object| Some(object.data().to_owned())).map_err(|error| failed(&error))
    }
}
