//! node-pg-migrate's table `pgmigrations` (salsita/node-pg-migrate, `runner.ts`): the file's name without its ending, and a time.

use super::adapter::{Adapter, Column, Keeps, LockPlace, as_they_are, text, time, unseen};
use super::row::HistoryRow;
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::Tool;

/// `PG_MIGRATE_LOCK_ID`.
const LOCK: i64 = 7_241_865_325_823_964;

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::NodePgMigrate,
    title: "node-pg-migrate",
    schemas: &[],
    table: "pgmigrations",
    columns: &[Column::text("id"), Column::text("name"), Column::time("run_on")],
    order: "h.run_on, h.id",
    locks,
    always_locks: true,
    keeps: Keeps::Nothing,
    row,
    key: |migration| Some(migration.name.to_string()),
    same: unseen,
    settle: as_they_are,
};

fn locks(_: &LockPlace<'_>) -> Vec<i64> {
    vec![LOCK]
}

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let at = time(row, "run_on")?;
    let id = text(row, "id");
    Ok(Some(HistoryRow { id, started_at: at, finished_at: at, ..HistoryRow::ended(text(row, "name")) }))
}
