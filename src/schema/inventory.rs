//! A database as a flat set of objects, each with attributes as text: the form in which two databases are compared.
//!
//! [`super::Catalog`] is what `check` reasons with; an inventory is what a server says of itself, every kind and attribute,
//! without reasoning. Both sides of an exact comparison are read by the same queries, so equal text is equal meaning.

mod attribute;
mod digest;
#[cfg(test)]
mod documented;
mod kind;
mod platform;
mod rename_role;

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

pub use attribute::{ATTRIBUTES, Attribute, Weight};
pub use kind::ObjectKind;
pub use platform::{PLATFORMS, Platform};

use crate::sql::quote_ident;

/// The address of an object: what it is, where it lies, how it is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// Schema; `None` for what lies in none.
    pub schema: Option<Arc<str>>,
    /// Name; of a column's, constraint's, trigger's, policy's or rule's table. Functions, operators and casts have their
    /// types in it and are written as in SQL.
    pub name: Arc<str>,
    /// What it is.
    pub kind: ObjectKind,
    /// Column, constraint, trigger, policy or rule inside the named relation.
    pub part: Option<Arc<str>>,
}

impl ObjectKey {
    /// The name as SQL writes it, without the kind: `public."User"."legacyName"`, `public.f(integer)`.
    #[must_use]
    pub fn sql_name(&self) -> String {
        let schema = self.schema.as_deref().map_or_else(String::new, |schema| format!("{}.", quote_ident(schema)));
        // An operator's name, and that of a cast, is no identifier.
        let name = if self.kind.is_named_in_sql() { self.name.to_string() } else { quote_ident(&self.name) };
        let part = self.part.as_deref().map_or_else(String::new, |part| format!(".{}", quote_ident(part)));
        format!("{schema}{name}{part}")
    }
}

impl fmt::Display for ObjectKey {
    /// `column public."User"."legacyName"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            ObjectKind::Database => f.write_str("the database"),
            kind => write!(f, "{} {}", kind.words(), self.sql_name()),
        }
    }
}

/// One object and all that is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The relation that it goes with: a column's, index's or trigger's table (schema and name).
    pub parent: Option<(Arc<str>, Arc<str>)>,
    /// What is said of it, in the order of [`ATTRIBUTES`]. What is as `PostgreSQL` makes it by itself is not said.
    pub attributes: Vec<(&'static Attribute, Arc<str>)>,
    /// What this role may not read: compared with nothing, and told under [`Inventory::not_compared`].
    pub unreadable: Vec<&'static Attribute>,
}

impl Entry {
    /// Says something of the object; what was said of the same attribute before is replaced.
    pub fn set(&mut self, attribute: &'static Attribute, value: impl Into<Arc<str>>) {
        let at = self.attributes.partition_point(|(other, _)| other.rank() < attribute.rank());
        match self.attributes.get_mut(at) {
            Some((other, old)) if *other == attribute => *old = value.into(),
            _ => self.attributes.insert(at, (attribute, value.into())),
        }
    }

    /// The value of an attribute.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(attribute, _)| attribute.name == name).map(|(_, value)| &**value)
    }
}

/// A database as a set of objects.
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    /// Major version of the server.
    pub server_major: u32,
    /// Every object.
    pub objects: BTreeMap<ObjectKey, Entry>,
    /// What could not be read and why, or is not read at all: `subscription connection strings: …`.
    pub not_compared: Vec<String>,
}

impl Inventory {
    /// Keeps what is asked for, and drops the rest without a word: who calls it says so.
    pub fn retain(&mut self, mut keep: impl FnMut(&ObjectKey, &Entry) -> bool) {
        self.objects.retain(|key, entry| keep(key, entry));
    }

    /// Leaves out all attributes of a weight: a shadow has no rows, so [`Weight::State`] says nothing there.
    pub fn forget(&mut self, weight: Weight) {
        for entry in self.objects.values_mut() {
            entry.attributes.retain(|(attribute, _)| attribute.weight != weight);
        }
    }
}
