//! A fresh cluster: made once by `initdb`, copied from then on. Measured: 430 ms against 25 ms.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::account::Account;
use super::failed;
use super::installation::Installation;
use super::programs::Programs;
use super::tree::{self, Size};
use crate::live::LiveError;

/// Everybody who can reach the socket is trusted: it lies in a folder of the server's user.
/// Small WAL segments save a quarter of the copy.
const INITDB: [&str; 6] =
    ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "--wal-segsize=1"];

/// The kept cluster of one installation, in the user's cache folder.
#[derive(Debug)]
pub(super) struct Template {
    folder: PathBuf,
    lock: PathBuf,
}

impl Template {
    /// `None` where this user can keep nothing on this machine.
    pub(super) fn of(installation: &Installation) -> Option<Self> {
        let mut hash = Sha256::new();
        for part in [&installation.build, installation.bin.to_string_lossy().as_ref(), &INITDB.join(" ")] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let hash = hash.finalize();
        let (cache, name) = (cache()?, format!("postgres-{}-{:.12}", installation.version, format!("{hash:x}")));
        Some(Self { folder: cache.join(&name), lock: cache.join(name + ".lock") })
    }

    /// Copies the kept cluster to `data`, making or mending it first where that is needed.
    ///
    /// # Errors
    /// `initdb` fails.
    pub(super) fn copy_to(&self, data: &Path, run: &Run<'_>) -> Result<(), LiveError> {
        // A file system without locks is no place to share: the cluster is made for this once.
        let Ok(reading) = self.lock(true) else { return run.initdb(data) };
        if self.copy_intact(data, run.account) {
            return Ok(());
        }
        drop(reading);
        let Ok(_writing) = self.lock(false) else { return run.initdb(data) };
        // Another process may have made it while this one waited.
        if self.copy_intact(data, run.account) {
            return Ok(());
        }
        run.initdb(data)?;
        // Whoever cannot keep it makes it again next time.
        self.keep(data).ok();
        Ok(())
    }

    /// Forgets the kept cluster, so that the next one is made afresh.
    pub(super) fn discard(&self) {
        if let Ok(_writing) = self.lock(false) {
            fs::remove_dir_all(&self.folder).ok();
        }
    }

    fn lock(&self, shared: bool) -> io::Result<File> {
        tree::lock(&self.lock, shared)
    }

    /// Whether all that was kept is still there and is now in `data`; else `data` is gone again.
    fn copy_intact(&self, data: &Path, account: Option<Account>) -> bool {
        let Ok(kept) = fs::read_to_string(self.folder.join("size")) else { return false };
        let copied = tree::copy(&self.folder.join("data"), data, account);
        let intact = copied.is_ok_and(|size| described(size) == kept);
        if !intact {
            fs::remove_dir_all(data).ok();
        }
        intact
    }

    fn keep(&self, data: &Path) -> io::Result<()> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        DirBuilder::new().mode(0o700).create(&self.folder)?;
        let size = tree::copy(data, &self.folder.join("data"), None)?;
        // Written last: without it the template does not count.
        fs::write(self.folder.join("size"), described(size))
    }
}

fn described(size: Size) -> String {
    format!("{} files, {} bytes\n", size.files, size.bytes)
}

/// What `initdb` runs with.
#[derive(Debug)]
pub(super) struct Run<'a> {
    pub(super) programs: &'a Programs,
    pub(super) account: Option<Account>,
}

impl Run<'_> {
    /// Makes a cluster in `data`.
    ///
    /// # Errors
    /// What `initdb` says.
    pub(super) fn initdb(&self, data: &Path) -> Result<(), LiveError> {
        let output = self.programs.command("initdb").args(INITDB).arg("-D").arg(data).output();
        match output {
            Ok(output) if output.status.success() => Ok(()),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                Err(failed(format!("initdb could not make a private PostgreSQL: {}", said.trim())))
            }
            Err(why) => Err(failed(format!("initdb could not be run: {why}"))),
        }
    }
}

/// A folder that only this user can write to: in the user's cache folder, else in the temporary one.
fn cache() -> Option<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from).filter(|home| home.is_absolute());
    let caches = if cfg!(target_os = "macos") { "Library/Caches" } else { ".cache" };
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute());
    let own = named.or_else(|| Some(home?.join(caches))).map(|folder| folder.join("seawall"));
    let user = rustix::process::geteuid().as_raw();
    own.into_iter()
        .chain([std::env::temp_dir().join(format!("seawall-cache-{user}"))])
        .find(|folder| is_ours(folder, user))
}

/// Makes the folder where it is missing. Another user who could write to it would choose what our server runs.
fn is_ours(folder: &Path, user: u32) -> bool {
    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
    let found = made.and_then(|()| fs::symlink_metadata(folder));
    found.is_ok_and(|found| found.is_dir() && found.uid() == user && found.mode() & 0o022 == 0)
        && rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_ok()
}
