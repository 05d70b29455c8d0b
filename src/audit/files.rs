//! Findings about what a scan found in files: commands, code that acts like them, passwords, and what could not be read.

mod commands;
mod target;
mod unread;

use std::collections::BTreeSet;

use super::check::FilesInput;
use super::exec::Protected;
use crate::policy::Policy;
use crate::project::{CodeCall, CodeKind, Context, FoundSecret, Migration, SecretKind, Stage};
use crate::rules::{CONNECTION, Finding, Level, Location, PASSWORD_IN_SQL, Rule, SCHEMA_CHANGE_IN_CODE, VARIABLE};
use crate::sql::{Source, Span, Statement};

/// What a scan is judged by.
pub(super) struct Asked<'a> {
    /// The policy, for SQL that commands run.
    pub(super) policy: &'a Policy,
    /// The day (UTC) on which exemptions must still hold.
    pub(super) today: time::Date,
    /// What was found, and what is known about commands.
    pub(super) files: FilesInput<'a>,
    /// The protected environments, as far as the policy's own text tells.
    protected: Vec<Protected>,
}

impl<'a> Asked<'a> {
    /// What a scan is judged by.
    pub(super) fn new(policy: &'a Policy, today: time::Date, files: FilesInput<'a>) -> Self {
        Self { policy, today, files, protected: Protected::written(policy) }
    }
}

/// Everything that is to be said of a scan, each at its rule's own level or a milder one.
pub(super) fn findings(asked: &Asked<'_>) -> Vec<Finding> {
    let scan = asked.files.scan;
    let mut shared = BTreeSet::new();
    let commands: Vec<Finding> =
        scan.commands.iter().flat_map(|found| commands::findings(found, asked, &mut shared)).collect();
    let code = scan.code.iter().filter_map(code);
    let secrets = scan.secrets.iter().map(secret);
    let unread = scan.unread.iter().map(unread::finding);
    commands.into_iter().chain(code).chain(secrets).chain(unread).collect()
}

/// Takes those that lie in a migration, and says in which statement.
pub(super) fn of_migration(found: &mut Vec<Finding>, migration: &Migration, statements: &[Statement]) -> Vec<Finding> {
    let lies_here = |finding: &mut Finding| finding.file() == Some(migration.source.path());
    let mut taken: Vec<Finding> = found.extract_if(.., lies_here).collect();
    for location in taken.iter_mut().filter_map(|finding| finding.location.as_mut()) {
        let start = location.span.start;
        let around = statements.iter().find(|statement| (statement.span.start..statement.span.end).contains(&start));
        location.statement = around.map(|statement| statement.number);
        location.migration = Some(migration.name.clone());
    }
    taken
}

/// A finding of a rule in a file, at a level that is at most the rule's own.
fn finding(rule: &'static Rule, message: String, source: &Source, span: Span, level: Level) -> Finding {
    let location = Location { source: source.clone(), span, migration: None, statement: None };
    Finding { location: Some(location), level: level.min(rule.level), ..Finding::of(rule, message) }
}

/// `: it runs on deploy, because …`, the end of every message about something that runs.
fn when(context: &Context) -> String {
    match context.stage {
        Stage::Deploy => format!("it runs on deploy: {}", context.why),
        Stage::Elsewhere | Stage::Local => context.why.clone(),
    }
}

/// A call in code. In what is for local use it is where it belongs.
fn code(call: &CodeCall) -> Option<Finding> {
    let level = match call.context.stage {
        Stage::Deploy => Level::Block,
        Stage::Elsewhere => Level::Warn,
        Stage::Local => return None,
    };
    let (does, instead) = match call.kind {
        CodeKind::SyncForce => ("drops every table of its models and makes them anew", "sequelize-cli db:migrate"),
        CodeKind::SyncAlter => ("alters tables and drops columns to fit the models", "sequelize-cli db:migrate"),
        CodeKind::SequelizeDrop | CodeKind::DropAllTables => ("drops every table", "sequelize-cli db:migrate"),
        CodeKind::Synchronize => {
            ("alters tables and drops columns to fit the entities whenever it connects", "typeorm migration:run")
        }
        CodeKind::DropSchema => ("drops the whole schema whenever it connects", "typeorm migration:run"),
        CodeKind::RefreshDatabase => ("drops the schema and makes it anew", "mikro-orm migration:up"),
        CodeKind::EnsureDeleted => ("drops the database", "dotnet ef database update"),
    };
    let words = call.source.slice(call.span).lines().next().unwrap_or_default().to_owned();
    let message = format!("`{words}` {does}; {}", when(&call.context));
    let finding = finding(&SCHEMA_CHANGE_IN_CODE, message, &call.source, call.span, level);
    Some(Finding {
        help: Some(format!("take it out, and apply migrations before the application starts: `{instead}`")),
        ..finding
    })
}

/// A password. What it opens is told, never the password itself.
fn secret(found: &FoundSecret) -> Finding {
    let (rule, what) = match found.secret.kind {
        SecretKind::ConnectionString => (&CONNECTION, "a connection string with its password"),
        SecretKind::Sql => (&PASSWORD_IN_SQL, "SQL with a password"),
        SecretKind::Variable => (&VARIABLE, "a variable with a password"),
    };
    let milder = found.is_example || found.secret.hashed;
    let level = if milder { Level::Warn } else { rule.level };
    let message = format!("holds {what}: it opens {}", found.secret.opens);
    let help = "put it into a variable that is not in the repository, and change the password: whoever can read the \
                history can read it";
    Finding { help: Some(help.to_owned()), ..finding(rule, message, &found.source, found.secret.span, level) }
}
