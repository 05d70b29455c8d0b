//! Where a private server keeps its files while it runs: in memory where there is room.

use std::env;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use super::account::{Account, everybody_may_enter};
use super::failed;
use crate::live::LiveError;

/// What a cluster and the replay of a long history need, in bytes. A fresh cluster has 30 MiB.
const ROOM_WANTED: u64 = 128 << 20;

/// The longest folder in which a socket `.s.PGSQL.5432` can be: its whole path has at most 103 bytes on macOS, 107 on Linux.
const LONGEST: usize = 103 - "/.s.PGSQL.5432".len();

/// What goes into the folder besides the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// Data only.
    Data,
    /// Also programs to run: folders in memory often forbid that.
    Programs,
}

/// Makes a folder that only the server's user can enter.
///
/// # Errors
/// No place on this machine will do; the message says why each was passed over.
pub(super) fn make(account: Option<Account>, content: Content) -> Result<PathBuf, LiveError> {
    let mut reasons = Vec::new();
    for (base, wants_room) in bases(account, content) {
        match make_in(&base, account, wants_room) {
            Ok(folder) => return Ok(folder),
            Err(reason) => reasons.push(format!("{}: {reason}", base.display())),
        }
    }
    Err(failed(format!("no folder for a private PostgreSQL could be made ({})", reasons.join("; ")))
        .help("set TMPDIR to a folder with a short path and 128 MiB of room"))
}

/// The places in the order in which they are tried, and whether each must show that it has room.
fn bases(account: Option<Account>, content: Content) -> Vec<(PathBuf, bool)> {
    let mut bases = Vec::new();
    if content == Content::Data {
        // The run folder of root is closed to every other user.
        bases.extend(env::var_os("XDG_RUNTIME_DIR").filter(|_| account.is_none()).map(|base| (base.into(), true)));
        bases.push((PathBuf::from("/dev/shm"), true));
    }
    bases.push((env::temp_dir(), false));
    bases.push((PathBuf::from("/tmp"), false));
    bases
}

fn make_in(base: &Path, account: Option<Account>, wants_room: bool) -> Result<PathBuf, String> {
    if !base.is_absolute() || !base.is_dir() {
        return Err("not a folder".to_owned());
    }
    if account.is_some() && !everybody_may_enter(base) {
        return Err("closed to the user that the server runs as".to_owned());
    }
    if wants_room && free_bytes(base) < ROOM_WANTED {
        return Err("less than 128 MiB of room".to_owned());
    }
    let folder = base.join(format!("seawall-{}-{:06x}", std::process::id(), fastrand::u32(..1 << 24)));
    if folder.as_os_str().len() > LONGEST {
        return Err("too long a path for a Unix socket".to_owned());
    }
    let made = DirBuilder::new().mode(0o700).create(&folder);
    made.and_then(|()| account.map_or(Ok(()), |account| account.owns(&folder))).map_err(|why| why.to_string())?;
    Ok(folder)
}

fn free_bytes(folder: &Path) -> u64 {
    rustix::fs::statvfs(folder).map_or(0, |found| found.f_bavail.saturating_mul(found.f_frsize))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_private_and_its_socket_path_short_enough() {
        let folder = make(None, Content::Data).unwrap();
        assert!(folder.as_os_str().len() <= LONGEST, "{}", folder.display());
        let mode = std::os::unix::fs::PermissionsExt::mode(&folder.metadata().unwrap().permissions());
        assert_eq!(mode & 0o777, 0o700);
        std::fs::remove_dir(folder).unwrap();
    }

    #[test]
    fn what_will_not_do_is_passed_over_with_the_reason() {
        let deep = tempfile::tempdir().unwrap();
        let long = deep.path().join("x".repeat(LONGEST));
        std::fs::create_dir(&long).unwrap();
        assert_eq!(make_in(&long, None, false).unwrap_err(), "too long a path for a Unix socket");
        assert_eq!(make_in(Path::new("/nowhere"), None, false).unwrap_err(), "not a folder");
        assert_eq!(make_in(Path::new("tmp"), None, false).unwrap_err(), "not a folder");
    }
}
