//! Go or no-go, as a table of requirements.

use std::fmt::Write as _;

use super::super::escape::markdown;
use super::super::gate;
use super::{LIST_BYTES, MAX_CHARS, shortened};
use crate::audit::Gate;

/// Writes the table, bounded in bytes.
pub(super) fn write(told: &Gate, body: &mut String) {
    let _ = writeln!(body, "**{}**\n\n| | requirement | evidence |\n|---|---|---|", markdown(&gate::headline(told)));
    // The lines stand for the verdict: evidence is cut, requirements are not.
    let room = LIST_BYTES / told.requirements.len().max(1);
    for answer in &told.requirements {
        let evidence: Vec<String> =
            gate::evidence(answer).iter().map(|line| markdown(&shortened(line, MAX_CHARS / 5))).collect();
        let mut cell = String::new();
        for line in evidence.into_iter().take_while(|line| line.len() < room) {
            cell.extend([if cell.is_empty() { "" } else { "<br>" }, line.as_str()]);
        }
        let question = markdown(&shortened(&answer.question, MAX_CHARS / 4));
        let _ = writeln!(body, "| {} | {question} | {cell} |", gate::sign(answer));
    }
    body.push('\n');
}
