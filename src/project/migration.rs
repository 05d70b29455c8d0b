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
    /// The name by which its tool knows it: that of its folder with Prisma, of its file without the ending with most others.
    pub name: Arc<str>,
    /// Its file on disk; empty for standard input.
    pub file: PathBuf,
    /// Its text, with the path as shown to the user.
    pub source: Source,
    /// It asks for a transaction or for none, in the file or beside it; `None` where it leaves that to its tool.
    pub transaction: Option<bool>,
    /// It runs again whenever it was changed, after all others (`R__….sql` of Flyway).
    pub repeatable: bool,
    /// The time by which its tool decides whether it was applied: one that is not later than the last applied never runs
    /// (Drizzle before 1.0, in milliseconds).
    pub stamp: Option<u64>,
    /// The language of a migration that is a program, of which nothing was read.
    pub unread: Option<&'static str>,
}

impl Migration {
    /// A migration in SQL, which runs once and leaves the transaction to its tool.
    #[must_use]
    pub fn new(name: impl Into<Arc<str>>, file: PathBuf, source: Source) -> Self {
        Self { name: name.into(), file, source, transaction: None, repeatable: false, stamp: None, unread: None }
    }
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
            _ => None,
        }
    }

    /// Place of a migration in the order of application.
    #[must_use]
    pub fn position(&self, name: &str) -> Option<usize> {
        self.migrations.iter().position(|migration| &*migration.name == name)
    }
}
