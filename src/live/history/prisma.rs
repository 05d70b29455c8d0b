//! Prisma's table `_prisma_migrations`.

use time::OffsetDateTime;

use super::{Checksum, HistoryRow, HistoryTable, Running};
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::quote::{identifier, literal};
use crate::live::row::Row;
use crate::live::session::Session;

const TABLE: &str = "_prisma_migrations";

/// The key of the advisory lock that Prisma holds while it applies migrations.
const ADVISORY_LOCK: u32 = 72_707_369;

/// Reads the table in this schema.
pub(super) async fn read(session: &Session, schema: &str) -> Result<HistoryTable, LiveError> {
    let mut answers =
        session.queries(&format!("{}; {}; {}", places(), surroundings(schema), lock())).await?.into_iter();
    let (places, around, locks) = (answers.next(), answers.next(), answers.next());
    let places = places.unwrap_or_default();
    let (here, elsewhere): (Vec<&Row>, _) = places.iter().partition(|row| row.get("schema") == Some(schema));
    let mut table = HistoryTable {
        schema: schema.to_owned(),
        name: TABLE.to_owned(),
        present: !here.is_empty(),
        owner: None,
        nonempty: around.unwrap_or_default().first().is_some_and(|row| row.is_true("nonempty")),
        elsewhere: elsewhere.iter().filter_map(|row: &&Row| row.get("schema").map(str::to_owned)).collect(),
        running: running(session, &locks.unwrap_or_default()),
        rows: Vec::new(),
    };
    if let Some(found) = here.first() {
        may_read(session, schema, found)?;
        table.owner = found.get("owner").map(str::to_owned);
        table.rows = rows(session, schema).await?;
    }
    Ok(table)
}

/// Every table of that name, and what this role may do with it.
fn places() -> String {
    format!(
        "SELECT n.nspname AS schema, pg_get_userbyid(c.relowner) AS owner,
                has_schema_privilege(n.oid, 'USAGE') AS may_use, has_table_privilege(c.oid, 'SELECT') AS may_select
         FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relname = {} AND c.relkind IN ('r', 'p', 'v', 'f') AND NOT pg_is_other_temp_schema(n.oid)
         ORDER BY n.nspname COLLATE \"C\"",
        literal(TABLE)
    )
}

/// Whether the schema holds anything besides, apart from what an extension brought.
fn surroundings(schema: &str) -> String {
    format!(
        "SELECT EXISTS (
           SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           WHERE n.nspname = {} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND c.relname <> {}
             AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                             WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
         ) AS nonempty",
        literal(schema),
        literal(TABLE)
    )
}

/// A key of 64 bits stands in two columns of `pg_locks`, with 1 in the third (manual, 54.12).
fn lock() -> String {
    format!(
        "SELECT pid FROM pg_catalog.pg_locks
         WHERE locktype = 'advisory' AND classid = 0 AND objid = {ADVISORY_LOCK} AND objsubid = 1 AND granted
           AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())"
    )
}

fn running(session: &Session, locks: &[Row]) -> Running {
    match locks {
        _ if session.server().in_recovery => Running::Unknown,
        [] => Running::No,
        _ => Running::Yes,
    }
}

/// A table that cannot be read is not an absent one.
fn may_read(session: &Session, schema: &str, found: &Row) -> Result<(), LiveError> {
    let (schema, role) = (identifier(schema), identifier(&session.server().user));
    let mut grants = Vec::new();
    if !found.is_true("may_use") {
        grants.push(format!("GRANT USAGE ON SCHEMA {schema} TO {role};"));
    }
    if !found.is_true("may_select") {
        grants.push(format!("GRANT SELECT ON {schema}.{TABLE} TO {role};"));
    }
    if grants.is_empty() {
        return Ok(());
    }
    let message = format!("the role {role} may not read the history table {schema}.{TABLE}");
    Err(LiveError::new(LiveErrorKind::Permission, message).help(format!("run as its owner: {}", grants.join(" "))))
}

async fn rows(session: &Session, schema: &str) -> Result<Vec<HistoryRow>, LiveError> {
    // The order of insertion decides between equal times, as they come from `resolve --applied` in a loop.
    let select = format!(
        "SELECT id, checksum, migration_name, logs, applied_steps_count,
                (extract(epoch FROM started_at) * 1000000)::bigint AS started_at,
                (extract(epoch FROM finished_at) * 1000000)::bigint AS finished_at,
                (extract(epoch FROM rolled_back_at) * 1000000)::bigint AS rolled_back_at
         FROM {}.{TABLE} ORDER BY started_at, ctid",
        identifier(schema)
    );
    let answer = session.query(&select).await.map_err(|error| explained(error, session, schema))?;
    answer.iter().map(row).collect()
}

fn explained(error: LiveError, session: &Session, schema: &str) -> LiveError {
    let (table, role) = (format!("{}.{TABLE}", identifier(schema)), identifier(&session.server().user));
    match error.sqlstate.as_deref() {
        Some("42501") if error.message.contains("row-level security") => error.help(format!(
            "rows of {table} may be hidden from {role}: read as its owner, or ALTER ROLE {role} BYPASSRLS;"
        )),
        Some("42703") => {
            let message = format!("{table} has not the columns of Prisma's history table: {}", error.message);
            LiveError { message, ..error }
                .help("another tool may have made it; name the schema of Prisma's with `?schema=`")
        }
        _ => error,
    }
}

fn row(row: &Row) -> Result<HistoryRow, LiveError> {
    let text = |column: &str| row.get(column).unwrap_or_default().to_owned();
    Ok(HistoryRow {
        id: text("id"),
        name: text("migration_name"),
        checksum: Checksum::stored(text("checksum")),
        started_at: time(row, "started_at")?.unwrap_or(OffsetDateTime::UNIX_EPOCH),
        finished_at: time(row, "finished_at")?,
        rolled_back_at: time(row, "rolled_back_at")?,
        steps: row.parse("applied_steps_count")?.unwrap_or_default(),
        logs: row.get("logs").map(str::to_owned),
    })
}

fn time(row: &Row, column: &str) -> Result<Option<OffsetDateTime>, LiveError> {
    let Some(microseconds) = row.parse::<i128>(column)? else { return Ok(None) };
    OffsetDateTime::from_unix_timestamp_nanos(microseconds * 1000).map(Some).map_err(|_| {
        LiveError::new(
            LiveErrorKind::Server,
            format!("the history table holds a time in {column} that is out of range"),
        )
    })
}
