//! Functions, triggers and policies.

use std::sync::Arc;

use super::edit::is_of_type;
use super::rename::readdress_data_type;
use crate::schema::catalog::{Catalog, Function};
use crate::schema::mentions::{calls, columns_used};
use crate::schema::relation::{ConstraintRule, Policy, Relation, Trigger};
use crate::sql::{CreateFunction, DataType, Expression, Ident, ObjectName, ObjectReference, Operation, QualifiedName};

impl Catalog {
    /// Replays an operation on a function, trigger or policy; false where it is not one.
    pub(super) fn apply_to_programs(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateFunction(function) => self.create_function(function),
            Operation::CreateTrigger { name, table, function, update_of, .. } => {
                let trigger = Trigger {
                    name: name.clone(),
                    function: function.clone(),
                    update_of: update_of.clone(),
                    enabled: true,
                };
                self.create_trigger(table, &trigger);
            }
            Operation::CreatePolicy { name, table, using, check, .. }
            | Operation::AlterPolicy { name, table, using, check } => {
                self.set_policy(name, table, [using.as_ref(), check.as_ref()]);
            }
            _ => return false,
        }
        true
    }

    fn create_function(&mut self, function: &CreateFunction) {
        let at = self.address(&function.name);
        let made = Function {
            arguments: function.arguments.iter().map(|argument| self.resolved_type(argument)).collect(),
            volatility: function.volatility,
            language: function.language.clone(),
            is_trigger: function.returns.as_deref() == Some("trigger"),
            security_definer: function.security_definer,
            body: function.body.clone(),
            born: self.now,
        };
        let mut overloads = self.functions.get(&at).cloned().unwrap_or_default();
        let held = Arc::make_mut(&mut overloads);
        match held.iter_mut().find(|other| other.arguments == made.arguments) {
            Some(other) => *other = Function { born: other.born, ..made },
            None => held.push(made),
        }
        self.functions.insert(at, overloads);
    }

    fn create_trigger(&mut self, table: &QualifiedName, trigger: &Trigger) {
        self.edit_family(table, |relation| {
            relation.triggers.retain(|held| held.name != trigger.name);
            relation.triggers.push(trigger.clone());
        });
    }

    fn set_policy(&mut self, name: &Ident, table: &QualifiedName, expressions: [Option<&Expression>; 2]) {
        let Some(relation) = self.edit_named(table) else { return };
        let uses: Vec<Ident> =
            expressions.into_iter().flatten().flat_map(|expression| columns_used(expression, relation)).collect();
        match relation.policies.iter_mut().find(|policy| policy.name == *name) {
            // ALTER POLICY replaces only the clause that it gives: what the other one uses stays.
            Some(policy) => policy.uses.extend(uses),
            None => relation.policies.push(Policy { name: name.clone(), uses }),
        }
    }

    /// Where a function is, and which of its overloads a reference means: all of them where it gives no arguments.
    fn overloads(&self, object: &ObjectReference) -> Option<(ObjectName, Option<Vec<DataType>>)> {
        let at = self.find_function(&object.name)?;
        let arguments = object.arguments.as_ref();
        Some((at, arguments.map(|types| types.iter().map(|written| self.resolved_type(written)).collect())))
    }

    /// Takes the overloads that a reference means out of the catalog.
    fn take_functions(&mut self, object: &ObjectReference) -> Option<(ObjectName, Vec<Function>)> {
        let (at, arguments) = self.overloads(object)?;
        let all = self.functions.remove(&at)?;
        let is_meant = |function: &&Function| arguments.as_ref().is_none_or(|types| *types == function.arguments);
        let taken: Vec<Function> = all.iter().filter(is_meant).cloned().collect();
        let rest: Vec<Function> = all.iter().filter(|function| !is_meant(function)).cloned().collect();
        if !rest.is_empty() {
            self.functions.insert(at.clone(), Arc::new(rest));
        }
        Some((at, taken))
    }

    fn put_functions(&mut self, at: ObjectName, functions: Vec<Function>) {
        let mut overloads = self.functions.get(&at).cloned().unwrap_or_default();
        Arc::make_mut(&mut overloads).extend(functions);
        self.functions.insert(at, overloads);
    }

    pub(super) fn drop_function(&mut self, object: &ObjectReference, cascade: bool) {
        let Some((at, _)) = self.take_functions(object) else { return };
        if cascade && !self.functions.contains_key(&at) {
            self.drop_users_of_function(&at.name);
        }
    }

    /// Triggers that run it, defaults and checks that call it.
    fn drop_users_of_function(&mut self, function: &Ident) {
        let runs = |trigger: &Trigger| trigger.function.as_ref().is_some_and(|name| name.name == *function);
        let is_check = |rule: &ConstraintRule| matches!(rule, ConstraintRule::Check(text) if calls(text, function));
        let is_default = |default: &Option<Expression>| default.as_ref().is_some_and(|text| calls(text, function));
        let depends = |relation: &Relation| {
            relation.triggers.iter().any(runs)
                || relation.constraints.iter().any(|held| is_check(&held.rule))
                || relation.columns.iter().any(|column| is_default(&column.default))
        };
        self.edit_where(depends, |relation| {
            relation.triggers.retain(|trigger| !runs(trigger));
            relation.constraints.retain(|held| !is_check(&held.rule));
            relation
                .columns
                .iter_mut()
                .filter(|column| is_default(&column.default))
                .for_each(|column| column.default = None);
        });
    }

    pub(super) fn rename_function(&mut self, object: &ObjectReference, to: &Ident) {
        if let Some((at, functions)) = self.take_functions(object) {
            self.put_functions(ObjectName { schema: at.schema, name: to.clone() }, functions);
        }
    }

    pub(super) fn move_function(&mut self, object: &ObjectReference, to: &Ident) {
        if let Some((at, functions)) = self.take_functions(object) {
            self.put_functions(ObjectName { schema: to.clone(), name: at.name }, functions);
        }
    }

    pub(super) fn readdress_in_functions(&mut self, from: &ObjectName, to: &ObjectName) {
        let names_it = |function: &Function| function.arguments.iter().any(|argument| is_of_type(argument, from));
        let affected = self.functions.iter().filter(|(_, overloads)| overloads.iter().any(names_it));
        let affected: Vec<ObjectName> = affected.map(|(at, _)| at.clone()).collect();
        for at in affected {
            let Some(overloads) = self.functions.get_mut(&at) else { continue };
            let arguments = Arc::make_mut(overloads).iter_mut().flat_map(|function| &mut function.arguments);
            arguments.for_each(|argument| readdress_data_type(argument, from, to));
        }
    }

    pub(super) fn drop_trigger(&mut self, object: &ObjectReference) {
        if let Some(table) = &object.on {
            self.edit_family(table, |relation| relation.triggers.retain(|held| held.name != object.name.name));
        }
    }

    pub(super) fn drop_policy(&mut self, object: &ObjectReference) {
        if let Some(relation) = object.on.as_ref().and_then(|table| self.edit_named(table)) {
            relation.policies.retain(|held| held.name != object.name.name);
        }
    }

    pub(super) fn rename_trigger(&mut self, object: &ObjectReference, to: &Ident) {
        let Some(table) = &object.on else { return };
        self.edit_family(table, |relation| {
            relation
                .triggers
                .iter_mut()
                .filter(|held| held.name == object.name.name)
                .for_each(|held| held.name = to.clone());
        });
    }

    pub(super) fn rename_policy(&mut self, object: &ObjectReference, to: &Ident) {
        if let Some(relation) = object.on.as_ref().and_then(|table| self.edit_named(table)) {
            relation
                .policies
                .iter_mut()
                .filter(|held| held.name == object.name.name)
                .for_each(|held| held.name = to.clone());
        }
    }
}
