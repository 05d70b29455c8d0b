//! `DROP COLUMN`, and what goes with the column.

use crate::schema::catalog::Catalog;
use crate::schema::relation::{ConstraintRule, Generation, Index, Relation};
use crate::sql::{Ident, ObjectName, QualifiedName};

impl Catalog {
    pub(super) fn drop_named_column(&mut self, table: &QualifiedName, column: &Ident, cascade: bool) {
        let Some(at) = self.relation(table).map(|found| found.name.clone()) else { return };
        for member in self.family(&at) {
            self.drop_column(&member, column, cascade);
        }
    }

    /// Drops a column with the indexes, constraints and sequences that use it, however many other columns they have
    /// (manual, `ALTER TABLE`: "Indexes and table constraints involving the column will be automatically dropped as well").
    pub(super) fn drop_column(&mut self, at: &ObjectName, column: &Ident, cascade: bool) {
        let Some(relation) = self.relations.get(at).filter(|held| held.column(column).is_some()) else { return };
        let indexes: Vec<Ident> =
            relation.indexes.iter().filter(|index| uses(index, column)).map(|index| index.name.clone()).collect();
        let computed = computed_from(relation, column);
        for index in &indexes {
            self.remove_index(at, index);
        }
        if let Some(relation) = self.edit(at) {
            relation.columns.retain(|held| held.name != *column);
            relation.constraints.retain(|held| !held.columns.contains(column) && !indexes.contains(&held.name));
            relation.policies.retain(|policy| !cascade || !policy.uses.contains(column));
            relation.triggers.retain(|trigger| !cascade || !trigger.update_of.contains(column));
        }
        self.drop_sequences_of(at, Some(column));
        if cascade {
            for dependent in &computed {
                self.drop_column(at, dependent, true);
            }
            self.drop_foreign_keys_to(at, column);
            self.drop_views_on(at, column);
        }
    }

    fn drop_foreign_keys_to(&mut self, at: &ObjectName, column: &Ident) {
        let points_there = |rule: &ConstraintRule| match rule {
            ConstraintRule::ForeignKey { referenced, referenced_columns, .. } => {
                referenced == at && referenced_columns.contains(column)
            }
            _ => false,
        };
        self.edit_where(
            |relation| relation.constraints.iter().any(|held| points_there(&held.rule)),
            |relation| relation.constraints.retain(|held| !points_there(&held.rule)),
        );
    }

    fn drop_views_on(&mut self, at: &ObjectName, column: &Ident) {
        let reads = |relation: &Relation| {
            relation.view().is_some_and(|view| {
                view.columns.iter().any(|(of, name)| of == at && name.as_ref().is_none_or(|name| name == column))
            })
        };
        for view in self.relations_where(reads) {
            self.drop_relation(&view, true);
        }
    }
}

fn uses(index: &Index, column: &Ident) -> bool {
    index.uses.contains(column) || index.include.contains(column)
}

fn computed_from(relation: &Relation, column: &Ident) -> Vec<Ident> {
    let is_dependent =
        |generated: &Generation| matches!(generated, Generation::Expression { uses, .. } if uses.contains(column));
    relation.columns.iter().filter(|held| is_dependent(&held.generated)).map(|held| held.name.clone()).collect()
}
