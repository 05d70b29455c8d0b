//! `CREATE TABLE` in all its forms.

use super::views::output_columns;
use crate::schema::catalog::{Catalog, TEMPORARY_SCHEMA};
use crate::schema::mentions::columns_used;
use crate::schema::relation::{Partition, Relation, RelationKind};
use crate::sql::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, CreateTable, Ident, IndexElement, IndexTarget, KeyColumns,
    ObjectName, Persistence, QualifiedName,
};

impl Catalog {
    pub(super) fn create_table(&mut self, name: &QualifiedName, table: &CreateTable) {
        let at = self.address_of_new(name, table.persistence);
        if self.relations.contains_key(&at) {
            if table.if_not_exists {
                return;
            }
            self.drop_relation(&at, false);
        }
        let mut relation = Relation::new(at.clone(), RelationKind::Table, self.now);
        relation.persistence = table.persistence;
        if table.foreign {
            relation.kind = RelationKind::Foreign;
        }
        self.insert_relation(relation);
        self.inherit_columns(&at, table);
        self.add_column_definitions(&at, &table.columns);
        self.fill_from_query(&at, table);
        self.set_partition_key(&at, table);
        self.add_definitions(&at, &all_constraints(&table.columns, &table.constraints));
        self.copy_indexes(&at, table);
    }

    fn address_of_new(&mut self, name: &QualifiedName, persistence: Persistence) -> ObjectName {
        if persistence == Persistence::Temporary && name.schema.is_none() {
            let schema = Ident::from(TEMPORARY_SCHEMA);
            self.schemas.insert(schema.clone(), Some(self.now));
            return ObjectName { schema, name: name.name.clone() };
        }
        self.address(name)
    }

    /// Columns that come from elsewhere stand first: `LIKE`, `INHERITS`, `PARTITION OF`.
    fn inherit_columns(&mut self, at: &ObjectName, table: &CreateTable) {
        for clause in &table.like {
            self.copy_like(at, clause);
        }
        if let Some(name) = &table.of_type {
            self.copy_attributes(at, name);
        }
        for parent in &table.inherits {
            self.inherit_from(at, parent);
        }
        if let Some(of) = &table.partition_of {
            let parent = self.resolve(&of.parent);
            self.copy_columns_for_partition(at, &parent);
            if let Some(relation) = self.edit(at) {
                let bound = of.bound.as_ref().map(|bound| bound.text.clone());
                relation.partition_of = Some(Partition { parent, bound });
            }
        }
    }

    fn add_column_definitions(&mut self, at: &ObjectName, columns: &[ColumnDefinition]) {
        for definition in columns {
            let mut column = self.column_of(at, definition);
            let Some(relation) = self.edit(at) else { return };
            match relation.columns.iter_mut().find(|held| held.name == column.name) {
                // A column that is inherited too: the parent's type, the demands of both.
                Some(held) => {
                    column.not_null |= held.not_null;
                    column.default = column.default.or_else(|| held.default.clone());
                    if column.data_type.name.name.as_str().is_empty() {
                        column.data_type = held.data_type.clone();
                    }
                    *held = column;
                }
                None => relation.columns.push(column),
            }
        }
    }

    fn fill_from_query(&mut self, at: &ObjectName, table: &CreateTable) {
        let Some(query) = &table.query else { return };
        let names: Vec<Ident> = table.columns.iter().map(|column| column.name.clone()).collect();
        let columns = output_columns(self, query, &names);
        if let Some(relation) = self.edit(at) {
            relation.columns = columns;
        }
    }

    fn set_partition_key(&mut self, at: &ObjectName, table: &CreateTable) {
        let Some(by) = &table.partition_by else { return };
        let Some(relation) = self.edit(at) else { return };
        let key = used_by_elements(&by.elements, relation);
        relation.kind = RelationKind::Partitioned { strategy: by.strategy.clone(), key };
    }

    /// Adds constraints in `PostgreSQL`'s order, on which chosen names depend: checks, primary key, other keys, foreign keys.
    pub(super) fn add_definitions(&mut self, at: &ObjectName, definitions: &[ConstraintDefinition]) {
        let mut definitions = without_repeated_keys(definitions);
        definitions.sort_by_key(|definition| match definition.kind {
            ConstraintKind::NotNull(_) => 0,
            ConstraintKind::Check(_) => 1,
            ConstraintKind::PrimaryKey(_) => 2,
            ConstraintKind::Unique { .. } | ConstraintKind::Exclude { .. } => 3,
            ConstraintKind::ForeignKey { .. } => 4,
        });
        for definition in &definitions {
            self.add_constraint(at, definition);
        }
    }

    /// Indexes that come from elsewhere are made after the table's own.
    fn copy_indexes(&mut self, at: &ObjectName, table: &CreateTable) {
        for clause in &table.like {
            self.copy_indexes_like(at, clause);
        }
        if let Some(of) = &table.partition_of {
            let parent = self.resolve(&of.parent);
            self.complete_partition(at, &parent);
        }
    }
}

fn all_constraints(columns: &[ColumnDefinition], table: &[ConstraintDefinition]) -> Vec<ConstraintDefinition> {
    columns.iter().flat_map(|column| &column.constraints).chain(table).cloned().collect()
}

/// `id int UNIQUE PRIMARY KEY` makes one index: a key over the columns of an earlier one is left out.
fn without_repeated_keys(definitions: &[ConstraintDefinition]) -> Vec<ConstraintDefinition> {
    let is_primary = |one: &ConstraintDefinition| matches!(one.kind, ConstraintKind::PrimaryKey(_));
    let mut kept: Vec<ConstraintDefinition> = Vec::new();
    for definition in definitions {
        let same = key_columns(definition)
            .and_then(|columns| kept.iter().position(|other| key_columns(other) == Some(columns)));
        match same {
            None => kept.push(definition.clone()),
            Some(at) if is_primary(definition) => {
                let name = definition.name.clone().or_else(|| kept[at].name.clone());
                kept[at] = ConstraintDefinition { name, ..definition.clone() };
            }
            Some(at) => kept[at].name = kept[at].name.take().or_else(|| definition.name.clone()),
        }
    }
    kept
}

fn key_columns(definition: &ConstraintDefinition) -> Option<(&[Ident], &[Ident], bool)> {
    match &definition.kind {
        ConstraintKind::PrimaryKey(KeyColumns::Columns { columns, include })
        | ConstraintKind::Unique { key: KeyColumns::Columns { columns, include }, nulls_not_distinct: false } => {
            Some((columns, include, definition.deferrable))
        }
        _ => None,
    }
}

/// The columns that elements of an index or partition key use, each once.
pub(super) fn used_by_elements(elements: &[IndexElement], relation: &Relation) -> Vec<Ident> {
    let mut used: Vec<Ident> = Vec::new();
    for element in elements {
        let of_element = match &element.target {
            IndexTarget::Column(column) => vec![column.clone()],
            IndexTarget::Expression(expression) => columns_used(expression, relation),
        };
        used.extend(of_element.into_iter().filter(|column| !used.contains(column)).collect::<Vec<_>>());
    }
    used
}
