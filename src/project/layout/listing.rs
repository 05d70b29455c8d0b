//! What lies in a folder on disk, as the search for migrations sees it.

use std::path::{Path, PathBuf};

/// What lies directly in a folder on disk.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// The folder.
    pub(super) path: PathBuf,
    /// Names of its files.
    pub(super) files: Vec<String>,
    /// Names of its folders; links are not followed, since what they lead to is found where it lies.
    pub(super) folders: Vec<String>,
}

impl Listing {
    /// Lists a folder; names that are not UTF-8 cannot be ours.
    pub(super) fn read(path: &Path) -> std::io::Result<Self> {
        let mut listing = Self { path: path.to_owned(), ..Self::default() };
        for entry in std::fs::read_dir(path)? {
            let entry = entry?;
            let (Ok(name), kind) = (entry.file_name().into_string(), entry.file_type()?) else { continue };
            if kind.is_dir() {
                listing.folders.push(name);
            } else {
                listing.files.push(name);
            }
        }
        listing.files.sort_unstable();
        listing.folders.sort_unstable();
        Ok(listing)
    }

    pub(super) fn has_file(&self, name: &str) -> bool {
        self.files.iter().any(|file| file == name)
    }

    pub(super) fn has_folder(&self, name: &str) -> bool {
        self.folders.iter().any(|folder| folder == name)
    }

    /// One of its folders holds this file.
    pub(super) fn inner_file(&self, name: impl Fn(&str) -> bool, file: &str) -> bool {
        self.folders.iter().any(|folder| name(folder) && self.path.join(folder).join(file).is_file())
    }

    /// The names of its SQL files.
    pub(super) fn sql_files(&self) -> impl Iterator<Item = &str> {
        let is_sql =
            |file: &&str| Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"));
        self.files.iter().map(String::as_str).filter(is_sql)
    }

    /// The nearest folder, from this one up to the repository's root, that holds one of these.
    pub(super) fn around(&self, names: &[&str]) -> Option<PathBuf> {
        for folder in self.path.ancestors() {
            if names.iter().any(|name| folder.join(name).exists()) {
                return Some(folder.to_owned());
            }
            if folder.join(".git").exists() {
                break;
            }
        }
        None
    }
}
