//! What differs between two inventories.

mod order;
mod rename;

use std::cell::OnceCell;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use super::inventory::{Attribute, Entry, Inventory, ObjectKey, ObjectKind};
use super::render::Renderer;
use order::Order;
pub use rename::{Rename, probable_renames};

/// How an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Expected, and not there.
    Missing,
    /// There, and not expected.
    Unexpected,
    /// There, with another attribute than expected.
    Changed,
}

impl ChangeKind {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Changed => "changed",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The object.
    pub object: ObjectKey,
    /// How it differs.
    pub kind: ChangeKind,
    /// In what, where it is there on both sides.
    pub attribute: Option<&'static Attribute>,
    /// The value that was expected: of the attribute, else the object's definition.
    pub expected: Option<String>,
    /// The value that is there.
    pub actual: Option<String>,
}

/// Every difference, in the order of the objects' addresses and of the attributes. What goes with a table that is itself
/// missing or unexpected is not told again.
#[must_use]
pub fn diff(expected: &Inventory, actual: &Inventory) -> Vec<Change> {
    let mut comparison = Comparison {
        expected: Side::new(expected),
        actual: Side::new(actual),
        order: Order::default(),
        changes: Vec::new(),
    };
    comparison.run();
    comparison.changes
}

/// One of the two inventories, and the relations in it by name.
struct Side<'a> {
    inventory: &'a Inventory,
    relations: HashMap<(&'a str, &'a str), ObjectKind>,
    identities: HashSet<&'a str>,
    renderer: OnceCell<Renderer<'a>>,
}

impl<'a> Side<'a> {
    fn new(inventory: &'a Inventory) -> Self {
        let relations = inventory.objects.keys().filter(|key| key.kind.holds_parts());
        let address = |key: &'a ObjectKey| Some(((key.schema.as_deref()?, &*key.name), key.kind));
        let identities = inventory.objects.values().filter_map(|entry| entry.get("identity-of"));
        Self {
            inventory,
            relations: relations.filter_map(address).collect(),
            identities: identities.collect(),
            renderer: OnceCell::new(),
        }
    }

    /// What it goes with is of this kind here.
    fn relation(&self, entry: &Entry) -> Option<ObjectKind> {
        let (schema, name) = entry.parent.as_ref()?;
        self.relations.get(&(&**schema, &**name)).copied()
    }
}

struct Comparison<'a> {
    expected: Side<'a>,
    actual: Side<'a>,
    order: Order<'a>,
    changes: Vec<Change>,
}

impl<'a> Comparison<'a> {
    /// Walks both in the order of their addresses, side by side.
    fn run(&mut self) {
        let mut expected = self.expected.inventory.objects.iter().peekable();
        let mut actual = self.actual.inventory.objects.iter().peekable();
        loop {
            let order = match (expected.peek(), actual.peek()) {
                (None, None) => break,
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (Some((left, _)), Some((right, _))) => left.cmp(right),
            };
            let left = if order == Ordering::Greater { None } else { expected.next() };
            let right = if order == Ordering::Less { None } else { actual.next() };
            match (left, right) {
                (Some((key, left)), Some((_, right))) => self.both(key, left, right),
                (Some((key, entry)), None) => self.one_side(key, entry, ChangeKind::Missing),
                (None, Some((key, entry))) => self.one_side(key, entry, ChangeKind::Unexpected),
                (None, None) => {}
            }
        }
        self.order.finish(&mut self.changes);
        self.changes.sort_by(|a, b| {
            let rank = |change: &Change| change.attribute.map(Attribute::rank);
            a.object.cmp(&b.object).then_with(|| rank(a).cmp(&rank(b)))
        });
    }

    fn both(&mut self, key: &'a ObjectKey, expected: &'a Entry, actual: &'a Entry) {
        // A table that has become a view is told; that its columns are a view's now goes without saying.
        let relations = (self.expected.relation(expected), self.actual.relation(actual));
        if let (Some(should), Some(is)) = relations
            && should != is
        {
            return;
        }
        if key.kind == ObjectKind::Column {
            self.order.pair(key, expected, actual, &mut self.changes);
        }
        self.attributes(key, expected, actual);
    }

    fn attributes(&mut self, key: &ObjectKey, expected: &Entry, actual: &Entry) {
        if expected.attributes == actual.attributes {
            return;
        }
        let mut said: Vec<&'static Attribute> =
            expected.attributes.iter().chain(&actual.attributes).map(|(attribute, _)| *attribute).collect();
        said.sort_by_key(|attribute| attribute.rank());
        said.dedup();
        // Its place among all columns moves whenever another one comes or goes: `order` tells that.
        said.retain(|attribute| attribute.name != "position");
        for attribute in said {
            let value = |entry: &Entry| entry.get(attribute.name).map(str::to_owned);
            let unreadable = expected.unreadable.contains(&attribute) || actual.unreadable.contains(&attribute);
            if value(expected) != value(actual) && !unreadable {
                self.changes.push(Change {
                    object: key.clone(),
                    kind: ChangeKind::Changed,
                    attribute: Some(attribute),
                    expected: value(expected),
                    actual: value(actual),
                });
            }
        }
    }

    fn one_side(&mut self, key: &ObjectKey, entry: &Entry, kind: ChangeKind) {
        let (own, other) = match kind {
            ChangeKind::Missing => (&self.expected, &self.actual),
            _ => (&self.actual, &self.expected),
        };
        // The sequence of an identity column is told by the column where that is no identity on the other side.
        let identity_goes_too = entry.get("identity-of").is_some_and(|column| !other.identities.contains(column));
        if own.relation(entry) != other.relation(entry) || identity_goes_too {
            return;
        }
        let nothing = Entry::default();
        if let Some(implied) = implied(key, entry) {
            match kind {
                ChangeKind::Missing => self.attributes(key, &implied, &nothing),
                _ => self.attributes(key, &nothing, &implied),
            }
            return;
        }
        let definition = Some(own.renderer.get_or_init(|| Renderer::new(own.inventory)).object(key));
        let (expected, actual) = if kind == ChangeKind::Missing { (definition, None) } else { (None, definition) };
        self.changes.push(Change { object: key.clone(), kind, attribute: None, expected, actual });
    }
}

/// What an object says beyond being there, where its being there says nothing by itself: a column of a view comes with the
/// view's definition, and a role belongs to the server; only its settings in this database are the database's own.
fn implied(key: &ObjectKey, entry: &Entry) -> Option<Entry> {
    match key.kind {
        ObjectKind::Column if entry.get("type").is_none() => Some(entry.clone()),
        ObjectKind::Role => {
            let settings = entry.attributes.iter().filter(|(attribute, _)| attribute.name == "settings");
            Some(Entry { attributes: settings.cloned().collect(), ..Entry::default() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
