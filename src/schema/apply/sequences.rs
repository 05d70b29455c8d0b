//! Sequences, and the columns that they belong to.

use crate::schema::catalog::Catalog;
use crate::schema::mentions::words;
use crate::schema::names::Wanted;
use crate::schema::relation::{Relation, RelationKind};
use crate::sql::{Expression, Ident, ObjectName, QualifiedName};

impl Catalog {
    pub(super) fn create_sequence(
        &mut self,
        name: &QualifiedName,
        if_not_exists: bool,
        owner: Option<&(QualifiedName, Ident)>,
    ) {
        let at = self.address(name);
        if if_not_exists && self.relations.contains_key(&at) {
            return;
        }
        let owned_by = owner.map(|(table, column)| (self.resolve(table), column.clone()));
        self.insert_relation(Relation::new(at, RelationKind::Sequence { owned_by }, self.now));
    }

    pub(super) fn own_sequence(&mut self, name: &QualifiedName, owner: Option<&(QualifiedName, Ident)>) {
        let owner = owner.map(|(table, column)| (self.resolve(table), column.clone()));
        if let Some(RelationKind::Sequence { owned_by }) = self.edit_named(name).map(|relation| &mut relation.kind) {
            *owned_by = owner;
        }
    }

    /// The sequence of a `serial` or identity column, under the name that `PostgreSQL` chooses.
    pub(super) fn add_sequence_for(&mut self, table: &ObjectName, column: &Ident) -> ObjectName {
        let wanted = Wanted { table, columns: Some(column.as_str()), label: "seq" };
        let at = ObjectName { schema: table.schema.clone(), name: self.choose_relation_name(wanted) };
        let owned_by = Some((table.clone(), column.clone()));
        self.insert_relation(Relation::new(at.clone(), RelationKind::Sequence { owned_by }, self.now));
        at
    }

    /// Drops the sequences that belong to a column, or to any column of the table.
    pub(super) fn drop_sequences_of(&mut self, table: &ObjectName, column: Option<&Ident>) {
        let owned = self.relations_where(|relation| match &relation.kind {
            RelationKind::Sequence { owned_by: Some((owner, name)) } => {
                owner == table && column.is_none_or(|column| column == name)
            }
            _ => false,
        });
        for sequence in owned {
            self.relations.remove(&sequence);
        }
    }

    /// Defaults name a sequence by its identity, not by its text: they follow it to a new name.
    pub(super) fn rename_sequence_in_defaults(&mut self, from: &ObjectName, to: &ObjectName) {
        let text = format!("nextval('{to}'::regclass)");
        self.edit_defaults_of(from, |default| Some(Expression { text: text.as_str().into(), span: default.span }));
    }

    /// Changes, or with `None` drops, every default that takes its value from a sequence.
    pub(super) fn edit_defaults_of(
        &mut self,
        sequence: &ObjectName,
        change: impl Fn(&Expression) -> Option<Expression>,
    ) {
        let uses = |default: &Option<Expression>| default.as_ref().is_some_and(|text| takes_from(text, sequence));
        self.edit_where(
            |relation| relation.columns.iter().any(|column| uses(&column.default)),
            |relation| {
                for column in relation.columns.iter_mut().filter(|column| uses(&column.default)) {
                    column.default = column.default.as_ref().and_then(&change);
                }
            },
        );
    }
}

/// Whether an expression is `nextval('…')` of the sequence.
fn takes_from(expression: &Expression, sequence: &ObjectName) -> bool {
    if !expression.text.contains("nextval") {
        return false;
    }
    let quoted = expression.text.split('\'').nth(1).unwrap_or_default();
    let parts = words(quoted);
    match parts.as_slice() {
        [name] => name.name == sequence.name,
        [schema, name] => schema.name == sequence.schema && name.name == sequence.name,
        _ => false,
    }
}
