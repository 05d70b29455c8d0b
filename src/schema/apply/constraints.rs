//! Constraints: added, validated, renamed, dropped.

use super::create_table::used_by_elements;
use crate::schema::catalog::Catalog;
use crate::schema::mentions::columns_used;
use crate::schema::names::{Wanted, index_column_names, joined};
use crate::schema::relation::{Constraint, ConstraintRule, Index, Relation, RelationKind};
use crate::sql::{
    ConstraintDefinition, ConstraintKind, Expression, Ident, IndexElement, IndexTarget, KeyColumns, ObjectName,
    Operation, QualifiedName,
};

impl Catalog {
    /// Replays an operation on a constraint; false where it is not one.
    pub(super) fn apply_to_constraints(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::AddConstraint { table, constraint } | Operation::AddForeignKey { table, constraint } => {
                if let Some(at) = self.relation(table).map(|found| found.name.clone()) {
                    self.add_constraint(&at, constraint);
                }
            }
            Operation::DropConstraint { table, constraint, cascade, .. } => {
                self.drop_named_constraint(table, constraint, *cascade);
            }
            Operation::ValidateConstraint { table, constraint } => self.edit_family(table, |relation| {
                relation
                    .constraints
                    .iter_mut()
                    .filter(|held| held.name == *constraint)
                    .for_each(|held| held.validated = true);
            }),
            Operation::RenameConstraint { table, constraint, to } => self.rename_constraint(table, constraint, to),
            Operation::AlterConstraint { .. } => {}
            _ => return false,
        }
        true
    }

    /// Adds a constraint as defined, under its name or the one that `PostgreSQL` chooses, here and in partitions.
    pub(super) fn add_constraint(&mut self, at: &ObjectName, definition: &ConstraintDefinition) {
        if !self.relations.contains_key(at) {
            return;
        }
        match &definition.kind {
            ConstraintKind::PrimaryKey(key) => self.add_key(at, definition, key, ConstraintRule::PrimaryKey),
            ConstraintKind::Unique { key, .. } => self.add_key(at, definition, key, ConstraintRule::Unique),
            ConstraintKind::Exclude { method, elements, predicate } => {
                let index = self.exclusion_index(at, method, elements, predicate.as_ref());
                self.add_index_constraint(at, definition, ConstraintRule::Exclusion, index);
            }
            ConstraintKind::ForeignKey { columns, .. } => self.add_foreign_key(at, definition, columns),
            ConstraintKind::Check(expression) => self.add_check(at, definition, expression),
            ConstraintKind::NotNull(column) => self.add_not_null(at, definition, column),
        }
    }

    fn add_key(&mut self, at: &ObjectName, definition: &ConstraintDefinition, key: &KeyColumns, rule: ConstraintRule) {
        match key {
            KeyColumns::UsingIndex(index) => self.adopt_index(at, definition, index, rule),
            KeyColumns::Columns { columns, include } => {
                let index = Index {
                    include: include.clone(),
                    nulls_not_distinct: matches!(
                        definition.kind,
                        ConstraintKind::Unique { nulls_not_distinct: true, .. }
                    ),
                    ..key_index(columns)
                };
                self.add_index_constraint(at, definition, rule, index);
            }
        }
    }

    /// A constraint that an index of its name enforces.
    fn add_index_constraint(
        &mut self,
        at: &ObjectName,
        definition: &ConstraintDefinition,
        rule: ConstraintRule,
        index: Index,
    ) {
        let name = definition.name.clone().unwrap_or_else(|| self.name_for_key(at, &rule, &index));
        if rule == ConstraintRule::PrimaryKey {
            self.forget_primary_key(at);
            self.require_columns(at, &index.uses);
        }
        let constraint =
            Constraint { columns: index.uses.clone(), ..self.constraint_of(definition, name.clone(), rule) };
        self.push_constraint(at, constraint);
        let index = Index { name, born: self.now, ..index };
        self.insert_index(at, index.clone());
        self.spread_index(at, &index);
    }

    /// A table has one primary key: a second one means that the first was not there any more.
    fn forget_primary_key(&mut self, at: &ObjectName) {
        let held = self.relations.get(at).and_then(|relation| relation.primary_key());
        if let Some(name) = held.map(|held| held.name.clone()) {
            self.remove_constraint(at, &name);
        }
    }

    /// `USING INDEX`: the index takes the constraint's name.
    fn adopt_index(&mut self, at: &ObjectName, definition: &ConstraintDefinition, index: &Ident, rule: ConstraintRule) {
        let name = definition.name.clone().unwrap_or_else(|| index.clone());
        let Some(columns) = self.relations.get(at).and_then(|held| held.index(index)).map(|index| index.uses.clone())
        else {
            return;
        };
        if rule == ConstraintRule::PrimaryKey {
            self.require_columns(at, &columns);
        }
        self.rename_index_of(at, index, &name);
        if let Some(relation) = self.edit(at) {
            relation.indexes.iter_mut().filter(|held| held.name == name).for_each(|held| held.of_constraint = true);
        }
        let constraint = Constraint { columns, ..self.constraint_of(definition, name, rule) };
        self.push_constraint(at, constraint);
    }

    fn name_for_key(&self, at: &ObjectName, rule: &ConstraintRule, index: &Index) -> Ident {
        let columns = index_column_names(&index.elements, &index.include);
        let columns = joined(columns.iter().map(String::as_str));
        let (columns, label) = match rule {
            ConstraintRule::PrimaryKey => (None, "pkey"),
            ConstraintRule::Unique => (Some(columns.as_str()), "key"),
            _ => (Some(columns.as_str()), "excl"),
        };
        self.choose_index_constraint_name(Wanted { table: at, columns, label })
    }

    fn exclusion_index(
        &self,
        at: &ObjectName,
        method: &Ident,
        elements: &[IndexElement],
        predicate: Option<&Expression>,
    ) -> Index {
        let relation = self.relations.get(at);
        let mut uses = relation.map(|held| used_by_elements(elements, held)).unwrap_or_default();
        if let (Some(relation), Some(predicate)) = (relation, predicate) {
            uses.extend(
                columns_used(predicate, relation)
                    .into_iter()
                    .filter(|column| !uses.contains(column))
                    .collect::<Vec<_>>(),
            );
        }
        Index {
            method: method.clone(),
            elements: elements.to_vec(),
            uses,
            predicate: predicate.cloned(),
            unique: false,
            ..key_index(&[])
        }
    }

    fn add_foreign_key(&mut self, at: &ObjectName, definition: &ConstraintDefinition, columns: &[Ident]) {
        let name = definition.name.clone().unwrap_or_else(|| {
            let joined = joined(columns.iter().map(Ident::as_str));
            self.choose_constraint_name(Wanted { table: at, columns: Some(&joined), label: "fkey" })
        });
        let Some(rule) = self.foreign_key_rule(&definition.kind) else { return };
        let constraint = Constraint { columns: columns.to_vec(), ..self.constraint_of(definition, name, rule) };
        self.push_constraint(at, constraint.clone());
        self.spread_constraint(at, &constraint);
    }

    fn foreign_key_rule(&self, kind: &ConstraintKind) -> Option<ConstraintRule> {
        let ConstraintKind::ForeignKey { referenced, referenced_columns, on_delete, on_update, .. } = kind else {
            return None;
        };
        let at = self.resolve(referenced);
        let key = || self.relations.get(&at)?.primary_key().map(|key| key.columns.clone());
        let referenced_columns =
            if referenced_columns.is_empty() { key().unwrap_or_default() } else { referenced_columns.clone() };
        Some(ConstraintRule::ForeignKey {
            referenced_columns,
            referenced: at,
            on_delete: *on_delete,
            on_update: *on_update,
        })
    }

    fn add_check(&mut self, at: &ObjectName, definition: &ConstraintDefinition, expression: &Expression) {
        let columns = self.relations.get(at).map(|held| columns_used(expression, held)).unwrap_or_default();
        let name = definition.name.clone().unwrap_or_else(|| {
            let column = match columns.as_slice() {
                [column] => Some(column.as_str()),
                _ => None,
            };
            self.choose_constraint_name(Wanted { table: at, columns: column, label: "check" })
        });
        let rule = ConstraintRule::Check(expression.clone());
        let constraint = Constraint { columns, ..self.constraint_of(definition, name, rule) };
        self.push_constraint(at, constraint.clone());
        self.spread_constraint(at, &constraint);
    }

    fn add_not_null(&mut self, at: &ObjectName, definition: &ConstraintDefinition, column: &Ident) {
        let name = definition.name.clone().unwrap_or_else(|| {
            self.choose_constraint_name(Wanted { table: at, columns: Some(column.as_str()), label: "not_null" })
        });
        let columns = vec![column.clone()];
        let constraint =
            Constraint { columns: columns.clone(), ..self.constraint_of(definition, name, ConstraintRule::NotNull) };
        self.push_constraint(at, constraint);
        for member in self.family(at) {
            self.require_columns(&member, &columns);
        }
    }

    fn constraint_of(&self, definition: &ConstraintDefinition, name: Ident, rule: ConstraintRule) -> Constraint {
        Constraint {
            name,
            rule,
            columns: Vec::new(),
            validated: !definition.not_valid && !definition.not_enforced,
            enforced: !definition.not_enforced,
            deferrable: definition.deferrable,
            born: self.now,
        }
    }

    pub(super) fn push_constraint(&mut self, at: &ObjectName, constraint: Constraint) {
        self.note_constraint_name(&at.schema, &constraint.name);
        if let Some(relation) = self.edit(at) {
            relation.constraints.retain(|held| held.name != constraint.name);
            relation.constraints.push(constraint);
        }
    }

    pub(super) fn note_constraint_name(&mut self, schema: &Ident, name: &Ident) {
        self.constraint_names.insert(ObjectName { schema: schema.clone(), name: name.clone() }, ());
    }

    /// Checks and foreign keys go down to every child, under the same name.
    fn spread_constraint(&mut self, at: &ObjectName, constraint: &Constraint) {
        let is_foreign = matches!(constraint.rule, ConstraintRule::ForeignKey { .. });
        if is_foreign && !self.is_partitioned(at) {
            return;
        }
        for child in self.family(at).into_iter().skip(1) {
            self.inherit_constraint(&child, constraint);
        }
    }

    /// An index of a partitioned table is made on each partition that has none like it.
    pub(super) fn spread_index(&mut self, at: &ObjectName, index: &Index) {
        if !self.is_partitioned(at) {
            return;
        }
        let Some(source) = self.relations.get(at).cloned() else { return };
        for child in self.family(at).into_iter().skip(1) {
            let has_one = |held: &Relation| held.indexes.iter().any(|other| other.is_like(index));
            if !self.relations.get(&child).is_none_or(|held| has_one(held)) {
                self.clone_index(&child, &source, index);
            }
        }
    }

    pub(in crate::schema) fn is_partitioned(&self, at: &ObjectName) -> bool {
        self.relations.get(at).is_some_and(|relation| matches!(relation.kind, RelationKind::Partitioned { .. }))
    }

    fn rename_constraint(&mut self, table: &QualifiedName, constraint: &Ident, to: &Ident) {
        let Some(at) = self.relation(table).map(|found| found.name.clone()) else { return };
        for member in self.family(&at) {
            self.rename_constraint_of(&member, constraint, to);
            if self.relations.get(&member).is_some_and(|held| held.index(constraint).is_some()) {
                self.rename_index_of(&member, constraint, to);
            }
        }
    }

    pub(super) fn rename_constraint_of(&mut self, at: &ObjectName, constraint: &Ident, to: &Ident) {
        self.note_constraint_name(&at.schema, to);
        if let Some(relation) = self.edit(at) {
            relation
                .constraints
                .iter_mut()
                .filter(|held| held.name == *constraint)
                .for_each(|held| held.name = to.clone());
        }
    }
}

/// The index of a key over these columns, yet without its name.
fn key_index(columns: &[Ident]) -> Index {
    let element = |column: &Ident| IndexElement {
        target: IndexTarget::Column(column.clone()),
        operator_class: None,
        collation: None,
        descending: false,
        nulls_first: None,
        exclusion_operator: None,
    };
    Index {
        name: Ident::from(""),
        method: Ident::from("btree"),
        elements: columns.iter().map(element).collect(),
        uses: columns.to_vec(),
        include: Vec::new(),
        predicate: None,
        unique: true,
        nulls_not_distinct: false,
        valid: true,
        of_constraint: true,
        born: 0,
    }
}
