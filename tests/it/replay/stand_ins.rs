//! Stand-ins for extensions that a history needs and this server has not: its own objects, without their behaviour.

use crate::postgres::Database;
use crate::shared::History;
use std::path::Path;

/// SQL that makes the history's extensions appear to be installed where this server cannot bring them itself.
///
/// `CREATE EXTENSION IF NOT EXISTS` looks only for a row in `pg_extension`, which a superuser may write; so no file has to
/// be put into the server's own folders.
pub(crate) fn prelude(database: &Database, shared: &Path, history: &History) -> String {
    let needed = history.needs.iter().filter_map(|need| need.split_once("extension:").map(|(_, name)| name));
    needed.filter(|name| !is_available(database, name)).map(|name| stand_in(shared, name)).collect()
}

fn is_available(database: &Database, extension: &str) -> bool {
    let query = format!("SELECT FROM pg_available_extensions WHERE name = '{extension}'");
    !database.query_strings(&query).expect("the list of extensions can be read").is_empty()
}

fn stand_in(shared: &Path, extension: &str) -> String {
    let (schema, objects, members) = match extension {
        "vector" => ("public", VECTOR.to_owned(), ["TYPE public.vector"].as_slice()),
        "pg_cron" => {
            ("cron", stub(shared, "pg_cron--1.6.sql"), ["TABLE cron.job", "TABLE cron.job_run_details"].as_slice())
        }
        other => panic!("a history needs the extension {other}, which has no stand-in in tests/it/replay/stand_ins.rs"),
    };
    let members: Vec<String> =
        members.iter().map(|member| format!("ALTER EXTENSION {extension} ADD {member};")).collect();
    format!(
        "{objects};
        INSERT INTO pg_extension (oid, extname, extowner, extnamespace, extrelocatable, extversion)
        SELECT max(oid::int8) + 1, '{extension}', 10, '{schema}'::regnamespace, false, '0' FROM pg_extension;
        {}",
        members.join("\n")
    )
}

fn stub(shared: &Path, file: &str) -> String {
    let path = shared.join("corpus/_preludes/stub_extensions").join(file);
    std::fs::read_to_string(&path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// A type of that name that takes a length, as text behind the scenes.
const VECTOR: &str = "
CREATE TYPE public.vector;
CREATE FUNCTION public.vector_in(cstring, oid, integer) RETURNS public.vector
    LANGUAGE internal IMMUTABLE STRICT AS 'varcharin';
CREATE FUNCTION public.vector_out(public.vector) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varcharout';
CREATE FUNCTION public.vector_typmod_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION public.vector_typmod_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE public.vector (
    INPUT = public.vector_in, OUTPUT = public.vector_out,
    TYPMOD_IN = public.vector_typmod_in, TYPMOD_OUT = public.vector_typmod_out,
    INTERNALLENGTH = VARIABLE, STORAGE = extended
)";
