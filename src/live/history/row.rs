//! One row of a history table.

use time::OffsetDateTime;

use super::{Checksum, Running};

/// One attempt at a migration, as the tool noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// The row's key.
    pub id: String,
    /// The migration; not unique.
    pub name: String,
    /// Of the file as it was then.
    pub checksum: Checksum,
    /// When it began.
    pub started_at: OffsetDateTime,
    /// When it succeeded.
    pub finished_at: Option<OffsetDateTime>,
    /// When somebody declared that it is not applied.
    pub rolled_back_at: Option<OffsetDateTime>,
    /// Steps that the tool counted.
    pub steps: i64,
    /// What the server said when it failed.
    pub logs: Option<String>,
}

/// What a row of a history says of its migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MigrationState {
    /// It ran to its end.
    Applied,
    /// It was declared applied without being run (`prisma migrate resolve --applied`).
    Baselined,
    /// It began, did not end, and nobody is at work.
    Failed,
    /// It began, and the tool is at work.
    Running,
    /// It began and did not end; whether the tool is at work cannot be seen here.
    Unfinished,
    /// It was declared not applied (`prisma migrate resolve --rolled-back`).
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
    /// The state that the row shows while the tool is at work or not.
    #[must_use]
    pub fn state(&self, running: Running) -> MigrationState {
        match (self.rolled_back_at, self.finished_at, running) {
            (Some(_), ..) => MigrationState::RolledBack,
            (None, Some(finished), _) if self.was_declared(finished) => MigrationState::Baselined,
            (None, Some(_), _) => MigrationState::Applied,
            (None, None, Running::Yes) => MigrationState::Running,
            (None, None, Running::Unknown) => MigrationState::Unfinished,
            (None, None, Running::No) => MigrationState::Failed,
        }
    }

    /// `resolve --applied` writes one time twice, no step, and an empty log where a run writes none (Prisma 7.10).
    fn was_declared(&self, finished: OffsetDateTime) -> bool {
        self.started_at == finished && self.steps == 0 && self.logs.as_deref() == Some("")
    }
}
