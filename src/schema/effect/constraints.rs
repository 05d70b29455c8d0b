//! Operations on constraints.

use super::collector::Collector;
use super::{LockMode, WorkKind};
use crate::schema::relation::{Constraint, ConstraintRule};
use crate::sql::{ConstraintDefinition, ConstraintKind, Ident, KeyColumns, ObjectName, Operation, QualifiedName};

impl Collector<'_> {
    /// Tells the effect of an operation on a constraint; false where it is not one.
    pub(super) fn constraints(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::AddConstraint { table, constraint } | Operation::AddForeignKey { table, constraint } => {
                self.add_constraint(table, constraint);
            }
            Operation::DropConstraint { table, constraint, if_exists, cascade } => {
                self.drop_constraint(table, constraint, (*if_exists, *cascade));
            }
            Operation::ValidateConstraint { table, constraint } => self.validate(table, constraint),
            Operation::AlterConstraint { table, .. } | Operation::RenameConstraint { table, .. } => {
                self.lock_family(table, LockMode::AccessExclusive);
            }
            _ => return false,
        }
        true
    }

    pub(super) fn add_constraint(&mut self, table: &QualifiedName, constraint: &ConstraintDefinition) {
        let scans = !constraint.not_valid && !constraint.not_enforced;
        match &constraint.kind {
            ConstraintKind::ForeignKey { referenced, .. } => self.add_foreign_key(table, referenced, scans),
            ConstraintKind::Check(_) => self.add_scanned(table, WorkKind::CheckScan, scans),
            ConstraintKind::NotNull(column) => {
                let at = self.before.resolve(table);
                self.add_scanned(table, WorkKind::NotNullScan, scans && !self.is_not_null(&at, column));
            }
            ConstraintKind::PrimaryKey(key) => {
                self.add_key(table, key);
                self.require_key(table, key);
            }
            ConstraintKind::Unique { key, .. } => self.add_key(table, key),
            ConstraintKind::Exclude { .. } => {
                self.work_family(table, WorkKind::IndexBuild, LockMode::AccessExclusive);
            }
        }
    }

    fn add_scanned(&mut self, table: &QualifiedName, kind: WorkKind, scans: bool) {
        if scans {
            self.work_family(table, kind, LockMode::AccessExclusive);
        } else {
            self.lock_family(table, LockMode::AccessExclusive);
        }
    }

    fn add_foreign_key(&mut self, table: &QualifiedName, referenced: &QualifiedName, scans: bool) {
        let mode = LockMode::ShareRowExclusive;
        let is_new = self.before.relation(table).is_some_and(|held| self.before.is_new(held.born));
        for end in [table, referenced] {
            // A table that is made together with its foreign key has nothing to look up.
            if scans && !is_new {
                self.work_family(end, WorkKind::ForeignKeyScan, mode);
            } else {
                self.lock_family(end, mode);
            }
        }
    }

    fn add_key(&mut self, table: &QualifiedName, key: &KeyColumns) {
        match key {
            KeyColumns::Columns { .. } => self.work_family(table, WorkKind::IndexBuild, LockMode::AccessExclusive),
            KeyColumns::UsingIndex(_) => {
                self.lock_family(table, LockMode::AccessExclusive);
            }
        }
    }

    /// A primary key makes its columns NOT NULL, and looks at the rows for that.
    fn require_key(&mut self, table: &QualifiedName, key: &KeyColumns) {
        let at = self.before.resolve(table);
        let columns = match key {
            KeyColumns::Columns { columns, .. } => columns.clone(),
            KeyColumns::UsingIndex(index) => {
                let held = self.relation(&at).and_then(|relation| relation.index(index));
                held.map(|index| index.uses.clone()).unwrap_or_default()
            }
        };
        let is_proven = |column: &Ident| {
            self.is_not_null(&at, column)
                || self.relation(&at).is_some_and(|held| super::columns::proves_not_null(held, column))
        };
        if !columns.iter().all(is_proven) {
            self.work_family(table, WorkKind::NotNullScan, LockMode::AccessExclusive);
        }
    }

    fn foreign_key(&self, at: &ObjectName, name: &Ident) -> Option<(Constraint, ObjectName)> {
        let mut keys = self.relation(at)?.foreign_keys();
        keys.find(|(key, _)| key.name == *name).map(|(key, to)| (key.clone(), to.clone()))
    }

    fn drop_constraint(&mut self, table: &QualifiedName, name: &Ident, (if_exists, cascade): (bool, bool)) {
        let Some(at) = self.named(table, if_exists) else { return };
        self.lock_family(table, LockMode::AccessExclusive);
        if let Some((_, referenced)) = self.foreign_key(&at, name) {
            self.lock(&referenced, LockMode::AccessExclusive);
        }
        let is_key = self.relation(&at).and_then(|held| held.index(name)).is_some_and(|index| index.of_constraint);
        if is_key && cascade {
            let before = self.before;
            for (table, _) in before.referencing(&at) {
                self.lock(&table.name, LockMode::AccessExclusive);
            }
        }
    }

    fn validate(&mut self, table: &QualifiedName, name: &Ident) {
        self.lock_family(table, LockMode::ShareUpdateExclusive);
        let at = self.before.resolve(table);
        let held = self.relation(&at).and_then(|relation| relation.constraint(name));
        if held.is_some_and(|held| held.validated) {
            return;
        }
        let kind = match held.map(|held| &held.rule) {
            Some(ConstraintRule::ForeignKey { referenced, .. }) => {
                self.lock(referenced, LockMode::RowShare);
                WorkKind::ForeignKeyScan
            }
            Some(ConstraintRule::NotNull) => WorkKind::NotNullScan,
            _ => WorkKind::CheckScan,
        };
        self.work_family(table, kind, LockMode::ShareUpdateExclusive);
    }
}
