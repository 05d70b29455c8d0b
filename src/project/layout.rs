//! How a migration tool lays out its files: one file a tool, one variant here.

mod files;
mod find;
mod prisma;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use files::{files_alone, standard_input};
pub(super) use find::find;
pub use prisma::ConnectionSchema;
pub(super) use prisma::connection_schema;

use super::error::InputError;
use super::migration::{History, Migration};
use super::text::decode;
use super::tree::Tree;
use super::workspace::Workspace;
use crate::sql::Source;

/// A way of laying out migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Layout {
    /// `prisma/migrations/<name>/migration.sql`.
    Prisma,
    /// Files that the user named, in the order given.
    Files,
    /// A text on standard input.
    Stdin,
}

impl Layout {
    /// The name in the policy file and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prisma => "prisma",
            Self::Files => "files",
            Self::Stdin => "stdin",
        }
    }
}

/// A migrations folder that was found or named, before it is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Located {
    /// How it is laid out.
    pub(super) layout: Layout,
    /// Where, absolute.
    pub(super) folder: PathBuf,
    /// What the user should know about how it was found.
    pub(super) notes: Vec<String>,
}

impl Located {
    fn prisma(folder: PathBuf) -> Self {
        Self { layout: Layout::Prisma, folder, notes: Vec::new() }
    }

    /// The history in which a file lies, where its place says so.
    pub(super) fn around(file: &Path) -> Option<Self> {
        prisma::around(file).map(Self::prisma)
    }

    /// Reads all migrations of one version of the folder.
    ///
    /// # Errors
    /// A migration that cannot be read, or a folder of a tool or database that Seawall does not know.
    pub(super) fn read(&self, tree: &dyn Tree, workspace: &Workspace) -> Result<History, InputError> {
        let shown = workspace.shown(&self.folder);
        let entries = match self.layout {
            Layout::Prisma => prisma::entries(tree, &shown)?,
            Layout::Files | Layout::Stdin => Vec::new(),
        };
        let migrations =
            entries.into_iter().map(|entry| self.migration(tree, &shown, entry)).collect::<Result<_, _>>()?;
        Ok(History {
            layout: self.layout,
            folder: self.folder.clone(),
            shown: shown.into(),
            migrations,
            complete: true,
        })
    }

    fn migration(&self, tree: &dyn Tree, shown: &str, entry: Entry) -> Result<Migration, InputError> {
        let shown = if shown == "." { entry.path.clone() } else { format!("{shown}/{}", entry.path) };
        let bytes = tree.read(&entry.path)?.ok_or_else(|| match self.layout {
            Layout::Prisma => prisma::missing_file(&shown),
            Layout::Files | Layout::Stdin => InputError::new("does not exist").at(&shown),
        })?;
        let source = Source::new(shown.as_str(), decode(bytes, &shown)?);
        Ok(Migration { name: Arc::from(entry.name), file: self.folder.join(entry.path), source })
    }

    /// What the user should know about this version of the folder.
    pub(super) fn notes(&self, tree: &dyn Tree, workspace: &Workspace) -> Result<Vec<String>, InputError> {
        let mut notes = self.notes.clone();
        if self.layout == Layout::Prisma {
            notes.extend(prisma::note(tree, &workspace.shown(&self.folder))?);
        }
        Ok(notes)
    }

    /// The name of the migration that a path in the folder holds, where it holds one.
    pub(super) fn name_of<'a>(&self, path: &'a str) -> Option<&'a str> {
        match self.layout {
            Layout::Prisma => path.strip_suffix(prisma::SUFFIX).filter(|name| !name.contains('/')),
            Layout::Files | Layout::Stdin => None,
        }
    }
}

/// One migration in a folder: its name and its file, relative to the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) path: String,
}

/// The last part of a path as text.
fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}
