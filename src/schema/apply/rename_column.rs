//! `RENAME COLUMN`, and everything that follows the column to its new name.

use crate::schema::catalog::Catalog;
use crate::schema::mentions::{renamed, words};
use crate::schema::relation::{Constraint, ConstraintRule, Generation, Index, Relation, RelationKind};
use crate::sql::{Expression, Ident, IndexTarget, ObjectName, QualifiedName};

/// One column's change of name.
#[derive(Clone, Copy)]
struct Renaming<'a> {
    from: &'a Ident,
    to: &'a Ident,
}

impl Renaming<'_> {
    fn name(self, name: &mut Ident) {
        if *name == *self.from {
            name.clone_from(self.to);
        }
    }

    fn names(self, names: &mut [Ident]) {
        for name in names {
            self.name(name);
        }
    }

    fn expression(self, expression: &mut Expression) {
        if words(&expression.text).iter().any(|word| word.name == *self.from) {
            *expression = renamed(expression, self.from, self.to);
        }
    }
}

impl Catalog {
    pub(super) fn rename_column(&mut self, table: &QualifiedName, column: &Ident, to: &Ident) {
        let Some(at) = self.relation(table).map(|found| found.name.clone()) else { return };
        let renaming = Renaming { from: column, to };
        for member in self.family(&at) {
            if let Some(relation) = self.edit(&member) {
                rename_within(relation, renaming);
            }
            self.rename_elsewhere(&member, renaming);
        }
    }

    /// Foreign keys and views of others, and the sequence of the column.
    fn rename_elsewhere(&mut self, at: &ObjectName, renaming: Renaming<'_>) {
        let is_ours = |of: &ObjectName, name: Option<&Ident>| of == at && name == Some(renaming.from);
        self.edit_where(
            |relation| {
                relation.foreign_keys().any(|(_, to)| to == at)
                    || relation.view().is_some_and(|view| view.columns.iter().any(|(of, name)| is_ours(of, name.as_ref())))
                    || matches!(&relation.kind, RelationKind::Sequence { owned_by: Some((of, name)) } if is_ours(of, Some(name)))
            },
            |relation| rename_reference(relation, at, renaming),
        );
    }
}

fn rename_within(relation: &mut Relation, renaming: Renaming<'_>) {
    for column in &mut relation.columns {
        renaming.name(&mut column.name);
        if let Generation::Expression { uses, .. } = &mut column.generated {
            renaming.names(uses);
        }
    }
    relation.constraints.iter_mut().for_each(|constraint| rename_in_constraint(constraint, renaming));
    relation.indexes.iter_mut().for_each(|index| rename_in_index(index, renaming));
    relation.policies.iter_mut().for_each(|policy| renaming.names(&mut policy.uses));
    relation.triggers.iter_mut().for_each(|trigger| renaming.names(&mut trigger.update_of));
    if let RelationKind::Partitioned { key, .. } = &mut relation.kind {
        renaming.names(key);
    }
}

fn rename_in_constraint(constraint: &mut Constraint, renaming: Renaming<'_>) {
    renaming.names(&mut constraint.columns);
    if let ConstraintRule::Check(expression) = &mut constraint.rule {
        renaming.expression(expression);
    }
}

fn rename_in_index(index: &mut Index, renaming: Renaming<'_>) {
    renaming.names(&mut index.uses);
    renaming.names(&mut index.include);
    for element in &mut index.elements {
        match &mut element.target {
            IndexTarget::Column(column) => renaming.name(column),
            IndexTarget::Expression(expression) => renaming.expression(expression),
        }
    }
    index.predicate.iter_mut().for_each(|predicate| renaming.expression(predicate));
}

fn rename_reference(relation: &mut Relation, at: &ObjectName, renaming: Renaming<'_>) {
    for constraint in &mut relation.constraints {
        if let ConstraintRule::ForeignKey { referenced, referenced_columns, .. } = &mut constraint.rule
            && referenced == at
        {
            renaming.names(referenced_columns);
        }
    }
    match &mut relation.kind {
        RelationKind::Sequence { owned_by: Some((_, name)) } => renaming.name(name),
        RelationKind::View(view) | RelationKind::MaterializedView(view) => {
            let of_table = view.columns.iter_mut().filter(|(of, _)| of == at);
            of_table.filter_map(|(_, name)| name.as_mut()).for_each(|name| renaming.name(name));
        }
        _ => {}
    }
}
