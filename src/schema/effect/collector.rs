//! Gathers locks and work: each relation once with its strongest mode.

use super::{Effect, Lock, LockMode, LongWork, Server, WorkKind};
use crate::schema::catalog::Catalog;
use crate::schema::relation::Relation;
use crate::sql::{Ident, ObjectName, QualifiedName, Query};

/// The effect of one operation while it is being told.
pub(super) struct Collector<'a> {
    pub(super) before: &'a Catalog,
    pub(super) server: Server,
    effect: Effect,
}

impl<'a> Collector<'a> {
    pub(super) fn new(before: &'a Catalog, server: Server) -> Self {
        Self { before, server, effect: Effect::default() }
    }

    /// The effect, with the mode of each work raised to what the operation holds on the relation.
    pub(super) fn finish(self) -> Effect {
        let mut effect = self.effect;
        for at in 0..effect.work.len() {
            let held = effect.lock_on(&effect.work[at].relation);
            effect.work[at].mode = held.unwrap_or(effect.work[at].mode);
        }
        effect
    }

    pub(super) fn relation(&self, at: &ObjectName) -> Option<&'a Relation> {
        self.before.relation_at(at).map(|relation| &**relation)
    }

    /// The address of a relation that is named; `None` where `IF EXISTS` spares one that does not exist.
    pub(super) fn named(&self, name: &QualifiedName, if_exists: bool) -> Option<ObjectName> {
        let at = self.before.resolve(name);
        (!if_exists || self.relation(&at).is_some()).then_some(at)
    }

    pub(super) fn lock(&mut self, relation: &ObjectName, mode: LockMode) {
        match self.effect.locks.iter_mut().find(|lock| lock.relation == *relation) {
            Some(lock) => lock.mode = lock.mode.max(mode),
            None => self.effect.locks.push(Lock { relation: relation.clone(), mode }),
        }
    }

    /// Locks a relation and does work on it; a foreign table's or view's rows are not here.
    pub(super) fn work(&mut self, relation: &ObjectName, kind: WorkKind, mode: LockMode) {
        self.lock(relation, mode);
        let work = LongWork { relation: relation.clone(), kind, mode };
        if !self.effect.work.contains(&work) {
            self.effect.work.push(work);
        }
    }

    pub(super) fn lock_named(&mut self, name: &QualifiedName, mode: LockMode) {
        let at = self.before.resolve(name);
        self.lock(&at, mode);
    }

    /// Locks a table and everything below it.
    pub(super) fn lock_family(&mut self, name: &QualifiedName, mode: LockMode) -> Vec<ObjectName> {
        let family = self.before.family(&self.before.resolve(name));
        for member in &family {
            self.lock(member, mode);
        }
        family
    }

    /// Work on a table and everything below it.
    pub(super) fn work_family(&mut self, name: &QualifiedName, kind: WorkKind, mode: LockMode) {
        for member in self.lock_family(name, mode) {
            if self.may_hold_rows(&member) {
                self.work(&member, kind, mode);
            }
        }
    }

    /// A partitioned table has its rows in its partitions; where none is known, programs make them, and it stands for them all.
    pub(super) fn may_hold_rows(&self, table: &ObjectName) -> bool {
        !self.before.is_partitioned(table) || self.before.partitions(table).next().is_none()
    }

    /// What a query reads is locked against being dropped.
    pub(super) fn reads(&mut self, query: &Query) {
        for name in &query.reads {
            let at = self.before.resolve(name);
            if self.relation(&at).is_some() {
                self.lock(&at, LockMode::AccessShare);
            }
        }
    }

    /// The table on which an object of a schema-less name lies, where the catalog knows it.
    pub(super) fn lock_index(&mut self, name: &QualifiedName, mode: LockMode) -> Option<ObjectName> {
        let table = self.before.index(name).map(|(table, _)| table.name.clone())?;
        self.lock(&table, mode);
        Some(table)
    }

    /// Whether a column cannot hold NULLs already.
    pub(super) fn is_not_null(&self, at: &ObjectName, column: &Ident) -> bool {
        self.relation(at).and_then(|relation| relation.column(column)).is_some_and(|held| held.not_null)
    }
}
