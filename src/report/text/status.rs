//! Migrations and environments as a table.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};

use super::super::escape::terminal;
use super::super::{Style, status};
use crate::audit::Status;

/// Writes the table, and an empty line behind it.
pub(super) fn write(told: &Status, style: Style, out: &mut dyn Write) -> io::Result<()> {
    let (rows, rest) = status::rows(told);
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    let columns = told.environments.iter().map(|environment| terminal(&status::column(environment)).into_owned());
    table.set_header(std::iter::once("migration".to_owned()).chain(columns));
    for row in rows {
        let cells = told.environments.iter().zip(&row.environments);
        let cells = cells.map(|(environment, cell)| status::cell(environment, cell.as_ref()));
        table.add_row(std::iter::once(terminal(&row.name).into_owned()).chain(cells));
    }
    for line in table.lines() {
        // A migration may be named like a workflow command.
        writeln!(out, "{}", terminal(line.trim()))?;
    }
    status::rest(rest).map_or(Ok(()), |rest| writeln!(out, "{rest}"))?;
    writeln!(out)
}
