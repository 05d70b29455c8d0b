//! The only door to `sqlparser`: queries and expressions as trees, and what Prisma asks of a whole file.
//!
//! It is fed with our own tokens, so its lexer decides nothing, and its answer counts only where it used up all of them.
#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "the methods themselves are not general over the parser's lifetime"
)]

mod expression;
mod query;
mod selection;
mod stars;
mod tokens;

use std::thread;

use sqlparser::ast::{Expr, Query};
use sqlparser::dialect::PostgreSqlDialect;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token as Parsed, TokenWithSpan};

use super::cursor::Cursor;
use super::expression::Tree;
use super::lexer::lex;
use super::token::{Token, TokenKind};

pub use query::Reading;
pub use selection::{Selection, SourceTable};

/// Longest chain such as `a OR b OR c …` that is read. Its tree is as deep as the chain is long, and is walked by recursion.
const LONGEST_CHAIN: usize = 300;

/// Stack for trees that are deeper, in bytes.
const DEEP_STACK: usize = 1 << 30;

/// Whether `sqlparser` reads the whole text as `PostgreSQL`: Prisma from 7.4 on splits a file only then.
#[must_use]
pub fn parses_whole(text: &str) -> bool {
    let dialect = PostgreSqlDialect {};
    let lexed = lex(text);
    let parses = |text: &str| Parser::parse_sql(&dialect, text).is_ok();
    if longest_chain(text, &lexed.tokens) <= LONGEST_CHAIN {
        // Its tokenizer takes longer than its parser, and cuts most files as our lexer did already.
        return match tokens::as_tokenizer_cuts(text, &lexed.tokens) {
            Some(tokens) => Parser::new(&dialect).with_tokens_with_locations(tokens).parse_statements().is_ok(),
            None => parses(text),
        };
    }
    // Dropping so deep a tree needs more stack than a thread is given.
    thread::scope(|scope| {
        let deep = thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, || parses(text));
        deep.ok().and_then(|deep| deep.join().ok()).unwrap_or(false)
    })
}

/// The tree of an expression that takes up all that the cursor has left.
pub(super) fn expression(cursor: &Cursor<'_>) -> Option<Tree> {
    parse(cursor, |parser| parser.parse_expr()).map(|parsed: Expr| expression::lower(&parsed))
}

/// What a query reads that takes up all that the cursor has left.
pub(super) fn query(cursor: &Cursor<'_>) -> Option<Reading> {
    parse(cursor, |parser| parser.parse_query()).map(|parsed: Box<Query>| query::read(&parsed))
}

/// As [`query`], of what follows a `SELECT` that is not written.
pub(super) fn selected(cursor: &Cursor<'_>) -> Option<Reading> {
    parse_after(tokens::select(), cursor, |parser| parser.parse_query()).map(|parsed: Box<Query>| query::read(&parsed))
}

/// What a list of FROM items reads that takes up all that the cursor has left.
pub(super) fn from_items(cursor: &Cursor<'_>) -> Option<Reading> {
    let select = tokens::select_all_from();
    parse_after(select, cursor, |parser| parser.parse_query()).map(|parsed: Box<Query>| query::read(&parsed))
}

/// The parts of each `SELECT` of a query that takes up all that the cursor has left; none where that is no plain query.
pub(super) fn selections(cursor: &Cursor<'_>) -> Vec<Selection> {
    parse(cursor, |parser| parser.parse_query())
        .map(|parsed: Box<Query>| selection::selections(&parsed))
        .unwrap_or_default()
}

/// The tables and conditions of a list of FROM items that takes up all that the cursor has left.
pub(super) fn joined(cursor: &Cursor<'_>) -> Option<Selection> {
    let select = tokens::select_all_from();
    let parsed: Box<Query> = parse_after(select, cursor, |parser| parser.parse_query())?;
    selection::selections(&parsed).pop()
}

type Reader<T> = fn(&mut Parser<'_>) -> Result<T, ParserError>;

fn parse<T>(cursor: &Cursor<'_>, how: Reader<T>) -> Option<T> {
    parse_after(Vec::new(), cursor, how)
}

/// Parses what the cursor has left as if these tokens stood before it.
fn parse_after<T>(mut tokens: Vec<TokenWithSpan>, cursor: &Cursor<'_>, how: Reader<T>) -> Option<T> {
    if longest_chain(cursor.text(), cursor.rest()) > LONGEST_CHAIN {
        return None;
    }
    tokens::translate(cursor, &mut tokens)?;
    let dialect = PostgreSqlDialect {};
    let mut parser = Parser::new(&dialect).with_tokens_with_locations(tokens);
    let parsed = how(&mut parser).ok()?;
    (parser.peek_token_ref().token == Parsed::EOF).then_some(parsed)
}

/// The most operators that stand in one list item: how deep its tree can become.
fn longest_chain(text: &str, tokens: &[Token]) -> usize {
    let mut longest = 0;
    let mut outer = Vec::new();
    let mut here = 0;
    for token in tokens {
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket => outer.push(std::mem::replace(&mut here, 0)),
            TokenKind::RightParen | TokenKind::RightBracket => here = outer.pop().unwrap_or(0) + 1,
            TokenKind::Comma | TokenKind::Semicolon => here = 0,
            TokenKind::Operator | TokenKind::Typecast | TokenKind::Dot => here += 1,
            TokenKind::Word if is_chain_word(token.text(text)) => here += 1,
            _ => {}
        }
        longest = longest.max(here);
    }
    longest
}

fn is_chain_word(word: &str) -> bool {
    const WORDS: [&str; 17] = [
        "and",
        "or",
        "not",
        "is",
        "isnull",
        "notnull",
        "collate",
        "at",
        "like",
        "ilike",
        "in",
        "between",
        "similar",
        "union",
        "except",
        "intersect",
        "join",
    ];
    WORDS.iter().any(|chain| chain.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use sqlparser::tokenizer::Tokenizer;

    use super::*;

    #[test]
    fn reads_only_what_it_uses_up() {
        let read = |text: &str| {
            let lexed = lex(text);
            query(&Cursor::new(text, &lexed.tokens)).is_some()
        };
        assert!(read("SELECT U&\"d\\0061t\" FROM t WHERE a ISNULL AND b = 'x'\n'y' AND E'\\'' = $q$'$q$"));
        assert!(read("TABLE t"));
        assert!(!read("SELECT 1 END"), "END is left over");
        assert!(!read("SELECT 'never closed"));
        let deep = format!("SELECT {}1{}", "(".repeat(3000), ")".repeat(3000));
        assert!(!read(&deep), "refused, not overflowed");
    }

    #[test]
    fn its_tokenizer_cuts_plain_text_as_our_lexer_does() {
        let ours = |text: &str| {
            let told = tokens::as_tokenizer_cuts(text, &lex(text).tokens)?;
            Some(told.into_iter().map(|token| token.token).collect::<Vec<_>>())
        };
        for text in [
            "-- a\nCREATE TABLE \"A\" (\"id\" TEXT NOT NULL, n numeric(10,2) DEFAULT 1.50, /* b */ e text[] DEFAULT '{}');",
            "ALTER TABLE a ALTER b TYPE x USING (b::text::x); UPDATE a SET b = c || 'x', d = e->>'f' WHERE g <> -1 AND h >= 2*3;",
            "SELECT a.b, c . d FROM t WHERE x!=y AND a<b AND c>d AND e<=f;",
        ] {
            let theirs = Tokenizer::new(&PostgreSqlDialect {}, text).tokenize().unwrap();
            let theirs: Vec<Parsed> =
                theirs.into_iter().filter(|token| !matches!(token, Parsed::Whitespace(_))).collect();
            assert_eq!(ours(text), Some(theirs), "{text}");
        }
        for text in [
            "E'a'",
            "'it''s'",
            "'a'\n'b'",
            "$$a$$",
            "U&\"a\"",
            "date'2020'",
            "1e5",
            "1_000",
            "a$b",
            "é",
            "\"a\"\"b\"",
            "a =- b",
            "$1",
        ] {
            assert_eq!(ours(text), None, "{text} is left to it");
        }
    }

    #[test]
    fn asks_sqlparser_as_prisma_does() {
        assert!(parses_whole("CREATE TABLE t (id int); DROP TABLE t;"));
        assert!(!parses_whole("DROP INDEX CONCURRENTLY i;"));
        let long = format!("SELECT 1 WHERE true{};", " OR true".repeat(50_000));
        assert!(parses_whole(&long), "a long chain does not overflow the stack");
    }
}
