//! What is to be said of one history table.

use std::collections::BTreeMap;

use super::remedy::Remedy;
use super::{Cell, Mark, Recorded, State};
use crate::live::{HistoryTable, Keeps, Running};
use crate::project::{History, Migration};
use crate::rules::history::{recorded, unfinished};
use crate::rules::{Finding, Location, Object, Rule};
use crate::sql::Span;

/// Names that a sentence lists.
const MAX_NAMED: usize = 5;

/// Findings about one environment, at their rules' own levels.
pub(super) fn of(
    one: &Recorded,
    table: &HistoryTable,
    cells: &BTreeMap<String, Cell>,
    history: &History,
) -> Vec<Finding> {
    let remedy = Remedy { tool: table.tool };
    let teller = Teller { environment: &one.environment, table, cells, history, remedy };
    let mut findings: Vec<Finding> = teller.absent().into_iter().collect();
    findings.extend(cells.iter().flat_map(|(name, cell)| teller.of_migration(name, cell)));
    findings.extend(teller.running());
    findings.extend(
        teller.together(&recorded::BASELINED, "were declared applied and never ran", |cell| {
            cell.state == State::Baselined
        }),
    );
    findings.extend(teller.together(&recorded::PENDING, "are pending", |cell| cell.state == State::Pending));
    findings
}

struct Teller<'a> {
    environment: &'a str,
    table: &'a HistoryTable,
    cells: &'a BTreeMap<String, Cell>,
    history: &'a History,
    remedy: Remedy,
}

/// What cannot be seen in such a table at all.
pub(super) fn unseen(table: &HistoryTable) -> impl Iterator<Item = String> {
    let title = table.title();
    let edits = (table.present && table.keeps() == Keeps::Nothing).then(|| {
        format!("{title} stores no checksum: whether a migration was edited after it was applied cannot be seen")
    });
    let lock = (table.running == Running::Untold).then(|| {
        format!("whether {title} is at work cannot be seen for sure: a run shows only once it writes its history")
    });
    edits.into_iter().chain(lock)
}

impl Teller<'_> {
    fn of_migration(&self, name: &str, cell: &Cell) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.of_state(name, cell).into_iter().collect();
        findings.extend(cell.marks.iter().map(|mark| self.of_mark(*mark, name, cell)));
        findings
    }

    fn of_state(&self, name: &str, cell: &Cell) -> Option<Finding> {
        let at = at(cell);
        let environment = self.environment;
        match cell.state {
            State::Failed => {
                let message = format!("{environment}: {name} began{at} and failed");
                let help = self.remedy.failed(name);
                let finding = self.finding(&unfinished::FAILED, name, message, help);
                Some(Finding { why: self.error(name), ..finding })
            }
            State::Unfinished => {
                let message = format!(
                    "{environment}: {name} began{at} and did not end; this is a standby, where nobody can see whether it still runs"
                );
                let help = "ask the primary server: `seawall status` with its connection string".to_owned();
                Some(self.finding(&unfinished::FAILED, name, message, help))
            }
            State::RolledBack if self.history.position(name).is_some() => {
                let message = format!("{environment}: {name} was rolled back{at} and runs again with the next deploy");
                let help = "make sure that nothing of the first attempt is left: seawall drift".to_owned();
                Some(self.finding(&unfinished::ROLLED_BACK, name, message, help))
            }
            _ => None,
        }
    }

    fn of_mark(&self, mark: Mark, name: &str, cell: &Cell) -> Finding {
        let environment = self.environment;
        let at = at(cell);
        let (rule, message, help) = match mark {
            Mark::Edited => (
                &recorded::EDITED,
                format!("{environment}: {name} was applied{at} with another text than the file has now"),
                "bring the old text back from git, and write the change as a new migration".to_owned(),
            ),
            Mark::Missing => (
                &recorded::MISSING,
                format!("{environment}: {name} is recorded, and {} does not have it", self.history.shown),
                self.remedy.missing().to_owned(),
            ),
            Mark::OutOfOrder if cell.state.is_pending() => (
                &recorded::OUT_OF_ORDER,
                format!(
                    "{environment}: {name} is pending and sorts before a migration that is applied already{}",
                    self.remedy.does()
                ),
                self.remedy.later(),
            ),
            Mark::OutOfOrder => (
                &recorded::OUT_OF_ORDER,
                format!("{environment}: {name} ran{at}, after a migration that sorts behind it"),
                format!("compare the database with the files: seawall drift {environment}"),
            ),
            Mark::Twice => (
                &recorded::TWICE,
                format!("{environment}: {name} stands twice in {}", self.table.shown()),
                "look at both rows, and compare the database: seawall drift".to_owned(),
            ),
            Mark::Skipped => (
                &recorded::SKIPPED,
                format!(
                    "{environment}: {name} never runs: {} looks at the newest migration only, and a later one is applied",
                    self.table.title()
                ),
                self.remedy.later(),
            ),
        };
        self.finding(rule, name, message, help)
    }

    fn running(&self) -> Option<Finding> {
        let at_work = self.table.running == Running::Yes;
        at_work.then(|| {
            let begun = self.cells.iter().find(|(_, cell)| cell.state == State::Running);
            let what = begun.map_or_else(String::new, |(name, _)| format!(": {name}"));
            let message = format!("{}: migrations are being applied right now{what}", self.environment);
            Finding {
                help: Some("wait until the deploy has ended, then ask again".to_owned()),
                environment: Some(self.environment.into()),
                objects: begun.map(|(name, _)| Object::global("migration", name)).into_iter().collect(),
                ..Finding::of(&unfinished::RUNNING, message)
            }
        })
    }

    fn absent(&self) -> Option<Finding> {
        if self.table.present || !self.table.nonempty {
            return None;
        }
        let message = format!(
            "{}: the schema {} has tables and no {}: nobody knows which migrations made them",
            self.environment,
            self.table.around,
            Remedy::table(self.table)
        );
        let help = self.remedy.absent(self.table);
        Some(Finding {
            help: Some(help),
            environment: Some(self.environment.into()),
            ..Finding::of(&recorded::ABSENT, message)
        })
    }

    /// One finding for all migrations in the same state.
    fn together(&self, rule: &'static Rule, what: &str, wanted: impl Fn(&Cell) -> bool) -> Option<Finding> {
        let names: Vec<&str> =
            self.cells.iter().filter(|(_, cell)| wanted(cell)).map(|(name, _)| name.as_str()).collect();
        let listed = listed(&names)?;
        let message =
            format!("{}: {} of {} migrations {what}: {listed}", self.environment, names.len(), self.cells.len());
        let objects = names.iter().map(|name| Object::global("migration", name)).collect();
        Some(Finding { objects, environment: Some(self.environment.into()), ..Finding::of(rule, message) })
    }

    fn finding(&self, rule: &'static Rule, name: &str, message: String, help: String) -> Finding {
        Finding {
            help: Some(help),
            environment: Some(self.environment.into()),
            location: self.history.position(name).map(|at| location(&self.history.migrations[at])),
            objects: vec![Object::global("migration", name)],
            ..Finding::of(rule, message)
        }
    }

    /// What the server said, without its detail: that quotes values of rows.
    fn error(&self, name: &str) -> Option<String> {
        let logs = self.table.current(name)?.logs.as_deref()?;
        let line = logs.lines().find(|line| line.starts_with("ERROR:") || line.starts_with("Database error code:"))?;
        Some(format!("the server said: {}", line.chars().take(300).collect::<String>()))
    }
}

/// ` at 2026-01-02T00:00:00Z`; nothing where the tool notes no times.
fn at(cell: &Cell) -> String {
    cell.at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default()
}

fn location(migration: &Migration) -> Location {
    Location {
        source: migration.source.clone(),
        span: Span::default(),
        migration: Some(migration.name.clone()),
        statement: None,
    }
}

/// The first few names, and how many more there are; `None` for none.
pub(in crate::audit) fn listed(names: &[&str]) -> Option<String> {
    let more = names.len().saturating_sub(MAX_NAMED);
    let shown = names.get(..names.len() - more).filter(|shown| !shown.is_empty())?.join(", ");
    Some(if more > 0 { format!("{shown} and {more} more") } else { shown })
}
