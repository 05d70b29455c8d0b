//! Finds the server programs that fit a major version best.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::failed;
use super::installation::Installation;
use super::npm;
use crate::live::LiveError;

/// The variable that names the folder of `initdb` and `postgres`.
pub(super) const VARIABLE: &str = "SEAWALL_POSTGRES_BIN";

/// Where systems put server programs, one folder a major version: Debian, Red Hat's of postgresql.org, Alpine, SUSE,
/// Gentoo, Homebrew on both kinds of Mac and on Linux, Postgres.app.
const USUAL: [&str; 10] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/libexec/postgresql*",
    "/usr/lib/postgresql*/bin",
    "/usr/lib64/postgresql-*/bin",
    "/usr/local/pgsql*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// Where to look.
#[derive(Debug, Clone)]
pub(super) struct Places {
    /// The one folder to take, and who named it.
    pub(super) named: Option<(PathBuf, String)>,
    /// Folders as in PATH.
    pub(super) path: OsString,
    /// Patterns with one `*` in one folder's name.
    pub(super) usual: &'static [&'static str],
    /// Where to begin to look upward for `node_modules`.
    pub(super) project: PathBuf,
}

impl Places {
    /// The places of this machine; `bin` is the argument `--postgres-bin`.
    pub(super) fn here(bin: Option<&Path>, project: &Path) -> Self {
        let argument = bin.map(|bin| (bin.to_owned(), "--postgres-bin".to_owned()));
        let variable = || {
            let value = env::var_os(VARIABLE).filter(|value| !value.is_empty())?;
            Some((value.into(), VARIABLE.to_owned()))
        };
        Self {
            named: argument.or_else(variable),
            path: env::var_os("PATH").unwrap_or_default(),
            usual: &USUAL,
            project: std::path::absolute(project).unwrap_or_else(|_| project.to_owned()),
        }
    }

    /// The programs of this major version that come first, else those of the nearest, the newer of two equally near.
    ///
    /// # Errors
    /// A folder was named in which there are none.
    pub(super) fn find(&self, major: u32) -> Result<Option<Installation>, LiveError> {
        if let Some((folder, by)) = &self.named {
            let found = Installation::in_folder(folder);
            return found.map(Some).ok_or_else(|| nothing_in(folder, by));
        }
        let mut nearest: Option<Installation> = None;
        for found in self.candidates().filter_map(|folder| Installation::in_folder(&folder)) {
            if found.major == major {
                return Ok(Some(found));
            }
            let distance = |one: &Installation| (one.major.abs_diff(major), one.major < major);
            if nearest.as_ref().is_none_or(|known| distance(&found) < distance(known)) {
                nearest = Some(found);
            }
        }
        Ok(nearest)
    }

    /// Each folder, looked for only when those before it did not do.
    fn candidates(&self) -> impl Iterator<Item = PathBuf> {
        // An empty entry means the working directory, which is no place to take programs from.
        let on_path = env::split_paths(&self.path).filter(|folder| folder.is_absolute());
        let usual = self.usual.iter().flat_map(|pattern| expand(pattern));
        let modules = std::iter::once(()).flat_map(|()| npm::folders(&self.project));
        on_path.chain(std::iter::once_with(|| self.of_pg_config()).flatten()).chain(usual).chain(modules)
    }

    fn of_pg_config(&self) -> Option<PathBuf> {
        let program =
            env::split_paths(&self.path).map(|folder| folder.join("pg_config")).find(|file| file.is_file())?;
        let output = Command::new(program).arg("--bindir").output().ok()?;
        Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
    }
}

fn nothing_in(folder: &Path, by: &str) -> LiveError {
    failed(format!("{by} names {}, where there is no initdb and postgres that run", folder.display()))
        .help("name the folder of both, such as /usr/lib/postgresql/15/bin")
}

/// The folders that a pattern names, in falling order of their names.
fn expand(pattern: &str) -> Vec<PathBuf> {
    let (before, after) = pattern.split_once('*').unwrap_or((pattern, ""));
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let named = entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix));
    let mut folders: Vec<_> = named.map(|entry| entry.path().join(after.trim_start_matches('/'))).collect();
    folders.sort();
    folders.reverse();
    folders
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A folder with programs that say they are of this version.
    fn programs(folder: &Path, version: &str) {
        fs::create_dir_all(folder).unwrap();
        for name in ["postgres", "initdb"] {
            let file = folder.join(name);
            fs::write(&file, format!("#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")).unwrap();
            fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).unwrap();
        }
    }

    fn places(root: &Path, path: &[&str]) -> Places {
        let path = env::join_paths(path.iter().map(|folder| root.join(folder))).unwrap();
        Places { named: None, path, usual: &[], project: root.join("project") }
    }

    #[test]
    fn the_same_major_version_wins_then_the_nearest_then_the_newer() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        for version in ["13.2", "15.1", "15.9", "17.4"] {
            programs(&root.join(version), version);
        }
        let places = places(&root, &["empty", "13.2", "15.9", "15.1", "17.4"]);
        let found = |major| places.find(major).unwrap().unwrap().version;
        assert_eq!([12, 13, 14, 15, 16, 18].map(found), ["13.2", "13.2", "15.9", "15.9", "17.4", "17.4"]);
    }

    #[test]
    fn a_named_folder_is_the_only_one_and_must_be_right() {
        let root = tempfile::tempdir().unwrap();
        programs(&root.path().join("a"), "15.1");
        programs(&root.path().join("b"), "16.1");
        let mut places = places(root.path(), &["a"]);
        places.named = Some((root.path().join("b"), "--postgres-bin".into()));
        assert_eq!(places.find(15).unwrap().unwrap().major, 16);
        fs::remove_file(root.path().join("b/initdb")).unwrap();
        assert!(places.find(15).unwrap_err().message.starts_with("--postgres-bin names "));
    }

    #[test]
    fn nothing_is_found_where_there_is_nothing() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(places(root.path(), &["nowhere"]).find(15).unwrap(), None);
    }

    #[test]
    fn a_pattern_gives_the_newest_first() {
        let root = tempfile::tempdir().unwrap();
        for name in ["pgsql-14/bin", "pgsql-15/bin", "other/bin"] {
            fs::create_dir_all(root.path().join(name)).unwrap();
        }
        let found = expand(&format!("{}/pgsql-*/bin", root.path().display()));
        assert_eq!(found, [root.path().join("pgsql-15/bin"), root.path().join("pgsql-14/bin")]);
    }
}
