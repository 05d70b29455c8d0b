//! The user's relations at one moment: the files behind them and how often each was scanned.

use crate::postgres::{Row, Session};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};

/// Every relation of the user's, by OID.
pub(super) struct Relations(BTreeMap<String, Relation>);

#[derive(Deserialize)]
struct Relation {
    oid: String,
    name: String,
    holds_rows: bool,
    file: Option<u32>,
    scans: u64,
}

const QUERY: &str = "
    SELECT c.oid::text, format('%I.%I', n.nspname, c.relname) AS name, c.relkind IN ('r', 'm') AS holds_rows,
           pg_relation_filenode(c.oid)::int8 AS file, COALESCE(pg_stat_get_numscans(c.oid), 0) AS scans
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'";

impl Relations {
    /// Reads them as the session sees them.
    pub(super) fn read(session: &Session) -> Self {
        let relations: Vec<Relation> = session.rows(QUERY).expect("the catalog can be read");
        Self(relations.into_iter().map(|relation| (relation.oid.clone(), relation)).collect())
    }

    /// The name of a relation.
    pub(super) fn name_of(&self, oid: &str) -> Option<&str> {
        self.0.get(oid).map(|relation| relation.name.as_str())
    }

    /// The names of ordinary tables.
    pub(super) fn holding_rows(&self) -> impl Iterator<Item = &str> {
        self.0.values().filter(|relation| relation.holds_rows).map(|relation| relation.name.as_str())
    }

    /// Tables that have another file now.
    pub(super) fn rewritten(&self, now: &Self) -> BTreeSet<String> {
        self.tables_where(now, |before, now| before.file != now.file)
    }

    /// Tables that were scanned since.
    pub(super) fn scanned(&self, now: &Self) -> BTreeSet<String> {
        self.tables_where(now, |before, now| before.scans < now.scans)
    }

    /// How often the session scanned each table, as far as it told nobody yet: this transaction, and perhaps some before it.
    pub(super) fn scans_of(&self, session: &Session) -> BTreeMap<String, String> {
        let query = "SELECT relid, seq_scan FROM pg_stat_xact_all_tables WHERE seq_scan > 0";
        let rows = session.query_strings(query).expect("the counters can be read");
        let count = |row: &Row| Some((self.0.get(row[0].as_deref()?)?, row[1].clone()?));
        let counts = rows.iter().filter_map(count).filter(|(relation, _)| relation.holds_rows);
        counts.map(|(relation, scans)| (relation.name.clone(), scans)).collect()
    }

    fn tables_where(&self, now: &Self, differ: impl Fn(&Relation, &Relation) -> bool) -> BTreeSet<String> {
        let tables = self.0.values().filter(|relation| relation.holds_rows);
        let differing = tables.filter(|before| now.0.get(&before.oid).is_some_and(|now| differ(before, now)));
        differing.map(|relation| relation.name.clone()).collect()
    }
}
