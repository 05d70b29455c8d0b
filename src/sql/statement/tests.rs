//! Statements of every sort, and what they come to.

use super::*;
use crate::sql::operation::SetParameter;
use crate::sql::{Source, Statement, read};
use proptest::prelude::*;

fn statements(text: &str) -> Vec<Statement> {
    read(&Source::new("test.sql", text))
}

/// Every operation as `Variant reach "words"`.
fn told(text: &str) -> Vec<String> {
    let tell = |located: &Located| {
        let variant = format!("{:?}", located.operation);
        let variant = variant.split([' ', '(', '{']).next().unwrap_or_default().to_owned();
        format!("{variant} {:?} {}", located.reach, &text[located.span.range()])
    };
    statements(text).iter().flat_map(|statement| statement.operations.iter().map(tell)).collect()
}

#[test]
fn each_verb_goes_to_its_reader() {
    for (text, expected) in [
        ("DELETE FROM users", &["ChangeRows Direct DELETE FROM users"][..]),
        ("EXPLAIN ANALYZE DELETE FROM users;", &["ChangeRows Direct DELETE FROM users"]),
        ("EXPLAIN DELETE FROM users", &["Harmless Direct EXPLAIN DELETE FROM users"]),
        (
            "PREPARE p AS DELETE FROM users; EXECUTE p",
            &["Prepare Direct PREPARE p AS DELETE FROM users", "ExecutePrepared Direct EXECUTE p"],
        ),
        (
            "WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone",
            &[
                "ChangeRows Direct DELETE FROM a RETURNING *",
                "Select Direct WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone",
            ],
        ),
        (
            "COPY (DELETE FROM a RETURNING *) TO PROGRAM 'x'",
            &[
                "ChangeRows Direct DELETE FROM a RETURNING *",
                "CopyTo Direct COPY (DELETE FROM a RETURNING *) TO PROGRAM 'x'",
            ],
        ),
        ("SELECT a INTO t FROM u", &["CreateTable Direct SELECT a INTO t FROM u"]),
        ("CALL app.purge(1)", &["Call Direct CALL app.purge(1)"]),
        ("TABLE t", &["Select Direct TABLE t"]),
        ("\\i other.sql", &["Unknown Direct \\i other.sql"]),
        ("FROB x", &["Unknown Direct FROB x"]),
        ("DELETE FROM", &["Unknown Direct DELETE FROM"]),
        ("SELECT 1 END", &["Select Direct SELECT 1 END"]),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn bodies_are_part_of_their_statement() {
    for (text, expected) in [
        (
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_tables) THEN DROP TABLE users; END IF; END $$",
            &["Select Body EXISTS (SELECT 1 FROM pg_tables)", "DropTable Conditional DROP TABLE users"][..],
        ),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'users'; END $$", &["DropTable Body 'DROP TABLE ' || 'users'"]),
        (
            "DO LANGUAGE plpgsql 'BEGIN DELETE FROM a WHERE b = ''c''; END'",
            &["ChangeRows Body 'BEGIN DELETE FROM a WHERE b = ''c''; END'"],
        ),
        ("DO $$ BEGIN PERFORM wipe(); END $$", &["Select Body wipe()"]),
        (
            "DO $$ DECLARE v int := 1; BEGIN v := v + 1; SELECT count(*) INTO v FROM t; END $$",
            &["Select Body SELECT count(*) INTO v FROM t"],
        ),
        ("DO $$ BEGIN EXECUTE 'DROP TABLE ' || name; END $$", &["Unknown Body 'DROP TABLE ' || name"]),
        ("DO LANGUAGE plpython3u $$ import os $$", &[]),
    ] {
        let told = told(text);
        assert_eq!(
            (told[0].split(' ').next(), &told[1..]),
            (Some("Do"), expected.iter().map(ToString::to_string).collect::<Vec<_>>().as_slice()),
            "{text}"
        );
    }
    let text = "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN TRUNCATE users CASCADE; END $$";
    let [statement] = statements(text).try_into().expect("one statement");
    let [Located { operation: Operation::CreateFunction(function), .. }] = statement.operations.as_slice() else {
        panic!()
    };
    let body = function.body.as_ref().expect("it is read");
    assert!(matches!(body.operations[0].operation, Operation::Truncate { cascade: true, .. }));
    assert_eq!(&text[body.operations[0].span.range()], "TRUNCATE users CASCADE");
    assert_eq!(statement.danger, Danger::Changes, "it destroys nothing until it is called");
}

#[test]
fn a_constant_set_config_is_a_set() {
    let set = |text: &str| match statements(text)[0].operations.last().map(|located| located.operation.clone()) {
        Some(Operation::Set(parameter)) => Some(parameter),
        _ => None,
    };
    let path = |values: &[&str], local| {
        let values = values.iter().map(|&value| value.into()).collect();
        Some(SetParameter { name: "search_path".into(), values, local })
    };
    assert_eq!(set("SELECT pg_catalog.set_config('search_path', '', false)"), path(&[""], false));
    assert_eq!(set("SELECT set_config('search_path', 'App, \"Old\"', true)"), path(&["app", "Old"], true));
    assert_eq!(set("DO $$ BEGIN PERFORM set_config('search_path', 'a', false); END $$"), path(&["a"], false));
    assert_eq!(set("SELECT set_config('search_path', current_schema(), false)"), None);
}

#[test]
fn what_the_tokens_see_is_never_lost() {
    for text in [
        "DROP FROBNICATOR x",
        "DELETE FROM a WHERE",
        "WITH a AS (DELETE FROM x $ SELECT 1",
        "ALTER TABLE x DROP b FROB c",
    ] {
        let [statement] = statements(text).try_into().expect("one statement");
        assert_eq!(statement.danger, Danger::Destroys, "{text}");
        assert!(statement.operations.iter().any(|located| destroys::destroys(&located.operation)), "{text}");
    }
}

#[test]
fn what_is_broken_hides_no_destruction() {
    for text in [
        "SELECT 'abc;\nDROP TABLE x;",
        "SELECT 1;\u{feff}DROP TABLE x",
        "\0\nTRUNCATE x",
        "SELECT \"a FROM b; DELETE FROM c",
        "FROB x DROP y",
    ] {
        let all = statements(text).into_iter().flat_map(|statement| statement.operations);
        let dangers: Vec<Danger> = all
            .filter_map(|located| match located.operation {
                Operation::Unknown { danger, .. } => Some(danger),
                _ => None,
            })
            .collect();
        assert!(dangers.contains(&Danger::Destroys), "{text:?}: {dangers:?}");
    }
}

#[test]
fn nesting_ends() {
    let mut text = "DROP TABLE x".to_owned();
    for depth in 0..40 {
        text = format!("DO $a{depth}$ BEGIN EXECUTE $b{depth}$ {text} $b{depth}$; END $a{depth}$");
    }
    assert!(matches!(&statements(&text)[0].operations[0].operation, Operation::Do { .. }));
}

/// Pieces of SQL that, thrown together, go through every reader.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "SELECT",
        "FROM",
        "WHERE",
        "DELETE FROM",
        "UPDATE t SET a =",
        "INSERT INTO",
        "VALUES",
        "(",
        ")",
        ",",
        ";",
        "WITH x AS (",
        "DO $$",
        "$$",
        "BEGIN",
        "END",
        "EXECUTE '",
        "'",
        "MERGE INTO t USING u ON",
        "WHEN MATCHED THEN DELETE",
        "CREATE TABLE",
        "ALTER TABLE t DROP",
        "TABLE",
        "a",
        "\"B\"",
        "1",
        "::",
        "int",
        "[",
        "]",
        "CASE WHEN",
        "THEN",
        "IS NOT",
        "NULL",
        "INTO",
        "U&\"d\\0061\" UESCAPE",
        "E'\\u00",
        "COPY (",
        "EXPLAIN (ANALYZE)",
        "PREPARE p AS",
        "RETURNING",
        "ON CONFLICT",
        "é",
        "--",
        "\n",
        "CREATE RULE r AS ON INSERT TO t DO",
        "IN",
        "NOT",
        "+",
        "LANGUAGE",
        "ISNULL",
        "DISTINCT",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #[test]
    fn no_text_panics_and_every_span_is_in_it(text in prop_oneof![any::<String>(), pieces()]) {
        for statement in statements(&text) {
            prop_assert!(!statement.operations.is_empty());
            for located in &statement.operations {
                prop_assert!(text.get(located.span.range()).is_some());
                prop_assert!(statement.span.start <= located.span.start && located.span.end <= statement.span.end);
            }
        }
    }
}

#[test]
fn broken_text_is_never_understood_whole() {
    for text in
        ["DELETE FROM t WHERE a = 'x", "UPDATE t SET a = 1 /* x", "INSERT INTO t VALUES (1) \u{1}", "SELECT \"x"]
    {
        assert!(told(text).iter().any(|line| line.starts_with("Unknown")), "{text}");
    }
}
