//! Reads a history table, whichever tool it is of.

use std::collections::BTreeSet;

use super::adapter::{Adapter, LockPlace};
use super::ledger::Ledger;
use super::{HistoryTable, Running};
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::quote::{identifier, literal};
use crate::live::row::Row;
use crate::live::session::Session;

/// Columns that tell another tool's table of the same name: `schema_migrations` is a common one.
const TELLING: [(&str, &str); 3] =
    [("dirty", "golang-migrate"), ("inserted_at", "Ecto"), ("statements", "the Supabase CLI")];

/// Reads the table of a project; `connection` is the schema that the connection string names.
pub(super) async fn read(
    session: &Session,
    connection: Option<&str>,
    ledger: &Ledger,
) -> Result<HistoryTable, LiveError> {
    let (candidates, name) = ledger.candidates(connection);
    let around = connection.unwrap_or("public");
    let answers = session.queries(&format!("{}; {}", places(&name), surroundings(around, &name))).await?;
    let [places, surroundings] = answers.as_slice() else { return Err(unanswered()) };
    let found = candidates.iter().find_map(|schema| places.iter().find(|row| row.get("schema") == Some(schema)));
    let schema = found.and_then(|row| row.get("schema")).or(candidates.first().map(String::as_str));
    let schema = schema.unwrap_or(around).to_owned();
    let elsewhere = places.iter().filter_map(|row| row.get("schema")).filter(|other| *other != schema);
    let table = HistoryTable {
        tool: ledger.adapter.tool,
        around: around.to_owned(),
        present: found.is_some(),
        owner: found.and_then(|row| row.get("owner")).map(str::to_owned),
        nonempty: surroundings.first().is_some_and(|row| row.is_true("nonempty")),
        elsewhere: elsewhere.map(str::to_owned).collect(),
        running: Running::No,
        rows: Vec::new(),
        skipped: BTreeSet::new(),
        schema,
        name,
    };
    filled(session, ledger, table, found).await
}

/// The table with its rows beside the files, and whether its tool is at work.
async fn filled(
    session: &Session,
    ledger: &Ledger,
    mut table: HistoryTable,
    found: Option<&Row>,
) -> Result<HistoryTable, LiveError> {
    table.running = running(session, ledger.adapter, &table).await?;
    if let Some(found) = found {
        may_read(session, &table, found)?;
        table.rows = rows(session, ledger.adapter, &table, found).await?;
    }
    Ok(match &ledger.files {
        Some(files) => table.beside(files),
        None => table,
    })
}

fn unanswered() -> LiveError {
    LiveError::new(LiveErrorKind::Server, "the server left a question about the history table unanswered")
}

/// Every table of that name, what this role may do with it, and what tells whose it is.
fn places(name: &str) -> String {
    format!(
        "SELECT n.nspname AS schema, pg_get_userbyid(c.relowner) AS owner,
                has_schema_privilege(n.oid, 'USAGE') AS may_use, has_table_privilege(c.oid, 'SELECT') AS may_select,
                (SELECT string_agg(a.attname, ',') FROM pg_catalog.pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
                EXISTS (SELECT FROM pg_catalog.pg_class r
                        WHERE r.relnamespace = n.oid AND r.relname = 'ar_internal_metadata') AS of_rails
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relname = {} AND c.relkind IN ('r', 'p', 'v', 'f') AND NOT pg_is_other_temp_schema(n.oid)
         ORDER BY n.nspname COLLATE \"C\"",
        literal(name)
    )
}

/// Whether the schema holds anything besides, apart from what an extension brought.
fn surroundings(schema: &str, name: &str) -> String {
    format!(
        "SELECT EXISTS (
           SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = {} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relname <> {}
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ) AS nonempty",
        literal(schema),
        literal(name)
    )
}

/// Whether the tool is at work: it holds its advisory lock, or a transaction is open that has written into its table.
async fn running(session: &Session, adapter: &Adapter, table: &HistoryTable) -> Result<Running, LiveError> {
    if session.server().in_recovery {
        return Ok(Running::Unknown);
    }
    let database = session.server().database.as_str();
    let keys = (adapter.locks)(&LockPlace { database, schema: &table.schema, table: &table.name });
    let held = session.query(&lock(&keys, table)).await?;
    Ok(match (held.is_empty(), adapter.always_locks) {
        (false, _) => Running::Yes,
        (true, true) => Running::No,
        (true, false) => Running::Untold,
    })
}

/// A key of 64 bits stands in two columns of `pg_locks`, with 1 in the third (manual, 54.12). What writes rows holds
/// `ROW EXCLUSIVE` on their table to the end of its transaction (manual, 13.3.1).
fn lock(keys: &[i64], table: &HistoryTable) -> String {
    let keys: Vec<String> =
        keys.iter().map(|key| format!("({}, {})", (*key >> 32) & 0xFFFF_FFFF, *key & 0xFFFF_FFFF)).collect();
    let advisory = if keys.is_empty() {
        String::new()
    } else {
        format!(
            "locktype = 'advisory' AND objsubid = 1 AND (classid::bigint, objid::bigint) IN ({}) OR ",
            keys.join(", ")
        )
    };
    format!(
        "SELECT pid FROM pg_catalog.pg_locks
         WHERE granted AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
           AND ({advisory}locktype = 'relation' AND pid <> pg_backend_pid()
                AND mode IN ('RowExclusiveLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
                AND relation = (SELECT c.oid FROM pg_catalog.pg_class c
                                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                                WHERE n.nspname = {} AND c.relname = {}))",
        literal(&table.schema),
        literal(&table.name)
    )
}

/// A table that cannot be read is not an absent one.
fn may_read(session: &Session, table: &HistoryTable, found: &Row) -> Result<(), LiveError> {
    let (schema, role) = (identifier(&table.schema), identifier(&session.server().user));
    let place = shown(table);
    let mut grants = Vec::new();
    if !found.is_true("may_use") {
        grants.push(format!("GRANT USAGE ON SCHEMA {schema} TO {role};"));
    }
    if !found.is_true("may_select") {
        grants.push(format!("GRANT SELECT ON {place} TO {role};"));
    }
    if grants.is_empty() {
        return Ok(());
    }
    let message = format!("the role {role} may not read the history table {place}");
    Err(LiveError::new(LiveErrorKind::Permission, message).help(format!("run as its owner: {}", grants.join(" "))))
}

/// The table as a statement names it.
fn shown(table: &HistoryTable) -> String {
    let name = crate::sql::quote_ident(&table.name);
    format!("{}.{name}", identifier(&table.schema))
}

async fn rows(
    session: &Session,
    adapter: &Adapter,
    table: &HistoryTable,
    found: &Row,
) -> Result<Vec<super::HistoryRow>, LiveError> {
    let present: Vec<&str> = found.get("columns").unwrap_or_default().split(',').collect();
    of_the_tool(adapter, table, &present, found)?;
    let columns: Vec<String> = adapter.columns.iter().map(|column| column.select(&present)).collect();
    let select = format!("SELECT {} FROM {} AS h ORDER BY {}", columns.join(", "), shown(table), adapter.order);
    let answer = session.query(&select).await.map_err(|error| explained(error, session, table))?;
    answer.iter().filter_map(|row| (adapter.row)(row).transpose()).collect()
}

/// Several tools call their tables by one name: the columns tell them apart.
fn of_the_tool(adapter: &Adapter, table: &HistoryTable, present: &[&str], found: &Row) -> Result<(), LiveError> {
    let (title, place) = (adapter.title, shown(table));
    let own = |name: &str| adapter.columns.iter().any(|column| column.name == name);
    let other = TELLING.iter().find(|(column, _)| present.contains(column) && !own(column)).map(|(_, tool)| *tool);
    let other =
        other.or_else(|| (found.is_true("of_rails") && table.name == "schema_migrations").then_some("Ruby on Rails"));
    let missing: Vec<&str> = adapter
        .columns
        .iter()
        .filter(|column| column.required && !present.contains(&column.name))
        .map(|column| column.name)
        .collect();
    let message = match (other, missing.as_slice()) {
        (Some(other), _) => format!("{place} is a history table of {other}, not of {title}"),
        (None, []) => return Ok(()),
        (None, missing) => {
            format!("{place} has not the columns of the history table of {title}: {} is missing", missing.join(", "))
        }
    };
    Err(LiveError::new(LiveErrorKind::Unsupported, message).help(
        "name the tool with `layout` or `runner`, or its table with `history_table`, at the folder's entry under `migrations` in seawall.yaml",
    ))
}

fn explained(error: LiveError, session: &Session, table: &HistoryTable) -> LiveError {
    let role = identifier(&session.server().user);
    if error.sqlstate.as_deref() == Some("42501") && error.message.contains("row-level security") {
        let place = shown(table);
        return error.help(format!(
            "rows of {place} may be hidden from {role}: read as its owner, or ALTER ROLE {role} BYPASSRLS;"
        ));
    }
    error
}
