//! Locks on relations that depend on one that is dropped, emptied or moved.

use super::LockMode;
use super::collector::Collector;
use crate::schema::relation::Relation;
use crate::sql::{Ident, ObjectName};

impl Collector<'_> {
    /// Everything that `DROP TABLE` locks: the table and its partitions, its partitioned parent, the tables that its
    /// foreign keys point at (their triggers go) and those that point at it, and with CASCADE its views.
    pub(super) fn drop_table(&mut self, at: &ObjectName, cascade: bool) {
        for member in self.before.family(at) {
            self.lock(&member, LockMode::AccessExclusive);
            let Some(relation) = self.relation(&member) else { continue };
            self.lock_referenced(relation);
            if let Some(of) = &relation.partition_of {
                self.lock(&of.parent, LockMode::AccessExclusive);
            }
            let referencing: Vec<ObjectName> =
                self.before.referencing(&member).map(|(table, _)| table.name.clone()).collect();
            for table in &referencing {
                self.lock(table, LockMode::AccessExclusive);
            }
            if cascade {
                self.drop_views(&member);
            }
        }
    }

    fn lock_referenced(&mut self, relation: &Relation) {
        for (_, referenced) in relation.foreign_keys() {
            self.lock(referenced, LockMode::AccessExclusive);
        }
    }

    /// Views on a relation, and views on those.
    pub(super) fn drop_views(&mut self, at: &ObjectName) {
        let views: Vec<ObjectName> = self.before.views_of(at).map(|view| view.name.clone()).collect();
        for view in views {
            self.lock(&view, LockMode::AccessExclusive);
            self.drop_views(&view);
        }
    }

    /// What else `DROP COLUMN` locks: tables at the other end of foreign keys that go, and with CASCADE views.
    pub(super) fn drop_column_dependents(&mut self, at: &ObjectName, column: &Ident, cascade: bool) {
        let Some(relation) = self.relation(at) else { return };
        for (_, referenced) in relation.foreign_keys().filter(|(key, _)| key.columns.contains(column)) {
            self.lock(referenced, LockMode::AccessExclusive);
        }
        if !cascade {
            return;
        }
        let before = self.before;
        for view in before.views_of(at) {
            let uses = view.view().is_some_and(|view| {
                view.columns.iter().any(|(of, name)| of == at && name.as_ref().is_none_or(|name| name == column))
            });
            if uses {
                self.lock(&view.name, LockMode::AccessExclusive);
                self.drop_views(&view.name);
            }
        }
        for (table, _) in before.referencing(at).filter(|(_, key)| key.refers_to_column(column)) {
            self.lock(&table.name, LockMode::AccessExclusive);
        }
    }

    /// Tables that `TRUNCATE … CASCADE` empties too: those whose foreign keys lead here, and so on.
    pub(super) fn truncated(&self, at: &ObjectName, cascade: bool) -> Vec<ObjectName> {
        let mut tables = self.before.family(at);
        let mut next = 0;
        while cascade && next < tables.len() {
            let referencing: Vec<ObjectName> =
                self.before.referencing(&tables[next]).map(|(table, _)| table.name.clone()).collect();
            tables.extend(referencing.into_iter().filter(|table| !tables.contains(table)).collect::<Vec<_>>());
            next += 1;
        }
        tables
    }
}
