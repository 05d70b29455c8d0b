//! One history table beside the repository, migration by migration.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::order::{Order, Place};
use super::{Cell, Mark, State};
use crate::live::{Content, HistoryRow, HistoryTable, MigrationState};
use crate::project::{History, Migration};

/// What became of each migration, by its name.
pub(in crate::audit) fn cells(history: &History, table: &HistoryTable) -> BTreeMap<String, Cell> {
    let files: BTreeMap<&str, &Migration> =
        history.migrations.iter().map(|migration| (&*migration.name, migration)).collect();
    let duplicates = table.duplicates();
    let mut cells: BTreeMap<String, Cell> = files.keys().map(|name| ((*name).to_owned(), Cell::pending())).collect();
    for row in table.currents() {
        let mut cell = cell(table, row, files.get(row.name.as_str()).copied());
        if duplicates.contains(row.name.as_str()) {
            cell.marks.insert(Mark::Twice);
        }
        cells.insert(row.name.clone(), cell);
    }
    let overtaken = overtaken(&Order::of(history), table, &cells);
    for (mark, names) in [(Mark::OutOfOrder, &overtaken), (Mark::Skipped, &table.skipped)] {
        for name in names {
            cells.entry(name.clone()).and_modify(|cell| cell.marks.extend([mark]));
        }
    }
    cells
}

/// What one row says of its migration.
fn cell(table: &HistoryTable, row: &HistoryRow, file: Option<&Migration>) -> Cell {
    let mut cell = Cell::of(row, table.state(row));
    let edited = cell.state.is_applied() && row.content == Content::Other;
    if edited && file.is_some_and(|file| file.repeatable) {
        // It runs again just because it was changed.
        return Cell::pending();
    }
    if edited {
        cell.marks.insert(Mark::Edited);
    }
    if file.is_none() && cell.state != State::RolledBack {
        cell.marks.insert(Mark::Missing);
    }
    cell
}

/// Migrations that ran, or will run, after one that sorts behind them. What was declared applied ran in no order.
fn overtaken(order: &Order<'_>, table: &HistoryTable, cells: &BTreeMap<String, Cell>) -> BTreeSet<String> {
    let mut overtaken = BTreeSet::new();
    let mut newest: Option<Place<'_>> = None;
    for row in table.currents() {
        let (state, Some(place)) = (table.state(row), order.of_name(&row.name)) else { continue };
        if state != MigrationState::Baselined && newest.is_some_and(|newest| place < newest) {
            overtaken.insert(row.name.clone());
        }
        if state.is_applied() {
            newest = newest.max(Some(place));
        }
    }
    let is_before = |name: &str| order.of_name(name).is_some_and(|place| newest.is_some_and(|newest| place < newest));
    let pending = cells.iter().filter(|(name, cell)| cell.state.is_pending() && is_before(name));
    overtaken.extend(pending.map(|(name, _)| name.clone()).filter(|name| !table.skipped.contains(name)));
    overtaken
}

impl Cell {
    fn pending() -> Self {
        Self { state: State::Pending, at: None, marks: BTreeSet::new() }
    }

    fn of(row: &HistoryRow, state: MigrationState) -> Self {
        let at = row.rolled_back_at.or(row.finished_at).or(row.started_at);
        Self { state: state.into(), at: at.map(instant), marks: BTreeSet::new() }
    }
}

/// RFC 3339 in UTC, whole seconds.
pub(in crate::audit) fn instant(at: OffsetDateTime) -> String {
    let at = at.to_offset(time::UtcOffset::UTC);
    let (year, month, day) = at.to_calendar_date();
    let (hour, minute, second) = at.to_hms();
    format!("{year:04}-{:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z", u8::from(month))
}

impl From<MigrationState> for State {
    fn from(state: MigrationState) -> Self {
        match state {
            MigrationState::Applied => Self::Applied,
            MigrationState::Baselined => Self::Baselined,
            MigrationState::Failed => Self::Failed,
            MigrationState::Running => Self::Running,
            MigrationState::Unfinished => Self::Unfinished,
            MigrationState::RolledBack => Self::RolledBack,
        }
    }
}
