//! Where a project says which Prisma it uses, from the migrations' folder upward to the repository's root.

use std::path::{Path, PathBuf};

use super::lockfile::{LOCKFILES, Question};
use super::version::{Version, VersionRange};

/// The largest lockfile that is read, in bytes.
const MAX_LOCKFILE: u64 = 64 * 1024 * 1024;

/// The version of `prisma` and where it was read: what CI will install, else what is installed, else what is asked for.
pub(super) fn prisma(folder: &Path) -> Option<(VersionRange, String)> {
    let folders = up_to_root(folder);
    let declared = folders.iter().find_map(|folder| declared(folder).map(|range| (folder.clone(), range)));
    let package = declared.as_ref().map_or_else(|| owner(&folders), |(package, _)| package.clone());
    let wanted = declared.as_ref().map(|(_, range)| range.as_str());
    locked(&folders, &package, wanted).or_else(|| installed(&folders)).or_else(|| {
        let (_, range) = declared.as_ref()?;
        Some((VersionRange::parse(range).filter(|range| *range != VersionRange::ANY)?, "package.json".to_owned()))
    })
}

/// The folder and those around it, to the one that holds `.git`.
fn up_to_root(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for folder in folder.ancestors() {
        folders.push(folder.to_owned());
        if folder.join(".git").exists() {
            break;
        }
    }
    folders
}

/// The nearest folder that is a package.
fn owner(folders: &[PathBuf]) -> PathBuf {
    folders.iter().find(|folder| folder.join("package.json").is_file()).or(folders.last()).cloned().unwrap_or_default()
}

/// The range of `prisma` in a folder's `package.json`.
fn declared(folder: &Path) -> Option<String> {
    let text = read(&folder.join("package.json"))?;
    let package: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    let lists = ["devDependencies", "dependencies", "optionalDependencies", "peerDependencies"];
    lists.iter().find_map(|list| package.get(list)?.get("prisma")?.as_str().map(str::to_owned))
}

fn locked(folders: &[PathBuf], package: &Path, wanted: Option<&str>) -> Option<(VersionRange, String)> {
    folders.iter().find_map(|folder| {
        let inside = package.strip_prefix(folder).unwrap_or(Path::new(""));
        let inside = inside.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let question = Question { package: &inside, wanted };
        LOCKFILES.iter().find_map(|lockfile| {
            let range = lockfile.answer(&read(&folder.join(lockfile.name))?, &question)?;
            Some((range, lockfile.name.to_owned()))
        })
    })
}

fn installed(folders: &[PathBuf]) -> Option<(VersionRange, String)> {
    folders.iter().find_map(|folder| {
        let package: serde_json::Value =
            serde_json::from_str(&read(&folder.join("node_modules/prisma/package.json"))?).ok()?;
        let version = Version::parse(package.get("version")?.as_str()?)?;
        Some((VersionRange::exactly(version), "node_modules/prisma/package.json".to_owned()))
    })
}

fn read(path: &Path) -> Option<String> {
    let metadata = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?;
    if metadata.len() > MAX_LOCKFILE { None } else { std::fs::read_to_string(path).ok() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    #[test]
    fn prefers_the_lockfile_then_the_installation_then_the_range() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        let migrations = root.join("packages/db/prisma/migrations");
        let found = || prisma(&migrations).map(|(range, source)| format!("{range} {source}"));
        write(root, ".git/HEAD", "");
        assert_eq!(found(), None);
        write(root, "package.json", r#"{ "devDependencies": { "prisma": "^5.0.0" } }"#);
        write(root, "packages/db/package.json", r#"{ "devDependencies": { "prisma": "workspace:*" } }"#);
        assert_eq!(found(), None, "a range that names no version says nothing");
        write(root, "packages/db/package.json", r#"{ "devDependencies": { "prisma": "^7.4.0" } }"#);
        assert_eq!(found().unwrap(), ">=7.4 <8.0 package.json");
        write(root, "node_modules/prisma/package.json", r#"{ "version": "7.4.3" }"#);
        assert_eq!(found().unwrap(), "7.4.3 node_modules/prisma/package.json");
        let lock = "importers:\n\n  packages/db:\n    devDependencies:\n      prisma:\n        specifier: ^7.4.0\n        version: 7.5.0\n";
        write(root, "pnpm-lock.yaml", lock);
        assert_eq!(found().unwrap(), "7.5.0 pnpm-lock.yaml");
    }
}
