//! One history table beside the repository, migration by migration.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::{Cell, Mark, State};
use crate::live::{HistoryRow, HistoryTable, MigrationState};
use crate::project::{History, Migration};

/// What became of each migration, by its name.
pub(in crate::audit) fn cells(history: &History, table: &HistoryTable) -> BTreeMap<String, Cell> {
    let files: BTreeMap<&str, &Migration> =
        history.migrations.iter().map(|migration| (&*migration.name, migration)).collect();
    let duplicates = table.duplicates();
    let mut cells: BTreeMap<String, Cell> = files.keys().map(|name| ((*name).to_owned(), Cell::pending())).collect();
    for row in table.currents() {
        let mut cell = Cell::of(row, table.state(row));
        let file = files.get(row.name.as_str());
        if cell.state.is_applied() && file.is_some_and(|file| !row.checksum.matches(file.source.text())) {
            cell.marks.insert(Mark::Edited);
        }
        if file.is_none() && cell.state != State::RolledBack {
            cell.marks.insert(Mark::Missing);
        }
        if duplicates.contains(row.name.as_str()) {
            cell.marks.insert(Mark::Twice);
        }
        cells.insert(row.name.clone(), cell);
    }
    for name in overtaken(table, &cells) {
        if let Some(cell) = cells.get_mut(&name) {
            cell.marks.insert(Mark::OutOfOrder);
        }
    }
    cells
}

/// Migrations that ran, or will run, after one that sorts behind them. What was declared applied ran in no order.
fn overtaken(table: &HistoryTable, cells: &BTreeMap<String, Cell>) -> BTreeSet<String> {
    let mut overtaken = BTreeSet::new();
    let mut newest: Option<&str> = None;
    for row in table.currents() {
        let state = table.state(row);
        if state != MigrationState::Baselined && newest.is_some_and(|newest| row.name.as_str() < newest) {
            overtaken.insert(row.name.clone());
        }
        if state.is_applied() {
            newest = newest.max(Some(&row.name));
        }
    }
    let pending = cells.iter().filter(|(_, cell)| cell.state.is_pending());
    overtaken.extend(
        pending.filter(|(name, _)| newest.is_some_and(|newest| name.as_str() < newest)).map(|(name, _)| name.clone()),
    );
    overtaken
}

impl Cell {
    fn pending() -> Self {
        Self { state: State::Pending, at: None, marks: BTreeSet::new() }
    }

    fn of(row: &HistoryRow, state: MigrationState) -> Self {
        let at = row.rolled_back_at.or(row.finished_at).unwrap_or(row.started_at);
        Self { state: state.into(), at: Some(instant(at)), marks: BTreeSet::new() }
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
