//! The user that a private server runs as: `PostgreSQL` refuses to run as root.

use std::fs;
use std::io;
use std::os::unix::fs::{PermissionsExt, lchown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use super::failed;
use crate::live::LiveError;

/// A user without rights, for where Seawall itself is root (containers, CI).
///
/// A number that no name belongs to would not do: `initdb` asks the system for the name of its user.
#[derive(Debug, Clone, Copy)]
pub(super) struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// `None` where Seawall is not root, and servers run as the user who runs Seawall.
    ///
    /// # Errors
    /// Seawall is root, and there is no user `nobody` or `postgres` to run a server as.
    pub(super) fn needed() -> Result<Option<Self>, LiveError> {
        if !rustix::process::geteuid().is_root() {
            return Ok(None);
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        // `nobody` first: files of a real cluster on this machine may belong to `postgres`.
        match Self::named("nobody", &users).or_else(|| Self::named("postgres", &users)) {
            Some(account) => Ok(Some(account)),
            None => Err(failed("PostgreSQL does not run as root, and this machine has no user `nobody`")
                .help("run Seawall as another user than root, or name a server with --shadow-url")),
        }
    }

    /// Looks a name up in the lines of a passwd file: `name:password:uid:gid:…`.
    fn named(name: &str, users: &str) -> Option<Self> {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2);
        let uid = numbers.next()?.parse().ok().filter(|uid| *uid != 0)?;
        Some(Self { uid, gid: numbers.next()?.parse().ok()? })
    }

    /// Makes a program run as this user.
    pub(super) fn runs(self, command: &mut Command) {
        command.uid(self.uid).gid(self.gid);
    }

    /// Gives one file or folder to this user.
    pub(super) fn owns(self, path: &Path) -> io::Result<()> {
        lchown(path, Some(self.uid), Some(self.gid))
    }
}

/// Whether a user without rights can reach the folder: what lies below /root is closed to `nobody`.
pub(super) fn everybody_may_enter(folder: &Path) -> bool {
    folder.ancestors().all(|part| part.metadata().is_ok_and(|found| found.permissions().mode() & 0o001 != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_user_by_its_whole_name_and_never_root() {
        let users =
            "root:x:0:0::/root:/bin/sh\nnobody2:x:7:8::/:\nnobody:x:65534:65533:n:/:/bin/false\nfake:x:0:1::/:\n";
        let nobody = Account::named("nobody", users).unwrap();
        assert_eq!((nobody.uid, nobody.gid), (65534, 65533));
        assert!(Account::named("postgres", users).is_none());
        assert!(Account::named("fake", users).is_none(), "another name for root");
        assert!(Account::named("nobody", "nobody:x:\n").is_none());
    }
}
