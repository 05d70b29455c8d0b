//! Columns: added, changed, given defaults.

use super::derive::inherited;
use crate::schema::catalog::Catalog;
use crate::schema::mentions::columns_used;
use crate::schema::relation::{Column, ConstraintRule, Generation, Relation};
use crate::sql::expression::is_null_literal;
use crate::sql::{
    ColumnDefinition, DataType, Expression, Generated, Ident, ObjectName, Operation, QualifiedName, Span,
};

impl Catalog {
    /// Replays an operation on a column; false where it is not one.
    pub(super) fn apply_to_columns(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::AddColumn { table, if_not_exists, column } => self.add_column(table, column, *if_not_exists),
            Operation::DropColumn { table, column, cascade, .. } => self.drop_named_column(table, column, *cascade),
            Operation::RenameColumn { table, column, to } => self.rename_column(table, column, to),
            Operation::AlterColumnType { table, column, data_type, collation, .. } => {
                self.alter_type(table, column, data_type, collation.as_ref());
            }
            Operation::AlterColumnDefault { table, column, default } => {
                let default = default.clone().filter(|text| !is_null_literal(text));
                self.edit_column(table, column, |held| held.default.clone_from(&default));
            }
            Operation::SetNotNull { table, column } => self.edit_column(table, column, |held| held.not_null = true),
            Operation::DropNotNull { table, column } => self.drop_not_null(table, column),
            Operation::AddIdentity { table, column, always } => self.add_identity(table, column, *always),
            Operation::DropIdentity { table, column, .. } => self.drop_identity(table, column),
            Operation::DropExpression { table, column, .. } => {
                self.edit_column(table, column, |held| held.generated = Generation::None);
            }
            Operation::SetExpression { table, column, expression } => self.set_expression(table, column, expression),
            Operation::AlterColumnOther { table, column, words } => self.alter_identity(table, column, words),
            _ => return false,
        }
        true
    }

    fn edit_column(&mut self, table: &QualifiedName, column: &Ident, change: impl Fn(&mut Column)) {
        self.edit_family(table, |relation| {
            relation.columns.iter_mut().filter(|held| held.name == *column).for_each(&change);
        });
    }

    fn alter_type(
        &mut self,
        table: &QualifiedName,
        column: &Ident,
        data_type: &DataType,
        collation: Option<&QualifiedName>,
    ) {
        let data_type = self.resolved_type(data_type);
        self.edit_column(table, column, |held| {
            // A default is cast too, and so keeps depending on a type that is the user's own.
            if held.data_type.builtin().is_none() && held.data_type.name != data_type.name {
                held.default = held.default.take().map(|text| cast_through(&text, &held.data_type));
            }
            held.data_type = data_type.clone();
            held.collation = collation.cloned();
        });
    }

    fn add_column(&mut self, table: &QualifiedName, definition: &ColumnDefinition, if_not_exists: bool) {
        let Some(relation) = self.relation(table) else { return };
        if if_not_exists && relation.column(&definition.name).is_some() {
            return;
        }
        let at = relation.name.clone();
        let column = self.column_of(&at, definition);
        for member in self.family(&at) {
            let Some(relation) = self.edit(&member) else { continue };
            if member == at {
                // A column that stands already can only mean that the catalog was wrong about it.
                relation.columns.retain(|held| held.name != column.name);
                relation.columns.push(column.clone());
            } else if relation.column(&column.name).is_none() {
                relation.columns.push(inherited(&column, column.born));
            }
        }
        self.add_definitions(&at, &definition.constraints);
    }

    /// A column as declared, with the sequence that it needs.
    pub(super) fn column_of(&mut self, table: &ObjectName, definition: &ColumnDefinition) -> Column {
        let mut column = Column {
            name: definition.name.clone(),
            data_type: self.resolved_type(&definition.data_type),
            collation: definition.collation.clone(),
            not_null: definition.not_null,
            // `DEFAULT NULL` is kept nowhere: it is what a column without a default has.
            default: definition.default.clone().filter(|text| !is_null_literal(text)),
            generated: Generation::None,
            born: self.now,
        };
        match &definition.generated {
            Some(Generated::Serial) => {
                let sequence = self.add_sequence_for(table, &column.name);
                column.default = Some(next_value(&sequence, definition.span));
                column.not_null = true;
            }
            Some(Generated::IdentityAlways) => self.make_identity(table, &mut column, true),
            Some(Generated::IdentityByDefault) => self.make_identity(table, &mut column, false),
            Some(Generated::Stored(expression)) => column.generated = self.computed(table, expression, true),
            Some(Generated::Virtual(expression)) => column.generated = self.computed(table, expression, false),
            None => {}
        }
        column
    }

    fn make_identity(&mut self, table: &ObjectName, column: &mut Column, always: bool) {
        self.add_sequence_for(table, &column.name);
        column.generated = Generation::Identity { always };
        column.not_null = true;
    }

    fn computed(&self, table: &ObjectName, expression: &Expression, stored: bool) -> Generation {
        let uses = self.relations.get(table).map(|relation| columns_used(expression, relation)).unwrap_or_default();
        Generation::Expression { uses, stored }
    }

    fn drop_not_null(&mut self, table: &QualifiedName, column: &Ident) {
        self.edit_family(table, |relation| {
            relation.columns.iter_mut().filter(|held| held.name == *column).for_each(|held| held.not_null = false);
            relation.constraints.retain(|held| held.rule != ConstraintRule::NotNull || !held.columns.contains(column));
        });
    }

    fn add_identity(&mut self, table: &QualifiedName, column: &Ident, always: bool) {
        let Some(at) = self.relation(table).map(|found| found.name.clone()) else { return };
        self.add_sequence_for(&at, column);
        self.edit_column(table, column, |held| {
            held.generated = Generation::Identity { always };
            held.not_null = true;
        });
    }

    fn drop_identity(&mut self, table: &QualifiedName, column: &Ident) {
        let Some(relation) = self.relation(table) else { return };
        let is_identity = |held: &Column| matches!(held.generated, Generation::Identity { .. });
        if relation.column(column).is_some_and(is_identity) {
            let at = relation.name.clone();
            self.drop_sequences_of(&at, Some(column));
            self.edit_column(table, column, |held| held.generated = Generation::None);
        }
    }

    fn set_expression(&mut self, table: &QualifiedName, column: &Ident, expression: &Expression) {
        self.edit_family(table, |relation| {
            let uses = columns_used(expression, relation);
            for held in relation.columns.iter_mut().filter(|held| held.name == *column) {
                if let Generation::Expression { uses: before, .. } = &mut held.generated {
                    before.clone_from(&uses);
                }
            }
        });
    }

    fn alter_identity(&mut self, table: &QualifiedName, column: &Ident, words: &str) {
        let words = words.to_ascii_lowercase();
        if words.contains("set generated") {
            let always = words.contains("set generated always");
            self.edit_column(table, column, |held| held.generated = Generation::Identity { always });
        }
    }

    /// Makes columns NOT NULL, as a primary key does.
    pub(super) fn require_columns(&mut self, at: &ObjectName, columns: &[Ident]) {
        if let Some(relation) = self.edit(at) {
            require(relation, columns);
        }
    }
}

fn require(relation: &mut Relation, columns: &[Ident]) {
    relation.columns.iter_mut().filter(|held| columns.contains(&held.name)).for_each(|held| held.not_null = true);
}

/// `(default)::type`.
fn cast_through(default: &Expression, data_type: &DataType) -> Expression {
    Expression { text: format!("({})::{data_type}", default.text).into(), span: default.span }
}

/// `nextval('schema.sequence'::regclass)`.
fn next_value(sequence: &ObjectName, span: Span) -> Expression {
    Expression { text: format!("nextval('{sequence}'::regclass)").into(), span }
}
