//! Triggers, event triggers and rules.

use std::sync::Arc;

use super::super::cursor::Cursor;
use super::super::inner;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{Body, ConstraintKind, Operation};
use super::{constraint, expression};

/// Reads what follows `CREATE [OR REPLACE] [CONSTRAINT] TRIGGER`.
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool) -> Option<Operation> {
    let name = cursor.column_id()?;
    if cursor.accept_any(&["BEFORE", "AFTER"]).is_none() {
        cursor.need_all(&["INSTEAD", "OF"])?;
    }
    let update_of = events(cursor)?;
    cursor.need("ON")?;
    let table = cursor.any_name()?;
    if cursor.accept("FROM") {
        cursor.any_name()?;
    }
    timing(cursor);
    referencing(cursor)?;
    if cursor.accept("FOR") {
        cursor.accept("EACH");
        cursor.accept_any(&["ROW", "STATEMENT"])?;
    }
    if cursor.accept("WHEN") {
        expression::parenthesized(cursor)?;
    }
    let function = Some(executed(cursor)?);
    Some(Operation::CreateTrigger { name, table, function, update_of, or_replace })
}

/// Takes `INSERT OR UPDATE OF a, b OR …`, and gives the columns.
fn events(cursor: &mut Cursor<'_>) -> Option<Vec<Ident>> {
    let mut columns = Vec::new();
    loop {
        let event = cursor.accept_any(&["INSERT", "UPDATE", "DELETE", "TRUNCATE"])?;
        if event == "UPDATE" && cursor.accept("OF") {
            columns.extend(cursor.list(Cursor::column_id)?);
        }
        if !cursor.accept("OR") {
            return Some(columns);
        }
    }
}

fn timing(cursor: &mut Cursor<'_>) {
    let mut attributes = constraint::unnamed(ConstraintKind::NotNull(Ident::from("")));
    while constraint::attribute(cursor, &mut attributes) {}
}

/// Takes `REFERENCING OLD TABLE AS a NEW TABLE AS b`.
fn referencing(cursor: &mut Cursor<'_>) -> Option<()> {
    if !cursor.accept("REFERENCING") {
        return Some(());
    }
    while cursor.accept_any(&["OLD", "NEW"]).is_some() {
        cursor.accept_any(&["TABLE", "ROW"])?;
        cursor.accept("AS");
        cursor.column_id()?;
    }
    Some(())
}

/// Takes `EXECUTE FUNCTION name (constants)`.
fn executed(cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    cursor.need("EXECUTE")?;
    cursor.accept_any(&["FUNCTION", "PROCEDURE"])?;
    let name = cursor.function_name()?;
    cursor.need_group().map(|()| name)
}

/// Reads what follows `CREATE EVENT TRIGGER`.
pub(super) fn create_event(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    cursor.need("ON")?;
    cursor.ident()?;
    if cursor.accept("WHEN") {
        cursor.take_until_any(&["EXECUTE"]).rest_of_statement()?;
    }
    executed(cursor)?;
    Some(Operation::CreateEventTrigger { name })
}

/// Reads what follows `ALTER EVENT TRIGGER name`, but for its renaming and its owner.
pub(super) fn switch_event(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let word = cursor.accept_any(&["ENABLE", "DISABLE"])?;
    if word == "ENABLE" {
        cursor.accept_any(&["REPLICA", "ALWAYS"]);
    }
    Some(Operation::Harmless { words: format!("ALTER EVENT TRIGGER {word}").into() })
}

/// Reads what follows `CREATE [OR REPLACE] RULE`.
pub(super) fn create_rule(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    cursor.need_all(&["AS", "ON"])?;
    cursor.accept_any(&["SELECT", "INSERT", "UPDATE", "DELETE"])?;
    cursor.need("TO")?;
    let table = cursor.any_name()?;
    if cursor.accept("WHERE") {
        expression::expression(cursor)?;
    }
    cursor.need("DO")?;
    cursor.accept_any(&["ALSO", "INSTEAD"]);
    let body = rule_body(cursor)?;
    Some(Operation::CreateRule { name, table, body: Arc::new(body) })
}

/// Takes `NOTHING`, one command, or `(command; …)`.
fn rule_body(cursor: &mut Cursor<'_>) -> Option<Body> {
    if cursor.accept("NOTHING") {
        return Some(Body::default());
    }
    let mut ahead = *cursor;
    if let Some(mut inside) = ahead.opens().then(|| ahead.group()).flatten()
        && ahead.at_end()
    {
        *cursor = ahead;
        return Some(inner::statements(&mut inside));
    }
    let mut rest = cursor.take_until(|_| false);
    (!rest.at_end()).then(|| inner::statements(&mut rest))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_triggers_and_rules() {
        assert_all_hold(&[
            (
                "CREATE TRIGGER t BEFORE INSERT OR UPDATE OF a, \"B\" ON app.u FOR EACH ROW WHEN (new.a IS DISTINCT FROM old.a) EXECUTE FUNCTION f('x', 1)",
                "update_of: [Ident(\"a\"), Ident(\"B\")]",
            ),
            ("CREATE OR REPLACE TRIGGER t AFTER TRUNCATE ON u EXECUTE PROCEDURE app.f()", "or_replace: true"),
            (
                "CREATE CONSTRAINT TRIGGER t AFTER UPDATE ON u FROM v DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION f()",
                "CreateTrigger",
            ),
            (
                "CREATE TRIGGER t AFTER UPDATE ON u REFERENCING OLD TABLE AS a NEW TABLE b FOR STATEMENT EXECUTE FUNCTION f()",
                "CreateTrigger",
            ),
            ("CREATE TRIGGER t INSTEAD OF DELETE ON v EXECUTE FUNCTION f()", "CreateTrigger"),
            (
                "CREATE EVENT TRIGGER e ON ddl_command_end WHEN TAG IN ('x') AND TAG IN ('y') EXECUTE FUNCTION f()",
                "CreateEventTrigger",
            ),
            ("ALTER EVENT TRIGGER e DISABLE", "ALTER EVENT TRIGGER DISABLE"),
            ("CREATE RULE r AS ON DELETE TO t WHERE old.a = 1 DO INSTEAD NOTHING", "CreateRule"),
            ("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM u; DELETE FROM v)", "CreateRule"),
        ]);
        assert_none(&[
            "CREATE TRIGGER t ON u EXECUTE FUNCTION f()",
            "CREATE TRIGGER t BEFORE INSERT ON u",
            "CREATE RULE r AS ON INSERT TO t",
        ]);
    }
}
