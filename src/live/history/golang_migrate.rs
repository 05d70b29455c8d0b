//! golang-migrate's table `schema_migrations` (golang-migrate/migrate, `database/postgres`): one row, the version that was
//! reached, and whether it is dirty. Everything up to it counts as applied: nothing says otherwise.

use super::HistoryTable;
use super::adapter::{Adapter, Column, Keeps, LockPlace, number, text, unseen};
use super::checksum::crc32;
use super::row::{HistoryRow, Outcome};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{History, Migration, Tool};

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::GolangMigrate,
    title: "golang-migrate",
    schemas: &[],
    table: "schema_migrations",
    columns: &[Column::text("version"), Column::text("dirty")],
    order: "h.version",
    locks,
    always_locks: true,
    keeps: Keeps::Nothing,
    row,
    key: |migration| number(&migration.name),
    same: unseen,
    settle,
};

/// `GenerateAdvisoryLockId`; versions differ in where they put the name of the database.
fn locks(place: &LockPlace<'_>) -> Vec<i64> {
    let names = [[place.database, place.schema, place.table], [place.schema, place.table, place.database]];
    let id = |names: [&str; 3]| i64::from(crc32([names.join("\0").as_bytes()]).wrapping_mul(1_486_364_155));
    names.map(id).to_vec()
}

#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let outcome = if row.get("dirty") == Some("true") { Outcome::Begun } else { Outcome::Ended };
    Ok(Some(HistoryRow { outcome, ..HistoryRow::ended(text(row, "version")) }))
}

fn settle(table: &mut HistoryTable, files: &History) {
    let Some(reached) = table.rows.pop() else { return };
    let Ok(version) = reached.key.parse::<i128>() else { return table.rows.push(reached) };
    let before = |file: &&Migration| {
        number(&file.name).and_then(|number| number.parse::<i128>().ok()).is_some_and(|number| number < version)
    };
    table.rows = files
        .migrations
        .iter()
        .filter(before)
        .map(|file| HistoryRow { id: file.name.to_string(), ..HistoryRow::ended(file.name.as_ref()) })
        .collect();
    // A first migration that failed on its way down leaves -1, which is no migration.
    if version >= 0 || reached.outcome == Outcome::Begun {
        table.rows.push(reached);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_that_of_golang_migrate() {
        // python3 -c 'import zlib; print(zlib.crc32(b"shop\0public\0schema_migrations") * 1486364155 & 0xffffffff)'
        let place = LockPlace { database: "shop", schema: "public", table: "schema_migrations" };
        assert_eq!(locks(&place)[0], 3_209_697_524);
    }
}
