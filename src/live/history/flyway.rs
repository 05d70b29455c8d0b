//! Flyway's table `flyway_schema_history` (flyway/flyway, `flyway-core`, `schemahistory`).
//!
//! Rows are only added: `flyway undo` and `flyway repair` write one that takes an earlier one back, and a repeatable
//! migration has one for each run.

use std::collections::BTreeSet;

use super::HistoryTable;
use super::adapter::{Adapter, Column, Keeps, LockPlace, checksum, text, time};
use super::checksum::crc32;
use super::row::{Content, HistoryRow, Outcome, Stored};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{History, Migration, Tool};

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Flyway,
    title: "Flyway",
    schemas: &[],
    table: "flyway_schema_history",
    columns: &[
        Column::text("installed_rank"),
        Column::text("version"),
        Column::text("description"),
        Column::text("type"),
        Column::text("script"),
        Column::text("checksum"),
        Column::time("installed_on"),
        Column::text("success"),
    ],
    order: "h.installed_rank",
    locks,
    always_locks: true,
    keeps: Keeps::Checksum,
    row,
    key: |migration| key_of(&migration.name),
    same,
    settle,
};

/// `PostgreSQLAdvisoryLockTemplate`: the letters of `Flyway`, and Java's hash of the table's quoted name.
fn locks(place: &LockPlace<'_>) -> Vec<i64> {
    let magic = (0x46_i64 << 40) + (0x6C_i64 << 32) + (0x79_i64 << 24) + (0x77 << 16) + (0x61 << 8) + 0x79;
    let name = format!("\"{}\".\"{}\"", place.schema, place.table);
    let hash = name.encode_utf16().fold(0_i32, |hash, unit| hash.wrapping_mul(31).wrapping_add(i32::from(unit)));
    vec![magic + i64::from(hash)]
}

/// How the table takes an earlier row back, where it does.
fn takes_back(kind: &str) -> bool {
    kind.starts_with("UNDO") || kind == "DELETE"
}

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let kind = text(row, "type");
    if kind == "SCHEMA" {
        return Ok(None);
    }
    let installed = time(row, "installed_on")?;
    let ended = row.get("success") == Some("true");
    let script = text(row, "script");
    let name = script.rsplit('/').next().unwrap_or_default().trim_end_matches(".sql").to_owned();
    let key = match row.get("version") {
        Some(version) if kind == "SQL_BASELINE" => format!("B {}", normal(version)),
        Some(version) => normal(version),
        None => format!("R {}", text(row, "description")),
    };
    let outcome = match kind.as_str() {
        _ if !ended => Outcome::Begun,
        "BASELINE" => Outcome::Declared,
        kind if takes_back(kind) => Outcome::RolledBack,
        _ => Outcome::Ended,
    };
    Ok(Some(HistoryRow {
        id: text(row, "installed_rank"),
        name,
        stored: checksum(row, "checksum"),
        outcome,
        started_at: installed,
        finished_at: installed.filter(|_| ended),
        rolled_back_at: installed.filter(|_| outcome == Outcome::RolledBack),
        logs: None,
        ..HistoryRow::ended(key)
    }))
}

/// What the table knows a file by: its version, or the description of one that is repeatable.
fn key_of(name: &str) -> Option<String> {
    let (prefix, description) = name.split_once("__")?;
    match prefix.split_at_checked(1)? {
        ("R", "") => Some(format!("R {}", description.replace('_', " "))),
        ("B", version) => Some(format!("B {}", normal(version))),
        (_, version) => Some(normal(version)),
    }
}

/// `1_02.0` is `1.2`.
fn normal(version: &str) -> String {
    let digits = |part: &str| match part.trim_start_matches('0') {
        "" => "0".to_owned(),
        digits => digits.to_owned(),
    };
    let mut parts: Vec<String> = version.split(['.', '_']).map(digits).collect();
    while parts.len() > 1 && parts.last().is_some_and(|part| part == "0") {
        parts.pop();
    }
    parts.join(".")
}

/// `ChecksumCalculator`: CRC-32 over the lines without their ends, as a signed number. That of a repeatable migration is
/// taken after its placeholders are filled in, which only Flyway's own configuration tells.
fn same(stored: &Stored, file: &Migration) -> Content {
    let text = file.source.text();
    let Stored::Checksum(stored) = stored else { return Content::Unseen };
    if file.repeatable && text.contains("${") {
        return Content::Unseen;
    }
    Content::equal(checksum_of(text).to_string() == *stored)
}

fn checksum_of(text: &str) -> i32 {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n").replace('\r', "\n");
    crc32(text.split('\n').map(str::as_bytes)).cast_signed()
}

fn settle(table: &mut HistoryTable, files: &History) {
    take_back(table);
    keep_newest_of_repeatable(table);
    fill_below_baseline(table, files);
}

/// A row that takes back stands for what it takes back.
fn take_back(table: &mut HistoryTable) {
    for at in 0..table.rows.len() {
        let (before, rest) = table.rows.split_at_mut(at);
        let back = &rest[0];
        if back.outcome == Outcome::RolledBack {
            for row in before.iter_mut().filter(|row| row.key == back.key && row.outcome != Outcome::RolledBack) {
                row.outcome = Outcome::RolledBack;
                row.rolled_back_at = back.finished_at;
            }
        }
    }
}

/// Each run of a repeatable migration replaces the one before.
fn keep_newest_of_repeatable(table: &mut HistoryTable) {
    let mut seen = BTreeSet::new();
    let mut rows: Vec<HistoryRow> = Vec::new();
    for row in std::mem::take(&mut table.rows).into_iter().rev() {
        if !row.key.starts_with("R ") || seen.insert(row.key.clone()) {
            rows.push(row);
        }
    }
    rows.reverse();
    table.rows = rows;
}

/// What a baseline stands for was there before Flyway came, or was made by a script of its own (`B2__…`).
fn fill_below_baseline(table: &mut HistoryTable, files: &History) {
    let is_baseline = |row: &HistoryRow| row.outcome == Outcome::Declared || row.key.starts_with("B ");
    let Some(at) = table.rows.iter().rposition(is_baseline) else { return };
    let baseline = table.rows[at].clone();
    let below = below(&baseline, &table.rows, files);
    // The script stays where the repository still has it.
    let end = if baseline.outcome == Outcome::Ended && files.position(&baseline.name).is_some() { at } else { at + 1 };
    table.rows.splice(at..end, below);
}

/// Files up to the version of a baseline that have no row of their own.
fn below(baseline: &HistoryRow, rows: &[HistoryRow], files: &History) -> Vec<HistoryRow> {
    let limit = numbers(baseline.key.trim_start_matches("B "));
    let known: BTreeSet<&str> = rows.iter().map(|row| row.key.as_str()).filter(|key| *key != baseline.key).collect();
    let row = |file: &Migration| {
        let key = key_of(&file.name).filter(|key| !key.starts_with(['B', 'R']))?;
        (numbers(&key) <= limit && !known.contains(key.as_str())).then(|| HistoryRow {
            id: format!("{}-{key}", baseline.id),
            name: file.name.to_string(),
            key,
            stored: Stored::Nothing,
            content: Content::Unseen,
            outcome: Outcome::Declared,
            ..baseline.clone()
        })
    };
    files.migrations.iter().filter_map(row).collect()
}

/// The parts of a version by their values.
fn numbers(version: &str) -> Vec<(usize, String)> {
    version.split('.').map(|part| (part.len(), part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_is_that_of_flyway() {
        // 0x466C79776179, and Java's hash of `"public"."flyway_schema_history"` by its documented formula.
        let place = LockPlace { database: "shop", schema: "public", table: "flyway_schema_history" };
        assert_eq!(locks(&place), [77_431_708_279_161 + (2_125_624_436)]);
    }

    #[test]
    fn versions_are_numbers_and_line_ends_do_not_count() {
        assert_eq!(key_of("V1_02.0__a_b").as_deref(), Some("1.2"));
        assert_eq!(key_of("R__some_view").as_deref(), Some("R some view"));
        assert!(numbers("2") < numbers("10") && numbers("1") < numbers("1.1"));
        let one = checksum_of("SELECT 1;\nSELECT 2;\n");
        assert_eq!(one, checksum_of("\u{feff}SELECT 1;\r\nSELECT 2;"));
        assert_ne!(one, checksum_of("SELECT 1;\nSELECT 3;\n"));
    }
}
