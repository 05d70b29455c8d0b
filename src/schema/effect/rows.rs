//! Rows that are read or changed, and locks asked for by name.

use super::collector::Collector;
use super::{LockMode, WorkKind};
use crate::sql::{Operation, Query, RowChange, RowChangeKind, RowScope};

impl Collector<'_> {
    /// Tells the effect of an operation on rows; false where it is not one.
    pub(super) fn rows(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::ChangeRows(change) => self.change_rows(change),
            Operation::CopyFrom { table, .. } => self.lock_named(table, LockMode::RowExclusive),
            Operation::Truncate { name, cascade, .. } => {
                for table in self.truncated(&self.before.resolve(name), *cascade) {
                    self.lock(&table, LockMode::AccessExclusive);
                }
            }
            Operation::Select { query, locks_rows } => self.select(query, *locks_rows),
            Operation::LockTable { table, mode, .. } => {
                let mode = LockMode::parse(mode).unwrap_or(LockMode::AccessExclusive);
                self.lock_family(table, mode);
            }
            _ => return false,
        }
        true
    }

    fn change_rows(&mut self, change: &RowChange) {
        let at = self.before.resolve(&change.table);
        self.lock(&at, LockMode::RowExclusive);
        for name in &change.reads {
            let read = self.before.resolve(name);
            if self.relation(&read).is_some() {
                self.lock(&read, LockMode::AccessShare);
            }
        }
        let is_insert = matches!(change.kind, RowChangeKind::Insert { .. });
        if !is_insert && matches!(change.scope, RowScope::All | RowScope::Some) {
            self.work(&at, WorkKind::RowChange, LockMode::RowExclusive);
        }
    }

    fn select(&mut self, query: &Query, locks_rows: bool) {
        self.reads(query);
        if locks_rows {
            for table in &query.reads {
                self.lock_named(table, LockMode::RowShare);
            }
        }
    }
}
