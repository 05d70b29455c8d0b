//! Prisma's table `_prisma_migrations`.

use time::OffsetDateTime;

use super::Checksum;
use super::adapter::{Adapter, Column, Keeps, LockPlace, as_they_are, text, time};
use super::row::{Content, HistoryRow, Outcome, Stored};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{Migration, Tool};

/// The key of the advisory lock that Prisma holds while it applies migrations.
const ADVISORY_LOCK: i64 = 72_707_369;

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Prisma,
    title: "Prisma Migrate",
    schemas: &[],
    table: "_prisma_migrations",
    columns: &[
        Column::text("id"),
        Column::text("checksum"),
        Column::text("migration_name"),
        Column::text("logs"),
        Column::text("applied_steps_count"),
        Column::time("started_at"),
        Column::time("finished_at"),
        Column::time("rolled_back_at"),
    ],
    // The order of insertion decides between equal times, as they come from `resolve --applied` in a loop.
    order: "h.started_at, h.ctid",
    locks,
    always_locks: true,
    keeps: Keeps::Checksum,
    row,
    key: |migration| Some(migration.name.to_string()),
    same,
    settle: as_they_are,
};

fn locks(_: &LockPlace<'_>) -> Vec<i64> {
    vec![ADVISORY_LOCK]
}

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let started_at = time(row, "started_at")?.unwrap_or(OffsetDateTime::UNIX_EPOCH);
    let (finished_at, rolled_back_at) = (time(row, "finished_at")?, time(row, "rolled_back_at")?);
    let steps: i64 = row.parse("applied_steps_count")?.unwrap_or_default();
    let logs = row.get("logs").map(str::to_owned);
    // `resolve --applied` writes one time twice, no step, and an empty log where a run writes none (Prisma 7.10).
    let declared = finished_at == Some(started_at) && steps == 0 && logs.as_deref() == Some("");
    let outcome = match (rolled_back_at, finished_at) {
        (Some(_), _) => Outcome::RolledBack,
        (None, Some(_)) if declared => Outcome::Declared,
        (None, Some(_)) => Outcome::Ended,
        (None, None) => Outcome::Begun,
    };
    Ok(Some(HistoryRow {
        id: text(row, "id"),
        stored: Stored::Checksum(text(row, "checksum")),
        outcome,
        started_at: Some(started_at),
        finished_at,
        rolled_back_at,
        steps,
        logs,
        ..HistoryRow::ended(text(row, "migration_name"))
    }))
}

fn same(stored: &Stored, file: &Migration) -> Content {
    match stored {
        Stored::Checksum(digits) => Content::equal(Checksum::stored(digits).matches(file.source.text())),
        _ => Content::Unseen,
    }
}
