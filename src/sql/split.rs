//! Tokens to statements: where `PostgreSQL`'s grammar ends one.

use std::collections::HashMap;
use std::ops::Range;

use super::lexer::Lexed;
use super::source::Span;
use super::token::{Token, TokenKind};

/// One statement, or one psql meta-command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// From its first token to its last, without the semicolon.
    pub span: Span,
    /// Its tokens, as a range of [`Lexed::tokens`].
    pub tokens: Range<usize>,
}

/// Cuts a text into statements.
///
/// A `;` ends one, but in two forms that `PostgreSQL`'s grammar knows: `CREATE RULE … DO (…; …)` and
/// `CREATE FUNCTION … BEGIN ATOMIC …; END`. Both only hold where their end is found, and only around what the grammar
/// allows inside: a parenthesis or an `END` that someone forgot never swallows the statements after it.
/// Semicolons, COPY data and empty statements belong to no piece.
#[must_use]
pub fn split(lexed: &Lexed, text: &str) -> Vec<Piece> {
    let parts = parts(&lexed.tokens);
    let ends = Groups::of(text, &lexed.tokens, &parts).ends;
    let mut pieces = Vec::with_capacity(parts.len());
    let mut at = 0;
    while at < parts.len() {
        let end = ends.get(&at).copied().unwrap_or(at);
        let tokens = parts[at].start..parts[end].end;
        if let [first, ..] = &lexed.tokens[tokens.clone()] {
            let last = &lexed.tokens[tokens.end - 1];
            pieces.push(Piece { span: first.span.to(last.span), tokens });
        }
        at = end + 1;
    }
    pieces
}

/// What stands between semicolons, empty parts included; a meta-command is a part of its own.
fn parts(tokens: &[Token]) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Semicolon => parts.push(start..at),
            TokenKind::Meta => parts.extend([start..at, at..at + 1]),
            TokenKind::CopyData if start < at => parts.push(start..at),
            TokenKind::CopyData => {}
            _ => continue,
        }
        start = at + 1;
    }
    parts.push(start..tokens.len());
    parts
}

/// Finds the parts that belong together.
struct Groups<'a> {
    text: &'a str,
    /// Last part of the group that begins with the part in the key.
    ends: HashMap<usize, usize>,
    /// `BEGIN ATOMIC` bodies that wait for their `END`, by the part they opened in.
    bodies: Vec<usize>,
    /// The part with the open `DO (` of a rule.
    rule: Option<usize>,
}

impl<'a> Groups<'a> {
    fn of(text: &'a str, tokens: &[Token], parts: &[Range<usize>]) -> Self {
        let mut groups = Groups { text, ends: HashMap::new(), bodies: Vec::new(), rule: None };
        for (at, part) in parts.iter().enumerate() {
            groups.rule(at, &tokens[part.clone()]);
            groups.body(at, &tokens[part.clone()]);
        }
        groups
    }

    /// A rule's actions are separated by semicolons at depth one, and nothing but a query, DML or NOTIFY can be one.
    fn rule(&mut self, at: usize, part: &[Token]) {
        let open = match self.rule.take() {
            Some(start) if self.is_action(part) => Some((start, part)),
            _ => self.rule_actions(part).map(|actions| (at, actions)),
        };
        let Some((start, actions)) = open else { return };
        match depth_at_end(actions) {
            Some(1) => self.rule = Some(start),
            Some(0) if start < at => drop(self.ends.insert(start, at)),
            _ => {}
        }
    }

    /// What follows `DO [ALSO | INSTEAD] (`, if the part is the start of a `CREATE RULE` with several actions.
    fn rule_actions<'b>(&self, part: &'b [Token]) -> Option<&'b [Token]> {
        if !self.is_create(part, &["RULE"]) {
            return None;
        }
        let mut depth = 0_usize;
        let do_at = part.iter().enumerate().skip(2).position(|(at, token)| {
            depth = depth_after(depth, token);
            depth == 0 && self.is(token, "DO") && part[at - 1].kind != TokenKind::Dot
        })?;
        let rest = &part[do_at + 3..];
        let instead = rest.first().is_some_and(|token| self.is(token, "ALSO") || self.is(token, "INSTEAD"));
        let rest = &rest[usize::from(instead)..];
        (rest.first()?.kind == TokenKind::LeftParen).then(|| &rest[1..])
    }

    fn is_action(&self, part: &[Token]) -> bool {
        const VERBS: [&str; 8] = ["SELECT", "VALUES", "TABLE", "WITH", "INSERT", "UPDATE", "DELETE", "NOTIFY"];
        part.first().is_none_or(|token| {
            matches!(token.kind, TokenKind::LeftParen | TokenKind::RightParen)
                || VERBS.iter().any(|verb| self.is(token, verb))
        })
    }

    /// `END` alone, after a semicolon, closes the innermost body: a `CASE … END` never stands alone.
    fn body(&mut self, at: usize, part: &[Token]) {
        let Some(first) = part.first() else { return };
        let ends = self.is(first, "END");
        if ends && part.len() == 1 {
            if let Some(start) = self.bodies.pop() {
                self.ends.insert(start, at);
            }
        } else if ends || self.is(first, "BEGIN") || first.kind == TokenKind::Meta {
            // No body holds one: an END is missing, and what follows are statements of their own.
            self.bodies.clear();
        }
        if self.is_create(part, &["FUNCTION", "PROCEDURE"]) {
            self.bodies.extend(std::iter::repeat_n(at, self.open_bodies(part)));
        }
    }

    /// How many `BEGIN ATOMIC` a part leaves open: a function whose first statement makes a function opens two.
    fn open_bodies(&self, part: &[Token]) -> usize {
        let opened = part.windows(2).filter(|pair| self.is(&pair[0], "BEGIN") && self.is(&pair[1], "ATOMIC")).count();
        let is_empty = matches!(part, [.., atomic, end] if self.is(atomic, "ATOMIC") && self.is(end, "END"));
        opened.saturating_sub(usize::from(is_empty))
    }

    fn is(&self, token: &Token, keyword: &str) -> bool {
        token.is_word(self.text, keyword)
    }

    /// `CREATE [OR REPLACE]` and one of these kinds.
    fn is_create(&self, part: &[Token], kinds: &[&str]) -> bool {
        let Some(create) = part.first() else { return false };
        if !self.is(create, "CREATE") {
            return false;
        }
        let replaced = part.get(1).is_some_and(|token| self.is(token, "OR"));
        part.get(if replaced { 3 } else { 1 }).is_some_and(|token| kinds.iter().any(|kind| self.is(token, kind)))
    }
}

fn depth_after(depth: usize, token: &Token) -> usize {
    match token.kind {
        TokenKind::LeftParen => depth + 1,
        TokenKind::RightParen => depth.saturating_sub(1),
        _ => depth,
    }
}

/// The depth after tokens that begin at depth one; none where depth zero comes before the last of them.
fn depth_at_end(tokens: &[Token]) -> Option<usize> {
    let mut depth = 1;
    for (at, token) in tokens.iter().enumerate() {
        depth = depth_after(depth, token);
        if depth == 0 && at + 1 < tokens.len() {
            return None;
        }
    }
    Some(depth)
}

#[cfg(test)]
mod tests;
