//! Diesel's table `__diesel_schema_migrations` (diesel-rs/diesel, `diesel/src/migration`): a version and a time.

use super::adapter::{Adapter, Column, Keeps, as_they_are, no_lock, text, time, unseen};
use super::row::HistoryRow;
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::Tool;

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Diesel,
    title: "Diesel",
    schemas: &[],
    table: "__diesel_schema_migrations",
    columns: &[Column::text("version"), Column::time("run_on")],
    order: "h.run_on, h.version",
    locks: no_lock,
    always_locks: false,
    keeps: Keeps::Nothing,
    row,
    key: |migration| Some(migration.name.split('_').next().unwrap_or_default().replace('-', "")),
    same: unseen,
    settle: as_they_are,
};

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let at = time(row, "run_on")?;
    Ok(Some(HistoryRow { started_at: at, finished_at: at, ..HistoryRow::ended(text(row, "version")) }))
}
