//! A migrations folder as it lies on disk, in the git index, or in a commit.

use std::path::PathBuf;

use super::error::InputError;
use super::text::{Unread, read_file, unreadable};

/// What lies directly in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Child {
    /// Its name.
    pub(super) name: String,
    /// It is a folder.
    pub(super) folder: bool,
}

/// One version of a migrations folder; paths in it are relative, with `/`.
pub(super) trait Tree {
    /// What lies directly in `within` (empty for the folder itself), in any order.
    fn children(&self, within: &str) -> Result<Vec<Child>, InputError>;

    /// The bytes of a file; `None` where there is no such file.
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError>;
}

/// The folder as it lies on disk.
#[derive(Debug)]
pub(super) struct Disk<'a> {
    /// Where.
    pub(super) folder: PathBuf,
    /// How paths in it are shown.
    pub(super) workspace: &'a super::Workspace,
}

impl Tree for Disk<'_> {
    fn children(&self, within: &str) -> Result<Vec<Child>, InputError> {
        let folder = self.folder.join(within);
        let shown = self.workspace.shown(&folder);
        let failed = |error: &std::io::Error| unreadable(error, &folder, &shown);
        let mut children = Vec::new();
        for entry in std::fs::read_dir(&folder).map_err(|error| failed(&error))? {
            let entry = entry.map_err(|error| failed(&error))?;
            let name = entry.file_name().into_string().map_err(|name| {
                InputError::new(format!("has a name that is not valid UTF-8: {}", name.to_string_lossy()))
                    .at(&shown)
                    .help("rename it; migration names are text")
            })?;
            let mut kind = entry.file_type().map_err(|error| failed(&error))?;
            if kind.is_symlink() {
                let path = entry.path();
                let target = std::fs::metadata(&path);
                kind = target.map_err(|error| unreadable(&error, &path, &self.workspace.shown(&path)))?.file_type();
            }
            children.push(Child { name, folder: kind.is_dir() });
        }
        Ok(children)
    }

    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, InputError> {
        let file = self.folder.join(path);
        match read_file(&file, &self.workspace.shown(&file)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(Unread::Missing) => Ok(None),
            Err(Unread::Failed(error)) => Err(error),
        }
    }
}
