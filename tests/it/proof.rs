//! The rules' own examples on a real server: what they say fails does fail, and what Seawall knows of locks is so.

mod rows;

use seawall::rules::{self, Example, Rule};
use seawall::schema::Catalog;
use seawall::sql::{self, Operation, Source, Statement};

use crate::observe;
use crate::postgres::{self, Database, Session, SqlError};
use crate::stated::{Stated, contradictions};

/// Rules whose bad examples reach beyond their own database, to the server's settings and files.
const LEAVE_THE_DATABASE: &[&str] = &["server-configuration-changed", "server-file-access"];

/// The rule about what no server accepts; its end is a syntax error, which its docs need not tell.
const IS_NOT_SQL: &str = "unknown-statement";

/// An example, and how it should end on a server.
struct Case {
    rule: &'static Rule,
    example: &'static Example,
    /// The rule speaks.
    is_bad: bool,
    /// The SQLSTATE that ends it; `None` where it runs to the end.
    fails_with: Option<&'static str>,
}

impl Case {
    fn all() -> Vec<Self> {
        let rules = rules::all().iter().filter(|rule| !LEAVE_THE_DATABASE.contains(&rule.id));
        let of = |rule: &&'static Rule| {
            let rule = *rule;
            let fails_with = end_of_bad(rule);
            let bad = rule.bad.iter().map(move |example| Self { rule, example, is_bad: true, fails_with });
            bad.chain(rule.good.iter().map(move |example| Self { rule, example, is_bad: false, fails_with: None }))
        };
        rules.flat_map(of).collect()
    }

    fn major(&self) -> u32 {
        if self.example.pg_version == 0 { 15 } else { self.example.pg_version }
    }

    /// Prisma from 7.4 on cuts only what its own parser reads.
    fn is_one_query(&self) -> bool {
        self.example.runner == "prisma@7.3" || !sql::parses_whole(self.example.pending)
    }

    /// Runs the deployed part, statement by statement, in the session.
    fn deploy(&self, session: &Session) -> Result<(), SqlError> {
        pieces(self.example.deployed).iter().try_for_each(|piece| session.execute(piece))
    }
}

/// A rule that says "always fails" says with which SQLSTATE.
fn end_of_bad(rule: &'static Rule) -> Option<&'static str> {
    if rule.id == IS_NOT_SQL {
        return Some("42601");
    }
    let told = rule.docs.split_once("SQLSTATE ").and_then(|(_, rest)| rest.get(..5));
    rule.summary.contains("always fails").then(|| told.unwrap_or("no SQLSTATE in the docs"))
}

fn read(text: &str) -> (Source, Vec<Statement>) {
    let source = Source::new("example", text);
    let statements = sql::read(&source);
    (source, statements)
}

/// The statements of a text, each as text.
fn pieces(text: &str) -> Vec<String> {
    let (source, statements) = read(text);
    statements.iter().map(|statement| source.slice(statement.span).to_owned()).collect()
}

/// Roles are the whole server's: those of an example go with its database.
fn drop_roles(database: Database, examples: &[&str]) {
    let server = database.server();
    drop(database);
    let operations = examples.iter().flat_map(|text| read(text).1).flat_map(|statement| statement.operations);
    let roles = operations.filter_map(|located| match located.operation {
        Operation::RoleOptions { name, create: true, .. } => Some(format!("DROP ROLE IF EXISTS {name};")),
        _ => None,
    });
    let drop: String = roles.collect();
    if !drop.is_empty() {
        server.database().execute(&drop).unwrap();
    }
}

/// Sends the pending part as the example's runner does; the error that ends it.
fn apply_pending(case: &Case, session: &Session) -> Option<SqlError> {
    let pieces = if case.is_one_query() { vec![case.example.pending.to_owned()] } else { pieces(case.example.pending) };
    pieces.iter().try_for_each(|piece| session.execute(piece)).err()
}

/// What is wrong with how the example ends.
fn wrong_end(case: &Case, database: &Database) -> Option<String> {
    let session = database.session();
    if let Err(why) = case.deploy(&session) {
        return Some(format!("{}: what is deployed fails with {why}: {}", case.rule.id, case.example.deployed));
    }
    let error = apply_pending(case, &session);
    let is_right = error.as_ref().map(|error| error.sqlstate.as_str()) == case.fails_with;
    let told = error.map_or("nothing".to_owned(), |error| error.to_string());
    (!is_right)
        .then(|| format!("{}: ends with {told}, not {:?}: {}", case.rule.id, case.fails_with, case.example.pending))
}

/// Runs the pending statements of an example one by one, and tells what Seawall has wrong.
fn wrong_effects(case: &Case, database: &Database) -> Vec<String> {
    let mut catalog = Catalog::new("public");
    for located in read(case.example.deployed).1.iter().flat_map(Statement::in_order) {
        catalog.apply(&located.operation);
    }
    let session = database.session();
    // Seawall does not know the server's time zone, and takes it for one that makes a change to timestamptz a rewrite.
    session.execute("SET TimeZone = 'Europe/Helsinki'").unwrap();
    case.deploy(&session).unwrap();
    let (source, statements) = read(case.example.pending);
    let mut wrong = Vec::new();
    for statement in &statements {
        // Each statement is watched in a transaction of its own, which stands for the one written around it.
        if matches!(statement.operations[0].operation, Operation::Begin | Operation::Commit { .. }) {
            continue;
        }
        let before = catalog.clone();
        let stated = Stated::of(statement, &mut catalog, case.major());
        let text = source.slice(statement.span);
        let observed = observe::observe_in(database, &session, text);
        if observed.error.is_some() {
            break;
        }
        let told = if stated.is_opaque { Vec::new() } else { contradictions(&stated, &observed, &before) };
        wrong.extend(told.into_iter().map(|told| format!("{}: {text}\n    {told}", case.rule.id)));
    }
    wrong
}

#[test]
fn examples_end_on_a_server_as_their_rules_say_and_lock_what_seawall_states() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        let Some(server) = postgres::server(Some(case.major())) else { continue };
        let texts = [case.example.deployed, case.example.pending];
        let database = server.database();
        let ended = wrong_end(&case, &database);
        drop_roles(database, &texts);
        let database = server.database();
        if ended.is_none() {
            wrong.extend(wrong_effects(&case, &database));
        }
        drop_roles(database, &texts);
        wrong.extend(ended);
    }
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
