//! `DROP`, and everything that goes with what is dropped.
//!
//! What `PostgreSQL` drops by itself (indexes, owned sequences, partitions) goes always; what it drops only with
//! CASCADE goes only then. Foreign keys that point at a dropped table go in both cases: without CASCADE the DROP can
//! only have succeeded if their table goes in the same statement.

use crate::schema::catalog::Catalog;
use crate::schema::relation::{ConstraintRule, Index, Relation, RelationKind};
use crate::sql::{Ident, ObjectKind, ObjectName, ObjectReference, QualifiedName};

impl Catalog {
    /// `DROP` of anything but a table or index.
    pub(super) fn drop_object(&mut self, kind: ObjectKind, object: &ObjectReference, cascade: bool) {
        match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => self.drop_named_relation(&object.name, cascade),
            ObjectKind::Type | ObjectKind::Domain => self.drop_type(&object.name, cascade),
            ObjectKind::Schema => self.remove_schema(&object.name.name),
            ObjectKind::Extension => self.drop_extension(&object.name.name, cascade),
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => self.drop_function(object, cascade),
            ObjectKind::Trigger => self.drop_trigger(object),
            ObjectKind::Policy => self.drop_policy(object),
            _ => {}
        }
    }

    pub(super) fn drop_named_relation(&mut self, name: &QualifiedName, cascade: bool) {
        if let Some(at) = self.relation(name).map(|found| found.name.clone()) {
            self.drop_relation(&at, cascade);
        }
    }

    /// Drops a relation with all that depends on it.
    pub(in crate::schema) fn drop_relation(&mut self, at: &ObjectName, cascade: bool) {
        let Some(gone) = self.relations.remove(at) else { return };
        for index in &gone.indexes {
            self.indexes.remove(&ObjectName { schema: at.schema.clone(), name: index.name.clone() });
        }
        if matches!(gone.kind, RelationKind::Sequence { .. }) {
            if cascade {
                self.edit_defaults_of(at, |_| None);
            }
            return;
        }
        for dependent in self.relations_where(|relation| goes_with(relation, at, cascade)) {
            self.drop_relation(&dependent, cascade);
        }
        if gone.is_table() {
            self.forget_table(at);
        }
    }

    /// Takes a dropped table out of foreign keys and lists of parents.
    fn forget_table(&mut self, at: &ObjectName) {
        self.edit_where(
            |relation| relation.foreign_keys().any(|(_, to)| to == at) || relation.inherits.contains(at),
            |relation| {
                relation.inherits.retain(|parent| parent != at);
                relation.constraints.retain(|held| !refers_to(&held.rule, at));
            },
        );
    }

    pub(super) fn drop_named_constraint(&mut self, table: &QualifiedName, constraint: &Ident, cascade: bool) {
        let Some(relation) = self.relation(table).cloned() else { return };
        let index = relation.index(constraint).filter(|index| index.of_constraint).cloned();
        self.remove_constraint(&relation.name, constraint);
        if let (Some(_), true) = (&index, cascade) {
            self.drop_foreign_keys_on(&relation, constraint);
        }
        for child in self.family(&relation.name).into_iter().skip(1) {
            match &index {
                Some(index) => self.remove_equal_index(&child, index),
                None => self.remove_constraint(&child, constraint),
            }
        }
    }

    /// Takes a constraint away, with its index.
    pub(super) fn remove_constraint(&mut self, at: &ObjectName, constraint: &Ident) {
        let held = self.relations.get(at).and_then(|relation| relation.index(constraint));
        if held.is_some_and(|index| index.of_constraint) {
            self.remove_index(at, constraint);
        }
        if let Some(relation) = self.edit(at) {
            relation.constraints.retain(|held| held.name != *constraint);
        }
    }

    pub(super) fn remove_equal_index(&mut self, at: &ObjectName, index: &Index) {
        let find = |relation: &Relation| Some(relation.indexes.iter().find(|held| held.is_like(index))?.name.clone());
        if let Some(name) = self.relations.get(at).and_then(|relation| find(relation)) {
            self.remove_index(at, &name);
            self.remove_constraint(at, &name);
        }
    }

    /// Foreign keys need the key that they point at: they go with it under CASCADE.
    fn drop_foreign_keys_on(&mut self, table: &Relation, key: &Ident) {
        let Some(key) = table.constraint(key) else { return };
        let needs_key = |rule: &ConstraintRule| match rule {
            ConstraintRule::ForeignKey { referenced, referenced_columns, .. } => {
                *referenced == table.name && same_set(referenced_columns, &key.columns)
            }
            _ => false,
        };
        self.edit_where(
            |relation| relation.constraints.iter().any(|held| needs_key(&held.rule)),
            |relation| relation.constraints.retain(|held| !needs_key(&held.rule)),
        );
    }
}

fn same_set(one: &[Ident], other: &[Ident]) -> bool {
    one.len() == other.len() && one.iter().all(|column| other.contains(column))
}

fn refers_to(rule: &ConstraintRule, table: &ObjectName) -> bool {
    matches!(rule, ConstraintRule::ForeignKey { referenced, .. } if referenced == table)
}

/// Whether a relation is dropped together with another one.
fn goes_with(relation: &Relation, gone: &ObjectName, cascade: bool) -> bool {
    match &relation.kind {
        RelationKind::Sequence { owned_by } => owned_by.as_ref().is_some_and(|(table, _)| table == gone),
        RelationKind::View(view) | RelationKind::MaterializedView(view) => cascade && view.reads.contains(gone),
        _ => {
            relation.partition_of.as_ref().is_some_and(|of| of.parent == *gone)
                || cascade && relation.inherits.contains(gone)
        }
    }
}
