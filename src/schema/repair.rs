//! The statements that bring the actual database back to the expected one.

mod alter;
mod drop;
mod lists;
mod order;
mod table;

use std::collections::BTreeMap;

use super::diff::{Change, ChangeKind, Rename, probable_renames};
use super::inventory::{Inventory, ObjectKey, ObjectKind};
use super::render::{Object, Renderer};
use crate::sql::quote_ident;
use alter::Repaired;
use order::Plan;

/// The statements that undo changes, in an order in which each can run, one after the other; `None` where there are none.
///
/// What no statement can undo without losing rows is told as an SQL comment in its place.
#[must_use]
pub fn repair(changes: &[Change], expected: &Inventory, actual: &Inventory) -> Option<String> {
    let statements = statements(changes, expected, actual);
    let end = |statement: &String| if statement.starts_with("--") { "\n" } else { ";\n" };
    let script: String = statements.iter().flat_map(|statement| [statement.as_str(), end(statement)]).collect();
    (!script.is_empty()).then_some(script)
}

fn statements(changes: &[Change], expected: &Inventory, actual: &Inventory) -> Vec<String> {
    let mut repair = Repair {
        expected,
        actual,
        renderer: Renderer::for_database(expected, actual),
        plan: Plan::default(),
        fixed: Vec::new(),
    };
    let mut by_object: BTreeMap<&ObjectKey, Vec<&Change>> = BTreeMap::new();
    for change in changes {
        by_object.entry(&change.object).or_default().push(change);
    }
    for rename in probable_renames(changes, expected, actual) {
        repair.rename(&rename);
        by_object.remove(&rename.expected);
        by_object.remove(&rename.actual);
    }
    let other_key = |change: &&Change| change.attribute.is_some_and(|attribute| attribute.name == "partition-key");
    repair.fixed = changes.iter().filter(other_key).map(|change| change.object.sql_name()).collect();
    for (key, changes) in &by_object {
        if !repair.follows(key, &by_object) {
            repair.object(key, changes);
        }
    }
    repair.plan.statements()
}

struct Repair<'a> {
    expected: &'a Inventory,
    actual: &'a Inventory,
    renderer: Renderer<'a>,
    plan: Plan,
    /// Partitioned tables that cannot be brought back, so that their partitions cannot either.
    fixed: Vec<String>,
}

impl Repair<'_> {
    /// Whether the statement that changes a parent changes this too: the same column of a partition, of a table that inherits,
    /// or of a table made of a type; an index of a partition.
    fn follows(&self, key: &ObjectKey, changes: &BTreeMap<&ObjectKey, Vec<&Change>>) -> bool {
        let table = ObjectKey { part: None, kind: ObjectKind::Table, ..key.clone() };
        let carrier = if key.kind == ObjectKind::Index { key } else { &table };
        let Some(carrier) = find(self.expected, carrier).or(find(self.actual, carrier)) else { return false };
        let parents = ["partition-of", "inherits", "of-type"].iter().filter_map(|name| carrier.get(name));
        let parents: Vec<&str> = parents.flat_map(super::render::split_list).collect();
        let of_parent = |other: &&ObjectKey| {
            let name = ObjectKey { part: None, ..(*other).clone() }.sql_name();
            other.kind == key.kind && other.part == key.part && parents.contains(&&*name)
        };
        key.kind != ObjectKind::Table && changes.keys().any(of_parent)
    }

    fn object(&mut self, key: &ObjectKey, changes: &[&Change]) {
        match changes.first().map(|change| change.kind) {
            Some(ChangeKind::Missing) => self.create(key),
            Some(ChangeKind::Unexpected) => self.drop(key),
            Some(ChangeKind::Changed) => self.change(key, changes),
            None => {}
        }
    }

    fn create(&mut self, key: &ObjectKey) {
        let Some(object) = find(self.expected, key) else { return };
        for member in self.renderer.members(object) {
            self.plan.create(member);
        }
    }

    /// Rows, and what stands on the object, are kept.
    fn rename(&mut self, rename: &Rename) {
        if let Some(object) = find(self.actual, &rename.actual) {
            let name = |key: &ObjectKey| quote_ident(key.part.as_ref().unwrap_or(&key.name));
            let (from, to) = (name(&rename.actual), name(&rename.expected));
            let statement = match object.key.kind {
                ObjectKind::Index | ObjectKind::Sequence => format!("ALTER {} RENAME TO {to}", object.address()),
                _ if is_attribute(self.actual, object) => {
                    format!("ALTER TYPE {} RENAME ATTRIBUTE {from} TO {to}", object.relation())
                }
                kind => {
                    format!("ALTER TABLE {} RENAME {} {from} TO {to}", object.relation(), kind.words().to_uppercase())
                }
            };
            self.plan.alter(object, statement);
        }
    }

    fn drop(&mut self, key: &ObjectKey) {
        if let Some(object) = find(self.actual, key) {
            self.plan.drop(object, drop::drop(object, is_attribute(self.actual, object)).join(";\n"));
        }
    }

    fn change(&mut self, key: &ObjectKey, changes: &[&Change]) {
        let nothing = super::inventory::Entry::default();
        let (expected, actual) = (find(self.expected, key), find(self.actual, key));
        // What comes with something else may be there on one side only.
        let Some(some) = expected.or(actual) else { return };
        let absent = Object { key: some.key, entry: &nothing };
        let (expected, actual) = (expected.unwrap_or(absent), actual.unwrap_or(absent));
        let names: Vec<_> =
            changes.iter().filter_map(|change| change.attribute).map(|attribute| attribute.name).collect();
        let is_attribute = is_attribute(self.expected, expected);
        let parent_is_fixed =
            expected.get("partition-of").is_some_and(|parent| self.fixed.iter().any(|fixed| fixed == parent));
        match alter::alter(&alter::Difference {
            renderer: &self.renderer,
            expected,
            actual,
            names: &names,
            is_attribute,
            parent_is_fixed,
        }) {
            Repaired::By(statements) => {
                for statement in statements {
                    self.plan.alter(expected, statement);
                }
                if names.iter().any(|name| ["type", "collation"].contains(name)) && key.kind == ObjectKind::Column {
                    self.recreate_views(&expected.relation());
                }
            }
            Repaired::ByMakingItAnew => self.recreate(key),
        }
    }

    /// Drops an object and makes it anew, with the views that show it.
    fn recreate(&mut self, key: &ObjectKey) {
        if let Some(object) = find(self.actual, key)
            && self.plan.begins_to_recreate(key)
        {
            self.drop(key);
            self.create(key);
            if matches!(key.kind, ObjectKind::View | ObjectKind::MaterializedView) {
                self.recreate_views(&object.relation());
            }
        }
    }

    /// A view holds on to the columns that it shows: it has to go before they change, and comes back after.
    fn recreate_views(&mut self, relation: &str) {
        let views = self.actual.objects.iter().filter(|(key, entry)| {
            let definition = entry.get("definition").unwrap_or_default();
            matches!(key.kind, ObjectKind::View | ObjectKind::MaterializedView) && order::mentions(definition, relation)
        });
        let views: Vec<&ObjectKey> = views.map(|(key, _)| key).collect();
        for view in views {
            self.recreate(view);
        }
    }
}

fn find<'a>(inventory: &'a Inventory, key: &ObjectKey) -> Option<Object<'a>> {
    inventory.objects.get_key_value(key).map(|(key, entry)| Object { key, entry })
}

/// Whether a column is the attribute of a composite type.
fn is_attribute(inventory: &Inventory, column: Object<'_>) -> bool {
    let of = ObjectKey { kind: ObjectKind::Type, part: None, ..column.key.clone() };
    column.key.kind == ObjectKind::Column && inventory.objects.contains_key(&of)
}
