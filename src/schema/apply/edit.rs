//! Ways to reach what an operation changes.

use std::sync::Arc;

use crate::schema::catalog::Catalog;
use crate::schema::relation::{Index, Relation, RelationKind};
use crate::sql::{DataType, Ident, ObjectName, QualifiedName};

impl Catalog {
    /// A relation to change; what older catalogs share is copied first.
    pub(super) fn edit(&mut self, at: &ObjectName) -> Option<&mut Relation> {
        self.relations.get_mut(at).map(Arc::make_mut)
    }

    pub(super) fn edit_named(&mut self, name: &QualifiedName) -> Option<&mut Relation> {
        let at = self.relation(name)?.name.clone();
        self.edit(&at)
    }

    /// Addresses of the relations that fit, collected so that they can be changed.
    pub(super) fn relations_where(&self, fits: impl Fn(&Relation) -> bool) -> Vec<ObjectName> {
        self.relations.values().filter(|relation| fits(relation)).map(|relation| relation.name.clone()).collect()
    }

    /// Changes every relation that fits.
    pub(super) fn edit_where(&mut self, fits: impl Fn(&Relation) -> bool, mut change: impl FnMut(&mut Relation)) {
        for at in self.relations_where(fits) {
            if let Some(relation) = self.edit(&at) {
                change(relation);
            }
        }
    }

    /// A table and everything below it by partitioning or inheritance, parents first.
    pub(in crate::schema) fn family(&self, at: &ObjectName) -> Vec<ObjectName> {
        let mut family = vec![at.clone()];
        let mut next = 0;
        while next < family.len() {
            for child in self.children(&family[next]) {
                if !family.contains(&child) {
                    family.push(child);
                }
            }
            next += 1;
        }
        family
    }

    /// Direct partitions and heirs of a table.
    pub(in crate::schema) fn children(&self, at: &ObjectName) -> Vec<ObjectName> {
        let is_partitioned = |found: &Arc<Relation>| matches!(found.kind, RelationKind::Partitioned { .. });
        if !self.has_inheritance && !self.relations.get(at).is_some_and(is_partitioned) {
            return Vec::new();
        }
        self.relations_where(|relation| {
            relation.inherits.contains(at) || relation.partition_of.as_ref().is_some_and(|of| of.parent == *at)
        })
    }

    /// Changes a table and everything below it.
    pub(super) fn edit_family(&mut self, name: &QualifiedName, mut change: impl FnMut(&mut Relation)) {
        let Some(at) = self.relation(name).map(|relation| relation.name.clone()) else { return };
        for member in self.family(&at) {
            if let Some(relation) = self.edit(&member) {
                change(relation);
            }
        }
    }

    pub(super) fn insert_relation(&mut self, relation: Relation) {
        self.relations.insert(relation.name.clone(), Arc::new(relation));
    }

    /// Adds an index to its table and to the names that are taken.
    pub(super) fn insert_index(&mut self, table: &ObjectName, index: Index) {
        let name = ObjectName { schema: table.schema.clone(), name: index.name.clone() };
        if let Some(relation) = self.edit(table) {
            relation.indexes.push(index);
            self.indexes.insert(name, table.clone());
        }
    }

    /// Takes an index away; its constraint is the caller's business.
    pub(super) fn remove_index(&mut self, table: &ObjectName, index: &Ident) {
        self.indexes.remove(&ObjectName { schema: table.schema.clone(), name: index.clone() });
        if let Some(relation) = self.edit(table) {
            relation.indexes.retain(|held| held.name != *index);
        }
    }

    /// The type as the catalog keeps it: a user's type by its full address.
    pub(in crate::schema) fn resolved_type(&self, written: &DataType) -> DataType {
        let known = if written.builtin().is_some() {
            None
        } else {
            self.user_type(&written.name)
                .map(|found| &found.name)
                .or_else(|| self.relation(&written.name).map(|relation| &relation.name))
        };
        match known {
            Some(at) => DataType { name: qualified(at), ..written.clone() },
            None => written.clone(),
        }
    }
}

/// An address as a name.
pub(in crate::schema) fn qualified(at: &ObjectName) -> QualifiedName {
    QualifiedName { schema: Some(at.schema.clone()), name: at.name.clone() }
}

/// Whether a type as the catalog keeps it is this one, or an array of it.
pub(super) fn is_of_type(data_type: &DataType, at: &ObjectName) -> bool {
    data_type.name.schema.as_ref() == Some(&at.schema) && data_type.name.name == at.name
}
