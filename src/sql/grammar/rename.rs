//! `ALTER … RENAME TO`, `SET SCHEMA`, `OWNER TO`: what every kind of object has.

use super::super::cursor::Cursor;
use super::super::operation::{ObjectKind, ObjectReference, Operation};
use super::alter_table::Target;
use super::object;

/// Reads `RENAME …` and `SET SCHEMA` of a table, view, index or sequence.
pub(super) fn relation(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    if cursor.accept("RENAME") {
        return rename(cursor, target);
    }
    cursor.need_all(&["SET", "SCHEMA"])?;
    let (name, to) = (target.name.clone(), cursor.column_id()?);
    Some(match target.kind {
        ObjectKind::Table => Operation::SetTableSchema { name, to },
        kind => Operation::SetSchema { kind, object: object::named(name), to },
    })
}

fn rename(cursor: &mut Cursor<'_>, target: Target<'_>) -> Option<Operation> {
    let table = target.name.clone();
    if cursor.accept("TO") {
        let to = cursor.column_id()?;
        return Some(match target.kind {
            ObjectKind::Table => Operation::RenameTable { name: table, to },
            ObjectKind::Index => Operation::RenameIndex { name: table, to },
            kind => Operation::Rename { kind, object: object::named(table), to },
        });
    }
    if matches!(target.kind, ObjectKind::Index | ObjectKind::Sequence) {
        return None;
    }
    if cursor.accept("CONSTRAINT") {
        let constraint = cursor.column_id()?;
        cursor.need("TO")?;
        return Some(Operation::RenameConstraint { table, constraint, to: cursor.column_id()? });
    }
    cursor.accept("COLUMN");
    let column = cursor.column_id()?;
    cursor.need("TO")?;
    Some(Operation::RenameColumn { table, column, to: cursor.column_id()? })
}

/// Reads what may follow the name of any other object.
pub(super) fn object(cursor: &mut Cursor<'_>, kind: ObjectKind, object: &ObjectReference) -> Option<Operation> {
    let object = object.clone();
    if cursor.accept_all(&["RENAME", "TO"]) {
        return Some(Operation::Rename { kind, object, to: cursor.label()? });
    }
    if cursor.accept_all(&["SET", "SCHEMA"]) {
        return Some(Operation::SetSchema { kind, object, to: cursor.column_id()? });
    }
    cursor.need_all(&["OWNER", "TO"])?;
    Some(Operation::SetOwner { kind, object, to: cursor.role()? })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_it_for_every_kind() {
        assert_all_hold(&[
            ("ALTER TABLE IF EXISTS app.t RENAME TO u", "RenameTable"),
            ("ALTER TABLE t RENAME COLUMN a TO b", "RenameColumn"),
            ("ALTER TABLE t RENAME a TO b", "RenameColumn"),
            ("ALTER TABLE t RENAME CONSTRAINT a TO b", "RenameConstraint"),
            ("ALTER TABLE t SET SCHEMA s", "SetTableSchema"),
            ("ALTER INDEX IF EXISTS i RENAME TO j", "RenameIndex"),
            ("ALTER VIEW v RENAME COLUMN a TO b", "RenameColumn"),
            ("ALTER MATERIALIZED VIEW v RENAME TO w", "Rename { kind: MaterializedView"),
            ("ALTER SEQUENCE s SET SCHEMA x", "SetSchema { kind: Sequence"),
            ("ALTER FUNCTION f(a int, OUT b text) RENAME TO g", "Rename { kind: Function"),
            ("ALTER FUNCTION f OWNER TO CURRENT_USER", "SetOwner { kind: Function"),
            ("ALTER AGGREGATE f(*) SET SCHEMA x", "SetSchema { kind: Aggregate"),
            ("ALTER TRIGGER a ON t RENAME TO b", "Rename { kind: Trigger"),
            ("ALTER POLICY a ON t RENAME TO b", "Rename { kind: Policy"),
            ("ALTER TYPE t RENAME TO u", "Rename { kind: Type"),
            ("ALTER TYPE t OWNER TO o", "SetOwner { kind: Type"),
            ("ALTER DOMAIN t RENAME TO u", "Rename { kind: Domain"),
            ("ALTER SCHEMA s RENAME TO \"S\"", "Rename { kind: Schema"),
            ("ALTER DATABASE d OWNER TO o", "SetOwner { kind: Database"),
            ("ALTER ROLE a RENAME TO b", "Rename { kind: Role"),
            ("ALTER EXTENSION e SET SCHEMA s", "SetSchema { kind: Extension"),
            ("ALTER EVENT TRIGGER e OWNER TO o", "SetOwner { kind: EventTrigger"),
            ("ALTER PUBLICATION p OWNER TO o", "SetOwner { kind: Publication"),
            ("ALTER OPERATOR ~~ (text, NONE) OWNER TO o", "SetOwner { kind: Operator"),
            ("ALTER TEXT SEARCH CONFIGURATION c RENAME TO d", "Rename { kind: TextSearch"),
            ("ALTER SERVER s OWNER TO o", "SetOwner { kind: ForeignServer"),
            ("ALTER STATISTICS s SET STATISTICS 5", "Harmless"),
        ]);
        assert_none(&["ALTER TABLE t RENAME a", "ALTER TYPE t RENAME TO", "ALTER FUNCTION f("]);
    }
}
