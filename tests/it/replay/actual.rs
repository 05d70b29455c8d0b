//! The catalog of a real server in plain words, for comparing.

use crate::postgres::{Database, Session};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;

/// Schema and name.
pub(crate) type Address = (String, String);

/// Tables and enums as a server has them; what extensions brought and the system's own schemas are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Actual {
    /// Ordinary, partitioned and foreign tables.
    pub(crate) tables: BTreeMap<Address, Table>,
    /// Enums with their labels in order.
    pub(crate) enums: BTreeMap<Address, Vec<String>>,
}

/// A table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    /// `pg_class.relkind`: `r` ordinary, `p` partitioned, `f` foreign.
    pub(crate) kind: char,
    /// In order.
    pub(crate) columns: Vec<Column>,
    /// By name.
    pub(crate) constraints: Vec<Constraint>,
    /// By name, those of constraints included.
    pub(crate) indexes: Vec<Index>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Column {
    /// Name.
    pub(crate) name: String,
    /// As `format_type` writes it, types of users and extensions with their schema.
    pub(crate) data_type: String,
    /// `NOT NULL`.
    pub(crate) not_null: bool,
    /// Whether it has a default (a generation expression is none).
    pub(crate) default: bool,
    /// `a` always, `d` by default, empty: no identity column.
    pub(crate) identity: String,
    /// `s` stored, `v` virtual, empty: not generated.
    pub(crate) generated: String,
}

/// A constraint; `NOT NULL` is the column's.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Constraint {
    /// Name.
    pub(crate) name: String,
    /// `pg_constraint.contype`: `p` primary key, `u` unique, `f` foreign key, `c` check, `x` exclusion.
    pub(crate) kind: char,
    /// Columns in the constraint's order; a check's are those it mentions.
    pub(crate) columns: Vec<String>,
    /// False for `NOT VALID`.
    pub(crate) validated: bool,
    /// The table that a foreign key points at.
    pub(crate) references: Option<Address>,
    /// The columns there.
    pub(crate) referenced_columns: Vec<String>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Index {
    /// Name.
    pub(crate) name: String,
    /// Access method.
    pub(crate) method: String,
    /// `UNIQUE`.
    pub(crate) unique: bool,
    /// False where a concurrent build failed.
    pub(crate) valid: bool,
    /// Whether it belongs to a constraint.
    pub(crate) of_constraint: bool,
    /// Key columns and expressions as `pg_get_indexdef` writes them, columns unquoted.
    pub(crate) keys: Vec<Key>,
    /// `INCLUDE`.
    pub(crate) include: Vec<String>,
    /// `WHERE …` is present.
    pub(crate) partial: bool,
}

/// One key of an index.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Key {
    /// A column by name.
    Column(String),
    /// An expression as the server writes it.
    Expression(String),
}

/// A row of one of the queries: which table it belongs to, and what it says.
#[derive(Deserialize)]
struct Of<T> {
    schema: String,
    table: String,
    #[serde(flatten)]
    what: T,
}

#[derive(Deserialize)]
struct Kind {
    kind: char,
}

#[derive(Deserialize)]
struct Labels {
    labels: Vec<String>,
}

/// Reads the catalog of a database.
pub(crate) fn read(database: &Database) -> Actual {
    let session = &database.session();
    // So the server writes every type with its schema, but for its own.
    session.execute("SET search_path = ''").expect("a setting can be set");
    let empty = |kind| Table { kind, columns: Vec::new(), constraints: Vec::new(), indexes: Vec::new() };
    let tables = ask::<Kind>(session, include_str!("tables.sql"));
    let mut tables: BTreeMap<Address, Table> =
        tables.into_iter().map(|of| ((of.schema, of.table), empty(of.what.kind))).collect();
    distribute(&mut tables, ask(session, include_str!("columns.sql")), |table| &mut table.columns);
    distribute(&mut tables, ask(session, include_str!("constraints.sql")), |table| &mut table.constraints);
    distribute(&mut tables, ask(session, include_str!("indexes.sql")), |table| &mut table.indexes);
    let enums = ask::<Labels>(session, include_str!("enums.sql"));
    Actual { tables, enums: enums.into_iter().map(|of| ((of.schema, of.table), of.what.labels)).collect() }
}

fn ask<T: DeserializeOwned>(session: &Session, query: &str) -> Vec<Of<T>> {
    session.rows(query).unwrap_or_else(|why| panic!("{query}: {why}"))
}

fn distribute<T>(tables: &mut BTreeMap<Address, Table>, rows: Vec<Of<T>>, place: fn(&mut Table) -> &mut Vec<T>) {
    for Of { schema, table, what } in rows {
        // The queries for the parts take every relation; views and the like are nobody's part here.
        if let Some(table) = tables.get_mut(&(schema, table)) {
            place(table).push(what);
        }
    }
}
