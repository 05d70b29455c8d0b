//! Small parts that every statement is made of: needed words, names, lists.

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{Located, Operation, Reach};
use super::super::source::Span;
use super::super::token::TokenKind;
use super::keywords::WordClass;

/// An operation that the statement itself does.
pub(super) fn direct(operation: Operation, span: Span) -> Located {
    Located { operation, span, reach: Reach::Direct }
}

impl<'a> Cursor<'a> {
    /// Takes a keyword that must be here.
    pub(super) fn need(&mut self, keyword: &str) -> Option<()> {
        self.accept(keyword).then_some(())
    }

    /// Takes keywords that must be here in this order.
    pub(super) fn need_all(&mut self, keywords: &[&str]) -> Option<()> {
        self.accept_all(keywords).then_some(())
    }

    /// Takes a comma, if it is next.
    pub(super) fn comma(&mut self) -> bool {
        self.accept_kind(TokenKind::Comma)
    }

    /// Nothing, where all was read.
    pub(super) fn finished(&self) -> Option<()> {
        self.at_end().then_some(())
    }

    /// Takes the name of a column, table or other object (`ColId`).
    pub(super) fn column_id(&mut self) -> Option<Ident> {
        self.names_column().then(|| self.ident()).flatten()
    }

    fn names_column(&self) -> bool {
        matches!(self.word_class(), Some(WordClass::Free | WordClass::ColumnName))
    }

    /// Takes a name that may have a schema before it, and a database before that (`any_name`, `qualified_name`).
    pub(super) fn any_name(&mut self) -> Option<QualifiedName> {
        let before = *self;
        let name = self.names_column().then(|| self.qualified_name()).flatten()?;
        let taken = &before.rest()[..self.mark() - before.mark()];
        let dots = taken.iter().filter(|token| token.kind == TokenKind::Dot).count();
        (dots <= 2).then_some(name)
    }

    /// Takes the name of a function: what names a type is allowed too (`func_name`).
    pub(super) fn function_name(&mut self) -> Option<QualifiedName> {
        let qualified = self.peek_at(1).is_some_and(|next| next.kind == TokenKind::Dot);
        match self.word_class()? {
            WordClass::Reserved => None,
            WordClass::ColumnName if !qualified => None,
            WordClass::TypeOrFunction if qualified => None,
            _ => self.qualified_name(),
        }
    }

    /// Takes a name or a string (`NonReservedWord_or_Sconst`).
    pub(super) fn word_or_string(&mut self) -> Option<Ident> {
        if self.is_kind(TokenKind::Word) || self.is_kind(TokenKind::Quoted) {
            return self.label();
        }
        self.string().map(|text| Ident::quoted(&text))
    }

    /// Takes any name that is not reserved (`NonReservedWord`).
    pub(super) fn label(&mut self) -> Option<Ident> {
        (self.word_class()? != WordClass::Reserved).then(|| self.ident()).flatten()
    }

    /// Takes a role (`RoleSpec`): a name, `CURRENT_USER` and its kin as the word in lower case.
    pub(super) fn role(&mut self) -> Option<Ident> {
        if self.is_any(&["CURRENT_USER", "SESSION_USER", "CURRENT_ROLE"]) {
            return self.ident();
        }
        self.label()
    }

    /// Takes one or more of something, with commas between.
    pub(super) fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let mut items = vec![read(self)?];
        while self.comma() {
            items.push(read(self)?);
        }
        Some(items)
    }

    /// Takes parentheses whose whole inside `read` understands.
    pub(super) fn parens<T>(&mut self, read: impl FnOnce(&mut Cursor<'a>) -> Option<T>) -> Option<T> {
        let mut inside = self.opens().then(|| self.group()).flatten()?;
        let value = read(&mut inside)?;
        inside.finished()?;
        Some(value)
    }

    /// Takes `( item, … )`.
    pub(super) fn paren_list<T>(&mut self, read: impl FnMut(&mut Cursor<'a>) -> Option<T>) -> Option<Vec<T>> {
        self.parens(|inside| inside.list(read))
    }

    /// Takes `( column, … )`.
    pub(super) fn columns(&mut self) -> Option<Vec<Ident>> {
        self.paren_list(Cursor::column_id)
    }

    /// Whether a parenthesis opens here.
    pub(super) fn opens(&self) -> bool {
        self.is_kind(TokenKind::LeftParen)
    }

    /// Takes `( … )` and forgets it.
    pub(super) fn need_group(&mut self) -> Option<()> {
        (self.opens() && self.skip_group()).then_some(())
    }

    /// Takes `CASCADE` or `RESTRICT`, and says whether it was `CASCADE`.
    pub(super) fn cascade(&mut self) -> bool {
        self.accept_any(&["CASCADE", "RESTRICT"]) == Some("CASCADE")
    }

    /// Takes `IF EXISTS`.
    pub(super) fn if_exists(&mut self) -> bool {
        self.accept_all(&["IF", "EXISTS"])
    }

    /// Takes `IF NOT EXISTS`.
    pub(super) fn if_not_exists(&mut self) -> bool {
        self.accept_all(&["IF", "NOT", "EXISTS"])
    }

    /// Takes a whole number, with its sign.
    pub(super) fn integer(&mut self) -> Option<&'a str> {
        let mark = self.mark();
        let _ = self.accept_operator("-") || self.accept_operator("+");
        self.accept_kind(TokenKind::Number).then(|| self.slice(self.span_since(mark)))
    }

    /// Takes everything that is left; nothing where there is a token that no statement can hold.
    pub(super) fn rest_of_statement(&mut self) -> Option<()> {
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::LeftParen | TokenKind::LeftBracket => self.group().map(|_| ())?,
                TokenKind::RightParen | TokenKind::RightBracket | TokenKind::Invalid | TokenKind::Unterminated => {
                    return None;
                }
                _ => self.advance().map(|_| ())?,
            }
        }
        Some(())
    }

    /// The leading words, in upper case and with one space between them: how an operation without detail is called.
    pub(super) fn leading_words(&self, most: usize) -> Box<str> {
        let words = self.rest().iter().take(most).take_while(|token| token.kind == TokenKind::Word);
        words.map(|token| token.text(self.text()).to_ascii_uppercase()).collect::<Vec<_>>().join(" ").into()
    }
}
