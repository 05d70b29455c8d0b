use proptest::prelude::*;

use super::*;
use crate::sql::lexer::lex;

fn statements(text: &str) -> Vec<&str> {
    split(&lex(text), text).into_iter().map(|piece| &text[piece.span.range()]).collect()
}

/// Text, and how many statements `PostgreSQL` finds in it.
const COUNTS: &[(&str, usize)] = &[
    ("DO $body$ begin execute 'x;y'; end $body$; DROP TABLE x;", 2),
    ("CREATE FUNCTION f() RETURNS int AS $a$ SELECT $b$;$b$; $a$ LANGUAGE sql; DROP TABLE x;", 2),
    ("SELECT $é$;$é$; DROP TABLE x;", 2),
    ("SELECT a$b; DROP TABLE x; SELECT c$b;", 3),
    ("SELECT a$$; DROP TABLE x; SELECT b$$;", 3),
    ("SELECT $1; DROP TABLE x;", 2),
    ("/* a /* b; */ ; */ DROP TABLE x;", 1),
    ("-- '\rDROP TABLE x", 1),
    ("SELECT E'\\';'; DROP TABLE x;", 2),
    ("SELECT E'a'\n'b\\''; DROP TABLE x; SELECT ' -- ';", 3),
    ("SELECT 'a\\'; DROP TABLE x; SELECT '';", 3),
    ("SELECT x'\\'; DROP TABLE zz; --'", 2),
    ("SELECT U&'\\'; DROP TABLE x;", 2),
    ("DROP TABLE U&\"a;b\" UESCAPE '!'", 1),
    ("SELECT 1 END; DROP TABLE users;", 2),
    ("COPY t FROM STDIN; DROP TABLE x;", 2),
    ("COPY t FROM STDIN;\n1\n\\.\nDROP TABLE x;", 2),
    ("SELECT 1 ` 2; DROP TABLE x; SELECT 1 ` 2", 3),
    ("\u{feff}DROP TABLE x", 1),
    ("BEGIN; DELETE FROM a; END; DROP TABLE x;", 4),
    (";;DROP TABLE x;;;", 1),
    ("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END; DROP TABLE x;", 2),
    ("CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC DELETE FROM a; END; DROP TABLE x;", 2),
    ("CREATE FUNCTION f() RETURNS void BEGIN ATOMIC END; DROP TABLE x;", 2),
    (
        "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC CREATE FUNCTION g() RETURNS int BEGIN ATOMIC SELECT 1; END; END; x",
        2,
    ),
    ("CREATE RULE r AS ON INSERT TO t DO ALSO (DELETE FROM a; DELETE FROM b;); DROP TABLE x;", 2),
    (
        "CREATE OR REPLACE RULE r AS ON INSERT TO t WHERE (new.do) DO (INSERT INTO a VALUES (1); (SELECT 1)); DROP TABLE x;",
        2,
    ),
    ("CREATE RULE r AS ON INSERT TO t DO INSTEAD NOTHING; DROP TABLE x;", 2),
];

#[test]
fn counts_statements_as_postgresql_does() {
    for (text, count) in COUNTS {
        assert_eq!(statements(text).len(), *count, "{text}: {:?}", statements(text));
    }
}

#[test]
fn what_never_ends_hides_nothing() {
    for text in [
        "SELECT (1; DROP TABLE x;",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; DROP TABLE x;",
        "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; BEGIN; DROP TABLE x; END;",
        "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; DROP TABLE x; SELECT 1);",
        "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a; SELECT 1; DROP TABLE x;",
        "CREATE RULE r AS ON INSERT TO t DO ((DELETE FROM a; DROP TABLE x;",
        "SELECT 1 \\g\nDROP TABLE x",
        "\\echo (\nDROP TABLE x",
    ] {
        assert!(statements(text).contains(&"DROP TABLE x"), "{text}: {:?}", statements(text));
    }
}

#[test]
fn a_meta_command_stands_alone() {
    assert_eq!(
        statements("SELECT 1\n\\g\n\\connect a\nDROP TABLE x"),
        ["SELECT 1", "\\g", "\\connect a", "DROP TABLE x"]
    );
}

proptest! {
    #[test]
    fn pieces_hold_every_token_but_separators(text in crate::sql::lexer::tests::nasty()) {
        let lexed = lex(&text);
        let mut at = 0;
        for piece in split(&lexed, &text) {
            let between = &lexed.tokens[at..piece.tokens.start];
            prop_assert!(between.iter().all(|token| matches!(token.kind, TokenKind::Semicolon | TokenKind::CopyData)));
            prop_assert!(!piece.tokens.is_empty());
            at = piece.tokens.end;
        }
        prop_assert!(lexed.tokens[at..].iter().all(|token| matches!(token.kind, TokenKind::Semicolon | TokenKind::CopyData)));
    }
}
