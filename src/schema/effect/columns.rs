//! Operations on columns.

use super::collector::Collector;
use super::volatility::is_volatile;
use super::{LockMode, WorkKind};
use crate::schema::catalog::TypeKind;
use crate::schema::relation::{ConstraintRule, Relation};
use crate::sql::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, Generated, Ident, ObjectName, Operation, QualifiedName,
    expression,
};

impl Collector<'_> {
    /// Tells the effect of an operation on a column; false where it is not one.
    pub(super) fn columns(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::AddColumn { table, if_not_exists, column } => self.add_column(table, column, *if_not_exists),
            Operation::DropColumn { table, column, if_exists, cascade } => {
                for member in self.lock_family(table, LockMode::AccessExclusive) {
                    if !if_exists || self.relation(&member).is_some_and(|held| held.column(column).is_some()) {
                        self.drop_column_dependents(&member, column, *cascade);
                    }
                }
            }
            Operation::AlterColumnType { table, .. } => self.alter_type(table, operation),
            Operation::SetNotNull { table, column } => self.set_not_null(table, column),
            Operation::SetExpression { table, .. } => {
                self.work_family(table, WorkKind::Rewrite, LockMode::AccessExclusive);
            }
            Operation::RenameColumn { table, .. }
            | Operation::AlterColumnDefault { table, .. }
            | Operation::DropNotNull { table, .. }
            | Operation::AddIdentity { table, .. }
            | Operation::DropIdentity { table, .. }
            | Operation::DropExpression { table, .. } => {
                self.lock_family(table, LockMode::AccessExclusive);
            }
            Operation::AlterColumnOther { table, words, .. } => {
                let words = words.to_ascii_lowercase();
                let is_light = words.contains("statistics") || words.contains('(');
                let mode = if is_light { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
                self.lock_family(table, mode);
            }
            _ => return false,
        }
        true
    }

    fn add_column(&mut self, table: &QualifiedName, column: &ColumnDefinition, if_not_exists: bool) {
        let family = self.lock_family(table, LockMode::AccessExclusive);
        let has_column = |relation: &Relation| relation.column(&column.name).is_some();
        if if_not_exists && self.relation(&family[0]).is_some_and(has_column) {
            return;
        }
        if self.fills_rows(column) {
            self.work_family(table, WorkKind::Rewrite, LockMode::AccessExclusive);
        }
        for constraint in &column.constraints {
            self.add_inline(table, column, constraint);
        }
    }

    /// A constraint that is added together with its column.
    fn add_inline(&mut self, table: &QualifiedName, column: &ColumnDefinition, constraint: &ConstraintDefinition) {
        match &constraint.kind {
            // With no default all rows are NULL in the new column: there is nothing to look up.
            ConstraintKind::ForeignKey { referenced, .. } if !has_value(column) => {
                self.lock_named(referenced, LockMode::ShareRowExclusive);
            }
            _ => self.add_constraint(table, constraint),
        }
    }

    /// Whether a value has to be computed for each row: all others are kept once in the catalog (version 11).
    fn fills_rows(&self, column: &ColumnDefinition) -> bool {
        let computed = match &column.generated {
            Some(Generated::Virtual(_)) | None => false,
            Some(_) => true,
        };
        computed
            || column.default.as_ref().is_some_and(|default| is_volatile(default, self.before))
            || self.is_constrained_domain(column)
    }

    fn is_constrained_domain(&self, column: &ColumnDefinition) -> bool {
        let kind = self.before.user_type(&column.data_type.name).map(|found| &found.kind);
        matches!(kind, Some(TypeKind::Domain { not_null, checks, .. }) if *not_null || !checks.is_empty())
    }

    fn alter_type(&mut self, table: &QualifiedName, operation: &Operation) {
        let change = self.before.type_change(operation, self.server);
        if change.rewrite {
            self.work_family(table, WorkKind::Rewrite, LockMode::AccessExclusive);
        } else if change.index_rebuild {
            self.work_family(table, WorkKind::IndexRebuild, LockMode::AccessExclusive);
        } else {
            self.lock_family(table, LockMode::AccessExclusive);
        }
        let (Operation::AlterColumnType { column, .. }, at) = (operation, self.before.resolve(table)) else { return };
        self.rebuild_constraints(&at, column);
        if !change.rewrite && self.relation(&at).is_some_and(|relation| is_checked(relation, column)) {
            self.work_family(table, WorkKind::CheckScan, LockMode::AccessExclusive);
        }
    }

    /// Foreign keys of the column, and checks that use it, are made again: other tables are locked with them.
    fn rebuild_constraints(&mut self, at: &ObjectName, column: &Ident) {
        let Some(relation) = self.relation(at) else { return };
        for (_, referenced) in relation.foreign_keys().filter(|(key, _)| key.columns.contains(column)) {
            self.lock(referenced, LockMode::AccessExclusive);
        }
        let before = self.before;
        for (table, _) in before.referencing(at).filter(|(_, key)| key.refers_to_column(column)) {
            self.lock(&table.name, LockMode::AccessExclusive);
        }
    }

    fn set_not_null(&mut self, table: &QualifiedName, column: &Ident) {
        for member in self.lock_family(table, LockMode::AccessExclusive) {
            let is_proven = self.relation(&member).is_some_and(|held| proves_not_null(held, column));
            if self.may_hold_rows(&member) && !self.is_not_null(&member, column) && !is_proven {
                self.work(&member, WorkKind::NotNullScan, LockMode::AccessExclusive);
            }
        }
    }
}

/// Whether a validated check uses a column: a change of its type holds every row against it again (measured on 15).
fn is_checked(relation: &Relation, column: &Ident) -> bool {
    relation.checks().any(|check| check.validated && check.enforced && check.columns.contains(column))
}

fn has_value(column: &ColumnDefinition) -> bool {
    column.default.is_some() || column.generated.is_some()
}

/// Whether a validated check says that a column is never NULL (version 12).
pub(super) fn proves_not_null(relation: &Relation, column: &Ident) -> bool {
    relation.constraints.iter().filter(|held| held.validated && held.enforced).any(|held| match &held.rule {
        ConstraintRule::Check(text) => expression::proves_not_null(text, column),
        _ => false,
    })
}
