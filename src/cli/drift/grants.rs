//! What a role needs to look for drift.

use std::process::ExitCode;

use super::{DriftArguments, Project, targets};
use crate::cli::output;
use crate::sql::Ident;

/// Prints the statements, with the names of the database that the arguments or the policy name, where they do.
pub(super) fn print(arguments: &DriftArguments) -> ExitCode {
    let url = Project::read(&arguments.policy, &arguments.migrations).ok().and_then(|project| {
        targets::chosen(arguments, &project.names(), &project.workspace).ok()?.targets.into_iter().next()
    });
    let database = url.as_ref().and_then(|target| target.url.database()).unwrap_or("your_database");
    let schema = url.as_ref().and_then(|target| target.url.schema()).unwrap_or("public");
    output::print(&statements(&Ident::quoted(database).to_string(), &Ident::quoted(schema).to_string()))
}

/// A role that can log in reads the whole system catalog (manual, chapter 53); only rows need a grant.
fn statements(database: &str, schema: &str) -> String {
    // Everybody may use `public` from the start; granting it again would itself be drift.
    let usage =
        if schema == "public" { String::new() } else { format!("GRANT USAGE ON SCHEMA {schema} TO seawall;\n") };
    format!(
        "-- A role that can look for drift and change nothing. Run this once as an administrator of the database.\n\
         -- Set its password with \\password in psql, so that it stands in no file and no log.\n\
         CREATE ROLE seawall LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION;\n\
         ALTER ROLE seawall SET default_transaction_read_only = on;\n\
         GRANT CONNECT ON DATABASE {database} TO seawall;\n\
         -- The history table of the migrations; everything else is read from the system catalog.\n\
         {usage}\
         GRANT SELECT ON TABLE {schema}._prisma_migrations TO seawall;\n\
         -- Only to compare the positions of sequences as well (told, never blocking):\n\
         -- GRANT SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO seawall;\n"
    )
}
