//! Migrations as files, in the order in which their tool applies them.

use std::path::PathBuf;
use std::sync::Arc;

use super::layout::{ConnectionSchema, Layout, connection_schema};
use super::workspace::Workspace;
use crate::sql::Source;

/// Whether a migration counts as already on the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Origin {
    /// It is taken as applied: it builds the catalog and is not judged.
    Deployed,
    /// It is about to be applied: it is judged.
    Pending,
}

/// One migration file.
#[derive(Debug, Clone)]
pub struct Migration {
    /// The name by which its tool knows it; with Prisma the name of its folder.
    pub name: Arc<str>,
    /// Its file on disk; empty for standard input.
    pub file: PathBuf,
    /// Its text, with the path as shown to the user.
    pub source: Source,
}

/// All migrations of one database.
#[derive(Debug, Clone)]
pub struct History {
    /// How the files are laid out.
    pub layout: Layout,
    /// The folder that holds them; for single files the working directory.
    pub folder: PathBuf,
    /// The same, as shown to the user.
    pub shown: Arc<str>,
    /// In the order in which they are applied.
    pub migrations: Vec<Migration>,
    /// These are all migrations of the database; false for single files, where any object may exist unseen.
    pub complete: bool,
}

impl History {
    /// The schema of new objects, where the project tells the URL that its tool connects with and the URL names one.
    #[must_use]
    pub fn connection_schema(&self, workspace: &Workspace) -> Option<ConnectionSchema> {
        match self.layout {
            Layout::Prisma => connection_schema(&self.folder, workspace),
            Layout::Files | Layout::Stdin => None,
        }
    }

    /// Place of a migration in the order of application.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.migrations.iter().position(|migration| &*migration.name == name)
    }
}
