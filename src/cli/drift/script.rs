//! Scripts made of drift: one that brings the database back, and one that makes the drift a migration.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};

use time::OffsetDateTime;
use time::macros::format_description;

use super::Outcome;
use super::look::Compared;
use crate::audit::{self, CheckInput, Problem, Report};
use crate::cli::output;
use crate::project::{Runner, Selection};
use crate::report::escape::terminal;
use crate::rules::Level;
use crate::schema::{Change, Server, diff, repair};

/// Where a script goes: standard output where no file is named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ScriptFile(Option<PathBuf>);

/// Reads `sql` or `sql=FILE`.
pub(super) fn destination(text: &str) -> Result<ScriptFile, String> {
    match text.split_once('=') {
        None if text == "sql" => Ok(ScriptFile(None)),
        Some(("sql", file)) if !file.is_empty() => Ok(ScriptFile(Some(PathBuf::from(file)))),
        _ => Err("write `sql`, or `sql=FILE`".to_owned()),
    }
}

impl ScriptFile {
    /// Whether it is to stand on standard output, in place of the report.
    pub(super) const fn is_stdout(&self) -> bool {
        self.0.is_none()
    }
}

/// Prints the script; on a terminal, names in it move no cursor.
pub(super) fn print_repair(outcome: &Outcome) {
    let script = repair_script(outcome);
    let shown = if std::io::stdout().is_terminal() {
        script.lines().map(|line| terminal(line).into_owned() + "\n").collect()
    } else {
        script
    };
    output::print(&shown);
}

/// Writes the script that would bring each database back to what is expected.
///
/// # Errors
/// The file cannot be written.
pub(super) fn write_repair(file: &ScriptFile, outcome: &Outcome) -> Result<(), Problem> {
    match &file.0 {
        Some(path) => write(path, &repair_script(outcome), outcome),
        None => Ok(()),
    }
}

fn repair_script(outcome: &Outcome) -> String {
    let mut script = String::new();
    for compared in &outcome.compared {
        let counted = changes_that_count(&outcome.report, &compared.environment);
        let sql = repair(&counted, &compared.expected, &compared.actual);
        let _ = writeln!(script, "-- Brings {} back to {}.", compared.environment, compared.expectation);
        script.push_str("-- Nothing was applied. Read it, then run it in a transaction where that is possible.\n\n");
        script
            .push_str(&sql.map_or_else(|| "-- There is no drift.\n".to_owned(), |sql| judged(&sql, compared, outcome)));
    }
    script
}

/// The changes of an environment that are not exempted.
fn changes_that_count(report: &Report, environment: &str) -> Vec<Change> {
    let of = report.findings.iter().filter(|finding| finding.environment.as_deref() == Some(environment));
    of.filter(|finding| finding.counts() && finding.level > Level::Info)
        .filter_map(|finding| finding.change.clone())
        .collect()
}

/// The script with what `check` says of each statement in a comment above it.
fn judged(sql: &str, compared: &Compared, outcome: &Outcome) -> String {
    let report = checked(sql, compared, outcome);
    let mut notes: Vec<(usize, String)> = Vec::new();
    for finding in report.findings.iter().filter(|finding| finding.level > Level::Info) {
        let line = finding.location.as_ref().map_or(1, |place| place.source.position(place.span.start).line);
        notes.push((line, format!("-- {}[{}]: {}", finding.level, finding.rule, finding.message.replace('\n', " "))));
    }
    let mut out = String::new();
    for (at, line) in sql.lines().enumerate() {
        for (_, note) in notes.iter().filter(|(line, _)| *line == at + 1) {
            let _ = writeln!(out, "{note}");
        }
        let _ = writeln!(out, "{line}");
    }
    out + "\n"
}

fn checked(sql: &str, compared: &Compared, outcome: &Outcome) -> Report {
    let selection = Selection::of_text("repair.sql", sql.to_owned());
    let Ok(runner) = Runner::parse("psql", "a repair script") else { return Report::default() };
    let server = Server::new(compared.actual.server_major.clamp(12, 18));
    let input = CheckInput { selection: &selection, runner: &runner, server, schema: "public", facts: &[] };
    audit::check(&[input], None, &outcome.project.judgement.policy, outcome.project.judgement.today)
}

/// Writes the drift of the first database as a new migration, beside the ones there are.
///
/// # Errors
/// There is no drift, several databases were compared, or the file cannot be written.
pub(super) fn adopt(name: &str, outcome: &mut Outcome) -> Result<(), Problem> {
    let [compared] = outcome.compared.as_slice() else {
        return Err(Problem {
            message: "--adopt makes a migration of one database's drift, and several were compared".to_owned(),
            help: Some("name one environment".to_owned()),
            ..Problem::default()
        });
    };
    let Some(folder) = compared.migrations_folder.clone() else {
        return Err(Problem {
            message: "--adopt writes a migration of Prisma, and none of its migrations were compared with".to_owned(),
            help: Some(
                "write it by hand for another tool: the report has the definition of each object that differs"
                    .to_owned(),
            ),
            ..Problem::default()
        });
    };
    // The other way round: what is there becomes what is expected.
    let counted = changes_that_count(&outcome.report, &compared.environment);
    let counts = |change: &Change| {
        counted.iter().any(|counted| counted.object == change.object && counted.attribute == change.attribute)
    };
    let changes: Vec<Change> = diff(&compared.actual, &compared.expected).into_iter().filter(counts).collect();
    let Some(sql) = repair(&changes, &compared.actual, &compared.expected) else {
        outcome.report.notes.push("there is no drift to adopt".to_owned());
        return Ok(());
    };
    let stamp = OffsetDateTime::now_utc()
        .format(format_description!("[year][month][day][hour][minute][second]"))
        .unwrap_or_default();
    let migration = format!("{stamp}_{}", slug(name));
    let file = folder.join(&migration).join("migration.sql");
    let text = format!(
        "-- What {environment} had that no migration made, written by `seawall drift --adopt`. Review every line.\n\
         -- {environment} has all this already: mark it there with `npx prisma migrate resolve --applied {migration}`.\n\n{}",
        judged(&sql, compared, outcome),
        environment = compared.environment,
    );
    let shown = outcome.project.workspace.shown(&file);
    write(&file, &text, outcome)?;
    outcome.report.notes.push(format!("wrote {shown}: review it; nothing was applied"));
    Ok(())
}

/// A name as a folder's name has it.
fn slug(name: &str) -> String {
    let word = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    name.chars().map(word).collect::<String>().trim_matches('_').to_owned()
}

fn write(path: &Path, text: &str, outcome: &Outcome) -> Result<(), Problem> {
    let file = outcome.project.workspace.absolute(path);
    let made = file.parent().map_or(Ok(()), std::fs::create_dir_all);
    made.and_then(|()| std::fs::write(&file, text)).map_err(|error| Problem {
        message: format!("cannot be written: {error}"),
        path: Some(outcome.project.workspace.shown(&file)),
        ..Problem::default()
    })
}
