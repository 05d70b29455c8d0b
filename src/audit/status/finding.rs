//! What is to be said of one history table.

use std::collections::BTreeMap;

use super::{Cell, Mark, Recorded, State};
use crate::live::{HistoryTable, Running};
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
    let teller = Teller { environment: &one.environment, table, cells, history };
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
}

impl Teller<'_> {
    fn of_migration(&self, name: &str, cell: &Cell) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.of_state(name, cell).into_iter().collect();
        findings.extend(cell.marks.iter().map(|mark| self.of_mark(*mark, name, cell)));
        findings
    }

    fn of_state(&self, name: &str, cell: &Cell) -> Option<Finding> {
        let at = cell.at.as_deref().unwrap_or_default();
        let environment = self.environment;
        match cell.state {
            State::Failed => {
                let message = format!("{environment}: {name} began at {at} and failed");
                let help = format!("undo what stayed of it, then: {}", command("resolve --rolled-back", name));
                let finding = self.finding(&unfinished::FAILED, name, message, help);
                Some(Finding { why: self.error(name), ..finding })
            }
            State::Unfinished => {
                let message = format!(
                    "{environment}: {name} began at {at} and did not end; this is a standby, where nobody can see whether it still runs"
                );
                let help = "ask the primary server: `seawall status` with its connection string".to_owned();
                Some(self.finding(&unfinished::FAILED, name, message, help))
            }
            State::RolledBack if self.history.position(name).is_some() => {
                let message =
                    format!("{environment}: {name} was rolled back at {at} and runs again with the next deploy");
                let help = "make sure that nothing of the first attempt is left: seawall drift".to_owned();
                Some(self.finding(&unfinished::ROLLED_BACK, name, message, help))
            }
            _ => None,
        }
    }

    fn of_mark(&self, mark: Mark, name: &str, cell: &Cell) -> Finding {
        let environment = self.environment;
        let at = cell.at.as_deref().unwrap_or_default();
        let (rule, message, help) = match mark {
            Mark::Edited => (
                &recorded::EDITED,
                format!("{environment}: {name} was applied at {at} with another text than the file has now"),
                "bring the old text back from git, and write the change as a new migration".to_owned(),
            ),
            Mark::Missing => (
                &recorded::MISSING,
                format!("{environment}: {name} is recorded, and {} does not have it", self.history.shown),
                "merge the branch that has it, or restore its folder from git".to_owned(),
            ),
            Mark::OutOfOrder if cell.state.is_pending() => (
                &recorded::OUT_OF_ORDER,
                format!("{environment}: {name} is pending and sorts before a migration that is applied already"),
                "give its folder a new timestamp, later than all others (git mv)".to_owned(),
            ),
            Mark::OutOfOrder => (
                &recorded::OUT_OF_ORDER,
                format!("{environment}: {name} ran at {at}, after a migration that sorts behind it"),
                format!("compare the database with the files: seawall drift {environment}"),
            ),
            Mark::Twice => (
                &recorded::TWICE,
                format!("{environment}: {name} stands twice in {}", self.table_name()),
                "look at both rows, and compare the database: seawall drift".to_owned(),
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
            self.environment, self.table.schema, self.table.name
        );
        let help = match self.table.elsewhere.first() {
            Some(schema) => {
                format!("there is one in the schema {schema}: name it in the connection string with `?schema=`")
            }
            None => "check the connection string; if it is right, baseline with `prisma migrate resolve --applied`"
                .to_owned(),
        };
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

    fn table_name(&self) -> String {
        format!("{}.{}", self.table.schema, self.table.name)
    }
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

/// A command to copy. A name that a shell would read otherwise is left to the reader to fill in.
fn command(verb: &str, name: &str) -> String {
    let plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) && !name.starts_with('-');
    format!("npx prisma migrate {verb} {}", if plain { name } else { "<migration>" })
}
