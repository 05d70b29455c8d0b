//! A column as `CREATE TABLE` and `ADD COLUMN` declare it (`columnDef` of the grammar).

use super::super::cursor::Cursor;
use super::super::data_type::DataType;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{
    ColumnDefinition, ConstraintDefinition, ConstraintKind, Expression, Generated, KeyColumns,
};
use super::{constraint, expression, sequence, types};

/// Takes a column with its type and all that is said of it.
pub(super) fn definition(cursor: &mut Cursor<'_>) -> Option<ColumnDefinition> {
    let mark = cursor.mark();
    let name = cursor.column_id()?;
    let written = types::data_type(cursor)?;
    storage(cursor)?;
    let said = qualifiers(cursor, &name)?;
    let serial = types::serial_type(&written);
    Some(ColumnDefinition {
        name,
        data_type: serial.map_or(written, DataType::plain),
        collation: said.collation,
        not_null: said.not_null || serial.is_some(),
        default: said.default,
        generated: said.generated.or(serial.map(|_| Generated::Serial)),
        constraints: said.constraints,
        span: cursor.span_since(mark),
    })
}

/// Takes `STORAGE x`, `COMPRESSION x` and the options of a foreign table's column.
fn storage(cursor: &mut Cursor<'_>) -> Option<()> {
    while cursor.accept("STORAGE") || cursor.accept("COMPRESSION") {
        (cursor.accept("DEFAULT") || cursor.column_id().is_some()).then_some(())?;
    }
    if cursor.accept("OPTIONS") { cursor.need_group() } else { Some(()) }
}

/// What stands after a column's type, or after the name of a domain.
#[derive(Debug, Default)]
pub(super) struct Qualifiers {
    /// `COLLATE …`.
    pub(super) collation: Option<QualifiedName>,
    /// `NOT NULL`, or what implies it.
    pub(super) not_null: bool,
    /// `DEFAULT …`.
    pub(super) default: Option<Expression>,
    /// `GENERATED …`.
    pub(super) generated: Option<Generated>,
    /// Everything that has, or may have, a name.
    pub(super) constraints: Vec<ConstraintDefinition>,
}

/// Takes all constraints that stand with a column (`ColQualList`).
pub(super) fn qualifiers(cursor: &mut Cursor<'_>, column: &Ident) -> Option<Qualifiers> {
    let mut said = Qualifiers::default();
    while qualifier(cursor, column, &mut said)? {}
    Some(said)
}

fn qualifier(cursor: &mut Cursor<'_>, column: &Ident, said: &mut Qualifiers) -> Option<bool> {
    if cursor.accept("COLLATE") {
        said.collation = Some(cursor.any_name()?);
        return Some(true);
    }
    if attribute(cursor, said) {
        return Some(true);
    }
    let mark = cursor.mark();
    let name = if cursor.accept("CONSTRAINT") { Some(cursor.column_id()?) } else { None };
    let named = name.is_some();
    if cursor.is_any(&["PRIMARY", "UNIQUE", "CHECK", "REFERENCES"]) {
        let kind = constraint_kind(cursor, column)?;
        said.not_null |= matches!(kind, ConstraintKind::PrimaryKey(_));
        said.constraints.push(ConstraintDefinition {
            name,
            span: cursor.span_since(mark),
            ..constraint::unnamed(kind)
        });
        return Some(true);
    }
    if cursor.accept_all(&["NOT", "NULL"]) {
        said.not_null = true;
        if named {
            let kind = ConstraintKind::NotNull(column.clone());
            said.constraints.push(ConstraintDefinition {
                name,
                span: cursor.span_since(mark),
                ..constraint::unnamed(kind)
            });
        }
        return Some(true);
    }
    let found = value(cursor, said)?;
    (found || !named).then_some(found)
}

/// Takes an attribute of the constraint before it; its span grows with it.
fn attribute(cursor: &mut Cursor<'_>, said: &mut Qualifiers) -> bool {
    let mark = cursor.mark();
    let Some(last) = said.constraints.last_mut() else {
        // After a plain NOT NULL, which is kept as a flag alone.
        return cursor.accept_all(&["NO", "INHERIT"]);
    };
    let found = constraint::attribute(cursor, last);
    if found {
        last.span = last.span.to(cursor.span_since(mark));
    }
    found
}

/// Takes a constraint that the catalog keeps under a name.
fn constraint_kind(cursor: &mut Cursor<'_>, column: &Ident) -> Option<ConstraintKind> {
    let key = KeyColumns::Columns { columns: vec![column.clone()], include: Vec::new() };
    if cursor.accept_all(&["PRIMARY", "KEY"]) {
        constraint::index_options(cursor)?;
        return Some(ConstraintKind::PrimaryKey(key));
    }
    if cursor.accept("UNIQUE") {
        let nulls_not_distinct = constraint::nulls_not_distinct(cursor);
        constraint::index_options(cursor)?;
        return Some(ConstraintKind::Unique { key, nulls_not_distinct });
    }
    if cursor.accept("CHECK") {
        return Some(ConstraintKind::Check(expression::parenthesized(cursor)?));
    }
    constraint::references(cursor, vec![column.clone()])
}

/// Takes what says where a value comes from: `NULL`, `DEFAULT`, `GENERATED`.
fn value(cursor: &mut Cursor<'_>, said: &mut Qualifiers) -> Option<bool> {
    if cursor.accept("NULL") {
        return Some(true);
    }
    if cursor.accept("DEFAULT") {
        said.default = Some(expression::restricted_expression(cursor)?);
        return Some(true);
    }
    if cursor.accept("GENERATED") {
        let generated = generated(cursor)?;
        said.not_null |= matches!(generated, Generated::IdentityAlways | Generated::IdentityByDefault);
        said.generated = Some(generated);
        return Some(true);
    }
    Some(false)
}

/// Takes what follows `GENERATED`.
fn generated(cursor: &mut Cursor<'_>) -> Option<Generated> {
    let always = always(cursor)?;
    cursor.need("AS")?;
    if cursor.accept("IDENTITY") {
        sequence_options(cursor)?;
        return Some(if always { Generated::IdentityAlways } else { Generated::IdentityByDefault });
    }
    let expression = always.then(|| expression::parenthesized(cursor)).flatten()?;
    if cursor.accept("STORED") {
        return Some(Generated::Stored(expression));
    }
    cursor.accept("VIRTUAL");
    Some(Generated::Virtual(expression))
}

/// Takes `ALWAYS` or `BY DEFAULT`, and says whether it was `ALWAYS`.
pub(super) fn always(cursor: &mut Cursor<'_>) -> Option<bool> {
    if cursor.accept("ALWAYS") {
        return Some(true);
    }
    cursor.need_all(&["BY", "DEFAULT"]).map(|()| false)
}

/// Takes the options of an identity's sequence, if any.
pub(super) fn sequence_options(cursor: &mut Cursor<'_>) -> Option<()> {
    if !cursor.opens() {
        return Some(());
    }
    cursor.parens(|inside| sequence::options(inside)).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use super::*;

    fn column(text: &str) -> ColumnDefinition {
        read(text, definition).unwrap_or_else(|| panic!("not read: {text}"))
    }

    #[test]
    fn knows_where_a_default_ends() {
        for (text, default) in [
            ("a int DEFAULT 1 NOT NULL", "1"),
            ("a int DEFAULT -1 NULL UNIQUE", "-1"),
            ("a text DEFAULT NULL CHECK (a <> '')", "NULL"),
            ("a text DEFAULT 'x'::varchar COLLATE \"C\" NOT NULL", "'x'::varchar"),
            ("a timestamp(3) DEFAULT (now() AT TIME ZONE 'utc') NOT NULL", "(now() AT TIME ZONE 'utc')"),
            ("a timestamp DEFAULT CURRENT_TIMESTAMP(3) NOT NULL", "CURRENT_TIMESTAMP(3)"),
            ("a interval DEFAULT interval '1 day' day NOT NULL", "interval '1 day' day"),
            ("a text[] DEFAULT ARRAY[]::text[] NOT NULL", "ARRAY[]::text[]"),
            ("a timestamptz DEFAULT timestamp with time zone 'now' REFERENCES t", "timestamp with time zone 'now'"),
            ("a int DEFAULT CASE WHEN 1 IS NOT NULL THEN 2 END NOT NULL", "CASE WHEN 1 IS NOT NULL THEN 2 END"),
            ("a int DEFAULT nextval('s'::regclass) + 2 * 3 CONSTRAINT p PRIMARY KEY", "nextval('s'::regclass) + 2 * 3"),
            ("a bool DEFAULT b IS NOT DISTINCT FROM 1 DEFERRABLE", "b IS NOT DISTINCT FROM 1"),
            ("a text DEFAULT ('x' || 'y') GENERATED ALWAYS AS IDENTITY", "('x' || 'y')"),
        ] {
            let found = read(text, definition);
            if text.ends_with("DEFERRABLE") {
                assert_eq!(found, None, "an attribute of no constraint");
                continue;
            }
            assert_eq!(&*found.expect(text).default.expect("a default").text, default, "{text}");
        }
    }

    #[test]
    fn writes_out_what_is_implied() {
        let serial = column("id bigserial PRIMARY KEY");
        assert_eq!((serial.data_type.to_string().as_str(), serial.not_null), ("bigint", true));
        assert_eq!(serial.generated, Some(Generated::Serial));
        assert!(
            matches!(&serial.constraints[0].kind, ConstraintKind::PrimaryKey(KeyColumns::Columns { columns, .. }) if columns[0] == "id")
        );
        let identity = column("id int GENERATED BY DEFAULT AS IDENTITY (START WITH 10 INCREMENT BY 5)");
        assert_eq!((identity.generated, identity.not_null), (Some(Generated::IdentityByDefault), true));
        let stored = column("t tsvector GENERATED ALWAYS AS (to_tsvector(body)) STORED");
        assert!(matches!(stored.generated, Some(Generated::Stored(of)) if &*of.text == "to_tsvector(body)"));
        assert!(!column("a \"serial\"[]").not_null, "an array of serial is a type by that name");
    }

    #[test]
    fn keeps_constraints_with_their_names_and_places() {
        let text = "u int NOT NULL CONSTRAINT f REFERENCES app.t (id) ON DELETE CASCADE INITIALLY DEFERRED CHECK (u > 0) NO INHERIT";
        let found = column(text);
        let [foreign, check] = &found.constraints[..] else { panic!("two constraints") };
        assert_eq!((foreign.name.as_ref(), foreign.deferrable), (Some(&"f".into()), true));
        assert_eq!(
            &text[foreign.span.range()],
            "CONSTRAINT f REFERENCES app.t (id) ON DELETE CASCADE INITIALLY DEFERRED"
        );
        assert_eq!(&text[check.span.range()], "CHECK (u > 0) NO INHERIT");
        let named = column("a int CONSTRAINT n NOT NULL");
        assert!(named.not_null && named.constraints[0].kind == ConstraintKind::NotNull("a".into()));
    }

    #[test]
    fn refuses_what_the_grammar_refuses() {
        for text in
            ["a", "a int CONSTRAINT x", "a int DEFAULT", "a int GENERATED AS IDENTITY", "a int NOT", "select int"]
        {
            assert_eq!(read(text, definition), None, "{text}");
        }
    }
}
