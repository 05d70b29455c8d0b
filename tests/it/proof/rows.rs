//! The same examples on tables with rows: what may fail by them does, and what cannot does not.

use seawall::rules::Category;

use super::{Case, apply_pending, drop_roles, end_of_bad};
use crate::postgres::{self, Database, SqlError};

/// Fills every table of a database.
const FILL: &str = include_str!("fill.sql");

/// How the example ends on tables with rows.
fn end_with_rows(case: &Case, database: &Database) -> Option<SqlError> {
    let session = database.session();
    case.deploy(&session).unwrap();
    session.execute(FILL).unwrap();
    apply_pending(case, &session)
}

/// Classes 22 and 23: a value that does not fit, a constraint that rows break; and an error that the SQL raises itself.
fn is_about_rows(error: &SqlError) -> bool {
    ["22", "23", "P0001"].iter().any(|class| error.sqlstate.starts_with(class))
}

#[test]
fn examples_about_rows_fail_by_them_or_not_as_their_rules_say() {
    let mut wrong = Vec::new();
    // What always fails was seen to fail without rows.
    let depends = |case: &Case| case.rule.category == Category::DataDependent && end_of_bad(case.rule).is_none();
    for case in Case::all().into_iter().filter(depends) {
        let Some(server) = postgres::server(Some(case.major())) else { continue };
        let database = server.database();
        let end = end_with_rows(&case, &database);
        drop_roles(database, &[case.example.deployed, case.example.pending]);
        if end.as_ref().is_some_and(is_about_rows) != case.is_bad {
            let told = end.map_or("nothing".to_owned(), |error| error.to_string());
            wrong.push(format!(
                "{}: {} | {}\n    ends with {told}",
                case.rule.id, case.example.deployed, case.example.pending
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
