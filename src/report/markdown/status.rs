//! Migrations and environments as a table.

use std::fmt::Write as _;

use super::super::escape::{markdown, markdown_code};
use super::super::status;
use super::{LIST_BYTES, MAX_CHARS, shortened};
use crate::audit::{MigrationStatus, State, Status};

/// Writes the table, bounded in bytes.
pub(super) fn write(told: &Status, body: &mut String) {
    let (rows, rest) = status::rows(told);
    let columns = told.environments.iter().map(|environment| cut(&status::column(environment)));
    let _ = writeln!(body, "| migration | {} |", columns.collect::<Vec<_>>().join(" | "));
    let _ = writeln!(body, "|---|{}", "---|".repeat(told.environments.len()));
    let limit = body.len() + LIST_BYTES;
    let mut left_out = 0;
    for row in rows {
        let line = line(told, row);
        if body.len() + line.len() < limit { body.push_str(&line) } else { left_out += 1 }
    }
    body.push('\n');
    if left_out > 0 {
        let _ = writeln!(body, "… and {left_out} more, in `seawall status --format json`\n");
    }
    if let Some(rest) = status::rest(rest) {
        let _ = writeln!(body, "{rest}\n");
    }
}

fn line(told: &Status, row: &MigrationStatus) -> String {
    let cells = told.environments.iter().zip(&row.environments).map(|(environment, cell)| {
        let sign = cell.as_ref().map_or("", |cell| sign(cell.state, cell.marks.is_empty()));
        format!("{sign} {}", status::cell(environment, cell.as_ref())).trim().to_owned()
    });
    let cells: Vec<String> = cells.collect();
    // A bar ends a cell even inside code.
    let name = markdown_code(&shortened(&row.name, MAX_CHARS / 5)).replace('|', "\\|");
    format!("| {name} | {} |\n", cells.join(" | "))
}

const fn sign(state: State, fits: bool) -> &'static str {
    match state {
        State::Applied | State::Baselined if fits => "✅",
        State::Pending | State::RolledBack if fits => "⏳",
        State::Running if fits => "🔄",
        _ => "❌",
    }
}

fn cut(text: &str) -> String {
    markdown(&shortened(text, MAX_CHARS / 5))
}
