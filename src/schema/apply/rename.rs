//! Names that change: relations, types, schemas, and the references that follow them.

use std::sync::Arc;

use super::edit::{is_of_type, qualified};
use crate::schema::catalog::{Catalog, Type, TypeKind};
use crate::schema::relation::{ConstraintRule, Relation, RelationKind};
use crate::sql::{DataType, Ident, ObjectKind, ObjectName, ObjectReference, Operation, QualifiedName};

impl Catalog {
    /// Replays DROP, RENAME and SET SCHEMA of named objects; false where it is something else.
    pub(super) fn apply_to_names(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::Drop { kind, object, cascade, .. } => self.drop_object(*kind, object, *cascade),
            Operation::Rename { kind, object, to } => self.rename_object(*kind, object, to),
            Operation::SetSchema { kind, object, to } => self.move_object(*kind, object, to),
            _ => return false,
        }
        true
    }

    fn rename_object(&mut self, kind: ObjectKind, object: &ObjectReference, to: &Ident) {
        match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence
            | ObjectKind::Index => self.rename_relation(&object.name, to),
            ObjectKind::Type | ObjectKind::Domain => self.rename_type(&object.name, to),
            ObjectKind::Schema => self.rename_schema(&object.name.name, to),
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => self.rename_function(object, to),
            ObjectKind::Trigger => self.rename_trigger(object, to),
            ObjectKind::Policy => self.rename_policy(object, to),
            _ => {}
        }
    }

    fn move_object(&mut self, kind: ObjectKind, object: &ObjectReference, to: &Ident) {
        match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => self.move_relation(&object.name, to),
            ObjectKind::Type | ObjectKind::Domain => {
                if let Some(from) = self.user_type(&object.name).map(|found| found.name.clone()) {
                    self.readdress_type(&from, &ObjectName { schema: to.clone(), name: from.name.clone() });
                }
            }
            ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => self.move_function(object, to),
            ObjectKind::Extension => self.move_extension(&object.name.name, to),
            _ => {}
        }
    }

    /// `RENAME TO`; its constraints and indexes keep their names. `ALTER TABLE` may name an index too.
    pub(super) fn rename_relation(&mut self, name: &QualifiedName, to: &Ident) {
        let Some(from) = self.relation(name).map(|found| found.name.clone()) else {
            self.apply_to_indexes(&Operation::RenameIndex { name: name.clone(), to: to.clone() });
            return;
        };
        self.readdress(&from, &ObjectName { schema: from.schema.clone(), name: to.clone() });
    }

    /// `SET SCHEMA`: indexes, constraints and owned sequences move along.
    pub(super) fn move_relation(&mut self, name: &QualifiedName, to: &Ident) {
        let Some(relation) = self.relation(name).cloned() else { return };
        let target = |name: &Ident| ObjectName { schema: to.clone(), name: name.clone() };
        self.readdress(&relation.name, &target(&relation.name.name));
        let new = target(&relation.name.name);
        let owned = |held: &Relation| matches!(&held.kind, RelationKind::Sequence { owned_by: Some((table, _)) } if *table == new);
        for sequence in self.relations_where(owned) {
            self.readdress(&sequence, &target(&sequence.name));
        }
    }

    /// Gives a relation another address, everywhere.
    pub(super) fn readdress(&mut self, from: &ObjectName, to: &ObjectName) {
        let Some(mut relation) = self.relations.remove(from) else { return };
        Arc::make_mut(&mut relation).name = to.clone();
        for index in &relation.indexes {
            self.indexes.remove(&ObjectName { schema: from.schema.clone(), name: index.name.clone() });
            self.indexes.insert(ObjectName { schema: to.schema.clone(), name: index.name.clone() }, to.clone());
        }
        for constraint in &relation.constraints {
            self.note_constraint_name(&to.schema, &constraint.name);
        }
        let is_sequence = matches!(relation.kind, RelationKind::Sequence { .. });
        self.relations.insert(to.clone(), relation);
        if is_sequence {
            self.rename_sequence_in_defaults(from, to);
        } else {
            self.edit_where(|held| names_relation(held, from), |held| rename_in(held, from, to));
            self.readdress_in_columns(from, to);
        }
    }

    fn rename_type(&mut self, name: &QualifiedName, to: &Ident) {
        let Some(from) = self.user_type(name).map(|found| found.name.clone()) else { return };
        self.readdress_type(&from, &ObjectName { schema: from.schema.clone(), name: to.clone() });
    }

    /// Gives a type another address; columns, domains, attributes and arguments of it follow.
    pub(super) fn readdress_type(&mut self, from: &ObjectName, to: &ObjectName) {
        let Some(mut found) = self.types.remove(from) else { return };
        Arc::make_mut(&mut found).name = to.clone();
        self.types.insert(to.clone(), found);
        self.readdress_in_columns(from, to);
        self.readdress_in_types(from, to);
        self.readdress_in_functions(from, to);
    }

    fn readdress_in_columns(&mut self, from: &ObjectName, to: &ObjectName) {
        self.edit_where(
            |relation| relation.columns.iter().any(|column| is_of_type(&column.data_type, from)),
            |relation| {
                relation.columns.iter_mut().for_each(|column| readdress_data_type(&mut column.data_type, from, to));
            },
        );
    }

    fn readdress_in_types(&mut self, from: &ObjectName, to: &ObjectName) {
        let names_it = |found: &Type| match &found.kind {
            TypeKind::Domain { base, .. } => is_of_type(base, from),
            TypeKind::Composite(attributes) => attributes.iter().any(|(_, data_type)| is_of_type(data_type, from)),
            TypeKind::Enum(_) | TypeKind::Other => false,
        };
        let affected: Vec<ObjectName> =
            self.types.values().filter(|found| names_it(found)).map(|found| found.name.clone()).collect();
        for at in affected {
            match self.edit_type_at(&at).map(|found| &mut found.kind) {
                Some(TypeKind::Domain { base, .. }) => readdress_data_type(base, from, to),
                Some(TypeKind::Composite(attributes)) => {
                    for (_, data_type) in attributes {
                        readdress_data_type(data_type, from, to);
                    }
                }
                _ => {}
            }
        }
    }
}

pub(super) fn readdress_data_type(data_type: &mut DataType, from: &ObjectName, to: &ObjectName) {
    if is_of_type(data_type, from) {
        data_type.name = qualified(to);
    }
}

/// Whether a relation refers to another one.
fn names_relation(relation: &Relation, at: &ObjectName) -> bool {
    relation.foreign_keys().any(|(_, to)| to == at)
        || relation.partition_of.as_ref().is_some_and(|of| of.parent == *at)
        || relation.inherits.contains(at)
        || match &relation.kind {
            RelationKind::Sequence { owned_by: Some((table, _)) } => table == at,
            RelationKind::View(view) | RelationKind::MaterializedView(view) => view.reads.contains(at),
            _ => false,
        }
}

fn rename_in(relation: &mut Relation, from: &ObjectName, to: &ObjectName) {
    let follow = |name: &mut ObjectName| {
        if name == from {
            name.clone_from(to);
        }
    };
    for constraint in &mut relation.constraints {
        if let ConstraintRule::ForeignKey { referenced, .. } = &mut constraint.rule {
            follow(referenced);
        }
    }
    if let Some(of) = &mut relation.partition_of {
        follow(&mut of.parent);
    }
    relation.inherits.iter_mut().for_each(follow);
    match &mut relation.kind {
        RelationKind::Sequence { owned_by: Some((table, _)) } => follow(table),
        RelationKind::View(view) | RelationKind::MaterializedView(view) => {
            view.reads.iter_mut().for_each(follow);
            view.columns.iter_mut().for_each(|(of, _)| follow(of));
        }
        _ => {}
    }
}
