//! Columns, and the attributes of composite types.

use super::Renderer;
use super::object::Object;
use super::text::options;
use crate::schema::inventory::{ObjectKey, ObjectKind};

/// A column as CREATE TABLE writes it; `sequence` is that of an identity column.
pub(in crate::schema) fn column(column: Object<'_>, sequence: Option<Object<'_>>) -> String {
    let data_type = column.get("type").unwrap_or_default();
    let foreign = column.get("foreign-options").map(|list| format!(" OPTIONS ({})", options(list, "", " ")));
    let generated = column.get("generated").map(|generated| {
        let (expression, kind) = generated.rsplit_once(' ').unwrap_or((generated, "STORED"));
        format!(" GENERATED ALWAYS AS ({expression}) {kind}")
    });
    let identity = column.get("identity").map(|_| format!(" {}", identity(column, sequence)));
    // NO INHERIT and NOT VALID can only be said of a named constraint, by a statement of their own.
    let not_null = if column.get("not-null").is_some() { " NOT NULL" } else { "" };
    [
        format!("{} {data_type}{}", column.part(), column.clause(" COLLATE ", "collation", "")),
        foreign.unwrap_or_default(),
        column.clause(" DEFAULT ", "default", ""),
        generated.unwrap_or_default(),
        identity.unwrap_or_default(),
    ]
    .concat()
        + not_null
}

/// `GENERATED … AS IDENTITY` with the options of its sequence.
pub(in crate::schema) fn identity(column: Object<'_>, sequence: Option<Object<'_>>) -> String {
    let kind = column.get("identity").unwrap_or("BY DEFAULT");
    let options = sequence.map_or_else(String::new, |sequence| {
        format!(" (SEQUENCE NAME {} {})", sequence.relation(), super::relation::sequence_options(sequence))
    });
    format!("GENERATED {kind} AS IDENTITY{options}")
}

impl<'a> Renderer<'a> {
    /// The statement that adds a column to what it is in, and those for what a column's definition cannot say.
    pub(super) fn added_column(&self, object: Object<'a>) -> Vec<String> {
        let relation = object.relation();
        if object.get("type").is_none() {
            let default = object.get("default").map(|default| set(object, &format!("SET DEFAULT {default}")));
            return default.into_iter().collect();
        }
        let composite = ObjectKey { kind: ObjectKind::Type, part: None, ..object.key.clone() };
        if self.inventory.objects.contains_key(&composite) {
            return vec![format!("ALTER TYPE {relation} ADD ATTRIBUTE {} CASCADE", column(object, None))];
        }
        let column = column(object, self.identity_sequence(object));
        let mut statements = vec![format!("ALTER TABLE {relation} ADD COLUMN {column}")];
        statements.extend(storage(object));
        statements
    }
}

/// What a column's definition cannot say: storage, compression, statistics target, options.
pub(super) fn storage(column: Object<'_>) -> Vec<String> {
    let said = [
        column.get("storage").map(|value| format!("SET STORAGE {value}")),
        column.get("compression").map(|value| format!("SET COMPRESSION {value}")),
        column.get("statistics").map(|value| format!("SET STATISTICS {value}")),
        column.get("options").map(|list| format!("SET ({})", options(list, "", " = "))),
    ];
    said.into_iter().flatten().map(|action| set(column, &action)).collect()
}

fn set(column: Object<'_>, action: &str) -> String {
    format!("ALTER TABLE {} ALTER COLUMN {} {action}", column.relation(), column.part())
}
