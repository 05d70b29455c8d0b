//! dbmate's table `schema_migrations` (amacneil/dbmate, `pkg/driver/postgres`): a column `version`, nothing else.

use super::adapter::{Adapter, Column, Keeps, as_they_are, digits, no_lock, text, unseen};
use super::row::HistoryRow;
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::Tool;

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Dbmate,
    title: "dbmate",
    schemas: &[],
    table: "schema_migrations",
    columns: &[Column::text("version")],
    order: "h.version COLLATE \"C\"",
    locks: no_lock,
    always_locks: false,
    keeps: Keeps::Nothing,
    row,
    key: |migration| Some(digits(&migration.name).to_owned()),
    same: unseen,
    settle: as_they_are,
};

#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    Ok(Some(HistoryRow::ended(text(row, "version"))))
}
