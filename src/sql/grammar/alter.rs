//! `ALTER`: which of its many statements it is.

use super::super::cursor::Cursor;
use super::super::operation::{Danger, Located, ObjectKind, ObjectReference, Operation};
use super::super::source::Span;
use super::alter_table::{self, Target};
use super::terms::direct;
use super::{
    create_table, domain, enum_type, function, object, policy, privileges, rename, replication, role, schema, sequence,
    trigger,
};

/// Reads what follows `ALTER`.
pub(super) fn alter(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    let single = |operation: Option<Operation>| operation.map(|operation| vec![direct(operation, statement)]);
    if cursor.accept_all(&["DEFAULT", "PRIVILEGES"]) {
        return single(privileges::default(cursor));
    }
    if cursor.accept("SYSTEM") {
        return single(system(cursor));
    }
    let group = cursor.is("GROUP");
    let kind = object::kind(cursor)?;
    match kind {
        ObjectKind::Table
        | ObjectKind::ForeignTable
        | ObjectKind::View
        | ObjectKind::MaterializedView
        | ObjectKind::Index
        | ObjectKind::Sequence => relation(cursor, kind, statement),
        ObjectKind::Type => enum_type::alter(cursor, statement),
        ObjectKind::Role => single(role::alter(cursor, group)),
        _ => single(other(cursor, kind)),
    }
}

fn relation(cursor: &mut Cursor<'_>, kind: ObjectKind, statement: Span) -> Option<Vec<Located>> {
    let single = |operation: Operation| vec![direct(operation, statement)];
    if cursor.accept_all(&["ALL", "IN", "TABLESPACE"]) {
        cursor.rest_of_statement()?;
        // Every table of the tablespace is rewritten, and none of them is named.
        let words = "ALTER ALL IN TABLESPACE".into();
        return Some(single(Operation::Unknown { words, danger: Danger::Changes, names: Vec::new() }));
    }
    cursor.if_exists();
    let name = create_table::relation(cursor)?;
    let target = Target { kind, name: &name };
    if let Some(operation) = alone(cursor, target) {
        return Some(single(operation));
    }
    alter_table::actions(cursor, target, statement)
}

/// Reads an action that is the whole rest of the statement; otherwise nothing is taken.
fn alone(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let whole = |read: &dyn Fn(&mut Cursor<'_>) -> Option<Operation>| {
        let mut ahead = *cursor;
        read(&mut ahead).filter(|_| ahead.at_end())
    };
    let found = whole(&|cursor| alter_table::alone(cursor, target)).or_else(|| whole(&depends)).or_else(|| {
        (target.kind == ObjectKind::Sequence).then(|| whole(&|cursor| sequence::alter(cursor, target.name))).flatten()
    });
    if found.is_some() {
        let _ = cursor.take_until(|_| false);
    }
    found
}

/// Takes `[NO] DEPENDS ON EXTENSION name`.
fn depends(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.accept("NO");
    cursor.need_all(&["DEPENDS", "ON", "EXTENSION"])?;
    cursor.column_id()?;
    Some(Operation::Harmless { words: "DEPENDS ON EXTENSION".into() })
}

fn other(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Operation> {
    match kind {
        ObjectKind::Domain => domain::alter(cursor),
        ObjectKind::Policy => policy::alter(cursor),
        ObjectKind::Extension => schema::alter_extension(cursor),
        ObjectKind::Database => schema::alter_database(cursor),
        ObjectKind::Publication | ObjectKind::Subscription => replication::alter(cursor, kind),
        ObjectKind::Column | ObjectKind::Constraint | ObjectKind::Cast | ObjectKind::Transform => None,
        _ => {
            let object = object::reference(cursor, kind)?;
            named(cursor, kind, &object)
        }
    }
}

/// Reads what follows the name of an object that Seawall keeps little of.
fn named(cursor: &mut Cursor<'_>, kind: ObjectKind, object: &ObjectReference) -> Option<Operation> {
    let mut ahead = *cursor;
    if let Some(operation) =
        rename::object(&mut ahead, kind, object).or_else(|| depends(&mut ahead)).filter(|_| ahead.at_end())
    {
        *cursor = ahead;
        return Some(operation);
    }
    match kind {
        ObjectKind::EventTrigger => trigger::switch_event(cursor),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => {
            function::altered(cursor).map(|()| Operation::Harmless { words: "ALTER FUNCTION".into() })
        }
        ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Aggregate | ObjectKind::Schema => None,
        _ => {
            let words = format!("ALTER … {}", cursor.leading_words(1));
            (!cursor.at_end()).then_some(())?;
            cursor.rest_of_statement()?;
            Some(Operation::Harmless { words: words.into() })
        }
    }
}

fn system(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let parameter = Some(role::configuration(cursor)?);
    Some(Operation::AlterConfiguration { kind: ObjectKind::Other, name: None, parameter })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn finds_the_statement() {
        assert_all_hold(&[
            ("ALTER SYSTEM SET wal_level = logical", "parameter: Some(\"wal_level\")"),
            ("ALTER FUNCTION f(int) SECURITY DEFINER SET search_path = ''", "ALTER FUNCTION"),
            ("ALTER PROCEDURE p DEPENDS ON EXTENSION e", "DEPENDS ON EXTENSION"),
            ("ALTER INDEX i NO DEPENDS ON EXTENSION e", "DEPENDS ON EXTENSION"),
            ("ALTER SERVER s OPTIONS (SET host 'x')", "Harmless"),
            ("ALTER INDEX i SET TABLESPACE x", "SetTablespace { kind: Index"),
            ("ALTER SEQUENCE s OWNER TO o", "SetOwner { kind: Sequence"),
            ("ALTER MATERIALIZED VIEW v CLUSTER ON i", "AlterTableOther"),
        ]);
        assert_none(&[
            "ALTER",
            "ALTER COLUMN a",
            "ALTER FUNCTION f(int) FROB",
            "ALTER SCHEMA s",
            "ALTER SERVER s",
            "ALTER SYSTEM",
        ]);
    }
}
