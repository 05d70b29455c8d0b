//! Reads the tokens of one statement from left to right: what the grammars of the `sql` wing are written with.
//!
//! A cursor is two slices and an index, so it is copied freely: to try something, copy it, and assign the copy back where it
//! worked. Every method that does not match leaves the cursor where it was.

use super::name::{Ident, QualifiedName};
use super::source::Span;
use super::token::{Token, TokenKind};
use super::value;

/// A place in the tokens of one statement.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'a> {
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
}

impl<'a> Cursor<'a> {
    /// A cursor before the first of these tokens, which were lexed from this text.
    #[must_use]
    pub const fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self { text, tokens, at: 0 }
    }

    /// The next token.
    #[must_use]
    pub fn peek(&self) -> Option<Token> {
        self.peek_at(0)
    }

    /// The token so many places after the next one.
    #[must_use]
    pub fn peek_at(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).copied()
    }

    /// Takes the next token.
    pub fn advance(&mut self) -> Option<Token> {
        let token = self.peek()?;
        self.at += 1;
        Some(token)
    }

    /// Takes so many tokens, or as many as there are, and gives a cursor over them.
    #[must_use = "assign it to `_` where the tokens are only to be passed over"]
    pub fn take(&mut self, count: usize) -> Self {
        let taken = &self.rest()[..count.min(self.rest().len())];
        self.at += taken.len();
        Self::new(self.text, taken)
    }

    /// Whether every token was read.
    #[must_use]
    pub fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// The tokens that were not read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [Token] {
        &self.tokens[self.at.min(self.tokens.len())..]
    }

    /// The text that the tokens were lexed from.
    #[must_use]
    pub const fn text(&self) -> &'a str {
        self.text
    }

    /// A token as written.
    #[must_use]
    pub fn slice(&self, span: Span) -> &'a str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Where to come back to, and where [`Cursor::span_since`] begins.
    #[must_use]
    pub const fn mark(&self) -> usize {
        self.at
    }

    /// From the first token after the mark to the last one read; empty where nothing was read.
    #[must_use]
    pub fn span_since(&self, mark: usize) -> Span {
        span_of(self.tokens.get(mark..self.at).unwrap_or_default()).unwrap_or_else(|| self.here())
    }

    /// All that was not read yet, as a span; empty at the end.
    #[must_use]
    pub fn rest_span(&self) -> Span {
        span_of(self.rest()).unwrap_or_else(|| self.here())
    }

    /// The empty span before the next token, or after the last one.
    fn here(&self) -> Span {
        let at = self.peek().map(|token| token.span.start).or_else(|| self.tokens.last().map(|token| token.span.end));
        Span::new(at.unwrap_or(0), at.unwrap_or(0))
    }

    // Keywords and punctuation.

    /// Whether the next token is this keyword: an unquoted word, in any case.
    #[must_use]
    pub fn is(&self, keyword: &str) -> bool {
        self.is_at(0, keyword)
    }

    /// Whether the token so many places after the next one is this keyword.
    #[must_use]
    pub fn is_at(&self, ahead: usize, keyword: &str) -> bool {
        self.peek_at(ahead).is_some_and(|token| token.is_word(self.text, keyword))
    }

    /// Whether the next token is one of these keywords.
    #[must_use]
    pub fn is_any(&self, keywords: &[&str]) -> bool {
        keywords.iter().any(|keyword| self.is(keyword))
    }

    /// Whether the next tokens are these keywords in this order.
    #[must_use]
    pub fn is_all(&self, keywords: &[&str]) -> bool {
        keywords.iter().enumerate().all(|(ahead, keyword)| self.is_at(ahead, keyword))
    }

    /// Takes this keyword, if it is next.
    pub fn accept(&mut self, keyword: &str) -> bool {
        self.take_if(self.is(keyword), 1)
    }

    /// Takes these keywords in this order: all, or none.
    pub fn accept_all(&mut self, keywords: &[&str]) -> bool {
        self.take_if(self.is_all(keywords), keywords.len())
    }

    /// Takes one of these keywords and says which.
    pub fn accept_any<'k>(&mut self, keywords: &[&'k str]) -> Option<&'k str> {
        let keyword = keywords.iter().copied().find(|keyword| self.is(keyword))?;
        self.at += 1;
        Some(keyword)
    }

    /// Whether the next token is of this kind.
    #[must_use]
    pub fn is_kind(&self, kind: TokenKind) -> bool {
        self.peek().is_some_and(|token| token.kind == kind)
    }

    /// Takes a token of this kind, if it is next.
    pub fn accept_kind(&mut self, kind: TokenKind) -> bool {
        self.take_if(self.is_kind(kind), 1)
    }

    /// Whether the next token is this operator.
    #[must_use]
    pub fn is_operator(&self, operator: &str) -> bool {
        self.peek().is_some_and(|token| token.kind == TokenKind::Operator && token.text(self.text) == operator)
    }

    /// Takes this operator, if it is next.
    pub fn accept_operator(&mut self, operator: &str) -> bool {
        self.take_if(self.is_operator(operator), 1)
    }

    fn take_if(&mut self, matches: bool, count: usize) -> bool {
        self.at += if matches { count } else { 0 };
        matches
    }

    // Names and values.

    /// Takes an identifier. Keywords are taken too: test for those that may stand here first.
    pub fn ident(&mut self) -> Option<Ident> {
        self.spanned_ident().map(|(ident, _)| ident)
    }

    /// Takes an identifier and says where it stands; a `UESCAPE` clause goes with it.
    pub fn spanned_ident(&mut self) -> Option<(Ident, Span)> {
        let token = self.peek()?;
        if !matches!(token.kind, TokenKind::Word | TokenKind::Quoted) {
            return None;
        }
        let mark = self.at;
        self.at += 1;
        let escape = self.unicode_escape(token);
        Some((value::identifier(token.text(self.text), escape), self.span_since(mark)))
    }

    /// The character that `UESCAPE 'c'` names after a `U&` token, else the backslash.
    fn unicode_escape(&mut self, token: Token) -> char {
        let is_unicode = token.text(self.text).get(..2).is_some_and(|prefix| prefix.eq_ignore_ascii_case("u&"));
        let literal = self.peek_at(1).filter(|next| next.kind == TokenKind::String);
        match literal {
            Some(literal) if is_unicode && self.is("UESCAPE") => {
                self.at += 2;
                value::string(literal.text(self.text), '\\').chars().next().unwrap_or('\\')
            }
            _ => '\\',
        }
    }

    /// Takes `name`, `schema.name` or `database.schema.name`, of which the database is dropped.
    pub fn qualified_name(&mut self) -> Option<QualifiedName> {
        self.spanned_name().map(|(name, _)| name)
    }

    /// As [`Cursor::qualified_name`], with where it stands.
    pub fn spanned_name(&mut self) -> Option<(QualifiedName, Span)> {
        let mark = self.at;
        let mut schema = None;
        let mut name = self.ident()?;
        loop {
            let mut ahead = *self;
            let Some(next) = ahead.accept_dot().then(|| ahead.ident()).flatten() else { break };
            *self = ahead;
            schema = Some(std::mem::replace(&mut name, next));
        }
        Some((QualifiedName { schema, name }, self.span_since(mark)))
    }

    /// Takes one `.`, not the `..` of PL/pgSQL.
    pub fn accept_dot(&mut self) -> bool {
        let is_dot =
            self.peek().is_some_and(|token| token.kind == TokenKind::Dot && token.span.end - token.span.start == 1);
        self.take_if(is_dot, 1)
    }

    /// Takes a string constant, dollar-quoted ones too, and gives its value.
    pub fn string(&mut self) -> Option<String> {
        let token = self.peek().filter(|token| matches!(token.kind, TokenKind::String | TokenKind::Dollar))?;
        self.at += 1;
        let escape = self.unicode_escape(token);
        Some(value::string(token.text(self.text), escape))
    }

    /// Takes `(a, b, …)` made of nothing but identifiers.
    pub fn ident_list(&mut self) -> Option<Vec<Ident>> {
        let mut ahead = *self;
        let items = ahead.group()?.split_commas();
        let idents = items.into_iter().map(|mut item| item.ident().filter(|_| item.at_end())).collect::<Option<_>>()?;
        *self = ahead;
        Some(idents)
    }

    // Groups and lists.

    /// Takes what stands in the parentheses or brackets that open here, and gives a cursor over their inside.
    ///
    /// Where the closing one is missing, nothing is taken.
    pub fn group(&mut self) -> Option<Self> {
        let length = group_length(self.rest())?;
        let inside = &self.rest()[1..length - 1];
        self.at += length;
        Some(Self::new(self.text, inside))
    }

    /// Takes a balanced group and says whether there was one.
    pub fn skip_group(&mut self) -> bool {
        self.group().is_some()
    }

    /// Takes one token, or the whole group that it opens; false at the end.
    ///
    /// All that follows a parenthesis that is never closed is inside it: to look again at each of its tokens would be
    /// quadratic.
    pub fn skip(&mut self) -> bool {
        if self.skip_group() {
            return true;
        }
        if self.is_kind(TokenKind::LeftParen) || self.is_kind(TokenKind::LeftBracket) {
            self.at = self.tokens.len();
            return true;
        }
        self.advance().is_some()
    }

    /// Takes all up to a place at depth 0 where `stop` holds, or to the end, and gives a cursor over it.
    #[must_use = "assign it to `_` where the tokens are only to be passed over"]
    pub fn take_until(&mut self, stop: impl Fn(&Self) -> bool) -> Self {
        let from = self.at;
        while !self.at_end() && !stop(self) {
            self.skip();
        }
        Self::new(self.text, &self.tokens[from..self.at])
    }

    /// Takes all up to one of these keywords at depth 0, or to the end.
    #[must_use = "assign it to `_` where the tokens are only to be passed over"]
    pub fn take_until_any(&mut self, keywords: &[&str]) -> Self {
        self.take_until(|cursor| cursor.is_any(keywords))
    }

    /// Takes a list item: all up to a comma at depth 0, which is left, or to the end.
    #[must_use = "assign it to `_` where the tokens are only to be passed over"]
    pub fn take_item(&mut self) -> Self {
        self.take_until(|cursor| cursor.is_kind(TokenKind::Comma))
    }

    /// What is left, cut at the commas of depth 0; no items where nothing is left.
    #[must_use]
    pub fn split_commas(mut self) -> Vec<Self> {
        let mut items = Vec::new();
        while !self.at_end() {
            items.push(self.take_item());
            if self.accept_kind(TokenKind::Comma) && self.at_end() {
                items.push(Self::new(self.text, &[]));
            }
        }
        items
    }
}

/// From the first to the last of these tokens.
fn span_of(tokens: &[Token]) -> Option<Span> {
    Some(tokens.first()?.span.to(tokens.last()?.span))
}

/// How many tokens the group has that the first one opens, both ends counted.
fn group_length(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket => depth += 1,
            TokenKind::RightParen | TokenKind::RightBracket => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return (at > 0).then_some(at + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexer::lex;

    fn with<T>(text: &str, read: impl FnOnce(Cursor<'_>) -> T) -> T {
        read(Cursor::new(text, &lex(text).tokens))
    }

    #[test]
    fn takes_all_or_nothing() {
        with("drop Table IF not x", |mut cursor| {
            assert!(cursor.accept_all(&["DROP", "TABLE"]));
            assert!(!cursor.accept_all(&["IF", "EXISTS"]));
            assert_eq!(cursor.accept_any(&["EXISTS", "IF"]), Some("IF"));
            assert!(cursor.is_all(&["NOT", "X"]) && !cursor.at_end());
        });
        with("\"drop\"", |cursor| assert!(!cursor.is("DROP"), "a quoted name is no keyword"));
    }

    #[test]
    fn reads_names() {
        let name = |text: &str| {
            with(text, |mut cursor| cursor.qualified_name().map(|name| (name.to_string(), cursor.rest().len())))
        };
        assert_eq!(name("Db.\"S\" . T x"), Some(("\"S\".t".to_owned(), 1)), "the database is dropped");
        assert_eq!(name("U&\"d!0061ta\" UESCAPE '!' .t"), Some(("data.t".to_owned(), 0)));
        assert_eq!(name("a..b"), Some(("a".to_owned(), 2)));
        assert_eq!(name("'a'"), None);
        with("(a, \"B\") x", |mut cursor| assert_eq!(cursor.ident_list(), Some(vec!["a".into(), "B".into()])));
        with("(a, lower(b))", |mut cursor| assert!(cursor.ident_list().is_none() && cursor.mark() == 0));
    }

    #[test]
    fn cuts_lists_at_depth_zero() {
        let items = |text: &str| {
            with(text, |cursor| {
                cursor.split_commas().iter().map(|item| item.slice(item.rest_span()).to_owned()).collect::<Vec<_>>()
            })
        };
        assert_eq!(items("a int, b numeric(1, 2), c int[1, 2]"), ["a int", "b numeric(1, 2)", "c int[1, 2]"]);
        assert_eq!(items("a, (b, c"), ["a", "(b, c"]);
        assert_eq!(items("a,"), ["a", ""]);
        with("x (CASCADE) y CASCADE z", |mut cursor| {
            let mark = cursor.mark();
            assert_eq!(cursor.take_until_any(&["CASCADE"]).rest().len(), 5);
            assert_eq!(cursor.slice(cursor.span_since(mark)), "x (CASCADE) y");
            assert_eq!(cursor.slice(cursor.rest_span()), "CASCADE z");
        });
    }
}
