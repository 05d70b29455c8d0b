//! Operations on types that reach into tables, and on sequences.

use super::collector::Collector;
use super::{LockMode, WorkKind};
use crate::sql::{AttributeAction, ConstraintKind, DomainAction, ObjectName, Operation, QualifiedName};

impl Collector<'_> {
    /// Tells the effect of an operation on a type or sequence; false where it is not one.
    pub(super) fn types(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::AlterDomain { name, action } => self.alter_domain(name, action),
            Operation::AlterAttribute { name, action } => self.alter_attribute(name, action),
            Operation::AlterSequence { name, .. } => self.lock_named(name, LockMode::ShareRowExclusive),
            _ => return false,
        }
        true
    }

    /// A new demand on a domain is checked in every column of it.
    fn alter_domain(&mut self, name: &QualifiedName, action: &DomainAction) {
        let kind = match action {
            DomainAction::SetNotNull => WorkKind::NotNullScan,
            DomainAction::AddConstraint(constraint) if constraint.not_valid => return,
            DomainAction::AddConstraint(constraint) => match constraint.kind {
                ConstraintKind::NotNull(_) => WorkKind::NotNullScan,
                _ => WorkKind::CheckScan,
            },
            DomainAction::ValidateConstraint(_) => WorkKind::CheckScan,
            _ => return,
        };
        // Validating alone lets others write from version 17 on.
        let is_light = matches!(action, DomainAction::ValidateConstraint(_)) && self.server.version >= 17;
        let mode = if is_light { LockMode::ShareUpdateExclusive } else { LockMode::Share };
        for table in &self.tables_with(name) {
            self.work(table, kind, mode);
        }
    }

    fn alter_attribute(&mut self, name: &QualifiedName, action: &AttributeAction) {
        if let AttributeAction::AlterType { cascade: true, .. } | AttributeAction::Drop { cascade: true, .. } = action {
            for table in &self.tables_with(name) {
                self.lock(table, LockMode::AccessExclusive);
            }
        }
    }

    fn tables_with(&self, name: &QualifiedName) -> Vec<ObjectName> {
        let Some(found) = self.before.user_type(name) else { return Vec::new() };
        let mut tables: Vec<ObjectName> = Vec::new();
        for (table, _) in self.before.columns_of_type(&found.name) {
            if !tables.contains(&table.name) {
                tables.push(table.name.clone());
            }
        }
        tables
    }
}
