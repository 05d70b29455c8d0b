//! sqlx's table `_sqlx_migrations` (launchbadge/sqlx, `sqlx-postgres/src/migrate.rs`).
//!
//! A row is written in the transaction of its migration, as a success; one with `success = false` comes from elsewhere and
//! stops every run.

use super::adapter::{Adapter, Column, Keeps, LockPlace, as_they_are, checksum, text, time};
use super::checksum::{crc32, sha384, with_any_line_ends};
use super::row::{Content, HistoryRow, Outcome, Stored};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{Migration, Tool};

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Sqlx,
    title: "sqlx",
    schemas: &[],
    table: "_sqlx_migrations",
    columns: &[
        Column::text("version"),
        Column::text("description"),
        Column::time("installed_on"),
        Column::text("success"),
        Column::bytes("checksum"),
    ],
    order: "h.installed_on, h.version",
    locks,
    always_locks: true,
    keeps: Keeps::Checksum,
    row,
    key: |migration| super::adapter::number(&migration.name),
    same,
    settle: as_they_are,
};

/// `generate_lock_id`.
fn locks(place: &LockPlace<'_>) -> Vec<i64> {
    vec![0x3d32_ad9e * i64::from(crc32([place.database.as_bytes()]))]
}

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let version = text(row, "version");
    let installed = time(row, "installed_on")?;
    let ended = row.get("success") == Some("true");
    Ok(Some(HistoryRow {
        name: format!("{version}_{}", text(row, "description").replace(' ', "_")),
        stored: checksum(row, "checksum"),
        outcome: if ended { Outcome::Ended } else { Outcome::Begun },
        started_at: installed,
        finished_at: installed.filter(|_| ended),
        ..HistoryRow::ended(version)
    }))
}

/// SHA-384 of the file.
fn same(stored: &Stored, file: &Migration) -> Content {
    match stored {
        Stored::Checksum(digits) => {
            Content::equal(with_any_line_ends(file.source.text(), |text| sha384(text) == *digits))
        }
        _ => Content::Unseen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_that_of_sqlx() {
        // python3 -c 'import zlib; print(0x3d32ad9e * zlib.crc32(b"shop"))'
        let place = LockPlace { database: "shop", schema: "public", table: "_sqlx_migrations" };
        assert_eq!(locks(&place), [2_969_972_169_318_647_292]);
    }
}
