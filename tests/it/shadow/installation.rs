//! Server programs with further extensions beside them, without touching the installed ones.

use crate::postgres;
use crate::shared::History;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The dumps of the histories were made by this version.
const MAJOR: u32 = 15;

/// The pgvector that `tests/run` brings is built for this version.
const PGVECTOR_MAJOR: u32 = 16;

/// What the real histories are replayed on: the installation of their dumps, and one that has pgvector.
pub(super) struct Installations(Vec<WithExtensions>);

impl Installations {
    /// Those of this machine, with the stub extensions of the shared folder; `None`, after saying so, where none has their version.
    pub(super) fn of(shared: &Path) -> Option<Self> {
        let stubs = shared.join("corpus/_preludes/stub_extensions");
        let first = WithExtensions::of(MAJOR, &[&stubs], "pg_dump".into())?;
        Some(Self(std::iter::once(first).chain(with_pgvector(&stubs)).collect()))
    }

    /// The first that has every extension of a history.
    ///
    /// # Errors
    /// Why the history cannot be replayed here.
    pub(super) fn for_history(&self, history: &History) -> Result<&WithExtensions, String> {
        let needed: Vec<&str> = history.needs.iter().filter_map(|need| need.strip_prefix("extension:")).collect();
        let found = self.0.iter().find(|installation| needed.iter().all(|extension| installation.has(extension)));
        found.ok_or_else(|| {
            format!(
                "{}: no PostgreSQL here has all of {} (`sh tests/run` brings what it can)",
                history.path,
                needed.join(", ")
            )
        })
    }
}

/// PostgreSQL 16 with what `tests/run` unpacks of a wheel for it.
fn with_pgvector(stubs: &Path) -> Option<WithExtensions> {
    let wheel = Path::new(&std::env::var_os("SEAWALL_TEST_POSTGRES")?).join("pgserver/pgserver/pginstall");
    let (library, extension) = (wheel.join("lib/postgresql"), wheel.join("share/postgresql/extension"));
    let is_here = library.is_dir() && postgres::majors().contains(&PGVECTOR_MAJOR);
    is_here.then(|| WithExtensions::of(PGVECTOR_MAJOR, &[stubs, &library, &extension], wheel.join("bin/pg_dump")))?
}

/// A copy of an installation, of links but for the programs, that has further extensions too.
pub(super) struct WithExtensions {
    bin: PathBuf,
    major: u32,
    pg_dump: PathBuf,
    extensions: PathBuf,
    _root: tempfile::TempDir,
}

impl WithExtensions {
    /// The installation of this major version with the extensions of these folders; `None`, after saying so, where it is missing.
    fn of(major: u32, folders: &[&Path], pg_dump: PathBuf) -> Option<Self> {
        let bin = postgres::server(Some(major))?.bin().canonicalize().unwrap();
        let root = tempfile::Builder::new().prefix("seawall-installation-").tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        // The programs find the other folders by the way that leads there from their own.
        let mirrored = |folder: &Path| root.path().join(folder.strip_prefix("/").unwrap());
        fs::create_dir_all(mirrored(&bin)).unwrap();
        for program in ["postgres", "initdb"] {
            fs::copy(bin.join(program), mirrored(&bin).join(program)).unwrap();
        }
        let (libraries, share) =
            (folder_of(&bin, "--pkglibdir", "lib/postgresql"), folder_of(&bin, "--sharedir", "share/postgresql"));
        let extensions = mirrored(&share).join("extension");
        for own in [&mirrored(&libraries), &extensions] {
            fs::create_dir_all(own).unwrap();
        }
        // Programs of npm packages look for shared libraries beside the folder of those of the server.
        for folder in [libraries.parent().unwrap(), &libraries, &share, &share.join("extension")] {
            link_each(folder, &mirrored(folder));
        }
        for folder in folders {
            add(folder, &mirrored(&libraries), &extensions);
        }
        Some(Self { bin: mirrored(&bin), major, pg_dump, extensions, _root: root })
    }

    /// The folder of `initdb` and `postgres`.
    pub(super) fn bin(&self) -> &Path {
        &self.bin
    }

    /// The major version of the server.
    pub(super) fn major(&self) -> u32 {
        self.major
    }

    /// A `pg_dump` that reads a server of this version: none reads a newer one.
    pub(super) fn pg_dump(&self) -> &Path {
        &self.pg_dump
    }

    /// Whether an extension can be created.
    fn has(&self, extension: &str) -> bool {
        self.extensions.join(format!("{extension}.control")).exists()
    }
}

/// What `pg_config` says; packages without it have the folder beside that of the programs.
fn folder_of(bin: &Path, option: &str, beside: &str) -> PathBuf {
    let said = Command::new(bin.join("pg_config")).arg(option).output();
    let said = said.map(|output| String::from_utf8(output.stdout).unwrap().trim().to_owned());
    said.map_or_else(|_| bin.parent().unwrap().join(beside), PathBuf::from)
}

/// Links into a folder what another holds and it does not.
fn link_each(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let link = to.join(entry.file_name());
        if !link.exists() {
            symlink(entry.path(), link).unwrap();
        }
    }
}

/// Copies an extension, or several: its library to the libraries, the rest to the extensions.
fn add(folder: &Path, libraries: &Path, extensions: &Path) {
    for file in fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        let is_library = file.extension().is_some_and(|extension| extension == "so");
        let place = if is_library { libraries } else { extensions };
        fs::copy(&file, place.join(file.file_name().unwrap())).unwrap();
    }
}
