//! An object as readable text.

use super::inventory::{Entry, Inventory, ObjectKey};

/// An object and what is said of it, as canonical DDL.
pub(super) fn object(_inventory: &Inventory, key: &ObjectKey, entry: &Entry) -> String {
    let said = entry.attributes.iter().map(|(attribute, value)| format!("\n  {} {value}", attribute.name));
    format!("{key}{}", said.collect::<String>())
}
