//! Texts made of what is hardest to lex: whatever PostgreSQL accepts is cut as PostgreSQL cuts it.

use seawall::sql::{lex, split};
use seawall_oracle::{statements, tokens};

const VALUES: &[&str] = &[
    "1",
    "1.",
    ".5",
    "1_000",
    "0x1F",
    "0o17",
    "0b11",
    "1e-5",
    "$1",
    "'a'",
    "''",
    "'a\\'",
    "'--'",
    "'/*'",
    "';'",
    "E'\\''",
    "e'\\\\'",
    "E'a'\n'b\\''",
    "'a'\r'b'",
    "'a' -- ;'\n 'b'",
    "U&'\\0041'",
    "U&'!0041' UESCAPE '!'",
    "N'\\'",
    "B'1'",
    "b'1'\n'0'",
    "X'\\'",
    "x'1F'",
    "$$;$$",
    "$a$;$$;$a$",
    "$é$'$é$",
    "$a$$b$ $a$",
    "\"a;\"\"b\"",
    "U&\"d\\0061t\"",
    "a$b",
    "a$$",
    "é",
    "\u{a0}",
    "\u{3000}",
    "(1)",
    "((2))",
    "CASE WHEN true THEN 1 END",
    "ARRAY[1,2][1:2]",
    "a.b",
    "a::int",
    "f(a => 1)",
    "f(b := 'x')",
    "NULL",
    "1 end",
    "2 begin",
    "U&1",
    "e",
    "x",
];
const OPERATORS: &[&str] = &[
    "+", "-", "*", "/", "||", "@>", "->>", "#-", "?|", "@-", "`", "~~*", "!", "<->", "*-", "<=+-", "+-+", "@ ", "%",
    "#", "&&", "|/*;*/", "&--;\n",
];
const SPACES: &[&str] = &[
    " ",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\u{b}",
    "\u{c}",
    "/**/",
    "/*;'*/",
    "/* /* ; */ */",
    "/*/ */",
    "--;\n",
    "-- '\r",
    "--\"$$/*\n",
    "  ",
];
const STATEMENTS: &[&str] = &[
    "DROP TABLE x",
    "DROP TABLE",
    "TRUNCATE a",
    "DELETE FROM a",
    "COPY t FROM STDIN",
    "COPY t(a) FROM stdin",
    "BEGIN",
    "END",
    "COMMIT",
    "",
    "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC",
    "CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC",
    "END",
    "ALTER TABLE a DROP b",
    "\\.",
    "CREATE FUNCTION f() RETURNS void BEGIN ATOMIC END",
    "CREATE FUNCTION f() RETURNS text RETURN 'a;'",
    "TABLE a",
    "VALUES (1)",
    "RETURN 1",
    "CREATE RULE r AS ON INSERT TO t DO (DELETE FROM a",
    "DELETE FROM b)",
    "CREATE OR REPLACE RULE r AS ON UPDATE TO t DO ALSO (",
    ")",
    "CREATE RULE r AS ON DELETE TO t WHERE (new.do) DO INSTEAD NOTHING",
    "DO $d$begin; end$d$",
    "DO LANGUAGE sql ';'",
    "NOTIFY a",
];

/// SplitMix64: the same texts in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % limit as u64).expect("smaller than the limit")
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn space(&mut self) -> &'static str {
        if self.below(3) == 0 { self.pick(SPACES) } else { " " }
    }

    fn select(&mut self) -> String {
        let mut text = format!("SELECT{}{}", self.space(), self.pick(VALUES));
        for _ in 0..self.below(4) {
            let operator = if self.below(3) == 0 { "," } else { self.pick(OPERATORS) };
            let (before, after) = if self.below(4) == 0 { ("", "") } else { (self.space(), self.space()) };
            text += &[before, operator, after, self.pick(VALUES)].concat();
        }
        text
    }

    fn script(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.below(5) {
            let statement = if self.below(2) == 0 { self.select() } else { self.pick(STATEMENTS).to_owned() };
            text += &[self.space(), &statement, self.space(), ";"].concat();
        }
        if self.below(3) == 0 {
            text.pop();
        }
        text
    }

    /// Pieces in any order, most of which PostgreSQL refuses; the rest are the strangest.
    fn soup(&mut self) -> String {
        (0..1 + self.below(9)).fold("DROP TABLE x".to_owned(), |text, _| {
            let list = [VALUES, OPERATORS, SPACES, STATEMENTS, &[";", "SELECT ", "'", "\"", "$"]][self.below(5)];
            text + self.pick(list)
        })
    }
}

#[test]
fn whatever_postgresql_accepts_is_cut_alike() {
    let runs = std::env::var("SEAWALL_FUZZ").ok().and_then(|runs| runs.parse().ok()).unwrap_or(200_000);
    let mut random = Random(18);
    let mut accepted = 0;
    for run in 0..runs {
        let text = if run % 4 == 0 { random.soup() } else { random.script() };
        let (Some(wanted), Some(wanted_tokens)) = (statements(&text), tokens(&text)) else { continue };
        accepted += 1;
        let lexed = lex(&text);
        let pieces: Vec<_> = split(&lexed, &text).iter().map(|piece| piece.span.range()).collect();
        let cut: Vec<_> = lexed.tokens.iter().map(|token| token.span.range()).collect();
        assert_eq!(cut, wanted_tokens, "tokens of {text:?}");
        assert_eq!(pieces, wanted, "statements of {text:?}");
    }
    println!("{accepted} of {runs} texts are SQL to PostgreSQL");
    assert!(accepted * 10 > runs, "too few to prove anything: {accepted} of {runs}");
}
