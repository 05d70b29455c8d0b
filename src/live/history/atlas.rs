//! Atlas's table `atlas_schema_revisions`, in a schema of that name or in the one it works in (ariga/atlas,
//! `sql/migrate/migrate.go`, `cmd/atlas/internal/migrate`).

use std::collections::BTreeSet;

use sha2::{Digest as _, Sha256};

use super::HistoryTable;
use super::adapter::{Adapter, Column, Keeps, LockPlace, checksum, digits, text, time, unseen};
use super::row::{Content, HistoryRow, Outcome, Stored};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{History, Migration, Tool};

/// The name of the lock where the command line does not say another (`applyLockValue`).
const LOCK: &str = "atlas_migrate_execute";

/// The row in which Atlas keeps a number of its own.
const IDENTIFIER: &str = ".atlas_cloud_identifier";

/// Bits of `type`: a baseline, and what `atlas migrate set` declared.
const DECLARED: i64 = 1 | 4;

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Atlas,
    title: "Atlas",
    schemas: &["atlas_schema_revisions"],
    table: "atlas_schema_revisions",
    columns: &[
        Column::text("version"),
        Column::text("description"),
        Column::text("type"),
        Column::text("applied"),
        Column::text("total"),
        Column::time("executed_at"),
        Column::text("error").optional(),
        Column::base64("hash"),
    ],
    order: "h.version COLLATE \"C\"",
    locks,
    always_locks: false,
    keeps: Keeps::Checksum,
    row,
    key: |migration| Some(digits(&migration.name).to_owned()),
    // A hash is of its file and all files before: only all together tell.
    same: unseen,
    settle,
};

/// FNV-1 and FNV-1a of the name in 32 bits.
fn locks(_: &LockPlace<'_>) -> Vec<i64> {
    const PRIME: u32 = 16_777_619;
    const BASIS: u32 = 2_166_136_261;
    let one = LOCK.bytes().fold(BASIS, |hash, byte| hash.wrapping_mul(PRIME) ^ u32::from(byte));
    let other = LOCK.bytes().fold(BASIS, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(PRIME));
    vec![one.into(), other.into()]
}

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let version = text(row, "version");
    if version == IDENTIFIER {
        return Ok(None);
    }
    let at = time(row, "executed_at")?;
    let [kind, applied, total] =
        ["type", "applied", "total"].map(|column| row.parse::<i64>(column).map(Option::unwrap_or_default));
    let error = row.get("error").filter(|error| !error.is_empty());
    let outcome = match (kind? & DECLARED != 0, applied? < total? || error.is_some()) {
        (true, _) => Outcome::Declared,
        (false, true) => Outcome::Begun,
        (false, false) => Outcome::Ended,
    };
    Ok(Some(HistoryRow {
        name: format!("{version}_{}", text(row, "description")),
        stored: checksum(row, "hash"),
        outcome,
        started_at: at,
        finished_at: at.filter(|_| outcome != Outcome::Begun),
        logs: error.map(str::to_owned),
        ..HistoryRow::ended(version)
    }))
}

fn settle(table: &mut HistoryTable, files: &History) {
    compare(table, files);
    fill_below_baseline(table, files);
}

/// `NewHashFile`: the hash goes on from file to file, so that what follows an edited file cannot be told.
fn compare(table: &mut HistoryTable, files: &History) {
    let mut hash = Sha256::new();
    for file in &files.migrations {
        let ways = hashes(&hash, file);
        // In the layout of golang-migrate the files of the way back may count too.
        let counts = !file.source.path().ends_with(".up.sql");
        let row = table.rows.iter_mut().find(|row| row.name == *file.name).filter(|_| counts);
        let mut same = None;
        if let Some((row, Stored::Checksum(stored))) = row.map(|row| (&mut row.content, &row.stored)) {
            same = ways.iter().find(|way| format!("{:x}", (*way).clone().finalize()) == *stored);
            *row = Content::equal(same.is_some());
            if same.is_none() {
                return;
            }
        }
        hash = same.unwrap_or(&ways[0]).clone();
    }
}

/// The hash with one more file: as it is, and with either line ends.
fn hashes(before: &Sha256, file: &Migration) -> [Sha256; 3] {
    let path = file.source.path();
    let name = path.rsplit('/').next().unwrap_or(path);
    let text = if ignores_sum(file) { "" } else { file.source.text() };
    let unix = text.replace("\r\n", "\n");
    let windows = unix.replace('\n', "\r\n");
    [text, &unix, &windows].map(|text| before.clone().chain_update(name).chain_update(text))
}

/// `-- atlas:sum ignore` at the head of the file.
fn ignores_sum(file: &Migration) -> bool {
    let head = file.source.text().lines().take_while(|line| line.starts_with("--"));
    head.filter_map(|line| line.trim_start_matches('-').trim().strip_prefix("atlas:sum"))
        .any(|mode| mode.trim() == "ignore")
}

/// A baseline stands for all files up to it.
fn fill_below_baseline(table: &mut HistoryTable, files: &History) {
    let Some(at) = table.rows.iter().position(|row| row.outcome == Outcome::Declared) else { return };
    let baseline = table.rows[at].clone();
    let known: BTreeSet<String> = table.rows.iter().map(|row| row.name.clone()).collect();
    let below = files.migrations.iter().take_while(|file| *file.name != *baseline.name);
    let below: Vec<HistoryRow> = below
        .filter(|file| !known.contains(&*file.name))
        .map(|file| HistoryRow {
            id: file.name.to_string(),
            name: file.name.to_string(),
            stored: Stored::Nothing,
            content: Content::Unseen,
            ..baseline.clone()
        })
        .collect();
    if files.position(&baseline.name).is_some() {
        table.rows.splice(at..at, below);
    }
}
