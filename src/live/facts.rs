//! How large tables are, from the server's own statistics.

use std::collections::BTreeMap;

use super::error::LiveError;
use super::row::Row;
use super::session::Session;

/// How large one table is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableFacts {
    /// Its schema.
    pub schema: String,
    /// Its name.
    pub name: String,
    /// Rows, as the last `ANALYZE` or `VACUUM` estimated; `Some(0)` only where its file is empty, `None` where nobody knows.
    pub rows: Option<u64>,
    /// Bytes on disk with indexes and TOAST, as of the last `VACUUM` or `ANALYZE` of each; those of partitions included.
    pub bytes: u64,
}

/// Tables, partitioned tables and materialized views that are no part of the system.
///
/// `reltuples` is -1 where the table was never analysed (before version 14: 0, with no pages). An estimate of 0 may be older than
/// the first rows, so emptiness is read from the file's size. A partitioned table has no pages: `relpages` is -1 (from version 14).
const QUERY: &str = "\
SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind = 'p' AS is_partitioned,
       (SELECT inhparent FROM pg_catalog.pg_inherits WHERE inhrelid = c.oid AND c.relispartition) AS parent,
       CASE WHEN c.relkind = 'p' THEN NULL
            WHEN c.reltuples > 0 THEN c.reltuples::bigint
            WHEN pg_relation_size(c.oid) = 0 THEN 0
            ELSE nullif(pg_stat_get_live_tuples(c.oid), 0) END AS rows,
       current_setting('block_size')::bigint * (
         greatest(c.relpages, 0) + coalesce(t.relpages, 0)
         + coalesce((SELECT sum(greatest(i.relpages, 0)) FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
                     WHERE x.indrelid IN (c.oid, c.reltoastrelid)), 0)) AS bytes
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'";

/// Reads the size of every table; no table itself is read.
///
/// # Errors
/// The server fails to answer.
pub async fn table_facts(session: &Session) -> Result<Vec<TableFacts>, LiveError> {
    let rows = session.query(QUERY).await?;
    let tables = rows.iter().map(|row| Ok((row.parse("oid")?.unwrap_or_default(), Table::of(row)?)));
    Ok(with_partitions(tables.collect::<Result<_, LiveError>>()?))
}

struct Table {
    facts: TableFacts,
    parent: Option<u32>,
    is_partitioned: bool,
}

impl Table {
    fn of(row: &Row) -> Result<Self, LiveError> {
        let text = |column: &str| row.get(column).unwrap_or_default().to_owned();
        let is_partitioned = row.is_true("is_partitioned");
        // A partitioned table has no rows but those of its partitions.
        let rows = if is_partitioned { Some(0) } else { row.parse("rows")? };
        let bytes = row.parse("bytes")?.unwrap_or_default();
        let facts = TableFacts { schema: text("schema"), name: text("name"), rows, bytes };
        Ok(Self { facts, parent: row.parse("parent")?, is_partitioned })
    }
}

/// Adds each partition to all tables that it is a part of.
fn with_partitions(mut tables: BTreeMap<u32, Table>) -> Vec<TableFacts> {
    let partitions: Vec<(TableFacts, u32)> = tables
        .values()
        .filter(|table| !table.is_partitioned)
        .filter_map(|table| Some((table.facts.clone(), table.parent?)))
        .collect();
    for (part, parent) in partitions {
        let mut next = Some(parent);
        while let Some(whole) = next.and_then(|oid| tables.get_mut(&oid)) {
            whole.facts.rows = whole.facts.rows.zip(part.rows).map(|(rows, more)| rows + more);
            whole.facts.bytes += part.bytes;
            next = whole.parent;
        }
    }
    let mut facts: Vec<TableFacts> = tables.into_values().map(|table| table.facts).collect();
    facts.sort_unstable_by(|one, other| (&one.schema, &one.name).cmp(&(&other.schema, &other.name)));
    facts
}
