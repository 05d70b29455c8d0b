//! What is missing under one name and unexpected under another, and otherwise the same.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Change, ChangeKind};
use crate::schema::inventory::{Attribute, Entry, Inventory, ObjectKey, ObjectKind};

/// An object that was probably renamed behind the migrations' back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// As it should be called.
    pub expected: ObjectKey,
    /// As it is called.
    pub actual: ObjectKey,
}

/// What two objects must have in common: kind, relation, and all that is said of them but their place.
type Likeness<'a> = (ObjectKind, Option<(&'a str, &'a str)>, Vec<(&'static str, &'a str)>);

/// Columns, constraints, indexes and sequences of columns that were probably renamed: in one relation, one is missing and one unexpected, and
/// nothing else tells them apart.
#[must_use]
pub fn probable_renames(changes: &[Change], expected: &Inventory, actual: &Inventory) -> Vec<Rename> {
    let missing = alike(changes, ChangeKind::Missing, expected);
    let unexpected = alike(changes, ChangeKind::Unexpected, actual);
    let mut renames: Vec<Rename> = missing
        .into_iter()
        .filter_map(|(likeness, missing)| match (&missing[..], &unexpected.get(&likeness)?[..]) {
            ([expected], [actual]) => Some(Rename { expected: (*expected).clone(), actual: (*actual).clone() }),
            _ => None,
        })
        .collect();
    renames.sort_by(|one, other| one.expected.cmp(&other.expected));
    renames
}

fn alike<'a>(
    changes: &'a [Change],
    kind: ChangeKind,
    inventory: &'a Inventory,
) -> HashMap<Likeness<'a>, Vec<&'a ObjectKey>> {
    let mut alike: HashMap<_, Vec<_>> = HashMap::new();
    for key in changes.iter().filter(|change| change.kind == kind).map(|change| &change.object) {
        if let Some(likeness) = inventory.objects.get(key).and_then(|entry| likeness(key, entry)) {
            alike.entry(likeness).or_default().push(key);
        }
    }
    alike
}

fn likeness<'a>(key: &'a ObjectKey, entry: &'a Entry) -> Option<Likeness<'a>> {
    let renamable = matches!(key.kind, ObjectKind::Column | ObjectKind::Constraint | ObjectKind::Index)
        || key.kind == ObjectKind::Sequence && entry.parent.is_some();
    let parent = entry.parent.as_ref().map(|(schema, name)| (&**schema, &**name));
    let said = |(attribute, value): &'a (&'static Attribute, Arc<str>)| (attribute.name, &**value);
    let said = entry.attributes.iter().map(said).filter(|(name, _)| *name != "position");
    renamable.then(|| (key.kind, parent, said.collect()))
}
