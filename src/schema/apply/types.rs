//! Enums, domains and composite types.

use std::sync::Arc;

use super::edit::is_of_type;
use crate::schema::catalog::{Catalog, Type, TypeKind};
use crate::schema::mentions::words;
use crate::schema::names::Wanted;
use crate::schema::relation::{Born, Column};
use crate::sql::{
    AttributeAction, ConstraintDefinition, ConstraintKind, DomainAction, Ident, ObjectName, Operation, QualifiedName,
};

impl Catalog {
    /// Replays an operation on a type; false where it is not one.
    pub(super) fn apply_to_types(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateEnum { name, labels } => {
                let labels = labels.iter().map(|label| (Arc::from(&**label), self.now)).collect();
                self.create_type(name, TypeKind::Enum(labels));
            }
            Operation::AddEnumValue { name, label, before, after, .. } => {
                let now = self.now;
                self.edit_labels(name, |labels| {
                    add_label(labels, (Arc::from(&**label), now), before.as_deref(), after.as_deref());
                });
            }
            Operation::RenameEnumValue { name, from, to } => self.edit_labels(name, |labels| {
                labels
                    .iter_mut()
                    .filter(|(label, _)| **label == **from)
                    .for_each(|(label, _)| *label = Arc::from(&**to));
            }),
            Operation::CreateDomain { .. } => self.create_domain(operation),
            Operation::AlterDomain { name, action } => self.alter_domain(name, action),
            Operation::CreateComposite { name, attributes } => {
                let resolve = |(name, data_type): &(Ident, _)| (name.clone(), self.resolved_type(data_type));
                let attributes = attributes.iter().map(resolve).collect();
                self.create_type(name, TypeKind::Composite(attributes));
            }
            Operation::CreateOtherType { name } => self.create_type(name, TypeKind::Other),
            Operation::AlterAttribute { name, action } => self.alter_attribute(name, action),
            _ => return false,
        }
        true
    }

    fn create_type(&mut self, name: &QualifiedName, kind: TypeKind) {
        let name = self.address(name);
        self.types.insert(name.clone(), Arc::new(Type { name, kind, born: self.now }));
    }

    pub(super) fn edit_type_at(&mut self, at: &ObjectName) -> Option<&mut Type> {
        self.types.get_mut(at).map(Arc::make_mut)
    }

    fn edit_type(&mut self, name: &QualifiedName) -> Option<&mut TypeKind> {
        let at = self.user_type(name)?.name.clone();
        self.edit_type_at(&at).map(|found| &mut found.kind)
    }

    fn edit_labels(&mut self, name: &QualifiedName, change: impl FnOnce(&mut Vec<(Arc<str>, Born)>)) {
        if let Some(TypeKind::Enum(labels)) = self.edit_type(name) {
            change(labels);
        }
    }

    fn create_domain(&mut self, operation: &Operation) {
        let Operation::CreateDomain { name, data_type, default, not_null, constraints } = operation else { return };
        let base = self.resolved_type(data_type);
        let kind = TypeKind::Domain { base, not_null: *not_null, default: default.clone(), checks: Vec::new() };
        self.create_type(name, kind);
        for constraint in constraints {
            self.add_domain_constraint(name, constraint);
        }
    }

    fn add_domain_constraint(&mut self, name: &QualifiedName, definition: &ConstraintDefinition) {
        let Some(at) = self.user_type(name).map(|found| found.name.clone()) else { return };
        if let ConstraintKind::NotNull(_) = definition.kind {
            return self.set_domain_not_null(name, true);
        }
        let chosen = definition.name.clone();
        let chosen =
            chosen.unwrap_or_else(|| self.choose_constraint_name(Wanted { table: &at, columns: None, label: "check" }));
        self.note_constraint_name(&at.schema, &chosen);
        if let Some(TypeKind::Domain { checks, .. }) = self.edit_type(name) {
            checks.push((chosen, !definition.not_valid));
        }
    }

    fn set_domain_not_null(&mut self, name: &QualifiedName, required: bool) {
        if let Some(TypeKind::Domain { not_null, .. }) = self.edit_type(name) {
            *not_null = required;
        }
    }

    fn alter_domain(&mut self, name: &QualifiedName, action: &DomainAction) {
        match action {
            DomainAction::AddConstraint(definition) => self.add_domain_constraint(name, definition),
            DomainAction::SetNotNull => self.set_domain_not_null(name, true),
            DomainAction::DropNotNull => self.set_domain_not_null(name, false),
            _ => {
                if let Some(kind) = self.edit_type(name) {
                    alter_domain_kind(kind, action);
                }
            }
        }
    }

    fn alter_attribute(&mut self, name: &QualifiedName, action: &AttributeAction) {
        let resolved = match action {
            AttributeAction::Add { data_type, .. } | AttributeAction::AlterType { data_type, .. } => {
                Some(self.resolved_type(data_type))
            }
            _ => None,
        };
        let Some(TypeKind::Composite(attributes)) = self.edit_type(name) else { return };
        match (action, resolved) {
            (AttributeAction::Add { name, .. }, Some(data_type)) => attributes.push((name.clone(), data_type)),
            (AttributeAction::AlterType { name, .. }, Some(data_type)) => {
                attributes.iter_mut().filter(|(held, _)| held == name).for_each(|(_, held)| *held = data_type.clone());
            }
            (AttributeAction::Drop { name, .. }, _) => attributes.retain(|(held, _)| held != name),
            (AttributeAction::Rename { name, to, .. }, _) => {
                attributes.iter_mut().filter(|(held, _)| held == name).for_each(|(held, _)| *held = to.clone());
            }
            _ => {}
        }
    }

    pub(super) fn drop_type(&mut self, name: &QualifiedName, cascade: bool) {
        if let Some(at) = self.user_type(name).map(|found| found.name.clone()) {
            self.drop_type_at(&at, cascade);
        }
    }

    /// Drops a type; with CASCADE also the columns, domains and functions made of it.
    pub(super) fn drop_type_at(&mut self, at: &ObjectName, cascade: bool) {
        if self.types.remove(at).is_none() || !cascade {
            return;
        }
        let has_column = self.relations_where(|held| {
            held.is_table() && held.columns.iter().any(|column| is_of_type(&column.data_type, at))
        });
        for table in has_column {
            let Some(relation) = self.relations.get(&table) else { continue };
            let columns = relation.columns.iter().filter(|column| is_of_type(&column.data_type, at));
            let columns: Vec<Ident> = columns.map(|column| column.name.clone()).collect();
            for column in &columns {
                self.drop_column(&table, column, true);
            }
        }
        let is_domain_of = |found: &Type| matches!(&found.kind, TypeKind::Domain { base, .. } if is_of_type(base, at));
        let domains = self.types.values().filter(|found| is_domain_of(found));
        let domains: Vec<ObjectName> = domains.map(|found| found.name.clone()).collect();
        for domain in &domains {
            self.drop_type_at(domain, true);
        }
        self.drop_functions_of_type(at);
        self.drop_defaults_of_type(at);
    }

    /// Defaults that were cast from the type when their column got another.
    fn drop_defaults_of_type(&mut self, at: &ObjectName) {
        let names_it = |column: &Column| {
            column.default.as_ref().is_some_and(|text| words(&text.text).iter().any(|word| word.name == at.name))
        };
        self.edit_where(
            |relation| relation.columns.iter().any(names_it),
            |relation| {
                for column in relation.columns.iter_mut().filter(|column| names_it(column)) {
                    column.default = None;
                }
            },
        );
    }

    fn drop_functions_of_type(&mut self, at: &ObjectName) {
        let takes_it = |overloads: &[crate::schema::Function]| {
            overloads.iter().any(|function| function.arguments.iter().any(|argument| is_of_type(argument, at)))
        };
        let affected: Vec<ObjectName> =
            self.functions.iter().filter(|(_, held)| takes_it(held)).map(|(name, _)| name.clone()).collect();
        for name in affected {
            let Some(mut overloads) = self.functions.remove(&name) else { continue };
            Arc::make_mut(&mut overloads).retain(|function| !takes_it(std::slice::from_ref(function)));
            if !overloads.is_empty() {
                self.functions.insert(name, overloads);
            }
        }
    }
}

/// Adds a label where it was asked for; one that is there already stays where it is.
fn add_label(labels: &mut Vec<(Arc<str>, Born)>, label: (Arc<str>, Born), before: Option<&str>, after: Option<&str>) {
    if labels.iter().any(|(held, _)| *held == label.0) {
        return;
    }
    let place = |wanted: Option<&str>| labels.iter().position(|(held, _)| Some(&**held) == wanted);
    let at = place(before).or_else(|| place(after).map(|at| at + 1)).unwrap_or(labels.len());
    labels.insert(at, label);
}

fn alter_domain_kind(kind: &mut TypeKind, action: &DomainAction) {
    let TypeKind::Domain { default, checks, .. } = kind else { return };
    match action {
        DomainAction::Default(value) => default.clone_from(value),
        DomainAction::DropConstraint { name, .. } => checks.retain(|(held, _)| held != name),
        DomainAction::RenameConstraint { name, to } => {
            checks.iter_mut().filter(|(held, _)| held == name).for_each(|(held, _)| *held = to.clone());
        }
        DomainAction::ValidateConstraint(name) => {
            checks.iter_mut().filter(|(held, _)| held == name).for_each(|(_, validated)| *validated = true);
        }
        DomainAction::SetNotNull | DomainAction::DropNotNull | DomainAction::AddConstraint(_) => {}
    }
}
