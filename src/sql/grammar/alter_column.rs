//! `ALTER TABLE … ALTER COLUMN`.

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::Operation;
use super::super::token::TokenKind;
use super::{column, expression, types};

/// Reads what follows `ALTER [COLUMN]`.
pub(super) fn action(cursor: &mut Cursor<'_>, table: &QualifiedName) -> Option<Operation> {
    let place = Place { table, column: name(cursor)? };
    match cursor.accept_any(&["SET", "DROP", "TYPE", "ADD", "RESET", "RESTART", "OPTIONS"])? {
        "SET" => set(cursor, &place),
        "DROP" => drop(cursor, &place),
        "TYPE" => data_type(cursor, &place),
        "ADD" => add_identity(cursor, &place),
        "RESTART" => {
            identity_value(cursor);
            identity_rest(cursor)?;
            Some(place.other("RESTART"))
        }
        word => {
            cursor.need_group()?;
            Some(place.other(word))
        }
    }
}

/// The column of an index of expressions is called by its number.
fn name(cursor: &mut Cursor<'_>) -> Option<Ident> {
    if cursor.is_kind(TokenKind::Number) {
        return cursor.integer().map(Ident::from);
    }
    cursor.column_id()
}

struct Place<'a> {
    table: &'a QualifiedName,
    column: Ident,
}

impl Place<'_> {
    fn owned(&self) -> (QualifiedName, Ident) {
        (self.table.clone(), self.column.clone())
    }

    fn other(&self, words: &str) -> Operation {
        let (table, column) = self.owned();
        Operation::AlterColumnOther { table, column, words: words.into() }
    }
}

fn set(cursor: &mut Cursor<'_>, place: &Place<'_>) -> Option<Operation> {
    let (table, column) = place.owned();
    if cursor.opens() {
        cursor.need_group()?;
        return Some(place.other("SET"));
    }
    if cursor.accept_all(&["NOT", "NULL"]) {
        return Some(Operation::SetNotNull { table, column });
    }
    if cursor.accept_all(&["DATA", "TYPE"]) {
        return data_type(cursor, place);
    }
    match cursor.accept_any(&["DEFAULT", "EXPRESSION", "STATISTICS", "STORAGE", "COMPRESSION"]) {
        Some("DEFAULT") => {
            Some(Operation::AlterColumnDefault { table, column, default: Some(expression::expression(cursor)?) })
        }
        Some("EXPRESSION") => {
            cursor.need("AS")?;
            Some(Operation::SetExpression { table, column, expression: expression::parenthesized(cursor)? })
        }
        Some("STATISTICS") => {
            (cursor.accept("DEFAULT") || cursor.integer().is_some()).then_some(())?;
            Some(place.other("SET STATISTICS"))
        }
        Some(word) => {
            (cursor.accept("DEFAULT") || cursor.column_id().is_some()).then_some(())?;
            Some(place.other(&format!("SET {word}")))
        }
        None => identity_option(cursor, place),
    }
}

/// Takes what follows `SET` for the sequence of an identity: `GENERATED …` or an option, then more of these.
fn identity_option(cursor: &mut Cursor<'_>, place: &Place<'_>) -> Option<Operation> {
    let words = format!("SET {}", cursor.leading_words(1));
    one_identity_option(cursor)?;
    identity_rest(cursor)?;
    Some(place.other(&words))
}

fn one_identity_option(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("GENERATED") {
        return column::always(cursor).map(|_| ());
    }
    super::sequence::one_option(cursor)
}

fn identity_rest(cursor: &mut Cursor<'_>) -> Option<()> {
    while let Some(word) = cursor.accept_any(&["SET", "RESTART"]) {
        if word == "SET" {
            one_identity_option(cursor)?;
        } else {
            identity_value(cursor);
        }
    }
    Some(())
}

fn identity_value(cursor: &mut Cursor<'_>) {
    cursor.accept("WITH");
    cursor.integer();
}

fn drop(cursor: &mut Cursor<'_>, place: &Place<'_>) -> Option<Operation> {
    let (table, column) = place.owned();
    if cursor.accept_all(&["NOT", "NULL"]) {
        return Some(Operation::DropNotNull { table, column });
    }
    match cursor.accept_any(&["DEFAULT", "IDENTITY", "EXPRESSION"])? {
        "DEFAULT" => Some(Operation::AlterColumnDefault { table, column, default: None }),
        "IDENTITY" => Some(Operation::DropIdentity { table, column, if_exists: cursor.if_exists() }),
        _ => Some(Operation::DropExpression { table, column, if_exists: cursor.if_exists() }),
    }
}

fn data_type(cursor: &mut Cursor<'_>, place: &Place<'_>) -> Option<Operation> {
    let (table, column) = place.owned();
    let data_type = types::data_type(cursor)?;
    let collation = if cursor.accept("COLLATE") { Some(cursor.any_name()?) } else { None };
    let using = if cursor.accept("USING") { Some(expression::expression(cursor)?) } else { None };
    Some(Operation::AlterColumnType { table, column, data_type, collation, using })
}

fn add_identity(cursor: &mut Cursor<'_>, place: &Place<'_>) -> Option<Operation> {
    let (table, column) = place.owned();
    cursor.need("GENERATED")?;
    let always = column::always(cursor)?;
    cursor.need_all(&["AS", "IDENTITY"])?;
    column::sequence_options(cursor)?;
    Some(Operation::AddIdentity { table, column, always })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none, single};
    use super::*;

    #[test]
    fn reads_every_action() {
        assert_all_hold(&[
            ("ALTER TABLE t ALTER a SET NOT NULL", "SetNotNull"),
            ("ALTER TABLE t ALTER COLUMN a DROP NOT NULL", "DropNotNull"),
            ("ALTER TABLE t ALTER a DROP DEFAULT", "default: None"),
            (
                "ALTER TABLE t ALTER a SET DEFAULT a IS NOT NULL AND b NOT IN (1, 2)",
                "a IS NOT NULL AND b NOT IN (1, 2)",
            ),
            ("ALTER TABLE t ALTER a SET DEFAULT ''#x'::text'", "AlterColumnDefault"),
            ("ALTER TABLE t ALTER a SET EXPRESSION AS (b + 1)", "\"b + 1\""),
            ("ALTER TABLE t ALTER a DROP EXPRESSION IF EXISTS", "if_exists: true"),
            ("ALTER TABLE t ALTER a DROP IDENTITY IF EXISTS", "DropIdentity"),
            ("ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS IDENTITY (START 5)", "always: true"),
            ("ALTER TABLE t ALTER a SET GENERATED BY DEFAULT SET INCREMENT BY 2 RESTART WITH 5", "SET GENERATED"),
            ("ALTER TABLE t ALTER a RESTART", "RESTART"),
            ("ALTER TABLE t ALTER a SET STATISTICS -1", "SET STATISTICS"),
            ("ALTER TABLE t ALTER a SET STORAGE EXTERNAL", "SET STORAGE"),
            ("ALTER TABLE t ALTER a SET COMPRESSION default", "SET COMPRESSION"),
            ("ALTER TABLE t ALTER a SET (n_distinct = -0.5)", "AlterColumnOther"),
            ("ALTER TABLE t ALTER a RESET (n_distinct)", "AlterColumnOther"),
            ("ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 100", "AlterColumnOther"),
            ("ALTER FOREIGN TABLE t ALTER a OPTIONS (SET x 'y')", "OPTIONS"),
        ]);
        assert_none(&[
            "ALTER TABLE t ALTER a SET",
            "ALTER TABLE t ALTER a TYPE",
            "ALTER TABLE t ALTER a SET DEFAULT",
            "ALTER TABLE t ALTER a ADD GENERATED ALWAYS AS (b) STORED",
        ]);
    }

    #[test]
    fn reads_a_type_with_its_clauses() {
        let Some(Operation::AlterColumnType { data_type, collation, using, .. }) =
            single("alter table t alter column a set data type varchar(20) collate \"C\" using a::text || 'x'")
        else {
            panic!("a change of type")
        };
        assert_eq!(data_type.to_string(), "character varying(20)");
        assert_eq!(collation, Some(QualifiedName::bare("C")));
        assert_eq!(&*using.expect("an expression").text, "a::text || 'x'");
    }
}
