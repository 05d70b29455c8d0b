//! Constraints of tables, columns and domains (manual, `CREATE TABLE`; `ConstraintElem` of the grammar).

use super::super::cursor::Cursor;
use super::super::name::Ident;
use super::super::operation::{ConstraintDefinition, ConstraintKind, KeyColumns, ReferentialAction};
use super::super::source::Span;
use super::{expression, index};
use crate::sql::token::TokenKind;

/// A constraint without name and attributes, its place still to be told.
pub(super) fn unnamed(kind: ConstraintKind) -> ConstraintDefinition {
    ConstraintDefinition {
        name: None,
        kind,
        not_valid: false,
        not_enforced: false,
        deferrable: false,
        span: Span::default(),
    }
}

/// Whether a table constraint begins here, and not a column.
pub(super) fn begins(cursor: &Cursor<'_>) -> bool {
    const WORDS: &[&str] = &["CONSTRAINT", "CHECK", "UNIQUE", "PRIMARY", "FOREIGN", "NOT"];
    let excludes = cursor.is("EXCLUDE")
        && (cursor.is_at(1, "USING") || cursor.peek_at(1).is_some_and(|next| next.kind == TokenKind::LeftParen));
    excludes || cursor.is_any(WORDS)
}

/// Takes a table constraint.
pub(super) fn table_constraint(cursor: &mut Cursor<'_>) -> Option<ConstraintDefinition> {
    let mark = cursor.mark();
    let name = if cursor.accept("CONSTRAINT") { Some(cursor.column_id()?) } else { None };
    let mut constraint = ConstraintDefinition { name, ..unnamed(element(cursor)?) };
    while attribute(cursor, &mut constraint) {}
    constraint.span = cursor.span_since(mark);
    Some(constraint)
}

fn element(cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
    if cursor.accept("CHECK") {
        return Some(ConstraintKind::Check(expression::parenthesized(cursor)?));
    }
    if cursor.accept_all(&["NOT", "NULL"]) {
        return Some(ConstraintKind::NotNull(cursor.column_id()?));
    }
    if cursor.accept("UNIQUE") {
        let nulls_not_distinct = nulls_not_distinct(cursor);
        return Some(ConstraintKind::Unique { key: key(cursor)?, nulls_not_distinct });
    }
    if cursor.accept_all(&["PRIMARY", "KEY"]) {
        return Some(ConstraintKind::PrimaryKey(key(cursor)?));
    }
    if cursor.accept_all(&["FOREIGN", "KEY"]) {
        let columns = period_columns(cursor, "PERIOD")?;
        return references(cursor, columns);
    }
    cursor.need("EXCLUDE")?;
    exclude(cursor)
}

/// Takes `NULLS NOT DISTINCT`, or its default `NULLS DISTINCT`.
pub(super) fn nulls_not_distinct(cursor: &mut Cursor<'_>) -> bool {
    let _ = cursor.accept_all(&["NULLS", "DISTINCT"]);
    cursor.accept_all(&["NULLS", "NOT", "DISTINCT"])
}

fn key(cursor: &mut Cursor<'_>) -> Option<KeyColumns> {
    if cursor.accept_all(&["USING", "INDEX"]) {
        return Some(KeyColumns::UsingIndex(cursor.column_id()?));
    }
    let columns = cursor.paren_list(|inside| {
        let column = inside.column_id();
        inside.accept_all(&["WITHOUT", "OVERLAPS"]);
        column
    })?;
    let include = include(cursor)?;
    index_options(cursor)?;
    Some(KeyColumns::Columns { columns, include })
}

/// Takes `INCLUDE (…)`, if it is next.
pub(super) fn include(cursor: &mut Cursor<'_>) -> Option<Vec<Ident>> {
    if cursor.accept("INCLUDE") { cursor.columns() } else { Some(Vec::new()) }
}

/// Takes `WITH (…)` and `USING INDEX TABLESPACE name`, if they are next.
pub(super) fn index_options(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("WITH") {
        cursor.need_group()?;
    }
    if cursor.accept_all(&["USING", "INDEX", "TABLESPACE"]) {
        cursor.label()?;
    }
    Some(())
}

/// Takes `(a, PERIOD b)`.
fn period_columns(cursor: &mut Cursor<'_>, period: &str) -> Option<Vec<Ident>> {
    cursor.paren_list(|inside| {
        if inside.is(period) && inside.peek_at(1).is_some_and(|next| next.kind != TokenKind::Comma) {
            inside.accept(period);
        }
        inside.column_id()
    })
}

fn exclude(cursor: &mut Cursor<'_>) -> Option<ConstraintKind> {
    let method = if cursor.accept("USING") { cursor.column_id()? } else { Ident::from("btree") };
    let elements = cursor.paren_list(index::exclusion_element)?;
    include(cursor)?;
    index_options(cursor)?;
    let predicate = if cursor.accept("WHERE") { Some(expression::parenthesized(cursor)?) } else { None };
    Some(ConstraintKind::Exclude { method, elements, predicate })
}

/// Takes `REFERENCES …` of these columns.
pub(super) fn references(cursor: &mut Cursor<'_>, columns: Vec<Ident>) -> Option<ConstraintKind> {
    cursor.need("REFERENCES")?;
    let referenced = cursor.any_name()?;
    let referenced_columns = if cursor.opens() { period_columns(cursor, "PERIOD")? } else { Vec::new() };
    if cursor.accept("MATCH") {
        cursor.accept_any(&["FULL", "PARTIAL", "SIMPLE"])?;
    }
    let (mut on_delete, mut on_update) = Default::default();
    while let Some(event) = accept_event(cursor) {
        let action = referential_action(cursor)?;
        *(if event == "DELETE" { &mut on_delete } else { &mut on_update }) = action;
    }
    Some(ConstraintKind::ForeignKey { columns, referenced, referenced_columns, on_delete, on_update })
}

fn accept_event(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    ["DELETE", "UPDATE"].into_iter().find(|event| cursor.accept_all(&["ON", event]))
}

fn referential_action(cursor: &mut Cursor<'_>) -> Option<ReferentialAction> {
    if cursor.accept_all(&["NO", "ACTION"]) {
        return Some(ReferentialAction::NoAction);
    }
    match cursor.accept_any(&["RESTRICT", "CASCADE", "SET"])? {
        "RESTRICT" => return Some(ReferentialAction::Restrict),
        "CASCADE" => return Some(ReferentialAction::Cascade),
        _ => {}
    }
    let word = cursor.accept_any(&["NULL", "DEFAULT"])?;
    if cursor.opens() {
        cursor.columns()?;
    }
    Some(if word == "NULL" { ReferentialAction::SetNull } else { ReferentialAction::SetDefault })
}

/// Takes one attribute (`DEFERRABLE`, `NOT VALID`, …) and notes it on the constraint.
pub(super) fn attribute(cursor: &mut Cursor<'_>, constraint: &mut ConstraintDefinition) -> bool {
    if cursor.accept_all(&["NOT", "VALID"]) {
        constraint.not_valid = true;
        return true;
    }
    timing(cursor, constraint) || enforcement(cursor, constraint) || cursor.accept_all(&["NO", "INHERIT"])
}

/// Takes `[NOT] DEFERRABLE` or `INITIALLY …`; `INITIALLY DEFERRED` implies `DEFERRABLE`.
fn timing(cursor: &mut Cursor<'_>, constraint: &mut ConstraintDefinition) -> bool {
    if cursor.accept("DEFERRABLE") || cursor.accept_all(&["INITIALLY", "DEFERRED"]) {
        constraint.deferrable = true;
        return true;
    }
    cursor.accept_all(&["NOT", "DEFERRABLE"]) || cursor.accept_all(&["INITIALLY", "IMMEDIATE"])
}

fn enforcement(cursor: &mut Cursor<'_>, constraint: &mut ConstraintDefinition) -> bool {
    let not_enforced = cursor.accept_all(&["NOT", "ENFORCED"]);
    constraint.not_enforced |= not_enforced;
    not_enforced || cursor.accept("ENFORCED")
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use super::*;

    fn kind(text: &str) -> Option<ConstraintKind> {
        read(text, table_constraint).map(|constraint| constraint.kind)
    }

    #[test]
    fn reads_every_kind_of_constraint() {
        let columns = |names: &[&str]| names.iter().map(|&name| Ident::from(name)).collect::<Vec<_>>();
        let key = |names, include| KeyColumns::Columns { columns: columns(names), include: columns(include) };
        assert_eq!(
            kind(
                "CONSTRAINT u UNIQUE NULLS NOT DISTINCT (a, \"B\") INCLUDE (c) WITH (fillfactor = 70) USING INDEX TABLESPACE fast"
            ),
            Some(ConstraintKind::Unique { key: key(&["a", "B"], &["c"]), nulls_not_distinct: true })
        );
        assert_eq!(
            kind("PRIMARY KEY (id, valid WITHOUT OVERLAPS)"),
            Some(ConstraintKind::PrimaryKey(key(&["id", "valid"], &[])))
        );
        assert_eq!(
            kind("PRIMARY KEY USING INDEX i DEFERRABLE"),
            Some(ConstraintKind::PrimaryKey(KeyColumns::UsingIndex("i".into())))
        );
        assert_eq!(kind("NOT NULL c NO INHERIT"), Some(ConstraintKind::NotNull("c".into())));
        let Some(ConstraintKind::ForeignKey { columns, referenced_columns, on_delete, on_update, .. }) = kind(
            "FOREIGN KEY (a, PERIOD b) REFERENCES t (x, PERIOD y) MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (a)",
        ) else {
            panic!("a foreign key")
        };
        assert_eq!((columns.len(), referenced_columns.len()), (2, 2));
        assert_eq!((on_delete, on_update), (ReferentialAction::SetNull, ReferentialAction::Cascade));
        let Some(ConstraintKind::Exclude { elements, predicate, .. }) =
            kind("EXCLUDE USING gist (room WITH =, tstzrange(a, b) WITH OPERATOR(pg_catalog.&&)) WHERE (NOT gone)")
        else {
            panic!("an exclusion")
        };
        assert_eq!(elements[1].exclusion_operator.as_deref(), Some("pg_catalog.&&"));
        assert_eq!(&*predicate.expect("a predicate").text, "NOT gone");
    }

    #[test]
    fn reads_attributes_in_any_order() {
        let constraint =
            read("CONSTRAINT c CHECK (a IS NOT NULL) NOT ENFORCED NOT VALID INITIALLY DEFERRED", table_constraint)
                .expect("a check");
        assert!(constraint.not_valid && constraint.not_enforced && constraint.deferrable);
        assert_eq!(constraint.name, Some("c".into()));
        assert_eq!(read("CHECK (a > 0) NOT", table_constraint), None);
        assert_eq!(read("CHECK ()", table_constraint), None);
    }
}
