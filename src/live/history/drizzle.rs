//! Drizzle's table `drizzle.__drizzle_migrations`.
//!
//! Before 1.0 (drizzle-orm, `pg-core/dialect.ts`) a row is a hash and the `when` of the journal, and only the newest row
//! counts: what the journal dates before it is skipped without a word. From 1.0 a row has the migration's name.

use std::collections::BTreeSet;

use super::adapter::{Adapter, Column, Keeps, checksum, no_lock, text, time};
use super::row::{Content, HistoryRow, Stored};
use super::{Checksum, HistoryTable};
use crate::live::error::LiveError;
use crate::live::row::Row;
use crate::project::{History, Migration, Tool};

pub(super) const ADAPTER: Adapter = Adapter {
    tool: Tool::Drizzle,
    title: "Drizzle",
    schemas: &["drizzle"],
    table: "__drizzle_migrations",
    columns: &[
        Column::text("id"),
        Column::text("hash"),
        Column::text("created_at"),
        Column::text("name").optional(),
        Column::time("applied_at").optional(),
    ],
    order: "h.id",
    locks: no_lock,
    always_locks: false,
    keeps: Keeps::Checksum,
    row,
    // A row of before 1.0 is known by its time, one of 1.0 by its name.
    key: |migration| Some(migration.stamp.map_or_else(|| migration.name.to_string(), |when| when.to_string())),
    same,
    settle,
};

fn row(row: &Row) -> Result<Option<HistoryRow>, LiveError> {
    let when = text(row, "created_at");
    let name = row.get("name").filter(|name| !name.is_empty());
    Ok(Some(HistoryRow {
        id: text(row, "id"),
        name: name.map_or_else(|| format!("the migration of {when}"), str::to_owned),
        stored: checksum(row, "hash"),
        finished_at: time(row, "applied_at")?,
        ..HistoryRow::ended(name.map_or(when, str::to_owned))
    }))
}

/// SHA-256 of the file; newer versions take every line end for `\n` first.
fn same(stored: &Stored, file: &Migration) -> Content {
    match stored {
        Stored::Checksum(digits) => Content::equal(Checksum::stored(digits).matches(file.source.text())),
        _ => Content::Unseen,
    }
}

fn settle(table: &mut HistoryTable, files: &History) {
    find_otherwise(table, files);
    if files.migrations.iter().all(|file| file.stamp.is_none()) {
        return;
    }
    let newest = table.rows.iter().filter_map(|row| row.key.parse::<u64>().ok()).max();
    let applied: BTreeSet<&str> = table.rows.iter().map(|row| row.name.as_str()).collect();
    let overtaken = |file: &&Migration| !applied.contains(&*file.name) && file.stamp <= newest;
    table.skipped = files.migrations.iter().filter(overtaken).map(|file| file.name.to_string()).collect();
}

/// A project on its way to 1.0 has names on one side only, and a journal that was renewed dates a migration anew: then the name
/// alone tells, or the text.
fn find_otherwise(table: &mut HistoryTable, files: &History) {
    let found: BTreeSet<String> =
        table.rows.iter().filter(|row| files.position(&row.name).is_some()).map(|row| row.name.clone()).collect();
    for row in table.rows.iter_mut().filter(|row| row.content == Content::Unseen) {
        let mut open = files.migrations.iter().filter(|file| !found.contains(&*file.name));
        let by_name = files.position(&row.name).map(|at| &files.migrations[at]);
        if let Some(file) = by_name.or_else(|| open.find(|file| same(&row.stored, file) == Content::Same)) {
            file.name.as_ref().clone_into(&mut row.name);
            row.content = same(&row.stored, file);
        }
    }
}
