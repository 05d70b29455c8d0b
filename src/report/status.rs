//! What text and Markdown share of the table of migrations and environments.

use crate::audit::{Cell, EnvironmentStatus, MigrationStatus, Status};

/// The rows that are worth a line, and how many others there are: settled ones, but for the newest, say the same thing.
pub(super) fn rows(status: &Status) -> (Vec<&MigrationStatus>, usize) {
    let newest = status.migrations.iter().rev().find(|row| row.is_settled()).map(|row| row.name.as_str());
    let (shown, rest): (Vec<_>, Vec<_>) =
        status.migrations.iter().partition(|row| !row.is_settled() || Some(row.name.as_str()) == newest);
    (shown, rest.len())
}

/// What stands in one place of the table.
pub(super) fn cell(environment: &EnvironmentStatus, cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return if environment.readable { "–" } else { "?" }.to_owned() };
    let mut words = vec![cell.state.as_str()];
    words.extend(cell.marks.iter().map(|mark| mark.as_str()));
    words.join(", ")
}

/// The name of a column, with what is to be said of the environment as a whole.
pub(super) fn column(environment: &EnvironmentStatus) -> String {
    let name = &environment.name;
    match (environment.readable, environment.history_table) {
        (false, _) => format!("{name} (not read)"),
        (true, Some(false)) => format!("{name} (no history)"),
        _ => name.clone(),
    }
}

/// What is said of the rows that are not shown.
pub(super) fn rest(count: usize) -> Option<String> {
    (count > 0).then(|| format!("{} applied in every environment", super::words::counted(count, "other migration")))
}
