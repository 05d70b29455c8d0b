use proptest::prelude::*;

use super::*;
use TokenKind::{
    Bits, Comma, CopyData, Dollar, Dot, Invalid, Meta, Number, Operator, Parameter, Quoted, Semicolon, String as Str,
    Typecast, Unterminated, Word,
};

fn cut(text: &str) -> Vec<(TokenKind, &str)> {
    lex(text).tokens.iter().map(|token| (token.kind, token.text(text))).collect()
}

fn texts(text: &str) -> Vec<&str> {
    cut(text).into_iter().map(|(_, text)| text).collect()
}

#[test]
fn cuts_operators_as_postgresql_does() {
    for (text, tokens) in [
        ("a*-1", vec!["a", "*", "-", "1"]),
        ("@-1", vec!["@-", "1"]),
        ("+-+x", vec!["+", "-", "+", "x"]),
        ("<=+-x", vec!["<=", "+", "-", "x"]),
        ("a`;b", vec!["a", "`", ";", "b"]),
        ("1 +/* c */2", vec!["1", "+", "2"]),
        ("1 @--c\n2", vec!["1", "@", "2"]),
        ("a->>'b'#>>c", vec!["a", "->>", "'b'", "#>>", "c"]),
        ("a::int[1:2]", vec!["a", "::", "int", "[", "1", ":", "2", "]"]),
        ("f(a=>1,b:=2)", vec!["f", "(", "a", "=>", "1", ",", "b", ":=", "2", ")"]),
    ] {
        assert_eq!(texts(text), tokens, "{text}");
    }
}

#[test]
fn cuts_numbers_as_postgresql_does() {
    for (text, tokens) in [
        ("1_000 0x_1F 0o17 0b11 1e-5 .5 1.", vec!["1_000", "0x_1F", "0o17", "0b11", "1e-5", ".5", "1."]),
        ("1..2", vec!["1", "..", "2"]),
        ("1.5.3", vec!["1.5", ".3"]),
        ("1_ 0x 1e+", vec!["1", "_", "0", "x", "1", "e", "+"]),
    ] {
        assert_eq!(texts(text), tokens, "{text}");
    }
    assert_eq!(lex("1_ 2").problems[0].kind, LexProblemKind::TrailingJunk);
}

#[test]
fn knows_every_sort_of_quote() {
    for (text, tokens) in [
        (r"'a\' 'b'", vec![(Str, r"'a\'"), (Str, "'b'")]),
        (r"E'a\'' x", vec![(Str, r"E'a\''"), (Word, "x")]),
        ("E'a'\n'b\\'' x", vec![(Str, "E'a'\n'b\\''"), (Word, "x")]),
        ("'a' -- c\r 'b'", vec![(Str, "'a' -- c\r 'b'")]),
        ("'a' /* c */\n 'b'", vec![(Str, "'a'"), (Str, "'b'")]),
        (r"x'\' b'1'", vec![(Bits, r"x'\'"), (Bits, "b'1'")]),
        (r"U&'\' u&", vec![(Str, r"U&'\'"), (Word, "u"), (Operator, "&")]),
        ("U&\"a\"\"b\".\"c;\"", vec![(Quoted, "U&\"a\"\"b\""), (Dot, "."), (Quoted, "\"c;\"")]),
        ("$é1$ $$ $é1$,a$$b$$", vec![(Dollar, "$é1$ $$ $é1$"), (Comma, ","), (Word, "a$$b$$")]),
        ("$1$$;$$", vec![(Parameter, "$1"), (Dollar, "$$;$$")]),
        ("$a $", vec![(Invalid, "$"), (Word, "a"), (Invalid, "$")]),
        ("a\u{a0}b::\u{3000}", vec![(Word, "a\u{a0}b"), (Typecast, "::"), (Word, "\u{3000}")]),
        ("a 'b; c", vec![(Word, "a"), (Unterminated, "'b; c")]),
        ("a /* /* */ c", vec![(Word, "a"), (Unterminated, "/* /* */ c")]),
    ] {
        assert_eq!(cut(text), tokens, "{text}");
    }
}

#[test]
fn comments_end_where_they_end() {
    let text = "\u{feff}/* a /* b */ -- ' */-- c\rDROP\u{b}\u{c}TABLE -- d\r\nx/*/ */";
    assert_eq!(texts(text), ["DROP", "TABLE", "x"]);
    let comments: Vec<_> = lex(text).comments.iter().map(|span| &text[span.range()]).collect();
    assert_eq!(comments, ["/* a /* b */ -- ' */", "-- c", "-- d", "/*/ */"]);
}

#[test]
fn psql_commands_end_with_their_line() {
    assert_eq!(cut("\\i a;b\r\nx \\g\ny"), [(Meta, "\\i a;b"), (Word, "x"), (Meta, "\\g"), (Word, "y")]);
    assert_eq!(cut("\\echo 'a \\\\ b' \\\\ x"), [(Meta, "\\echo 'a \\\\ b' \\\\"), (Word, "x")]);
    assert_eq!(cut("a \\; b"), [(Word, "a"), (Semicolon, ";"), (Word, "b")]);
    assert_eq!(cut("\\copy t from stdin\nit's\n\\.\nx")[1..], [(CopyData, "it's\n\\."), (Word, "x")]);
}

#[test]
fn copy_data_needs_its_end() {
    let text = "COPY t (a) FROM stdin; x\nit's; DROP\n\\.\r\ny";
    assert_eq!(cut(text)[8..], [(Word, "x"), (CopyData, "it's; DROP\n\\."), (Word, "y")]);
    let two = "COPY a FROM STDIN;COPY b FROM STDIN;\n1\n\\.\n2\n\\.\nx";
    assert_eq!(cut(two)[10..], [(CopyData, "1\n\\."), (CopyData, "2\n\\."), (Word, "x")]);
    assert_eq!(texts("COPY t FROM STDIN;\nDROP TABLE x; \\.")[5..], ["DROP", "TABLE", "x", ";", "\\."]);
    assert_eq!(texts("COPY a FROM STDIN;COPY b FROM STDIN;\nDROP TABLE x")[10], "DROP");
    assert_eq!(texts("COPY (SELECT 1 FROM stdin) TO 'f';\nx\n\\.")[10], "x");
}

#[test]
fn counts_what_the_server_refuses() {
    let kinds = |text: &str| lex(text).problems.iter().map(|problem| problem.kind).collect::<Vec<_>>();
    assert_eq!(kinds("\"\""), [LexProblemKind::EmptyName]);
    assert_eq!(kinds("a \0 {"), [LexProblemKind::InvalidCharacter; 2]);
    assert_eq!(kinds("$a$"), [LexProblemKind::UnterminatedDollar]);
    assert_eq!(kinds("\"a"), [LexProblemKind::UnterminatedName]);
    assert!(kinds("SELECT 'a', $$b$$, 1e5 /* c */").is_empty());
    assert_eq!(cut("1").first(), Some(&(Number, "1")));
}

#[test]
fn stays_linear_on_hostile_input() {
    let started = std::time::Instant::now();
    for part in ["+", "+-", "$a$b", "COPY t FROM STDIN;\n", "'a'\n", "/*", "\\\\", "*/", "a\\\n", "'' "] {
        let _ = lex(&part.repeat(1_000_000 / part.len()));
    }
    assert!(started.elapsed().as_secs() < 20, "quadratic: {:?}", started.elapsed());
}

/// Texts in which quotes, comments and line ends meet often.
pub(in crate::sql) fn nasty() -> impl Strategy<Value = std::string::String> {
    let parts = prop::sample::select(vec![
        "'",
        "E'",
        "\\",
        "\"",
        "U&'",
        "U&\"",
        "$$",
        "$a$",
        "$",
        "--",
        "/*",
        "*/",
        "\n",
        "\r",
        ";",
        "(",
        ")",
        " ",
        "DROP TABLE x",
        "COPY t FROM STDIN",
        "\\.",
        "\\copy t from stdin",
        "CREATE FUNCTION f() BEGIN ATOMIC ",
        "END",
        "CREATE RULE r AS ON INSERT TO t DO (",
        "SELECT 1",
        "1e",
        "0x",
        "..",
        "é",
        "\u{a0}",
        "\0",
        "+",
        "-",
        "@",
        "CASE",
        "BEGIN",
        "x'",
        "UESCAPE",
    ]);
    prop::collection::vec(parts, 0..40).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn every_byte_is_token_comment_or_space(text in nasty()) {
        let lexed = lex(&text);
        let mut spans: Vec<_> = lexed.tokens.iter().map(|token| token.span).chain(lexed.comments).collect();
        spans.sort();
        let mut at = 0;
        for span in spans {
            prop_assert!(span.start >= at && span.end > span.start);
            let gap = &text[at..span.start];
            prop_assert!(gap.bytes().all(|byte| is_space(byte) || byte == b'\\'), "hidden: {gap:?}");
            at = span.end;
        }
        prop_assert!(text[at..].bytes().all(|byte| is_space(byte) || byte == b'\\'));
    }

    #[test]
    fn no_text_panics(text in any::<std::string::String>()) {
        let _ = lex(&text);
    }
}
