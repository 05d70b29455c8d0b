//! Server programs with further extensions beside them, without touching the installed ones.

use crate::postgres;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A copy of an installation, of links but for the programs, that has stub extensions too.
pub(super) struct WithStubs {
    bin: PathBuf,
    extensions: PathBuf,
    _root: tempfile::TempDir,
}

impl WithStubs {
    /// The installation of this major version with the extensions of a folder; `None`, after saying so, where it is missing.
    pub(super) fn of(major: u32, stubs: &Path) -> Option<Self> {
        let bin = postgres::server(Some(major))?.bin().canonicalize().unwrap();
        let root = tempfile::Builder::new().prefix("seawall-stubs-").tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        // The programs find the other folders by the way that leads there from their own.
        let mirrored = |folder: &Path| root.path().join(folder.strip_prefix("/").unwrap());
        let (libraries, share) =
            (folder_of(&bin, "--pkglibdir", "lib"), folder_of(&bin, "--sharedir", "share/postgresql"));
        fs::create_dir_all(mirrored(&bin)).unwrap();
        for program in ["postgres", "initdb"] {
            fs::copy(bin.join(program), mirrored(&bin).join(program)).unwrap();
        }
        fs::create_dir_all(mirrored(&libraries).parent().unwrap()).unwrap();
        symlink(&libraries, mirrored(&libraries)).unwrap();
        link_each(&share, &mirrored(&share), "extension");
        let extensions = mirrored(&share).join("extension");
        link_each(&share.join("extension"), &extensions, "");
        for stub in fs::read_dir(stubs).unwrap() {
            let stub = stub.unwrap();
            fs::copy(stub.path(), extensions.join(stub.file_name())).unwrap();
        }
        Some(Self { bin: mirrored(&bin), extensions, _root: root })
    }

    /// The folder of `initdb` and `postgres`.
    pub(super) fn bin(&self) -> &Path {
        &self.bin
    }

    /// Whether an extension can be created.
    pub(super) fn has(&self, extension: &str) -> bool {
        self.extensions.join(format!("{extension}.control")).exists()
    }
}

/// What `pg_config` says; packages without it have the folder beside that of the programs.
fn folder_of(bin: &Path, option: &str, beside: &str) -> PathBuf {
    let said = Command::new(bin.join("pg_config")).arg(option).output();
    let said = said.map(|output| String::from_utf8(output.stdout).unwrap().trim().to_owned());
    said.map_or_else(|_| bin.parent().unwrap().join(beside), PathBuf::from)
}

/// Makes a folder of links to all that another holds, but for one name.
fn link_each(from: &Path, to: &Path, but: &str) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_name() != but {
            symlink(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}
