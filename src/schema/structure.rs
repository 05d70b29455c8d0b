//! What migration files alone tell of a database, beside as much of a live one: the comparison without a server.
//!
//! The catalog in memory knows names, types and shapes for certain. It does not know how `PostgreSQL` spells an expression
//! back, nor what the platform grants: there it says only that something is there, or nothing at all. Both sides are cut down
//! to what is certain, and the rest is named as not compared.

mod doubt;
mod relation;

pub use doubt::Doubt;

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

/// An empty database in which sessions begin as they do in the live one: with its own search path, else with this schema.
#[must_use]
pub fn empty_like(actual: &Inventory, schema: &str) -> Catalog {
    let catalog = Catalog::new(schema);
    let database = actual.objects.iter().find(|(address, _)| address.kind == ObjectKind::Database);
    let settings = database.and_then(|(_, entry)| entry.get("settings")).unwrap_or_default();
    let Some(path) = settings.lines().find_map(|line| line.strip_prefix("search_path=")) else { return catalog };
    let schemas: Vec<String> = path.split(',').map(|schema| schema.trim().trim_matches('"').to_owned()).collect();
    catalog.with_search_path(&schemas)
}

/// The expected and the actual inventory, both cut down to what the files tell for certain. What is in doubt is left
/// out on both sides.
#[must_use]
pub fn structure(catalog: &Catalog, doubt: &Doubt, actual: &Inventory) -> (Inventory, Inventory) {
    let in_doubt = |name: &str| doubt.concerns(name);
    let partitions = doubt.partitions(catalog, actual);
    let mut uncertain: BTreeSet<ObjectName> = actual
        .objects
        .iter()
        .filter(|(address, _)| address.part.is_none() && address.kind != ObjectKind::Index && in_doubt(&address.name))
        .map(|(address, entry)| relation_of(address, entry))
        .collect();
    let mut expected = Inventory { server_major: actual.server_major, ..Inventory::default() };
    for relation in catalog.relations().filter(|relation| !matches!(relation.kind, RelationKind::Sequence { .. })) {
        if relation.uncertain || in_doubt(relation.name.name.as_str()) {
            uncertain.insert(relation.name.clone());
        } else if !partitions.contains(&relation.name) {
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
    for (address, entry) in actual.objects.iter().filter(|(address, entry)| is_told(address, entry, actual)) {
        let relation = relation_of(address, entry);
        if !uncertain.contains(&relation) && !partitions.contains(&relation) {
            reduced.objects.insert(address.clone(), entry.clone());
        }
    }
    for inventory in [&mut expected, &mut reduced] {
        inventory
            .retain(|address, _| !in_doubt(address.part.as_deref().unwrap_or(&address.name)) || is_column(address));
    }
    for entry in expected.objects.values_mut().chain(reduced.objects.values_mut()) {
        soften(entry, &own);
    }
    blur_keys(&expected, &mut reduced);
    reduced.not_compared.clone_from(&actual.not_compared);
    reduced.not_compared.extend(left_out(&uncertain, &partitions));
    (expected, reduced)
}

/// What a comparison with the files alone leaves out.
fn left_out(uncertain: &BTreeSet<ObjectName>, partitions: &BTreeSet<ObjectName>) -> Vec<String> {
    let mut lines = vec![
        "the spelling of defaults, checks, index expressions and view definitions: only a server can tell whether they mean the same"
            .to_owned(),
        "functions, triggers, policies, sequences, domains, extensions, owners, grants, comments and settings: compare with a \
         throw-away server (`--compare exact`)"
            .to_owned(),
    ];
    lines.extend(uncertain.iter().map(|name| {
        format!("{name}: a statement that names it could not be read, or decides by what it finds (`DO`)")
    }));
    lines.extend(partitions.iter().map(|name| {
        format!("{name}: a function or block that makes or drops partitions as it runs (`EXECUTE`) may have done so")
    }));
    lines
}

/// A column is as certain as its table: its name is too common a word to raise a doubt.
fn is_column(address: &ObjectKey) -> bool {
    address.kind == ObjectKind::Column
}

/// Whether the files tell of this object at all: of types the enums, of columns and constraints those of tables.
fn is_told(address: &ObjectKey, entry: &Entry, actual: &Inventory) -> bool {
    let tables = [ObjectKind::Table, ObjectKind::ForeignTable];
    let of_table = || {
        tables.into_iter().any(|kind| actual.objects.contains_key(&ObjectKey { kind, part: None, ..address.clone() }))
    };
    match address.kind {
        ObjectKind::Type => entry.get("type") == Some("enum"),
        ObjectKind::Column | ObjectKind::Constraint => of_table(),
        kind => KINDS.contains(&kind),
    }
}

/// An index key that the files write as an expression may be one, or a column in parentheses: only the server knows.
fn blur_keys(expected: &Inventory, actual: &mut Inventory) {
    for (address, entry) in actual.objects.iter_mut().filter(|(address, _)| address.kind == ObjectKind::Index) {
        let Some(written) = expected.objects.get(address).and_then(|entry| entry.get("keys")) else { continue };
        for (_, value) in entry.attributes.iter_mut().filter(|(attribute, _)| attribute.name == "keys") {
            let (written, held): (Vec<&str>, Vec<&str>) = (written.split(", ").collect(), value.split(", ").collect());
            if written.len() == held.len() {
                let key =
                    |(written, held): (&&str, &&str)| if *written == SOMETHING { SOMETHING } else { *held }.to_owned();
                *value = written.iter().zip(&held).map(key).collect::<Vec<_>>().join(", ").into();
            }
        }
    }
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
    // `DEFAULT NULL` is kept as `NULL::character varying` or not at all, by the type.
    let is_null = |attribute: &Attribute, value: &str| attribute.name == "default" && value.starts_with("NULL");
    entry.attributes.retain(|(attribute, value)| {
        (EXACT.contains(&attribute.name) || PRESENT.contains(&attribute.name)) && !is_null(attribute, value)
    });
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
    // `char` without a length is `bpchar` to the server where a domain or an array took the length away.
    let unquoted = data_type.replace('"', "").replace("bpchar", "character");
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
