//! `CREATE`: which of its many statements it is.

use super::super::cursor::Cursor;
use super::super::operation::{Located, ObjectKind, Operation, Persistence};
use super::super::source::Span;
use super::terms::direct;
use super::{
    create_table, domain, enum_type, function, index, policy, replication, role, schema, sequence, trigger, view,
};

/// Reads what follows `CREATE`.
pub(super) fn create(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    if cursor.accept("SCHEMA") {
        return schema::create(cursor, statement);
    }
    let whole = *cursor;
    let or_replace = cursor.accept_all(&["OR", "REPLACE"]);
    let operation =
        if or_replace { replaceable(cursor, true) } else { plain(cursor).or_else(|| replaceable(cursor, false)) };
    let operation = operation.or_else(|| {
        *cursor = whole;
        harmless(cursor)
    })?;
    Some(vec![direct(operation, statement)])
}

/// Reads what `OR REPLACE` may stand before; nothing is taken where it is none of these.
fn replaceable(cursor: &mut Cursor<'_>, or_replace: bool) -> Option<Operation> {
    let mut ahead = *cursor;
    let temporary = persistence(&mut ahead) == Persistence::Temporary;
    ahead.accept("RECURSIVE");
    if ahead.accept("VIEW") {
        *cursor = ahead;
        return view::create(cursor, or_replace, temporary);
    }
    if cursor.accept_all(&["CONSTRAINT", "TRIGGER"]) {
        return trigger::create(cursor, or_replace);
    }
    match cursor.accept_any(&["FUNCTION", "PROCEDURE", "TRIGGER", "RULE"])? {
        "TRIGGER" => trigger::create(cursor, or_replace),
        "RULE" => trigger::create_rule(cursor),
        word => function::create(cursor, or_replace, word == "PROCEDURE"),
    }
}

/// Reads what is made once.
fn plain(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let mut ahead = *cursor;
    let persistence = persistence(&mut ahead);
    match ahead.accept_any(&["TABLE", "SEQUENCE"]) {
        Some(word) => {
            *cursor = ahead;
            if word == "TABLE" { create_table::create(cursor, persistence) } else { sequence::create(cursor) }
        }
        None => several_words(cursor).or_else(|| one_word(cursor)),
    }
}

fn persistence(cursor: &mut Cursor<'_>) -> Persistence {
    let mut ahead = *cursor;
    ahead.accept_any(&["LOCAL", "GLOBAL"]);
    if ahead.accept_any(&["TEMP", "TEMPORARY"]).is_some() {
        *cursor = ahead;
        return Persistence::Temporary;
    }
    if cursor.accept("UNLOGGED") { Persistence::Unlogged } else { Persistence::Permanent }
}

fn several_words(cursor: &mut Cursor<'_>) -> Option<Operation> {
    if cursor.accept_all(&["UNIQUE", "INDEX"]) {
        return index::create(cursor, true);
    }
    if cursor.accept_all(&["MATERIALIZED", "VIEW"]) || cursor.accept_all(&["UNLOGGED", "MATERIALIZED", "VIEW"]) {
        return view::create_materialized(cursor);
    }
    if cursor.accept_all(&["FOREIGN", "TABLE"]) {
        return create_table::create_foreign(cursor);
    }
    if cursor.accept_all(&["EVENT", "TRIGGER"]) {
        return trigger::create_event(cursor);
    }
    None
}

fn one_word(cursor: &mut Cursor<'_>) -> Option<Operation> {
    const WORDS: &[&str] = &[
        "INDEX",
        "TYPE",
        "DOMAIN",
        "POLICY",
        "EXTENSION",
        "DATABASE",
        "ROLE",
        "USER",
        "GROUP",
        "PUBLICATION",
        "SUBSCRIPTION",
    ];
    if cursor.is_all(&["USER", "MAPPING"]) {
        return None;
    }
    match cursor.accept_any(WORDS)? {
        "INDEX" => index::create(cursor, false),
        "TYPE" => enum_type::create(cursor),
        "DOMAIN" => domain::create(cursor),
        "POLICY" => policy::create(cursor),
        "EXTENSION" => schema::create_extension(cursor),
        "DATABASE" => schema::create_database(cursor),
        "PUBLICATION" => replication::create(cursor, ObjectKind::Publication),
        "SUBSCRIPTION" => replication::create(cursor, ObjectKind::Subscription),
        _ => role::create(cursor),
    }
}

/// Reads what makes something that Seawall keeps nothing of: only its kind and that its parentheses close.
fn harmless(cursor: &mut Cursor<'_>) -> Option<Operation> {
    const KINDS: &[(&[&str], &str)] = &[
        (&["AGGREGATE"], "CREATE AGGREGATE"),
        (&["OPERATOR"], "CREATE OPERATOR"),
        (&["CAST"], "CREATE CAST"),
        (&["STATISTICS"], "CREATE STATISTICS"),
        (&["TEXT", "SEARCH"], "CREATE TEXT SEARCH"),
        (&["COLLATION"], "CREATE COLLATION"),
        (&["FOREIGN", "DATA", "WRAPPER"], "CREATE FOREIGN DATA WRAPPER"),
        (&["SERVER"], "CREATE SERVER"),
        (&["USER", "MAPPING"], "CREATE USER MAPPING"),
        (&["LANGUAGE"], "CREATE LANGUAGE"),
        (&["TRUSTED"], "CREATE LANGUAGE"),
        (&["PROCEDURAL"], "CREATE LANGUAGE"),
        (&["ACCESS", "METHOD"], "CREATE ACCESS METHOD"),
        (&["TRANSFORM"], "CREATE TRANSFORM"),
        (&["TABLESPACE"], "CREATE TABLESPACE"),
        (&["CONVERSION"], "CREATE CONVERSION"),
        (&["DEFAULT", "CONVERSION"], "CREATE CONVERSION"),
    ];
    cursor.accept_all(&["OR", "REPLACE"]);
    let (_, words) = KINDS.iter().find(|(words, _)| cursor.accept_all(words))?;
    (!cursor.at_end()).then_some(())?;
    cursor.rest_of_statement()?;
    Some(Operation::Harmless { words: (*words).into() })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_what_is_harmless() {
        assert_all_hold(&[
            (
                "CREATE OR REPLACE AGGREGATE public.last (anyelement) (SFUNC = f, STYPE = anyelement)",
                "CREATE AGGREGATE",
            ),
            ("CREATE statistics s ON (a IS NULL), b FROM t", "CREATE STATISTICS"),
            ("CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (host 'x')", "CREATE SERVER"),
            ("CREATE USER MAPPING FOR me SERVER s", "CREATE USER MAPPING"),
            ("CREATE CAST (a AS b) WITH FUNCTION f(a) AS ASSIGNMENT", "CREATE CAST"),
            ("CREATE LOCAL TEMPORARY TABLE t (a int)", "Temporary"),
        ]);
        assert_none(&[
            "CREATE",
            "CREATE FROB x",
            "CREATE AGGREGATE",
            "CREATE SERVER s (",
            "CREATE OR REPLACE TABLE t (a int)",
        ]);
    }
}
