//! What an operation does to a running database: locks, rewrites, scans.

mod cascade;
mod collector;
mod columns;
mod constraints;
mod indexes;
mod rows;
mod tables;
#[cfg(test)]
mod tests;
mod types;
mod volatility;

use collector::Collector;

use super::catalog::Catalog;
use crate::sql::{ObjectName, Operation};

/// Table-level lock modes, weakest first (manual, 13.3.1 "Table-Level Locks").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "each is PostgreSQL's own name")]
pub enum LockMode {
    AccessShare,
    RowShare,
    RowExclusive,
    ShareUpdateExclusive,
    Share,
    ShareRowExclusive,
    Exclusive,
    AccessExclusive,
}

impl LockMode {
    /// `PostgreSQL`'s name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccessShare => "ACCESS SHARE",
            Self::RowShare => "ROW SHARE",
            Self::RowExclusive => "ROW EXCLUSIVE",
            Self::ShareUpdateExclusive => "SHARE UPDATE EXCLUSIVE",
            Self::Share => "SHARE",
            Self::ShareRowExclusive => "SHARE ROW EXCLUSIVE",
            Self::Exclusive => "EXCLUSIVE",
            Self::AccessExclusive => "ACCESS EXCLUSIVE",
        }
    }

    /// What others cannot do meanwhile, for people: `reads and writes`, `writes`, `other schema changes`.
    #[must_use]
    pub const fn blocks(self) -> &'static str {
        match self {
            Self::AccessExclusive => "reads and writes",
            Self::Exclusive | Self::ShareRowExclusive | Self::Share => "writes",
            Self::ShareUpdateExclusive => "other schema changes and VACUUM",
            Self::AccessShare | Self::RowShare | Self::RowExclusive => "nothing but schema changes",
        }
    }

    /// Whether INSERT, UPDATE and DELETE wait for it.
    #[must_use]
    pub fn blocks_writes(self) -> bool {
        self >= Self::Share
    }

    /// The mode of a name (`ACCESS EXCLUSIVE`).
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::AccessShare,
            Self::RowShare,
            Self::RowExclusive,
            Self::ShareUpdateExclusive,
            Self::Share,
            Self::ShareRowExclusive,
            Self::Exclusive,
            Self::AccessExclusive,
        ]
        .into_iter()
        .find(|mode| mode.as_str() == name)
    }
}

/// A lock that is taken and kept until the transaction ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lock {
    /// The relation.
    pub relation: ObjectName,
    /// The mode.
    pub mode: LockMode,
}

/// Work that takes as long as the table is large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LongWork {
    /// The relation whose rows are read or written.
    pub relation: ObjectName,
    /// What is done with them.
    pub kind: WorkKind,
    /// The strongest lock that this operation itself holds on it meanwhile.
    pub mode: LockMode,
}

/// What is done with all rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKind {
    /// Every row is written again, and every index.
    Rewrite,
    /// An index is built.
    IndexBuild,
    /// Indexes on it are built again without rewriting the table.
    IndexRebuild,
    /// A check is evaluated on every row.
    CheckScan,
    /// Every row is looked at for NULLs.
    NotNullScan,
    /// A foreign key looks up every row of the referencing table.
    ForeignKeyScan,
    /// A partition bound is checked on every row.
    PartitionScan,
    /// Rows are changed by UPDATE, DELETE or MERGE.
    RowChange,
    /// A materialized view is filled again.
    Refresh,
}

/// What is known of the server that an operation will run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Server {
    /// Major version, 12 to 18.
    pub version: u32,
    /// The session's `TimeZone` is known to be UTC where no migration sets another.
    pub utc: bool,
}

impl Server {
    /// A server of this major version, its time zone not known.
    #[must_use]
    pub const fn new(version: u32) -> Self {
        Self { version, utc: false }
    }
}

/// What an operation locks, rewrites and scans, given the database just before it.
///
/// Relations that no migration made are taken to exist, unless the operation says `IF EXISTS`.
#[must_use]
pub fn effect(operation: &Operation, before: &Catalog, server: Server) -> Effect {
    let mut collector = Collector::new(before, server);
    let _known = collector.tables(operation)
        || collector.columns(operation)
        || collector.constraints(operation)
        || collector.indexes(operation)
        || collector.types(operation)
        || collector.rows(operation);
    collector.finish()
}

/// What one operation does to a running database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effect {
    /// Locks on relations that existed before the operation, each relation once, with its strongest mode.
    pub locks: Vec<Lock>,
    /// Work as long as a table is large, on relations that existed before.
    pub work: Vec<LongWork>,
}

impl Effect {
    /// The lock on a relation.
    #[must_use]
    pub fn lock_on(&self, relation: &ObjectName) -> Option<LockMode> {
        self.locks.iter().find(|lock| lock.relation == *relation).map(|lock| lock.mode)
    }

    /// Tables that are written again.
    pub fn rewrites(&self) -> impl Iterator<Item = &ObjectName> {
        self.work.iter().filter(|work| work.kind == WorkKind::Rewrite).map(|work| &work.relation)
    }
}
