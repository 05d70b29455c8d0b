//! goose's table `goose_db_version` (pressly/goose, `internal/dialects/postgres.go`): a row for each migration, and one for
//! version 0, which stands for the table itself.

use super::HistoryTable;
use super::adapter::{Adapter, Column, Keeps, LockPlace, number, text, time, unseen};
use super::row::{HistoryRow, Outcome};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{History, Tool};

/// The keys of the lock that goose holds where its caller asked for one (`lock.DefaultLockID`, an older and a newer one).
const SESSION_LOCKS: [i64; 2] = [4_097_083_626, 5_887_940_537_704_921_958];

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Goose,
    title: "goose",
    schemas: &[],
    table: "goose_db_version",
    columns: &[Column::text("id"), Column::text("version_id"), Column::text("is_applied"), Column::time("tstamp")],
    order: "h.id",
    locks,
    always_locks: false,
    keeps: Keeps::Nothing,
    row,
    key: |migration| number(&migration.name),
    same: unseen,
    settle,
};

fn locks(_: &LockPlace<'_>) -> Vec<i64> {
    SESSION_LOCKS.to_vec()
}

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let version = text(row, "version_id");
    if version == "0" {
        return Ok(None);
    }
    let at = time(row, "tstamp")?;
    let applied = row.get("is_applied") == Some("true");
    Ok(Some(HistoryRow {
        id: text(row, "id"),
        outcome: if applied { Outcome::Ended } else { Outcome::RolledBack },
        started_at: at,
        finished_at: at.filter(|_| applied),
        rolled_back_at: at.filter(|_| !applied),
        ..HistoryRow::ended(version)
    }))
}

/// Old versions note the way back as a row of its own, and the newest row of a version counts.
fn settle(table: &mut HistoryTable, _: &History) {
    let newest: std::collections::HashMap<String, String> =
        table.rows.iter().map(|row| (row.key.clone(), row.id.clone())).collect();
    table.rows.retain(|row| newest.get(&row.key) == Some(&row.id));
}
