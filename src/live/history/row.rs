//! One row of a history table, in the words that all tools share.

use std::fmt;

use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;

use super::Running;

/// One attempt at a migration, as the tool noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The row's key.
    pub id: String,
    /// The migration as the repository calls it; as the table does where the repository does not have it. Not unique.
    pub name: String,
    /// What the table knows the migration by: its name, its version, its time.
    pub key: String,
    /// What the table keeps of its text.
    pub stored: Stored,
    /// Whether the text was that of the file, once the rows were put beside the repository.
    pub content: Content,
    /// What became of it.
    pub outcome: Outcome,
    /// When it began, where the tool notes that.
    pub started_at: Option<OffsetDateTime>,
    /// When it succeeded, where the tool notes that.
    pub finished_at: Option<OffsetDateTime>,
    /// When somebody declared that it is not applied.
    pub rolled_back_at: Option<OffsetDateTime>,
    /// Steps that the tool counted.
    pub steps: i64,
    /// What the server said when it failed.
    pub logs: Option<String>,
}

/// What a history table keeps of a migration's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stored {
    /// Nothing: nobody can see an edit.
    Nothing,
    /// A checksum, as the table has it.
    Checksum(String),
    /// The statements that were sent.
    Statements(Vec<String>),
}

impl fmt::Display for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nothing => Ok(()),
            Self::Checksum(digits) => f.write_str(digits),
            Self::Statements(statements) => {
                // The length keeps two statements apart from one that holds both.
                let hash = |hash: Sha256, one: &String| hash.chain_update(one.len().to_le_bytes()).chain_update(one);
                write!(f, "{:x}", statements.iter().fold(Sha256::new(), hash).finalize())
            }
        }
    }
}

/// Whether a migration was applied with the text that its file has now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// With the same.
    Same,
    /// With another one.
    Other,
    /// Nobody can tell: the table keeps too little, or there is no file.
    Unseen,
}

impl Content {
    /// [`Content::Same`] or [`Content::Other`].
    pub(super) const fn equal(equal: bool) -> Self {
        if equal { Self::Same } else { Self::Other }
    }
}

/// What a row says became of its migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It ran to its end.
    Ended,
    /// It was declared applied.
    Declared,
    /// It began, and its end is not noted.
    Begun,
    /// It was undone, or declared not applied.
    RolledBack,
}

/// What a row of a history says of its migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MigrationState {
    /// It ran to its end.
    Applied,
    /// It was declared applied without being run (`prisma migrate resolve --applied`, `flyway baseline`).
    Baselined,
    /// It began, did not end, and nobody is at work.
    Failed,
    /// It began, and the tool is at work.
    Running,
    /// It began and did not end; whether the tool is at work cannot be seen here.
    Unfinished,
    /// It was undone, or declared not applied (`prisma migrate resolve --rolled-back`, `flyway undo`).
    RolledBack,
}

impl MigrationState {
    /// The migration's statements count as part of the schema.
    #[must_use]
    pub const fn is_applied(self) -> bool {
        matches!(self, Self::Applied | Self::Baselined)
    }
}

impl HistoryRow {
    /// A migration that ran to its end, of which nothing else is known.
    pub(super) fn ended(key: impl Into<String>) -> Self {
        let key = key.into();
        Self {
            id: key.clone(),
            name: key.clone(),
            key,
            stored: Stored::Nothing,
            content: Content::Unseen,
            outcome: Outcome::Ended,
            started_at: None,
            finished_at: None,
            rolled_back_at: None,
            steps: 0,
            logs: None,
        }
    }

    /// The state that the row shows while the tool is at work or not.
    #[must_use]
    pub const fn state(&self, running: Running) -> MigrationState {
        match (self.outcome, running) {
            (Outcome::RolledBack, _) => MigrationState::RolledBack,
            (Outcome::Declared, _) => MigrationState::Baselined,
            (Outcome::Ended, _) => MigrationState::Applied,
            (Outcome::Begun, Running::Yes) => MigrationState::Running,
            (Outcome::Begun, Running::Unknown | Running::Untold) => MigrationState::Unfinished,
            (Outcome::Begun, Running::No) => MigrationState::Failed,
        }
    }
}
