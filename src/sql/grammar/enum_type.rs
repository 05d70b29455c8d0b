//! `CREATE TYPE` and `ALTER TYPE`: enums, composites and the rest.

use super::super::cursor::Cursor;
use super::super::data_type::DataType;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{AttributeAction, Located, ObjectKind, Operation};
use super::super::source::Span;
use super::terms::direct;
use super::{object, rename, types};

/// Reads what follows `CREATE TYPE`.
pub(super) fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.any_name()?;
    if !cursor.accept("AS") {
        if cursor.opens() {
            cursor.need_group()?;
        }
        return Some(Operation::CreateOtherType { name });
    }
    if cursor.accept("ENUM") {
        return Some(Operation::CreateEnum { name, labels: labels(cursor)? });
    }
    if cursor.accept("RANGE") {
        cursor.need_group()?;
        return Some(Operation::CreateOtherType { name });
    }
    let mut inside = cursor.opens().then(|| cursor.group()).flatten()?;
    let attributes = if inside.at_end() { Vec::new() } else { inside.list(attribute)? };
    inside.finished()?;
    Some(Operation::CreateComposite { name, attributes })
}

fn labels(cursor: &mut Cursor<'_>) -> Option<Vec<Box<str>>> {
    let mut inside = cursor.opens().then(|| cursor.group()).flatten()?;
    let labels = if inside.at_end() { Vec::new() } else { inside.list(label)? };
    inside.finished()?;
    Some(labels)
}

fn label(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    cursor.string().map(Into::into)
}

/// Takes `name type [COLLATE …]`.
fn attribute(cursor: &mut Cursor<'_>) -> Option<(Ident, DataType)> {
    let name = cursor.column_id()?;
    let data_type = types::data_type(cursor)?;
    if cursor.accept("COLLATE") {
        cursor.any_name()?;
    }
    Some((name, data_type))
}

/// Reads what follows `ALTER TYPE`.
pub(super) fn alter(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    let name = cursor.any_name()?;
    let is_attributes = cursor.is_any(&["ADD", "DROP", "ALTER"]) && cursor.is_at(1, "ATTRIBUTE");
    if is_attributes {
        return attribute_actions(cursor, &name, statement);
    }
    one(cursor, name).map(|operation| vec![direct(operation, statement)])
}

fn one(cursor: &mut Cursor<'_>, name: QualifiedName) -> Option<Operation> {
    if cursor.accept_all(&["ADD", "VALUE"]) {
        return add_value(cursor, name);
    }
    if cursor.accept_all(&["RENAME", "VALUE"]) {
        let from = label(cursor)?;
        cursor.need("TO")?;
        return Some(Operation::RenameEnumValue { name, from, to: label(cursor)? });
    }
    if cursor.accept_all(&["RENAME", "ATTRIBUTE"]) {
        let from = cursor.column_id()?;
        cursor.need("TO")?;
        let action = AttributeAction::Rename { name: from, to: cursor.column_id()?, cascade: cursor.cascade() };
        return Some(Operation::AlterAttribute { name, action });
    }
    if cursor.is("SET") && !cursor.is_at(1, "SCHEMA") {
        cursor.accept("SET");
        return cursor.need_group().map(|()| Operation::Harmless { words: "ALTER TYPE SET".into() });
    }
    rename::object(cursor, ObjectKind::Type, &object::named(name))
}

fn add_value(cursor: &mut Cursor<'_>, name: QualifiedName) -> Option<Operation> {
    let if_not_exists = cursor.if_not_exists();
    let added = label(cursor)?;
    let place = cursor.accept_any(&["BEFORE", "AFTER"]);
    let neighbour = if place.is_some() { Some(label(cursor)?) } else { None };
    let (before, after) = if place == Some("BEFORE") { (neighbour, None) } else { (None, neighbour) };
    Some(Operation::AddEnumValue { name, label: added, if_not_exists, before, after })
}

fn attribute_actions(cursor: &mut Cursor<'_>, name: &QualifiedName, statement: Span) -> Option<Vec<Located>> {
    let actions = cursor.list(|cursor| {
        let mark = cursor.mark();
        let action = attribute_action(cursor)?;
        Some((Operation::AlterAttribute { name: name.clone(), action }, cursor.span_since(mark)))
    })?;
    let single = actions.len() == 1;
    let located = actions.into_iter().map(|(action, span)| direct(action, if single { statement } else { span }));
    Some(located.collect())
}

fn attribute_action(cursor: &mut Cursor<'_>) -> Option<AttributeAction> {
    let verb = cursor.accept_any(&["ADD", "DROP", "ALTER"])?;
    cursor.need("ATTRIBUTE")?;
    match verb {
        "ADD" => {
            let (name, data_type) = attribute(cursor)?;
            Some(AttributeAction::Add { name, data_type, cascade: cursor.cascade() })
        }
        "DROP" => {
            let if_exists = cursor.if_exists();
            Some(AttributeAction::Drop { name: cursor.column_id()?, if_exists, cascade: cursor.cascade() })
        }
        _ => {
            let name = cursor.column_id()?;
            cursor.accept_all(&["SET", "DATA"]);
            cursor.need("TYPE")?;
            let data_type = types::data_type(cursor)?;
            if cursor.accept("COLLATE") {
                cursor.any_name()?;
            }
            Some(AttributeAction::AlterType { name, data_type, cascade: cursor.cascade() })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none, operations, single};
    use super::*;

    #[test]
    fn reads_enums() {
        let name = QualifiedName::new("app", "Mood");
        assert_eq!(
            single("CREATE TYPE app.\"Mood\" AS ENUM ('a', 'it''s')"),
            Some(Operation::CreateEnum { name: name.clone(), labels: vec!["a".into(), "it's".into()] })
        );
        assert_eq!(
            single("ALTER TYPE app.\"Mood\" ADD VALUE IF NOT EXISTS 'b' AFTER 'a'"),
            Some(Operation::AddEnumValue {
                name: name.clone(),
                label: "b".into(),
                if_not_exists: true,
                before: None,
                after: Some("a".into())
            })
        );
        assert_all_hold(&[
            ("ALTER TYPE t RENAME VALUE 'a' TO 'b'", "RenameEnumValue"),
            ("CREATE TYPE t AS ENUM ()", "labels: []"),
        ]);
        assert_none(&["CREATE TYPE t AS ENUM ('a',)", "ALTER TYPE t ADD VALUE a", "ALTER TYPE t DROP VALUE 'a'"]);
    }

    #[test]
    fn reads_other_types() {
        assert_all_hold(&[
            ("CREATE TYPE t AS (a int, b text COLLATE \"C\")", "CreateComposite"),
            ("CREATE TYPE t AS RANGE (subtype = float8)", "CreateOtherType"),
            ("CREATE TYPE t (INPUT = f, OUTPUT = g)", "CreateOtherType"),
            ("CREATE TYPE t", "CreateOtherType"),
            ("ALTER TYPE t RENAME ATTRIBUTE a TO b CASCADE", "cascade: true"),
            ("ALTER TYPE t SET (storage = plain)", "Harmless"),
        ]);
        let actions = operations(
            "ALTER TYPE t ADD ATTRIBUTE a int, DROP ATTRIBUTE IF EXISTS b CASCADE, ALTER ATTRIBUTE c SET DATA TYPE text",
        );
        assert_eq!(actions.map(|actions| actions.len()), Some(3));
    }
}
