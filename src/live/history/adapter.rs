//! What every history table has in common: where it lies, its columns, what a row says, and which file a row is about.

use super::row::{Content, HistoryRow, Stored};
use super::{
    HistoryTable, atlas, dbmate, diesel, drizzle, flyway, golang_migrate, goose, node_pg_migrate, prisma, sql_migrate,
    sqlx, supabase,
};
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::quote::identifier;
use crate::live::row::Row;
use crate::project::{History, Migration, Tool};
use time::OffsetDateTime;

/// One migration tool, as its history table shows it.
pub(super) struct Adapter {
    pub(super) tool: Tool,
    /// The tool's name in a sentence.
    pub(super) title: &'static str,
    /// The schemas that are its own, the first found first; where there is none, that of the connection.
    pub(super) schemas: &'static [&'static str],
    /// The table's name where nothing says another.
    pub(super) table: &'static str,
    /// What is read of a row.
    pub(super) columns: &'static [Column],
    /// The order in which rows came, in SQL.
    pub(super) order: &'static str,
    /// Keys of the advisory locks under which it works; none where it holds no lock.
    pub(super) locks: fn(&LockPlace<'_>) -> Vec<i64>,
    /// It never works without one of them.
    pub(super) always_locks: bool,
    /// What it keeps of a migration's text.
    pub(super) keeps: Keeps,
    /// What a row says; `None` for one that is about no migration.
    pub(super) row: fn(&Row) -> Result<Option<HistoryRow>, LiveError>,
    /// What the table knows a migration by.
    pub(super) key: fn(&Migration) -> Option<String>,
    /// Whether what is stored is the file's text.
    pub(super) same: fn(&Stored, &Migration) -> Content,
    /// What only all rows beside all files tell.
    pub(super) settle: fn(&mut HistoryTable, &History),
}

/// What a lock's key is made from.
pub(super) struct LockPlace<'a> {
    pub(super) database: &'a str,
    pub(super) schema: &'a str,
    pub(super) table: &'a str,
}

/// What a tool keeps of a migration's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeps {
    /// A checksum.
    Checksum,
    /// The statements that were sent.
    Statements,
    /// Nothing.
    Nothing,
}

/// A column, and how its value is read.
#[derive(Clone, Copy)]
pub(super) struct Column {
    pub(super) name: &'static str,
    kind: Kind,
    /// A table without it is another tool's.
    pub(super) required: bool,
}

#[derive(Clone, Copy)]
enum Kind {
    Text,
    /// Microseconds since 1970. One without a time zone is read in the zone of the session, UTC.
    Time,
    /// Bytes, as hexadecimal digits.
    Bytes,
    /// Bytes in base 64, as hexadecimal digits.
    Base64,
    /// An array, as JSON.
    Array,
}

impl Column {
    const fn new(name: &'static str, kind: Kind) -> Self {
        Self { name, kind, required: true }
    }

    pub(super) const fn text(name: &'static str) -> Self {
        Self::new(name, Kind::Text)
    }

    pub(super) const fn time(name: &'static str) -> Self {
        Self::new(name, Kind::Time)
    }

    pub(super) const fn bytes(name: &'static str) -> Self {
        Self::new(name, Kind::Bytes)
    }

    pub(super) const fn base64(name: &'static str) -> Self {
        Self::new(name, Kind::Base64)
    }

    pub(super) const fn array(name: &'static str) -> Self {
        Self::new(name, Kind::Array)
    }

    /// One that older or newer tables have not.
    pub(super) const fn optional(self) -> Self {
        Self { required: false, ..self }
    }

    /// What selects it, from a table that has these columns.
    pub(super) fn select(&self, present: &[&str]) -> String {
        let name = identifier(self.name);
        if !present.contains(&self.name) {
            return format!("NULL::text AS {name}");
        }
        match self.kind {
            Kind::Text => format!("{name}::text AS {name}"),
            Kind::Time => format!("(extract(epoch FROM {name}::timestamptz) * 1000000)::bigint AS {name}"),
            Kind::Bytes => format!("encode({name}, 'hex') AS {name}"),
            Kind::Base64 => format!("encode(decode(regexp_replace({name}, '^h1:', ''), 'base64'), 'hex') AS {name}"),
            Kind::Array => format!("array_to_json({name})::text AS {name}"),
        }
    }
}

/// All tools whose tables are read.
const ADAPTERS: [&Adapter; 12] = [
    &prisma::ADAPTER,
    &supabase::ADAPTER,
    &drizzle::ADAPTER,
    &flyway::ADAPTER,
    &sqlx::ADAPTER,
    &diesel::ADAPTER,
    &dbmate::ADAPTER,
    &golang_migrate::ADAPTER,
    &goose::ADAPTER,
    &node_pg_migrate::ADAPTER,
    &atlas::ADAPTER,
    &sql_migrate::ADAPTER,
];

/// The adapter of a tool; `None` where its table is not read.
pub(super) fn of(tool: Tool) -> Option<&'static Adapter> {
    ADAPTERS.into_iter().find(|adapter| adapter.tool == tool)
}

/// A value that the table never leaves out.
pub(super) fn text(row: &Row, column: &str) -> String {
    row.get(column).unwrap_or_default().to_owned()
}

/// A time.
pub(super) fn time(row: &Row, column: &str) -> Result<Option<OffsetDateTime>, LiveError> {
    let Some(microseconds) = row.parse::<i128>(column)? else { return Ok(None) };
    OffsetDateTime::from_unix_timestamp_nanos(microseconds * 1000).map(Some).map_err(|_| {
        LiveError::new(
            LiveErrorKind::Server,
            format!("the history table holds a time in {column} that is out of range"),
        )
    })
}

/// A checksum as stored, where the row has one.
pub(super) fn checksum(row: &Row, column: &str) -> Stored {
    row.get(column)
        .filter(|digits| !digits.is_empty())
        .map_or(Stored::Nothing, |digits| Stored::Checksum(digits.to_owned()))
}

/// For a tool that holds no lock.
pub(super) const fn no_lock(_: &LockPlace<'_>) -> Vec<i64> {
    Vec::new()
}

/// For a tool that keeps nothing of the text.
pub(super) const fn unseen(_: &Stored, _: &Migration) -> Content {
    Content::Unseen
}

/// For a tool whose rows each say all by themselves.
pub(super) const fn as_they_are(_: &mut HistoryTable, _: &History) {}

/// The digits at the head of a migration's name.
pub(super) fn digits(name: &str) -> &str {
    &name[..name.find(|character: char| !character.is_ascii_digit()).unwrap_or(name.len())]
}

/// The number at the head of a migration's name, as a server writes it.
pub(super) fn number(name: &str) -> Option<String> {
    let digits = digits(name);
    let value = digits.trim_start_matches('0');
    (!digits.is_empty()).then(|| if value.is_empty() { "0".to_owned() } else { value.to_owned() })
}
