//! Whether a release may go, and which migrations are applied where, as plain data for the template.

use serde::Serialize;

use super::super::{gate, status};
use super::view::seen;
use crate::audit::{Cell, EnvironmentStatus, Gate, Outcome, State, Status};

/// One line for each requirement.
#[derive(Serialize)]
pub(super) struct GateView {
    headline: String,
    answers: Vec<AnswerView>,
}

#[derive(Serialize)]
struct AnswerView {
    sign: &'static str,
    tone: &'static str,
    question: String,
    evidence: Vec<String>,
}

/// Migrations by environments.
#[derive(Serialize)]
pub(super) struct StatusView {
    columns: Vec<String>,
    rows: Vec<RowView>,
    rest: Option<String>,
}

#[derive(Serialize)]
struct RowView {
    name: String,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    text: String,
    tone: &'static str,
}

impl GateView {
    pub(super) fn of(told: &Gate) -> Self {
        let answers = told.requirements.iter().map(|answer| AnswerView {
            sign: gate::sign(answer),
            tone: match answer.outcome {
                Outcome::Met => "pass",
                Outcome::Unmet => "error",
                Outcome::Unchecked => "warning",
                Outcome::PassedOver => "soft",
            },
            question: seen(&answer.question),
            evidence: gate::evidence(answer).iter().map(|line| seen(line)).collect(),
        });
        Self { headline: seen(&gate::headline(told)), answers: answers.collect() }
    }
}

impl StatusView {
    pub(super) fn of(told: &Status) -> Self {
        let (rows, rest) = status::rows(told);
        let rows = rows.into_iter().map(|row| {
            let cells = told.environments.iter().zip(&row.environments);
            RowView {
                name: seen(&row.name),
                cells: cells.map(|(environment, cell)| of_cell(environment, cell.as_ref())).collect(),
            }
        });
        let columns = told.environments.iter().map(|environment| seen(&status::column(environment)));
        Self { columns: columns.collect(), rows: rows.collect(), rest: status::rest(rest) }
    }
}

fn of_cell(environment: &EnvironmentStatus, cell: Option<&Cell>) -> CellView {
    let tone = match cell {
        None => "soft",
        Some(cell) if !cell.marks.is_empty() => "error",
        Some(cell) => match cell.state {
            State::Applied | State::Baselined => "pass",
            State::Pending | State::RolledBack | State::Running => "note",
            _ => "error",
        },
    };
    CellView { text: status::cell(environment, cell), tone }
}
