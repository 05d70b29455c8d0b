//! A folder with all that is in it.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, symlink};
use std::path::Path;

use super::account::Account;

/// How much a folder holds: enough to see that something was lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) files: u64,
    pub(super) bytes: u64,
}

/// Copies a folder to one that is not there yet and gives the copy to `owner`. Links stay links.
///
/// # Errors
/// Something cannot be read or written; what was copied by then stays.
pub(super) fn copy(from: &Path, to: &Path, owner: Option<Account>) -> io::Result<Size> {
    let mut size = Size::default();
    // PostgreSQL refuses a data folder that others may enter.
    DirBuilder::new().mode(0o700).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, from, to) = (entry.file_type()?, entry.path(), to.join(entry.file_name()));
        if kind.is_dir() {
            let inside = copy(&from, &to, owner)?;
            size.files += inside.files;
            size.bytes += inside.bytes;
            continue;
        }
        if kind.is_symlink() {
            symlink(fs::read_link(&from)?, &to)?;
        } else {
            size.bytes += fs::copy(&from, &to)?;
        }
        size.files += 1;
        owner.map_or(Ok(()), |owner| owner.owns(&to))?;
    }
    owner.map_or(Ok(()), |owner| owner.owns(to))?;
    Ok(size)
}

/// Waits for the right to write (or, shared, to read) what a file stands for; the right ends with the file handle.
///
/// # Errors
/// The file cannot be made, or the file system knows no locks.
pub(super) fn lock(path: &Path, shared: bool) -> io::Result<File> {
    let file = File::options().create(true).truncate(false).write(true).open(path)?;
    let locked = if shared { file.lock_shared() } else { file.lock() };
    locked.map(|()| file)
}
