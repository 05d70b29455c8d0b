//! What a role needs to look for drift.

use std::process::ExitCode;

use super::{DriftArguments, Project, targets};
use crate::cli::output;
use crate::live::Ledger;
use crate::sql::Ident;

/// Prints the statements, with the names of the database that the arguments or the policy name, where they do, and of the history
/// table that the project's tool writes.
pub(super) fn print(arguments: &DriftArguments) -> ExitCode {
    let project = Project::read(&arguments.policy, &arguments.migrations).ok();
    let target = project.as_ref().and_then(|project| {
        targets::chosen(arguments, &project.names(), &project.workspace).ok()?.targets.into_iter().next()
    });
    let ledger =
        project.as_ref().and_then(|project| project.ledger(&project.history(&arguments.migrations).ok()?).ok());
    let url = target.as_ref().map(|target| &target.url);
    let connection = url.and_then(|url| url.schema());
    let (schemas, table) = ledger.unwrap_or_else(Ledger::prisma).candidates(connection);
    let quoted = |name: &str| Ident::quoted(name).to_string();
    output::print(&statements(&Names {
        database: quoted(url.and_then(|url| url.database()).unwrap_or("your_database")),
        schema: quoted(connection.unwrap_or("public")),
        history_schema: quoted(schemas.first().map_or("public", String::as_str)),
        history: quoted(&table),
    }))
}

/// Names as SQL writes them.
struct Names {
    database: String,
    schema: String,
    history_schema: String,
    history: String,
}

/// A role that can log in reads the whole system catalog (manual, chapter 53); only rows need a grant.
fn statements(names: &Names) -> String {
    let Names { database, schema, history_schema, history } = names;
    // Everybody may use `public` from the start; granting it again would itself be drift.
    let usage = if history_schema == "public" {
        String::new()
    } else {
        format!("GRANT USAGE ON SCHEMA {history_schema} TO seawall;\n")
    };
    format!(
        "-- A role that can look for drift and change nothing. Run this once as an administrator of the database.\n\
         -- Set its password with \\password in psql, so that it stands in no file and no log.\n\
         CREATE ROLE seawall LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;\n\
         ALTER ROLE seawall SET default_transaction_read_only = on;\n\
         GRANT CONNECT ON DATABASE {database} TO seawall;\n\
         -- The history table of the migrations; everything else is read from the system catalog.\n\
         {usage}\
         GRANT SELECT ON TABLE {history_schema}.{history} TO seawall;\n\
         -- Only to compare the positions of sequences as well (told, never blocking):\n\
         -- GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO seawall;\n"
    )
}
