//! The table in which a migration tool notes what it has applied.

mod checksum;
mod prisma;
mod row;

use std::collections::BTreeSet;

pub use checksum::Checksum;
pub use row::{HistoryRow, MigrationState};

use super::connect::read;
use super::error::LiveError;
use super::limits::Limits;
use super::session::Session;
use super::target::Target;

/// What a history table says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryTable {
    /// The schema in which it is looked for.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// There is one.
    pub present: bool,
    /// Its owner, where there is one.
    pub owner: Option<String>,
    /// The schema holds other tables, views or sequences: without a history nobody knows where they come from.
    pub nonempty: bool,
    /// Other schemas with a table of that name, in order of their names.
    pub elsewhere: Vec<String>,
    /// Whether the tool is at work right now.
    pub running: Running,
    /// In the order in which they were started.
    pub rows: Vec<HistoryRow>,
}

/// Whether the tool is at work right now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Running {
    /// Nobody holds its advisory lock.
    No,
    /// Somebody holds its advisory lock in this database.
    Yes,
    /// The server is a standby, where the primary's locks cannot be seen.
    Unknown,
}

impl HistoryTable {
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
        rows().find(|row| row.rolled_back_at.is_none()).or_else(|| rows().next())
    }

    /// The row that counts for each migration, in the order in which these were started.
    #[must_use]
    pub fn currents(&self) -> Vec<&HistoryRow> {
        self.rows.iter().filter(|row| self.current(&row.name).is_some_and(|current| current.id == row.id)).collect()
    }

    /// Migrations with several rows that are not rolled back, which no run of Prisma leaves behind.
    #[must_use]
    pub fn duplicates(&self) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        let standing = self.rows.iter().filter(|row| row.rolled_back_at.is_none());
        standing.map(|row| row.name.as_str()).filter(|name| !seen.insert(*name)).collect()
    }

    fn has_failed(&self) -> bool {
        self.rows.iter().any(|row| self.state(row) == MigrationState::Failed)
    }
}

/// Reads Prisma's history table in this schema (`None`: `public`), as it was when the session began.
///
/// Locks are not part of that moment. A run that ended since then looks like a failed one: [`settled_history`] looks again.
///
/// # Errors
/// The table is there and cannot be read whole; the error names the missing privilege.
pub async fn history(session: &Session, schema: Option<&str>) -> Result<HistoryTable, LiveError> {
    prisma::read(session, schema.unwrap_or("public")).await
}

/// Reads the history of a target, and reads it again where a row may have been finished in between.
///
/// # Errors
/// The server cannot be reached, or as [`history`].
pub async fn settled_history(target: &Target, limits: &Limits) -> Result<HistoryTable, LiveError> {
    let look = async || read(target, limits, async |session| history(session, target.url.schema()).await).await;
    let first = look().await?;
    if first.has_failed() { look().await } else { Ok(first) }
}

#[cfg(test)]
mod tests;
