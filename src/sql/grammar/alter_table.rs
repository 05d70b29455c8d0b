//! The actions of `ALTER TABLE`, which views, indexes, sequences and foreign tables share (`alter_table_cmd`).

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{ConstraintKind, Danger, Located, ObjectKind, Operation};
use super::super::source::Span;
use super::terms::direct;
use super::{alter_column, column, constraint, object, partition, rename};

/// What is altered.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// What the statement calls it; `ALTER TABLE` may name a view or an index, too.
    pub(super) kind: ObjectKind,
    /// Its name.
    pub(super) name: &'a QualifiedName,
}

impl Target<'_> {
    fn table(self) -> QualifiedName {
        self.name.clone()
    }
}

/// Reads the actions of one `ALTER TABLE`: each is an operation at its own place.
///
/// An action that is not understood does not hide the others: it is [`Operation::Unknown`] at its place.
pub(super) fn actions(cursor: &mut Cursor<'_>, target: Target<'_>, statement: Span) -> Option<Vec<Located>> {
    let rest = *cursor;
    while cursor.skip() {}
    let items = rest.split_commas();
    if items.iter().any(Cursor::at_end) {
        return None;
    }
    let several = items.len() > 1;
    let read = items.iter().map(|&item| (whole_action(item, target), item)).collect::<Vec<_>>();
    if read.iter().all(|(operation, _)| operation.is_none()) {
        return None;
    }
    let located = read.into_iter().map(|(operation, item)| {
        let span = if several { item.rest_span() } else { statement };
        direct(operation.unwrap_or_else(|| unknown(item, target)), span)
    });
    Some(located.collect())
}

fn whole_action(mut item: Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let operation = action(&mut item, target)?;
    item.finished().map(|()| operation)
}

fn unknown(item: Cursor<'_>, target: Target<'_>) -> Operation {
    let danger = if item.is("DROP") { Danger::Destroys } else { Danger::Changes };
    Operation::Unknown { words: item.leading_words(3), danger, names: vec![target.table()] }
}

fn action(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    const VERBS: &[&str] = &["ADD", "ALTER", "DROP", "SET", "RESET", "ENABLE", "DISABLE", "VALIDATE", "NO"];
    match cursor.accept_any(VERBS) {
        Some("ADD") => add(cursor, target),
        Some("ALTER") => alter(cursor, target),
        Some("DROP") => drop(cursor, target),
        Some("SET") => set(cursor, target),
        Some("RESET") => {
            let parameters = parameters(cursor)?;
            Some(Operation::SetStorageParameters { kind: target.kind, name: target.table(), parameters })
        }
        Some("ENABLE") => switch(cursor, target, true),
        Some("DISABLE") => switch(cursor, target, false),
        Some("VALIDATE") => {
            cursor.need("CONSTRAINT")?;
            Some(Operation::ValidateConstraint { table: target.table(), constraint: cursor.column_id()? })
        }
        Some(_) => no(cursor, target),
        None => other(cursor, target),
    }
}

fn add(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let table = target.table();
    if constraint::begins(cursor) {
        let constraint = constraint::table_constraint(cursor)?;
        return Some(match constraint.kind {
            ConstraintKind::ForeignKey { .. } => Operation::AddForeignKey { table, constraint },
            _ => Operation::AddConstraint { table, constraint },
        });
    }
    cursor.accept("COLUMN");
    let if_not_exists = cursor.if_not_exists();
    let column = Box::new(column::definition(cursor)?);
    Some(Operation::AddColumn { table, if_not_exists, column })
}

fn alter(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    if cursor.accept("CONSTRAINT") {
        return alter_constraint(cursor, target);
    }
    cursor.accept("COLUMN");
    alter_column::action(cursor, target.name)
}

fn alter_constraint(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    let mut attributes = constraint::unnamed(ConstraintKind::NotNull(name.clone()));
    let mut any = cursor.accept("INHERIT");
    while constraint::attribute(cursor, &mut attributes) {
        any = true;
    }
    any.then(|| Operation::AlterConstraint { table: target.table(), constraint: name })
}

fn drop(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let table = target.table();
    if cursor.accept("CONSTRAINT") {
        let if_exists = cursor.if_exists();
        let constraint = cursor.column_id()?;
        return Some(Operation::DropConstraint { table, constraint, if_exists, cascade: cursor.cascade() });
    }
    cursor.accept("COLUMN");
    let if_exists = cursor.if_exists();
    let column = cursor.column_id()?;
    Some(Operation::DropColumn { table, column, if_exists, cascade: cursor.cascade() })
}

fn set(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    if cursor.opens() {
        let parameters = parameters(cursor)?;
        return Some(Operation::SetStorageParameters { kind: target.kind, name: target.table(), parameters });
    }
    if cursor.accept_all(&["ACCESS", "METHOD"]) {
        let method = if cursor.accept("DEFAULT") { None } else { Some(cursor.column_id()?) };
        return Some(Operation::SetAccessMethod { table: target.table(), method });
    }
    match cursor.accept_any(&["LOGGED", "UNLOGGED", "TABLESPACE", "WITHOUT"])? {
        "WITHOUT" => {
            let what = cursor.accept_any(&["CLUSTER", "OIDS"])?;
            Some(plain(target, &format!("SET WITHOUT {what}")))
        }
        "TABLESPACE" => {
            cursor.label()?;
            Some(Operation::SetTablespace { kind: target.kind, name: target.table() })
        }
        word => Some(Operation::SetLogged { table: target.table(), logged: word == "LOGGED" }),
    }
}

/// A storage parameter and its value, where it has one.
type Parameter = (Box<str>, Option<Box<str>>);

/// Takes `(name = value, …)` or `(name, …)`: storage parameters, with their values where they have any.
fn parameters(cursor: &mut Cursor<'_>) -> Option<Vec<Parameter>> {
    cursor.paren_list(|inside| {
        let mut name = inside.ident()?.as_str().to_owned();
        if inside.accept_dot() {
            name = format!("{name}.{}", inside.ident()?);
        }
        let value = if inside.accept_operator("=") { Some(parameter_value(inside)?) } else { None };
        Some((name.to_ascii_lowercase().into(), value))
    })
}

fn parameter_value(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    if let Some(text) = cursor.string() {
        return Some(text.into());
    }
    let value = cursor.take_item();
    let span = (!value.at_end()).then(|| value.rest_span())?;
    Some(cursor.slice(span).into())
}

/// `ENABLE` and `DISABLE` of triggers, rules and row level security.
fn switch(cursor: &mut Cursor<'_>, target: Target<'_>, enable: bool) -> Option<Operation> {
    let table = target.table();
    if cursor.accept_all(&["ROW", "LEVEL", "SECURITY"]) {
        return Some(Operation::RowLevelSecurity { table, enable });
    }
    if enable {
        cursor.accept_any(&["ALWAYS", "REPLICA"]);
    }
    let rule = cursor.accept_any(&["TRIGGER", "RULE"])? == "RULE";
    if !rule && let Some(word) = cursor.accept_any(&["ALL", "USER"]) {
        return Some(Operation::SwitchTrigger { table, trigger: Ident::unquoted(word), all: true, enable, rule });
    }
    Some(Operation::SwitchTrigger { table, trigger: cursor.column_id()?, all: false, enable, rule })
}

fn no(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    if cursor.accept("INHERIT") {
        return Some(Operation::Inherit { table: target.table(), parent: cursor.any_name()?, inherit: false });
    }
    cursor.need_all(&["FORCE", "ROW", "LEVEL", "SECURITY"])?;
    Some(Operation::ForceRowLevelSecurity { table: target.table(), force: false })
}

fn other(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let table = target.table();
    if cursor.accept_all(&["FORCE", "ROW", "LEVEL", "SECURITY"]) {
        return Some(Operation::ForceRowLevelSecurity { table, force: true });
    }
    if cursor.accept_all(&["OWNER", "TO"]) {
        let object = object::named(table);
        return Some(Operation::SetOwner { kind: target.kind, object, to: cursor.role()? });
    }
    if cursor.accept_all(&["REPLICA", "IDENTITY"]) {
        return replica_identity(cursor, table);
    }
    if cursor.accept_all(&["CLUSTER", "ON"]) {
        cursor.column_id()?;
        return Some(plain(target, "CLUSTER ON"));
    }
    match cursor.accept_any(&["INHERIT", "OF", "NOT", "OPTIONS"])? {
        "INHERIT" => Some(Operation::Inherit { table, parent: cursor.any_name()?, inherit: true }),
        "OF" => cursor.any_name().map(|_| plain(target, "OF")),
        "NOT" => cursor.need("OF").map(|()| plain(target, "NOT OF")),
        _ => cursor.need_group().map(|()| plain(target, "OPTIONS")),
    }
}

fn replica_identity(cursor: &mut Cursor<'_>, table: QualifiedName) -> Option<Operation> {
    let identity = match cursor.accept_any(&["FULL", "NOTHING", "DEFAULT", "USING"])? {
        "USING" => {
            cursor.need("INDEX")?;
            cursor.column_id()?;
            "index".into()
        }
        word => word.to_ascii_lowercase().into(),
    };
    Some(Operation::ReplicaIdentity { table, identity })
}

fn plain(target: Target<'_>, words: &str) -> Operation {
    Operation::AlterTableOther { table: target.table(), words: words.into() }
}

/// Reads what can only stand alone: partitions, renaming, another schema.
pub(super) fn alone(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let table = target.table();
    if cursor.accept_all(&["ATTACH", "PARTITION"]) {
        let partition = cursor.any_name()?;
        if target.kind == ObjectKind::Index {
            return Some(Operation::AttachIndex { index: table, partition });
        }
        let bound = if cursor.accept("DEFAULT") { None } else { Some(partition::bound(cursor)?) };
        return Some(Operation::AttachPartition { table, partition, bound });
    }
    if cursor.accept_all(&["DETACH", "PARTITION"]) {
        let partition = cursor.any_name()?;
        let word = cursor.accept_any(&["CONCURRENTLY", "FINALIZE"]);
        let (concurrently, finalize) = (word == Some("CONCURRENTLY"), word == Some("FINALIZE"));
        return Some(Operation::DetachPartition { table, partition, concurrently, finalize });
    }
    rename::relation(cursor, target)
}

#[cfg(test)]
mod tests;
