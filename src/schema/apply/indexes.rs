//! Indexes: created, renamed, dropped.

use super::create_table::used_by_elements;
use crate::schema::catalog::Catalog;
use crate::schema::mentions::{columns_used, unwrapped, words};
use crate::schema::names::{Wanted, index_column_names, joined};
use crate::schema::relation::{Index, Relation};
use crate::sql::{CreateIndex, Expression, Ident, IndexElement, IndexTarget, ObjectName, Operation, QualifiedName};

impl Catalog {
    /// Replays an operation on an index; false where it is not one.
    pub(super) fn apply_to_indexes(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateIndex(index) => self.create_index(index),
            Operation::DropIndex { name, .. } => self.drop_index(name),
            Operation::RenameIndex { name, to } => self.rename_index(name, to),
            Operation::AttachIndex { index, partition } => self.attach_index(index, partition),
            Operation::Reindex { .. } => {}
            _ => return false,
        }
        true
    }

    fn create_index(&mut self, definition: &CreateIndex) {
        let Some(relation) = self.relation(&definition.table) else { return };
        let at = relation.name.clone();
        let mut index = index_of(definition, relation);
        index.born = self.now;
        index.name = definition.name.clone().unwrap_or_else(|| self.name_for_new(&at, &index));
        let address = ObjectName { schema: at.schema.clone(), name: index.name.clone() };
        if let Some(holder) = self.indexes.get(&address).cloned() {
            if definition.if_not_exists {
                return;
            }
            self.remove_index(&holder, &index.name);
        }
        // `ON ONLY` a partitioned table is not valid until its partitions' indexes are attached.
        index.valid = !(definition.only && self.is_partitioned(&at));
        self.insert_index(&at, index.clone());
        if !definition.only {
            self.spread_index(&at, &index);
        }
    }

    fn name_for_new(&self, at: &ObjectName, index: &Index) -> Ident {
        let columns = index_column_names(&index.elements, &index.include);
        let columns = joined(columns.iter().map(String::as_str));
        self.choose_relation_name(Wanted { table: at, columns: Some(&columns), label: "idx" })
    }

    fn drop_index(&mut self, name: &QualifiedName) {
        let Some((table, index)) = self.index(name) else { return };
        let (at, index) = (table.name.clone(), index.clone());
        self.remove_index(&at, &index.name);
        if index.of_constraint {
            self.remove_constraint(&at, &index.name);
        }
        if self.is_partitioned(&at) {
            for child in self.family(&at).into_iter().skip(1) {
                self.remove_equal_index(&child, &index);
            }
        }
    }

    fn rename_index(&mut self, name: &QualifiedName, to: &Ident) {
        let Some((table, index)) = self.index(name) else { return };
        let (at, name, of_constraint) = (table.name.clone(), index.name.clone(), index.of_constraint);
        self.rename_index_of(&at, &name, to);
        if of_constraint {
            self.rename_constraint_of(&at, &name, to);
        }
    }

    pub(super) fn rename_index_of(&mut self, at: &ObjectName, name: &Ident, to: &Ident) {
        let address = |name: &Ident| ObjectName { schema: at.schema.clone(), name: name.clone() };
        self.indexes.remove(&address(name));
        self.indexes.insert(address(to), at.clone());
        if let Some(relation) = self.edit(at) {
            relation.indexes.iter_mut().filter(|held| held.name == *name).for_each(|held| held.name = to.clone());
        }
    }

    /// The parent's index becomes valid when every partition has one attached; the last attachment is not tracked.
    fn attach_index(&mut self, index: &QualifiedName, partition: &QualifiedName) {
        let Some((table, held)) = self.index(index) else { return };
        let (at, name) = (table.name.clone(), held.name.clone());
        if self.index(partition).is_none() {
            return;
        }
        if let Some(relation) = self.edit(&at) {
            relation.indexes.iter_mut().filter(|held| held.name == name).for_each(|held| held.valid = true);
        }
    }
}

/// `((column))` is the column, not an expression.
fn without_parentheses(element: &IndexElement, relation: &Relation) -> IndexElement {
    let column = match &element.target {
        IndexTarget::Expression(text) => relation.columns.iter().find(|held| names_column(text, &held.name)),
        IndexTarget::Column(_) => None,
    };
    let target = column.map_or_else(|| element.target.clone(), |held| IndexTarget::Column(held.name.clone()));
    IndexElement { target, ..element.clone() }
}

fn names_column(expression: &Expression, column: &Ident) -> bool {
    let text = unwrapped(&expression.text);
    matches!(words(text).as_slice(), [word] if word.name == *column && word.at == (0..text.len()))
}

fn index_of(definition: &CreateIndex, relation: &Relation) -> Index {
    let elements: Vec<IndexElement> =
        definition.elements.iter().map(|element| without_parentheses(element, relation)).collect();
    let mut uses = used_by_elements(&elements, relation);
    for column in definition.predicate.iter().flat_map(|predicate| columns_used(predicate, relation)) {
        if !uses.contains(&column) {
            uses.push(column);
        }
    }
    Index {
        name: Ident::from(""),
        method: definition.method.clone(),
        elements,
        uses,
        include: definition.include.clone(),
        predicate: definition.predicate.clone(),
        unique: definition.unique,
        nulls_not_distinct: definition.nulls_not_distinct,
        valid: true,
        of_constraint: false,
        born: 0,
    }
}
