//! Tables made after another: `LIKE`, `INHERITS`, `PARTITION OF`, `ATTACH PARTITION`.

use crate::schema::catalog::{Catalog, TypeKind};
use crate::schema::names::{Wanted, index_column_names, joined};
use crate::schema::relation::{Born, Column, Constraint, ConstraintRule, Generation, Index, Relation};
use crate::sql::{Ident, LikeClause, ObjectName, QualifiedName};

impl Catalog {
    pub(super) fn copy_like(&mut self, at: &ObjectName, clause: &LikeClause) {
        let Some(source) = self.relation(&clause.table).cloned() else { return };
        for column in &source.columns {
            let mut copy = copied_column(column, clause);
            copy.born = self.now;
            if matches!(copy.generated, Generation::Identity { .. }) {
                self.add_sequence_for(at, &copy.name);
            }
            if let Some(relation) = self.edit(at) {
                relation.columns.push(copy);
            }
        }
        if includes(clause, "constraints") {
            for check in source.constraints.iter().filter(|held| matches!(held.rule, ConstraintRule::Check(_))) {
                self.push_constraint(at, Constraint { born: self.now, ..check.clone() });
            }
        }
    }

    pub(super) fn copy_indexes_like(&mut self, at: &ObjectName, clause: &LikeClause) {
        if !includes(clause, "indexes") {
            return;
        }
        let Some(source) = self.relation(&clause.table).cloned() else { return };
        for index in &source.indexes {
            self.clone_index(at, &source, index);
        }
    }

    /// Makes an index of one table on another, with its constraint, under the name that `PostgreSQL` chooses for it.
    pub(super) fn clone_index(&mut self, at: &ObjectName, source: &Relation, index: &Index) {
        let constraint = source.constraint(&index.name).filter(|_| index.of_constraint);
        let name = self.name_for_index(at, index, constraint.map(|held| &held.rule));
        if let Some(constraint) = constraint {
            self.push_constraint(at, Constraint { name: name.clone(), born: self.now, ..constraint.clone() });
            if constraint.rule == ConstraintRule::PrimaryKey {
                self.require_columns(at, &constraint.columns);
            }
        }
        self.insert_index(at, Index { name, born: self.now, ..index.clone() });
    }

    fn name_for_index(&self, at: &ObjectName, index: &Index, rule: Option<&ConstraintRule>) -> Ident {
        let columns = index_column_names(&index.elements, &index.include);
        let columns = joined(columns.iter().map(String::as_str));
        let wanted = |columns, label| Wanted { table: at, columns, label };
        match rule {
            Some(ConstraintRule::PrimaryKey) => self.choose_index_constraint_name(wanted(None, "pkey")),
            Some(ConstraintRule::Unique) => self.choose_index_constraint_name(wanted(Some(&columns), "key")),
            Some(_) => self.choose_index_constraint_name(wanted(Some(&columns), "excl")),
            None => self.choose_relation_name(wanted(Some(&columns), "idx")),
        }
    }

    /// `OF type`: the attributes of a composite type become columns.
    pub(super) fn copy_attributes(&mut self, at: &ObjectName, name: &QualifiedName) {
        let Some(TypeKind::Composite(attributes)) = self.user_type(name).map(|found| found.kind.clone()) else {
            return;
        };
        let now = self.now;
        if let Some(relation) = self.edit(at) {
            let columns = attributes.into_iter().map(|(name, data_type)| Column::plain(name, data_type, now));
            relation.columns.extend(columns);
        }
    }

    pub(super) fn inherit_from(&mut self, at: &ObjectName, parent: &QualifiedName) {
        let parent = self.resolve(parent);
        self.has_inheritance = true;
        self.copy_columns_for_partition(at, &parent);
        if let Some(relation) = self.edit(at) {
            relation.inherits.push(parent);
        }
    }

    /// Columns with defaults, and checks, as a partition or heir gets them.
    pub(super) fn copy_columns_for_partition(&mut self, at: &ObjectName, parent: &ObjectName) {
        let Some(parent) = self.relations.get(parent).cloned() else { return };
        let now = self.now;
        if let Some(relation) = self.edit(at) {
            for column in &parent.columns {
                match relation.columns.iter_mut().find(|held| held.name == column.name) {
                    Some(held) => held.not_null |= column.not_null,
                    None => relation.columns.push(inherited(column, now)),
                }
            }
        }
        for check in parent.constraints.iter().filter(|held| matches!(held.rule, ConstraintRule::Check(_))) {
            self.inherit_constraint(at, check);
        }
    }

    /// What else a new or attached partition gets of its parent: indexes, keys, foreign keys, NOT NULLs, triggers.
    pub(super) fn complete_partition(&mut self, at: &ObjectName, parent: &ObjectName) {
        let Some(source) = self.relations.get(parent).cloned() else { return };
        for index in &source.indexes {
            if !self.relations.get(at).is_some_and(|held| held.has_index_like(index)) {
                self.clone_index(at, &source, index);
            }
        }
        for (foreign_key, _) in source.foreign_keys() {
            self.inherit_constraint(at, foreign_key);
        }
        let Some(relation) = self.edit(at) else { return };
        let missing =
            source.triggers.iter().filter(|trigger| !relation.triggers.iter().any(|t| t.name == trigger.name));
        let missing: Vec<_> = missing.cloned().collect();
        relation.triggers.extend(missing);
    }

    /// A constraint of a parent on its child: the same name, merged with an equal one.
    pub(super) fn inherit_constraint(&mut self, at: &ObjectName, constraint: &Constraint) {
        let now = self.now;
        let is_known = |held: &Relation| match &constraint.rule {
            ConstraintRule::ForeignKey { .. } => held
                .constraints
                .iter()
                .any(|other| other.rule == constraint.rule && other.columns == constraint.columns),
            _ => held.constraint(&constraint.name).is_some(),
        };
        if !self.relations.get(at).is_none_or(|held| is_known(held)) {
            self.push_constraint(at, Constraint { born: now, ..constraint.clone() });
        }
    }
}

fn includes(clause: &LikeClause, what: &str) -> bool {
    let named = |words: &[Box<str>]| words.iter().any(|word| **word == *what || &**word == "all");
    named(&clause.including) && !named(&clause.excluding)
}

/// A parent's column as its child has it.
pub(super) fn inherited(column: &Column, now: Born) -> Column {
    let generated = match &column.generated {
        Generation::Identity { .. } => Generation::None,
        other => other.clone(),
    };
    Column { born: now, generated, ..column.clone() }
}

/// A column as `LIKE` copies it: name, type and NOT NULL always, the rest where it is included.
fn copied_column(column: &Column, clause: &LikeClause) -> Column {
    let generated = match &column.generated {
        Generation::Identity { .. } if includes(clause, "identity") => column.generated.clone(),
        Generation::Expression { .. } if includes(clause, "generated") => column.generated.clone(),
        _ => Generation::None,
    };
    let default = column.default.clone().filter(|_| includes(clause, "defaults"));
    Column { default, generated, ..column.clone() }
}
