//! The table in which a migration tool notes what it has applied: one file a tool, and one word for all.

mod adapter;
mod atlas;
mod checksum;
mod dbmate;
mod diesel;
mod drizzle;
mod flyway;
mod golang_migrate;
mod goose;
mod ledger;
mod node_pg_migrate;
mod prisma;
mod read;
mod row;
mod sql_migrate;
mod sqlx;
mod supabase;

use std::collections::{BTreeSet, HashMap};

pub use adapter::Keeps;
pub use checksum::Checksum;
pub use ledger::Ledger;
pub use row::{Content, HistoryRow, MigrationState, Outcome, Stored};

use super::connect::read;
use super::error::LiveError;
use super::limits::Limits;
use super::session::Session;
use super::target::Target;
use crate::project::{History, Tool};

/// What a history table says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryTable {
    /// The tool that writes it.
    pub tool: Tool,
    /// The schema in which it lies, or is looked for first.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// There is one.
    pub present: bool,
    /// Its owner, where there is one.
    pub owner: Option<String>,
    /// The schema of the application's tables.
    pub around: String,
    /// That schema holds other tables, views or sequences: without a history nobody knows where they come from.
    pub nonempty: bool,
    /// Other schemas with a table of that name, in order of their names.
    pub elsewhere: Vec<String>,
    /// Whether the tool is at work right now.
    pub running: Running,
    /// In the order in which they were started.
    pub rows: Vec<HistoryRow>,
    /// Migrations of the repository that the tool never runs here, because a later one was applied.
    pub skipped: BTreeSet<String>,
}

/// Whether the tool is at work right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// Nobody holds its advisory lock.
    No,
    /// Somebody holds its advisory lock in this database, or has written to its table and not committed.
    Yes,
    /// The server is a standby, where the primary's locks cannot be seen.
    Unknown,
    /// The tool holds no lock by which it could be seen.
    Untold,
}

impl HistoryTable {
    /// The tool's name in a sentence.
    #[must_use]
    pub fn title(&self) -> &'static str {
        adapter::of(self.tool).map_or("the migration tool", |adapter| adapter.title)
    }

    /// What the tool keeps of a migration's text.
    #[must_use]
    pub fn keeps(&self) -> Keeps {
        adapter::of(self.tool).map_or(Keeps::Nothing, |adapter| adapter.keeps)
    }

    /// Its name for people, with the schema.
    #[must_use]
    pub fn shown(&self) -> String {
        format!("{}.{}", self.schema, self.name)
    }

    /// The state of a row of this table.
    #[must_use]
    pub fn state(&self, row: &HistoryRow) -> MigrationState {
        let is_newest = self.rows.last().is_some_and(|newest| newest.id == row.id);
        row.state(if is_newest || self.running != Running::Yes { self.running } else { Running::No })
    }

    /// The row that counts for a migration: the newest that is not rolled back, else the newest.
    ///
    /// A migration that failed, was rolled back and applied again has several rows; old versions of Prisma looked at the
    /// oldest (prisma/prisma#16927).
    #[must_use]
    pub fn current(&self, name: &str) -> Option<&HistoryRow> {
        let rows = || self.rows.iter().rev().filter(|row| row.name == name);
        rows().find(|row| row.outcome != Outcome::RolledBack).or_else(|| rows().next())
    }

    /// The row that counts for each migration, in the order in which these were started.
    #[must_use]
    pub fn currents(&self) -> Vec<&HistoryRow> {
        let mut current: HashMap<&str, &HistoryRow> = HashMap::new();
        for row in &self.rows {
            let known = current.entry(&row.name).or_insert(row);
            if row.outcome != Outcome::RolledBack || known.outcome == Outcome::RolledBack {
                *known = row;
            }
        }
        self.rows.iter().filter(|row| current.get(row.name.as_str()).is_some_and(|one| one.id == row.id)).collect()
    }

    /// Migrations with several rows that are not rolled back, which no run leaves behind.
    #[must_use]
    pub fn duplicates(&self) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let standing = self.rows.iter().filter(|row| row.outcome != Outcome::RolledBack);
        standing.map(|row| row.name.as_str()).filter(|name| !seen.insert(*name)).collect()
    }

    /// Gives each row the name and the verdict of the file that it is about.
    #[must_use]
    pub fn beside(mut self, files: &History) -> Self {
        let Some(adapter) = adapter::of(self.tool) else { return self };
        let keyed = files.migrations.iter().filter_map(|file| Some(((adapter.key)(file)?, file)));
        let by_key: HashMap<String, _> = keyed.collect();
        for row in &mut self.rows {
            if let Some(file) = by_key.get(&row.key) {
                file.name.as_ref().clone_into(&mut row.name);
                row.content = (adapter.same)(&row.stored, file);
            }
        }
        (adapter.settle)(&mut self, files);
        self
    }

    fn has_failed(&self) -> bool {
        self.rows.iter().any(|row| self.state(row) == MigrationState::Failed)
    }
}

/// Reads the history table of a project, as it was when the session began; `schema` is the one that the connection string
/// names (`None`: `public`).
///
/// Locks are not part of that moment. A run that ended since then looks like a failed one: [`settled_history`] looks again.
///
/// # Errors
/// The table is there and cannot be read whole, and the error names the missing privilege; or it is another tool's.
pub async fn history(session: &Session, schema: Option<&str>, ledger: &Ledger) -> Result<HistoryTable, LiveError> {
    read::read(session, schema, ledger).await
}

/// Reads the history of a target, and reads it again where a row may have been finished in between.
///
/// # Errors
/// The server cannot be reached, or as [`history`].
pub async fn settled_history(target: &Target, limits: &Limits, ledger: &Ledger) -> Result<HistoryTable, LiveError> {
    let look = async || read(target, limits, async |session| history(session, target.url.schema(), ledger).await).await;
    let first = look().await?;
    if first.has_failed() { look().await } else { Ok(first) }
}

#[cfg(test)]
mod tests;
