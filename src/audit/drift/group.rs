//! Puts what belongs to one table together: a reader thinks in tables, not in columns, indexes and triggers.

use super::{DriftInput, Grouped};
use crate::schema::{Change, Inventory, ObjectKey, ObjectKind};

/// Kinds that other objects go with.
const OWNERS: [ObjectKind; 7] = [
    ObjectKind::Table,
    ObjectKind::ForeignTable,
    ObjectKind::View,
    ObjectKind::MaterializedView,
    ObjectKind::Type,
    ObjectKind::Domain,
    ObjectKind::Sequence,
];

/// The changes, by the object that a reader looks for.
pub(super) fn by_object(changes: Vec<Change>, input: &DriftInput<'_>) -> Grouped {
    let mut grouped = Grouped::new();
    for change in changes {
        let owner = owner(&change.object, input.expected).or_else(|| owner(&change.object, input.actual));
        grouped.entry(owner.unwrap_or_else(|| change.object.clone())).or_default().push(change);
    }
    grouped
}

/// The relation that an object goes with.
fn owner(object: &ObjectKey, inventory: &Inventory) -> Option<ObjectKey> {
    let (schema, name) = inventory.objects.get(object)?.parent.as_ref()?;
    let key = |kind| ObjectKey { schema: Some(schema.clone()), name: name.clone(), kind, part: None };
    OWNERS.into_iter().map(key).find(|key| inventory.objects.contains_key(key))
}
