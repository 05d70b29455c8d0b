//! sql-migrate's table `gorp_migrations` (rubenv/sql-migrate, `migrate.go`): the file's name, and a time.

use super::adapter::{Adapter, Column, Keeps, as_they_are, no_lock, text, time, unseen};
use super::row::HistoryRow;
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::Tool;

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::SqlMigrate,
    title: "sql-migrate",
    schemas: &[],
    table: "gorp_migrations",
    columns: &[Column::text("id"), Column::time("applied_at")],
    order: "h.applied_at, h.id",
    locks: no_lock,
    always_locks: false,
    keeps: Keeps::Nothing,
    row,
    key: |migration| Some(migration.name.to_string()),
    same: unseen,
    settle: as_they_are,
};

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let at = time(row, "applied_at")?;
    let name = text(row, "id").trim_end_matches(".sql").to_owned();
    Ok(Some(HistoryRow { started_at: at, finished_at: at, ..HistoryRow::ended(name) }))
}
