//! `CREATE DOMAIN` and `ALTER DOMAIN`.

use super::super::cursor::Cursor;
use super::super::name::Ident;
use super::super::operation::{ConstraintDefinition, ConstraintKind, DomainAction, ObjectKind, Operation};
use super::{column, constraint, expression, object, rename, types};

/// Reads what follows `CREATE DOMAIN`.
pub(super) fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.any_name()?;
    cursor.accept("AS");
    let data_type = types::data_type(cursor)?;
    let said = column::qualifiers(cursor, &Ident::from("value"))?;
    let (default, not_null, constraints) = (said.default, said.not_null, said.constraints);
    Some(Operation::CreateDomain { name, data_type, default, not_null, constraints })
}

/// Reads what follows `ALTER DOMAIN`.
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.any_name()?;
    let mut ahead = *cursor;
    if let Some(action) = action(&mut ahead) {
        *cursor = ahead;
        return Some(Operation::AlterDomain { name, action });
    }
    rename::object(cursor, ObjectKind::Domain, &object::named(name))
}

fn action(cursor: &mut Cursor<'_>) -> Option<DomainAction> {
    match cursor.accept_any(&["SET", "DROP", "ADD", "RENAME", "VALIDATE"])? {
        "SET" if cursor.accept_all(&["NOT", "NULL"]) => Some(DomainAction::SetNotNull),
        "SET" => {
            cursor.need("DEFAULT")?;
            Some(DomainAction::Default(Some(expression::expression(cursor)?)))
        }
        "DROP" => drop(cursor),
        "ADD" => Some(DomainAction::AddConstraint(added(cursor)?)),
        "RENAME" => {
            cursor.need("CONSTRAINT")?;
            let name = cursor.column_id()?;
            cursor.need("TO")?;
            Some(DomainAction::RenameConstraint { name, to: cursor.column_id()? })
        }
        _ => {
            cursor.need("CONSTRAINT")?;
            Some(DomainAction::ValidateConstraint(cursor.column_id()?))
        }
    }
}

fn drop(cursor: &mut Cursor<'_>) -> Option<DomainAction> {
    if cursor.accept("DEFAULT") {
        return Some(DomainAction::Default(None));
    }
    if cursor.accept_all(&["NOT", "NULL"]) {
        return Some(DomainAction::DropNotNull);
    }
    cursor.need("CONSTRAINT")?;
    let if_exists = cursor.if_exists();
    let name = cursor.column_id()?;
    cursor.cascade();
    Some(DomainAction::DropConstraint { name, if_exists })
}

/// Takes a constraint of a domain: `NOT NULL` has no column there.
fn added(cursor: &mut Cursor<'_>) -> Option<ConstraintDefinition> {
    let mark = cursor.mark();
    let mut ahead = *cursor;
    let name = if ahead.accept("CONSTRAINT") { Some(ahead.column_id()?) } else { None };
    if !ahead.accept_all(&["NOT", "NULL"]) {
        return constraint::table_constraint(cursor);
    }
    *cursor = ahead;
    let kind = ConstraintKind::NotNull(Ident::from("value"));
    let mut found = ConstraintDefinition { name, ..constraint::unnamed(kind) };
    while constraint::attribute(cursor, &mut found) {}
    found.span = cursor.span_since(mark);
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_domains() {
        assert_all_hold(&[
            ("CREATE DOMAIN app.email AS citext NOT NULL CONSTRAINT c CHECK (value ~ '@')", "not_null: true"),
            ("CREATE DOMAIN d timestamp with time zone DEFAULT now()", "\"now()\""),
            ("ALTER DOMAIN d ADD CONSTRAINT c CHECK (value <> '') NOT VALID", "not_valid: true"),
            ("ALTER DOMAIN d ADD NOT NULL", "NotNull"),
            ("ALTER DOMAIN d DROP CONSTRAINT IF EXISTS c CASCADE", "DropConstraint"),
            ("ALTER DOMAIN d SET DEFAULT 1 + 1", "\"1 + 1\""),
            ("ALTER DOMAIN d DROP DEFAULT", "Default(None)"),
            ("ALTER DOMAIN d SET NOT NULL", "SetNotNull"),
            ("ALTER DOMAIN d RENAME CONSTRAINT a TO b", "RenameConstraint"),
            ("ALTER DOMAIN d VALIDATE CONSTRAINT a", "ValidateConstraint"),
            ("ALTER DOMAIN d SET SCHEMA s", "SetSchema { kind: Domain"),
        ]);
        assert_none(&["CREATE DOMAIN d", "ALTER DOMAIN d", "ALTER DOMAIN d SET"]);
    }
}
