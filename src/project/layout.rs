//! How a migration tool lays out its files: one file a tool, one variant here.

mod atlas;
mod dbmate;
mod diesel;
mod drizzle;
mod files;
mod find;
mod flyway;
mod format;
mod golang_migrate;
mod goose;
mod hasura;
mod listing;
mod marks;
mod node_pg_migrate;
mod plain;
mod prisma;
mod recognise;
mod sql_migrate;
mod sqlx;
mod supabase;
mod unsupported;

#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

pub(super) use files::{files_alone, standard_input, text_alone};
pub use find::Named;
pub(super) use find::find;
pub use prisma::ConnectionSchema;
pub(crate) use prisma::prisma_configs;
pub(super) use prisma::{connection_schema, settings_of};

use self::format::{Entry, Format, Part, Place, Written};
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
    /// `supabase/migrations/<version>_<name>.sql`.
    Supabase,
    /// `<tag>.sql` beside `meta/_journal.json`, or `<timestamp>_<name>/migration.sql` beside a snapshot.
    Drizzle,
    /// `V<version>__<description>.sql`.
    Flyway,
    /// `<version>_<description>.sql` in a Rust package.
    Sqlx,
    /// `<version>_<name>/up.sql`.
    Diesel,
    /// `<version>….sql` with `-- migrate:up`.
    Dbmate,
    /// `<version>_<title>.up.sql`.
    GolangMigrate,
    /// `<version>_<name>.sql` with `-- +goose Up`.
    Goose,
    /// `<timestamp>_<name>.sql` with `-- Up Migration`.
    NodePgMigrate,
    /// `<version>_<name>.sql` beside `atlas.sum`.
    Atlas,
    /// `<id>.sql` with `-- +migrate Up`.
    SqlMigrate,
    /// `migrations/<database>/<version>_<name>/up.sql`.
    Hasura,
    /// A folder of SQL files.
    Sql,
    /// Files that the user named, in the order given.
    Files,
    /// A text on standard input.
    Stdin,
}

impl Layout {
    /// The layouts of folders, which a policy can name.
    pub const FOLDERS: [Self; 14] = [
        Self::Prisma,
        Self::Supabase,
        Self::Drizzle,
        Self::Flyway,
        Self::Sqlx,
        Self::Diesel,
        Self::Dbmate,
        Self::GolangMigrate,
        Self::Goose,
        Self::NodePgMigrate,
        Self::Atlas,
        Self::SqlMigrate,
        Self::Hasura,
        Self::Sql,
    ];

    /// The name in the policy file and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Files => "files",
            Self::Stdin => "stdin",
            folder => folder.format().name,
        }
    }

    /// What is known of the tool's files; files that the user named are taken as they are.
    const fn format(self) -> &'static Format {
        match self {
            Self::Prisma => &prisma::FORMAT,
            Self::Supabase => &supabase::FORMAT,
            Self::Drizzle => &drizzle::FORMAT,
            Self::Flyway => &flyway::FORMAT,
            Self::Sqlx => &sqlx::FORMAT,
            Self::Diesel => &diesel::FORMAT,
            Self::Dbmate => &dbmate::FORMAT,
            Self::GolangMigrate => &golang_migrate::FORMAT,
            Self::Goose => &goose::FORMAT,
            Self::NodePgMigrate => &node_pg_migrate::FORMAT,
            Self::Atlas => &atlas::FORMAT,
            Self::SqlMigrate => &sql_migrate::FORMAT,
            Self::Hasura => &hasura::FORMAT,
            Self::Sql | Self::Files | Self::Stdin => &plain::FORMAT,
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
    fn new(layout: Layout, folder: PathBuf) -> Self {
        Self { layout, folder, notes: Vec::new() }
    }

    /// The history in which a file lies, where its place says so.
    pub(super) fn around(file: &Path) -> Option<Self> {
        recognise::around(file)
    }

    /// Reads all migrations of one version of the folder.
    ///
    /// # Errors
    /// A migration that cannot be read, or a folder of a tool or database that Seawall does not know.
    pub(super) fn read(&self, tree: &dyn Tree, workspace: &Workspace) -> Result<History, InputError> {
        let shown = workspace.shown(&self.folder);
        let place = Place { tree, shown: &shown };
        let entries = (self.layout.format().entries)(&place)?;
        let migrations: Vec<Migration> =
            entries.into_iter().map(|entry| self.migration(&place, entry)).collect::<Result<_, _>>()?;
        let complete = migrations.iter().all(|migration| migration.unread.is_none());
        Ok(History { layout: self.layout, folder: self.folder.clone(), shown: shown.into(), migrations, complete })
    }

    fn migration(&self, place: &Place<'_>, entry: Entry) -> Result<Migration, InputError> {
        let shown = place.shown(&entry.path);
        let bytes = place.tree.read(&entry.path)?.ok_or_else(|| match self.layout {
            Layout::Prisma => prisma::missing_file(&shown),
            _ => InputError::new("does not exist, though the history names it").at(&shown).help("restore the file"),
        })?;
        let text = decode(bytes, &shown)?;
        let part = self.part(place, &entry, &text)?;
        let source = sent(Source::new(shown, text), &part);
        let source = if self.layout.format().templated { source.with_placeholders_as_names() } else { source };
        let migration = Migration::new(entry.name, self.folder.join(entry.path), source);
        let unread = if let Written::Program(language) = entry.written { Some(language) } else { None };
        let repeatable = entry.written == Written::Repeatable;
        Ok(Migration { transaction: part.transaction, repeatable, stamp: entry.stamp, unread, ..migration })
    }

    fn part(&self, place: &Place<'_>, entry: &Entry, text: &str) -> Result<Part, InputError> {
        match entry.written {
            Written::Program(_) => Ok(Part { sent: Some(Vec::new()), ..Part::default() }),
            Written::Once | Written::Repeatable => (self.layout.format().part)(place, entry, text),
        }
    }

    /// Another version of a migration's file, with the part that is sent; the whole where it cannot be told.
    pub(super) fn sent(&self, tree: &dyn Tree, path: &str, source: Source) -> Source {
        let place = Place { tree, shown: "" };
        let entry = (self.layout.format().entry)(path);
        let part = entry.and_then(|entry| self.part(&place, &entry, source.text()).ok());
        sent(source, &part.unwrap_or_default())
    }

    /// What the user should know about this version of the folder.
    pub(super) fn notes(&self, tree: &dyn Tree, workspace: &Workspace) -> Result<Vec<String>, InputError> {
        let shown = workspace.shown(&self.folder);
        let mut notes = self.notes.clone();
        notes.extend((self.layout.format().notes)(&Place { tree, shown: &shown })?);
        Ok(notes)
    }

    /// The name of the migration that a path in the folder holds, where it holds one.
    pub(super) fn name_of(&self, path: &str) -> Option<String> {
        (self.layout.format().entry)(path).map(|entry| entry.name)
    }
}

fn sent(source: Source, part: &Part) -> Source {
    let source = match &part.sent {
        Some(sent) => source.only(sent),
        None => source,
    };
    if part.ends.is_empty() { source } else { source.ended_at(&part.ends) }
}

/// The last part of a path as text.
fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}
