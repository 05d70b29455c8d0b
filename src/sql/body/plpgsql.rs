//! `PL/pgSQL`: which statements a body runs, and whether it always does.
//!
//! The walk keeps a stack of open blocks and goes from statement to statement, as `pl_gram.y` does. It never gives up: where
//! something does not fit it says `unreadable` and goes on after the next semicolon, so that no statement is hidden.

use super::{BodyParts, BodyText, Dynamic, Fragment, FragmentKind, FragmentText, constant};
use crate::sql::cursor::Cursor;
use crate::sql::lexer::lex;
use crate::sql::operation::Reach;
use crate::sql::token::{Token, TokenKind};

/// Reads the body of a `PL/pgSQL` function or `DO` block.
#[must_use]
pub fn plpgsql(body: &BodyText<'_>) -> BodyParts {
    let lexed = lex(body.text());
    let mut walk = Walk {
        body,
        cursor: Cursor::new(body.text(), &lexed.tokens),
        blocks: Vec::new(),
        conditions: 0,
        left: false,
        parts: BodyParts { unreadable: !lexed.problems.is_empty(), ..BodyParts::default() },
    };
    walk.options();
    while !walk.cursor.at_end() {
        walk.statement();
    }
    walk.parts.unreadable |= !walk.blocks.is_empty();
    walk.parts
}

/// A block that waits for its `END`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Block {
    /// `BEGIN … END`, before its `EXCEPTION`.
    Begin,
    /// `EXCEPTION … END`.
    Handlers,
    /// `IF … END IF`.
    If,
    /// `CASE … END CASE`.
    Case,
    /// `LOOP … END LOOP`.
    Loop,
}

struct Walk<'a> {
    body: &'a BodyText<'a>,
    cursor: Cursor<'a>,
    blocks: Vec<Block>,
    /// How many of the blocks need not run.
    conditions: usize,
    /// A `RETURN` or `EXIT` went before, so that what follows need not run.
    left: bool,
    parts: BodyParts,
}

impl<'a> Walk<'a> {
    /// `#variable_conflict use_column` and the like, before everything else.
    fn options(&mut self) {
        while self.cursor.accept_operator("#") {
            self.cursor.ident();
            self.cursor.ident();
        }
    }

    fn statement(&mut self) {
        let before = self.cursor.mark();
        if self.cursor.accept_kind(TokenKind::Semicolon) || self.label() || self.block() || self.loop_head() {
            return;
        }
        let statement = self.take_to(&[]);
        if !statement.at_end() {
            self.simple(statement);
        }
        let ended = self.cursor.accept_kind(TokenKind::Semicolon);
        self.parts.unreadable |= !ended;
        if self.cursor.mark() == before {
            self.cursor.advance();
        }
    }

    /// `<<label>>`.
    fn label(&mut self) -> bool {
        let mut ahead = self.cursor;
        let found = ahead.accept_operator("<<") && ahead.ident().is_some() && ahead.accept_operator(">>");
        if found {
            self.cursor = ahead;
        }
        found
    }

    /// The words that open, divide and close blocks.
    fn block(&mut self) -> bool {
        let words = ["DECLARE", "BEGIN", "EXCEPTION", "IF", "ELSIF", "ELSEIF", "ELSE", "CASE", "WHEN", "END"];
        match self.cursor.accept_any(&words) {
            Some("DECLARE") => self.declarations(),
            Some("BEGIN") => self.open(Block::Begin),
            Some("EXCEPTION") => self.handlers(),
            Some("IF") => {
                self.condition("THEN");
                self.open(Block::If);
            }
            Some("ELSIF" | "ELSEIF") => self.condition("THEN"),
            Some("ELSE") => {}
            Some("CASE") => {
                let operand = self.take_to(&["WHEN"]);
                self.select(operand);
                self.open(Block::Case);
            }
            Some("WHEN") => self.when(),
            Some("END") => self.close(),
            _ => return false,
        }
        true
    }

    fn open(&mut self, block: Block) {
        self.conditions += usize::from(block != Block::Begin);
        self.blocks.push(block);
    }

    /// `END`, `END IF`, `END CASE`, `END LOOP`, with a label or without; the last `END` of a body needs no semicolon.
    fn close(&mut self) {
        let closed = self.blocks.pop();
        let fits = match self.cursor.accept_any(&["IF", "CASE", "LOOP"]) {
            Some("IF") => closed == Some(Block::If),
            Some("CASE") => closed == Some(Block::Case),
            Some("LOOP") => closed == Some(Block::Loop),
            _ => matches!(closed, Some(Block::Begin | Block::Handlers)),
        };
        self.conditions -= usize::from(closed.is_some_and(|block| block != Block::Begin));
        self.cursor.ident();
        let ended = self.cursor.accept_kind(TokenKind::Semicolon) || (self.cursor.at_end() && self.blocks.is_empty());
        self.parts.unreadable |= !fits || !ended;
    }

    fn handlers(&mut self) {
        match self.blocks.last_mut() {
            Some(block @ Block::Begin) => {
                *block = Block::Handlers;
                self.conditions += 1;
            }
            _ => self.parts.unreadable = true,
        }
    }

    /// `WHEN` of a `CASE` has an expression, that of an exception handler the names of errors.
    fn when(&mut self) {
        if self.blocks.last() == Some(&Block::Case) {
            return self.condition("THEN");
        }
        let _ = self.take_to(&["THEN"]);
        self.parts.unreadable |= !self.cursor.accept("THEN");
    }

    /// An expression and the word that ends it.
    fn condition(&mut self, end: &str) {
        let condition = self.take_to(&[end]);
        self.select(condition);
        self.parts.unreadable |= !self.cursor.accept(end);
    }

    /// All up to a semicolon or one of these words.
    fn take_to(&mut self, words: &[&str]) -> Cursor<'a> {
        // A semicolon ends it in parentheses too: one that was never closed must not swallow the rest.
        let rest = self.cursor.rest();
        let limit = rest.iter().position(|token| token.kind == TokenKind::Semicolon).unwrap_or(rest.len());
        let mut ahead = self.cursor;
        let mut within = ahead.take(limit);
        let _ = within.take_until_any(words);
        self.cursor.take(within.mark())
    }

    /// `name type [:= value];` up to the `BEGIN` of the block.
    fn declarations(&mut self) {
        while !self.cursor.at_end() && !self.cursor.is("BEGIN") {
            let mut declaration = self.take_to(&[]);
            let is_value = |cursor: &Cursor<'_>| {
                cursor.is_any(&["DEFAULT", "FOR", "IS"]) || cursor.is_operator(":=") || cursor.is_operator("=")
            };
            let _ = declaration.take_until(is_value);
            let is_query = declaration.is_any(&["FOR", "IS"]);
            declaration.advance();
            let kind = if is_query { FragmentKind::Statement } else { FragmentKind::Selected };
            self.query(declaration, kind);
            self.parts.unreadable |= !self.cursor.accept_kind(TokenKind::Semicolon);
        }
    }

    /// `LOOP`, `WHILE … LOOP`, `FOR … IN … LOOP`, `FOREACH … IN ARRAY … LOOP`.
    fn loop_head(&mut self) -> bool {
        match self.cursor.accept_any(&["LOOP", "WHILE", "FOR", "FOREACH"]) {
            Some("LOOP") => {}
            Some("WHILE") => self.condition("LOOP"),
            Some(_) => {
                let _ = self.take_to(&["IN"]);
                self.cursor.accept("IN");
                let source = self.take_to(&["LOOP"]);
                self.loop_source(source);
                self.parts.unreadable |= !self.cursor.accept("LOOP");
            }
            None => return false,
        }
        self.open(Block::Loop);
        true
    }

    /// What `FOR` goes through: a query, a range of numbers, a cursor or an array.
    fn loop_source(&mut self, mut source: Cursor<'a>) {
        if source.accept("EXECUTE") {
            self.execute(source);
        } else if source.accept("ARRAY") {
            self.select(source);
        } else if begins_query(&source) {
            self.query(source, FragmentKind::Statement);
        }
    }

    /// A statement that holds no others.
    fn simple(&mut self, statement: Cursor<'a>) {
        if let Some(value) = assigned(statement) {
            return self.select(value);
        }
        let mut rest = statement;
        let words = [
            "EXECUTE", "PERFORM", "RETURN", "OPEN", "ASSERT", "EXIT", "CONTINUE", "RAISE", "GET", "FETCH", "MOVE",
            "CLOSE", "NULL",
        ];
        match rest.accept_any(&words) {
            Some("EXECUTE") => self.execute(rest),
            Some("PERFORM" | "ASSERT") => self.select(rest),
            Some("RETURN") => self.returned(rest),
            Some("OPEN") => self.opened(rest),
            Some("EXIT") => self.left |= !self.blocks.contains(&Block::Loop),
            Some("RAISE") => self.raised(statement, rest),
            Some(_) => {}
            None => {
                let kind = if has_into(statement) { FragmentKind::Into } else { FragmentKind::Statement };
                self.query(statement, kind);
            }
        }
    }

    /// `RAISE EXCEPTION`, or `RAISE` without a level, ends the body; in a handler it hands an error on.
    fn raised(&mut self, statement: Cursor<'a>, mut rest: Cursor<'a>) {
        let levels = ["DEBUG", "LOG", "INFO", "NOTICE", "WARNING"];
        let handles = self.blocks.contains(&Block::Handlers);
        if rest.accept_any(&levels).is_none() && self.reach() == Reach::Conditional && !handles {
            self.parts.raises.push(self.body.in_source(statement.rest_span()));
        }
    }

    /// `RETURN NEXT` and `RETURN QUERY` go on; `RETURN` does not.
    fn returned(&mut self, mut rest: Cursor<'a>) {
        match (rest.accept("QUERY"), rest.accept("NEXT")) {
            (true, _) if rest.accept("EXECUTE") => self.execute(rest),
            (true, _) => self.query(rest, FragmentKind::Statement),
            (_, goes_on) => {
                self.select(rest);
                self.left |= !goes_on;
            }
        }
    }

    /// `OPEN c FOR query`, `OPEN c FOR EXECUTE text`.
    fn opened(&mut self, mut rest: Cursor<'a>) {
        let _ = rest.take_until_any(&["FOR"]);
        rest.accept("FOR");
        if rest.accept("EXECUTE") {
            self.execute(rest);
        } else if !rest.at_end() {
            self.query(rest, FragmentKind::Statement);
        }
    }

    const fn reach(&self) -> Reach {
        if self.left || self.conditions > 0 { Reach::Conditional } else { Reach::Body }
    }

    fn select(&mut self, expression: Cursor<'a>) {
        self.query(expression, FragmentKind::Selected);
    }

    fn query(&mut self, query: Cursor<'a>, kind: FragmentKind) {
        if query.at_end() {
            return;
        }
        let text = self.body.fragment_text(query.rest_span());
        self.parts.fragments.push(Fragment { text, kind, reach: self.reach() });
    }

    /// The text after `EXECUTE`, with what `INTO` and `USING` add.
    fn execute(&mut self, mut rest: Cursor<'a>) {
        let expression = rest.take_until_any(&["INTO", "USING"]);
        let from = self.body.in_source(expression.rest_span());
        let (built, reach) = (constant::build(expression), self.reach());
        if built.complete {
            let text = FragmentText::Built { text: built.text, from };
            self.parts.fragments.push(Fragment { text, kind: FragmentKind::Script, reach });
        } else {
            self.parts.dynamic.push(Dynamic { span: from, template: built.text, reach });
        }
    }
}

/// What stands after `name :=`, `name.field =`, `name[1] :=`.
fn assigned(statement: Cursor<'_>) -> Option<Cursor<'_>> {
    let mut ahead = statement;
    if !ahead.accept_kind(TokenKind::Parameter) {
        ahead.ident()?;
    }
    while (ahead.accept_dot() && ahead.ident().is_some())
        || (ahead.is_kind(TokenKind::LeftBracket) && ahead.skip_group())
    {}
    (ahead.accept_operator(":=") || ahead.accept_operator("=")).then_some(ahead)
}

fn begins_query(source: &Cursor<'_>) -> bool {
    let verbs = ["SELECT", "WITH", "VALUES", "TABLE", "INSERT", "UPDATE", "DELETE", "MERGE", "EXPLAIN", "SHOW", "CALL"];
    source.is_any(&verbs) || (source.is_kind(TokenKind::LeftParen) && !source.rest().iter().any(is_range))
}

/// The two dots of `1..10`.
fn is_range(token: &Token) -> bool {
    token.kind == TokenKind::Dot && token.span.end - token.span.start == 2
}

/// Whether an `INTO` names variables: everywhere but in `INSERT INTO`, `MERGE INTO` and `IMPORT FOREIGN SCHEMA`.
fn has_into(statement: Cursor<'_>) -> bool {
    let text = statement.text();
    let is = |token: &Token, word: &str| token.is_word(text, word);
    !statement.is("IMPORT")
        && statement
            .rest()
            .windows(2)
            .any(|pair| is(&pair[1], "INTO") && !is(&pair[0], "INSERT") && !is(&pair[0], "MERGE"))
}

#[cfg(test)]
mod tests;
