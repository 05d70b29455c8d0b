//! A database as a flat set of objects, each with attributes as text: the form in which two databases are compared.
//!
//! [`super::Catalog`] is what `check` reasons with; an inventory is what a server says of itself, every kind and attribute,
//! without reasoning. Both sides of an exact comparison are read by the same queries, so equal text is equal meaning.

mod attribute;
mod kind;

use std::collections::BTreeMap;
use std::fmt;

pub use attribute::{ATTRIBUTES, Attribute, Weight};
pub use kind::ObjectKind;

use crate::sql::Ident;

/// The address of an object: what it is, where it lies, how it is called.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectKey {
    /// Schema; `None` for what lies in none.
    pub schema: Option<Box<str>>,
    /// Name; of a column's, constraint's, trigger's, policy's or rule's table. Functions have their argument types in it.
    pub name: Box<str>,
    /// What it is.
    pub kind: ObjectKind,
    /// Column, constraint, trigger, policy or rule inside the named relation.
    pub part: Option<Box<str>>,
}

impl fmt::Display for ObjectKey {
    /// `column public."User"."legacyName"`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.kind.words())?;
        if let Some(schema) = &self.schema {
            write!(f, "{}.", Ident::quoted(schema))?;
        }
        write!(f, "{}", Ident::quoted(&self.name))?;
        self.part.as_deref().map_or(Ok(()), |part| write!(f, ".{}", Ident::quoted(part)))
    }
}

/// One object and all that is said of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// The relation that it goes with: a column's, index's or trigger's table (schema and name).
    pub parent: Option<(Box<str>, Box<str>)>,
    /// What is said of it, in the order of [`ATTRIBUTES`]. An attribute that is not there was not said (a `NULL`).
    pub attributes: Vec<(&'static Attribute, Box<str>)>,
}

impl Entry {
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
