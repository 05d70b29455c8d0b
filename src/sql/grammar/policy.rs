//! Policies of row level security.

use super::super::cursor::Cursor;
use super::super::operation::{Expression, ObjectKind, ObjectReference, Operation};
use super::{expression, object, rename, role};

/// Reads what follows `CREATE POLICY`.
pub(super) fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    cursor.need("ON")?;
    let table = cursor.any_name()?;
    let permissive = !cursor.accept("AS") || cursor.accept_any(&["PERMISSIVE", "RESTRICTIVE"])? == "PERMISSIVE";
    let command = if cursor.accept("FOR") { Some(command(cursor)?) } else { None };
    roles(cursor)?;
    let (using, check) = conditions(cursor)?;
    Some(Operation::CreatePolicy { name, table, command, permissive, using, check })
}

fn command(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    let word = cursor.accept_any(&["ALL", "SELECT", "INSERT", "UPDATE", "DELETE"])?;
    Some(word.to_ascii_lowercase().into())
}

fn roles(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("TO") {
        role::list(cursor)?;
    }
    Some(())
}

fn conditions(cursor: &mut Cursor<'_>) -> Option<(Option<Expression>, Option<Expression>)> {
    let using = if cursor.accept("USING") { Some(expression::parenthesized(cursor)?) } else { None };
    let check = if cursor.accept_all(&["WITH", "CHECK"]) { Some(expression::parenthesized(cursor)?) } else { None };
    Some((using, check))
}

/// Reads what follows `ALTER POLICY`.
pub(super) fn alter(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let if_exists = cursor.if_exists();
    let name = cursor.column_id()?;
    cursor.need("ON")?;
    let table = cursor.any_name()?;
    if if_exists || cursor.is("RENAME") {
        let object = ObjectReference { on: Some(table), ..object::bare(name) };
        return rename::object(cursor, ObjectKind::Policy, &object);
    }
    roles(cursor)?;
    let (using, check) = conditions(cursor)?;
    Some(Operation::AlterPolicy { name, table, using, check })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_policies() {
        assert_all_hold(&[
            (
                "CREATE POLICY \"p q\" ON app.t AS RESTRICTIVE FOR UPDATE TO a, CURRENT_USER, public USING (a = b) WITH CHECK (true)",
                "command: Some(\"update\"), permissive: false",
            ),
            ("CREATE POLICY p ON t", "permissive: true, using: None, check: None"),
            ("ALTER POLICY p ON t TO a USING (true)", "AlterPolicy"),
        ]);
        assert_none(&["CREATE POLICY p ON t USING true", "CREATE POLICY p ON t FOR COPY", "CREATE POLICY p"]);
    }
}
