//! Operations on indexes, and upkeep of tables.

use super::collector::Collector;
use super::{LockMode, WorkKind};
use crate::sql::{CreateIndex, ObjectKind, ObjectName, Operation, QualifiedName};

impl Collector<'_> {
    /// Tells the effect of an operation on an index; false where it is not one.
    pub(super) fn indexes(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateIndex(index) => self.create_index(index),
            Operation::DropIndex { name, concurrently, .. } => {
                let mode = if *concurrently { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
                if let Some(table) = self.lock_index(name, mode) {
                    for member in &self.before.family(&table) {
                        self.lock(member, mode);
                    }
                }
            }
            // The table itself is not locked: others go on, but for a moment in which they plan (version 12).
            Operation::RenameIndex { .. } | Operation::AttachIndex { .. } => {}
            Operation::Reindex { kind, name, concurrently } => self.reindex(*kind, name.as_ref(), *concurrently),
            Operation::Cluster { table: Some(table) } => {
                self.work_family(table, WorkKind::Rewrite, LockMode::AccessExclusive);
            }
            Operation::Vacuum { full, tables } => tables.iter().for_each(|table| self.vacuum(table, *full)),
            Operation::Analyze { tables } => {
                for table in tables {
                    self.lock_named(table, LockMode::ShareUpdateExclusive);
                }
            }
            _ => return false,
        }
        true
    }

    fn create_index(&mut self, index: &CreateIndex) {
        let named =
            index.name.as_ref().map(|name| QualifiedName { schema: index.table.schema.clone(), name: name.clone() });
        if index.if_not_exists && named.is_some_and(|name| self.before.index(&name).is_some()) {
            return;
        }
        let mode = if index.concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share };
        let at = self.before.resolve(&index.table);
        if index.only && self.before.is_partitioned(&at) {
            self.lock(&at, mode);
        } else {
            self.work_family(&index.table, WorkKind::IndexBuild, mode);
        }
    }

    fn reindex(&mut self, kind: ObjectKind, name: Option<&QualifiedName>, concurrently: bool) {
        let mode = if concurrently { LockMode::ShareUpdateExclusive } else { LockMode::Share };
        let tables: Vec<ObjectName> = match (kind, name) {
            (ObjectKind::Index, Some(name)) => {
                self.before.index(name).map(|(table, _)| table.name.clone()).into_iter().collect()
            }
            (ObjectKind::Table, Some(name)) => self.before.family(&self.before.resolve(name)),
            (ObjectKind::Schema, Some(name)) => self.tables_where(|at| at.schema == name.name),
            _ => self.tables_where(|_| true),
        };
        for table in &tables {
            self.work(table, WorkKind::IndexRebuild, mode);
        }
    }

    fn tables_where(&self, fits: impl Fn(&ObjectName) -> bool) -> Vec<ObjectName> {
        let tables = self.before.relations().filter(|relation| relation.is_table() && fits(&relation.name));
        tables.map(|relation| relation.name.clone()).collect()
    }

    fn vacuum(&mut self, table: &QualifiedName, full: bool) {
        if full {
            self.work_family(table, WorkKind::Rewrite, LockMode::AccessExclusive);
        } else {
            self.lock_family(table, LockMode::ShareUpdateExclusive);
        }
    }
}
