//! What migration files alone tell of a database, beside as much of a live one: the comparison without a server.
//!
//! The catalog in memory knows names, types and shapes for certain. It does not know how `PostgreSQL` spells an expression
//! back, nor what the platform grants: there it says only that something is there, or nothing at all. Both sides are cut down
//! to what is certain, and the rest is named as not compared.

mod relation;

use std::collections::BTreeSet;
use std::sync::Arc;

use super::catalog::{Catalog, TypeKind};
use super::inventory::{Attribute, Entry, Inventory, ObjectKey, ObjectKind};
use super::relation::RelationKind;
use crate::sql::ObjectName;

/// Kinds of which the files tell every object.
const KINDS: [ObjectKind; 7] = [
    ObjectKind::Table,
    ObjectKind::ForeignTable,
    ObjectKind::Column,
    ObjectKind::Constraint,
    ObjectKind::Index,
    ObjectKind::View,
    ObjectKind::MaterializedView,
];

/// Attributes that the files tell to the letter, apart from quotes and from the schemas of an extension's types.
const EXACT: [&str; 16] = [
    "type",
    "labels",
    "not-null",
    "identity",
    "constraint-type",
    "columns",
    "references",
    "on-update",
    "on-delete",
    "validated",
    "method",
    "unique",
    "keys",
    "include",
    "row-security",
    "force-row-security",
];

/// Attributes of which the files tell that there is something, but not how the server spells it.
const PRESENT: [&str; 3] = ["default", "generated", "predicate"];

/// Stands for a value that is there and whose spelling is not compared.
const SOMETHING: &str = "(something)";

/// The expected and the actual inventory, both cut down to what the files tell for certain.
#[must_use]
pub fn structure(catalog: &Catalog, actual: &Inventory) -> (Inventory, Inventory) {
    let mut uncertain = BTreeSet::new();
    let mut expected = Inventory { server_major: actual.server_major, ..Inventory::default() };
    for relation in catalog.relations().filter(|relation| !matches!(relation.kind, RelationKind::Sequence { .. })) {
        if relation.uncertain {
            uncertain.insert(relation.name.clone());
        } else {
            relation::tell(relation, &mut expected);
        }
    }
    for held in catalog.types() {
        if let TypeKind::Enum(labels) = &held.kind {
            let labels: Vec<String> =
                labels.iter().map(|(label, _)| format!("'{}'", label.replace('\'', "''"))).collect();
            let entry = entry(None, &[("type", Some("enum".to_owned())), ("labels", Some(labels.join(", ")))]);
            expected.objects.insert(key(ObjectKind::Type, &held.name, None), entry);
        }
    }
    let own: BTreeSet<String> = catalog.types().map(|held| held.name.to_string().replace('"', "")).collect();
    let mut reduced = Inventory { server_major: actual.server_major, ..Inventory::default() };
    for (address, entry) in actual.objects.iter().filter(|(address, entry)| is_told(address, entry)) {
        if !uncertain.contains(&relation_of(address, entry)) {
            reduced.objects.insert(address.clone(), entry.clone());
        }
    }
    for entry in expected.objects.values_mut().chain(reduced.objects.values_mut()) {
        soften(entry, &own);
    }
    reduced.not_compared.clone_from(&actual.not_compared);
    reduced.not_compared.extend(left_out(&uncertain));
    (expected, reduced)
}

/// What a comparison with the files alone leaves out.
fn left_out(uncertain: &BTreeSet<ObjectName>) -> Vec<String> {
    let mut lines = vec![
        "the spelling of defaults, checks, index expressions and view definitions: only a server can tell whether they mean the same"
            .to_owned(),
        "functions, triggers, policies, sequences, domains, extensions, owners, grants, comments and settings: compare with a \
         throw-away server (`--compare exact`)"
            .to_owned(),
    ];
    lines.extend(uncertain.iter().map(|name| format!("table {name}: a statement that names it could not be read")));
    lines
}

/// Whether the files tell of this object at all. Of the types they tell the enums.
fn is_told(address: &ObjectKey, entry: &Entry) -> bool {
    let is_column_of_table = address.kind != ObjectKind::Column || entry.get("type").is_some();
    let is_enum = address.kind == ObjectKind::Type && entry.get("type") == Some("enum");
    is_enum || KINDS.contains(&address.kind) && is_column_of_table
}

/// The relation that an object is or goes with.
fn relation_of(address: &ObjectKey, entry: &Entry) -> ObjectName {
    let own = || (address.schema.clone().unwrap_or_default(), address.name.clone());
    let (schema, name) = entry.parent.clone().unwrap_or_else(own);
    ObjectName::new(&*schema, &*name)
}

/// Keeps what the files tell, in a spelling that both sides share.
fn soften(entry: &mut Entry, own_types: &BTreeSet<String>) {
    entry.unreadable.clear();
    entry.attributes.retain(|(attribute, _)| EXACT.contains(&attribute.name) || PRESENT.contains(&attribute.name));
    for (attribute, value) in &mut entry.attributes {
        *value = match attribute.name {
            name if PRESENT.contains(&name) => SOMETHING.into(),
            "type" => plain_type(value, own_types).into(),
            "keys" => plain_keys(value).into(),
            "labels" => continue,
            _ => value.replace('"', "").into(),
        };
    }
}

/// A type without quotes; one of an extension without the schema too, which files rarely name.
fn plain_type(data_type: &str, own_types: &BTreeSet<String>) -> String {
    let unquoted = data_type.replace('"', "");
    match unquoted.split_once('.') {
        Some((_, bare)) if !own_types.contains(unquoted.trim_end_matches("[]")) => bare.to_owned(),
        _ => unquoted,
    }
}

/// The keys of an index without quotes; an expression only as such.
fn plain_keys(keys: &str) -> String {
    let mut parts = vec![String::new()];
    let (mut depth, mut quoted) = (0_usize, false);
    for c in keys.chars() {
        match c {
            '"' => quoted = !quoted,
            '(' if !quoted => depth += 1,
            ')' if !quoted => depth = depth.saturating_sub(1),
            ',' if !quoted && depth == 0 => parts.push(String::new()),
            _ => {}
        }
        if let Some(part) = parts.last_mut().filter(|_| c != ',' || quoted || depth > 0) {
            part.push(c);
        }
    }
    let plain =
        |part: &String| if part.contains(['(', ':']) { SOMETHING.to_owned() } else { part.trim().replace('"', "") };
    parts.iter().map(plain).collect::<Vec<_>>().join(", ")
}

fn key(kind: ObjectKind, name: &ObjectName, part: Option<&str>) -> ObjectKey {
    ObjectKey {
        schema: Some(name.schema.as_str().into()),
        name: name.name.as_str().into(),
        kind,
        part: part.map(Into::into),
    }
}

/// An entry with these attributes, as far as there are values.
fn entry(parent: Option<&ObjectName>, values: &[(&str, Option<String>)]) -> Entry {
    let parent = parent.map(|name| (Arc::from(name.schema.as_str()), Arc::from(name.name.as_str())));
    let mut attributes: Vec<(&'static Attribute, Arc<str>)> =
        values.iter().filter_map(|(name, value)| Some((Attribute::by_name(name)?, value.as_deref()?.into()))).collect();
    attributes.sort_by_key(|(attribute, _)| attribute.rank());
    Entry { parent, attributes, ..Entry::default() }
}
