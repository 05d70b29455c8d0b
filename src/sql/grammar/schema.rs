//! Schemas, extensions and databases.

use super::super::cursor::Cursor;
use super::super::operation::{Located, ObjectKind, Operation};
use super::super::source::Span;
use super::terms::direct;
use super::{object, rename, role};

/// Reads what follows `CREATE SCHEMA`: the schema, and the statements inside, which no semicolon parts.
pub(super) fn create(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    let mark = cursor.mark();
    let if_not_exists = cursor.if_not_exists();
    let named = if cursor.is("AUTHORIZATION") { None } else { Some(cursor.column_id()?) };
    let owner = if cursor.accept("AUTHORIZATION") { Some(cursor.role()?) } else { None };
    let name = named.or(owner)?;
    let head = Span::new(statement.start, cursor.span_since(mark).end);
    let span = if cursor.at_end() { statement } else { head };
    let mut located = vec![direct(Operation::CreateSchema { name, if_not_exists }, span)];
    while !cursor.at_end() {
        located.extend(super::utility(&mut element(cursor)?)?);
    }
    Some(located)
}

/// Takes one statement inside: up to the next `CREATE` or `GRANT`, both of which are reserved.
fn element<'a>(cursor: &mut Cursor<'a>) -> Option<Cursor<'a>> {
    cursor.is_any(&["CREATE", "GRANT"]).then_some(())?;
    let first = cursor.rest().len();
    Some(cursor.take_until(|cursor| {
        cursor.rest().len() < first
            && (cursor.is("CREATE") || (cursor.is("GRANT") && !cursor.is_all(&["GRANT", "OPTION"])))
    }))
}

/// Reads what follows `CREATE EXTENSION`.
pub(super) fn create_extension(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.word_or_string()?;
    cursor.accept("WITH");
    let (mut schema, mut cascade) = (None, false);
    while let Some(word) = cursor.accept_any(&["SCHEMA", "VERSION", "FROM", "CASCADE"]) {
        match word {
            "SCHEMA" => schema = Some(cursor.column_id()?),
            "CASCADE" => cascade = true,
            _ => cursor.word_or_string().map(|_| ())?,
        }
    }
    Some(Operation::CreateExtension { name, if_not_exists, schema, cascade })
}

/// Reads what follows `ALTER EXTENSION`.
pub(super) fn alter_extension(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    let action = match cursor.accept_any(&["UPDATE", "ADD", "DROP"]) {
        None => return rename::object(cursor, ObjectKind::Extension, &object::bare(name)),
        Some("UPDATE") => {
            if cursor.accept("TO") {
                cursor.word_or_string()?;
            }
            "update"
        }
        Some(word) => {
            let kind = object::kind(cursor)?;
            object::reference(cursor, kind)?;
            if word == "ADD" { "add" } else { "drop" }
        }
    };
    Some(Operation::AlterExtension { name, action: action.into() })
}

/// Reads what follows `CREATE DATABASE`.
pub(super) fn create_database(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    cursor.rest_of_statement()?;
    Some(Operation::CreateDatabase { name })
}

/// Reads what follows `ALTER DATABASE`.
pub(super) fn alter_database(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.column_id()?;
    if cursor.is_any(&["RENAME", "OWNER"]) {
        return rename::object(cursor, ObjectKind::Database, &object::bare(name));
    }
    if cursor.accept_all(&["SET", "TABLESPACE"]) {
        cursor.label()?;
        return Some(Operation::SetTablespace { kind: ObjectKind::Database, name: object::bare(name).name });
    }
    if cursor.is_any(&["SET", "RESET"]) {
        let parameter = Some(role::configuration(cursor)?);
        return Some(Operation::AlterConfiguration { kind: ObjectKind::Database, name: Some(name), parameter });
    }
    (!cursor.at_end()).then_some(())?;
    cursor.rest_of_statement()?;
    Some(Operation::Harmless { words: "ALTER DATABASE".into() })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none, located};

    #[test]
    fn reads_the_statements_inside_a_schema() {
        let sql = "CREATE SCHEMA app AUTHORIZATION me CREATE TABLE t (a int) CREATE INDEX ON t (a) GRANT SELECT ON t TO x WITH GRANT OPTION CREATE VIEW v AS SELECT 1";
        let found = located(sql).expect("a schema");
        let places = found.iter().map(|located| &sql[located.span.range()]).collect::<Vec<_>>();
        assert_eq!(
            places,
            [
                "CREATE SCHEMA app AUTHORIZATION me",
                "CREATE TABLE t (a int)",
                "CREATE INDEX ON t (a)",
                "GRANT SELECT ON t TO x WITH GRANT OPTION",
                "CREATE VIEW v AS SELECT 1"
            ]
        );
        assert_none(&["CREATE SCHEMA", "CREATE SCHEMA a DROP TABLE t", "CREATE SCHEMA a CREATE TABLE t"]);
    }

    #[test]
    fn reads_extensions_and_databases() {
        assert_all_hold(&[
            ("CREATE SCHEMA IF NOT EXISTS \"App\"", "if_not_exists: true"),
            ("CREATE SCHEMA AUTHORIZATION joe", "Ident(\"joe\")"),
            (
                "CREATE EXTENSION IF NOT EXISTS \"uuid-ossp\" WITH SCHEMA extensions VERSION '1.1' CASCADE",
                "cascade: true",
            ),
            ("ALTER EXTENSION plpgsql UPDATE TO '2'", "action: \"update\""),
            ("ALTER EXTENSION e DROP FUNCTION f(int)", "action: \"drop\""),
            ("CREATE DATABASE d WITH OWNER postgres", "CreateDatabase"),
            ("ALTER DATABASE d SET timezone TO 'UTC'", "parameter: Some(\"timezone\")"),
            ("ALTER DATABASE d SET TABLESPACE x", "SetTablespace { kind: Database"),
            ("ALTER DATABASE d WITH CONNECTION LIMIT 5", "Harmless"),
        ]);
    }
}
