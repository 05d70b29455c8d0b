//! The SQL inside functions and `DO` blocks.

mod constant;
mod plpgsql;

use std::borrow::Cow;

use super::lexer::lex;
use super::operation::Reach;
use super::source::Span;
use super::split::split;
use super::token::{Token, TokenKind};
use super::value;

pub use plpgsql::plpgsql;

/// Stands for each part of a dynamic statement that is only known at run time; it lexes as a name.
pub const UNKNOWN: &str = "…";

/// The text of a body, and where it stands in the source.
#[derive(Debug, Clone)]
pub struct BodyText<'a> {
    text: Cow<'a, str>,
    place: Place,
}

#[derive(Debug, Clone, Copy)]
enum Place {
    /// The source has the same bytes from this offset on.
    At(usize),
    /// Quotes were undone, so offsets differ; all that can be said is which token it was.
    In(Span),
}

impl<'a> BodyText<'a> {
    /// The body in a string or dollar-quoted token of `source`.
    #[must_use]
    pub fn of_token(source: &'a str, token: Token) -> Option<Self> {
        if !matches!(token.kind, TokenKind::String | TokenKind::Dollar) {
            return None;
        }
        let written = token.text(source);
        let value = value::string(written, '\\');
        let inside = written.find(value.as_str()).filter(|_| !value.is_empty());
        Some(match inside {
            Some(at) => Self::of_span(source, Span::new(at, at + value.len()).shifted(token.span.start)),
            None => Self { text: Cow::Owned(value), place: Place::In(token.span) },
        })
    }

    /// The body that stands bare in `source`.
    #[must_use]
    pub fn of_span(source: &'a str, span: Span) -> Self {
        Self { text: Cow::Borrowed(source.get(span.range()).unwrap_or_default()), place: Place::At(span.start) }
    }

    /// The statements between `BEGIN ATOMIC` and the last `END` of a `CREATE FUNCTION`.
    #[must_use]
    pub fn atomic(source: &'a str, statement: &[Token]) -> Option<Self> {
        let atomic =
            statement.windows(2).find(|pair| pair[0].is_word(source, "BEGIN") && pair[1].is_word(source, "ATOMIC"))?;
        let end = statement.last().filter(|token| token.is_word(source, "END"))?;
        Some(Self::of_span(source, Span::new(atomic[1].span.end, end.span.start)))
    }

    /// The body, quotes undone.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A span of the body as one of the source.
    fn in_source(&self, span: Span) -> Span {
        match self.place {
            Place::At(offset) => span.shifted(offset),
            Place::In(token) => token,
        }
    }

    fn fragment_text(&self, span: Span) -> FragmentText {
        match self.place {
            Place::At(offset) => FragmentText::Source(span.shifted(offset)),
            Place::In(from) => FragmentText::Built { text: self.text[span.range()].to_owned(), from },
        }
    }
}

/// What a body does, as far as its text says it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyParts {
    /// The statements, in order.
    pub fragments: Vec<Fragment>,
    /// What is put together at run time.
    pub dynamic: Vec<Dynamic>,
    /// Where the body ends with an error under a condition: `RAISE EXCEPTION`.
    pub raises: Vec<Span>,
    /// The structure could not be followed: fragments may be missing, and `reach` may be wrong.
    pub unreadable: bool,
}

/// One statement of a body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fragment {
    /// Its text.
    pub text: FragmentText,
    /// What sort of text.
    pub kind: FragmentKind,
    /// [`Reach::Body`] or [`Reach::Conditional`].
    pub reach: Reach,
}

/// The text of a [`Fragment`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FragmentText {
    /// It stands in the source.
    Source(Span),
    /// It was put together from constants (`EXECUTE 'DROP ' || 'TABLE x'`), or its quotes had to be undone.
    Built {
        /// The text.
        text: String,
        /// The words of the source it comes from.
        from: Span,
    },
}

impl FragmentText {
    /// The text itself.
    #[must_use]
    pub fn get<'a>(&'a self, source: &'a str) -> &'a str {
        match self {
            Self::Source(span) => source.get(span.range()).unwrap_or_default(),
            Self::Built { text, .. } => text,
        }
    }

    /// Where it is written in the source.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Source(span) | Self::Built { from: span, .. } => *span,
        }
    }
}

/// How the text of a [`Fragment`] is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FragmentKind {
    /// As one statement.
    Statement,
    /// As one statement whose `INTO` names variables, not a new table.
    Into,
    /// As what follows a `SELECT` that is not written: `PERFORM f()`, the condition of an `IF`, the value assigned.
    Selected,
    /// As a text of statements, which `EXECUTE` was given.
    Script,
}

/// A statement that is put together at run time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dynamic {
    /// The words that run it.
    pub span: Span,
    /// What is known of it, with [`UNKNOWN`] for the rest: `DROP TABLE …`.
    pub template: String,
    /// How it is reached.
    pub reach: Reach,
}

/// Reads a body of `LANGUAGE sql`: its statements, each on every path.
#[must_use]
pub fn sql_body(body: &BodyText<'_>) -> BodyParts {
    let lexed = lex(body.text());
    let pieces = split(&lexed, body.text()).into_iter();
    let fragments = pieces.map(|piece| Fragment {
        text: body.fragment_text(piece.span),
        kind: FragmentKind::Statement,
        reach: Reach::Body,
    });
    BodyParts { fragments: fragments.collect(), unreadable: !lexed.problems.is_empty(), ..BodyParts::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fragments(source: &str) -> Vec<(FragmentText, String)> {
        let lexed = lex(source);
        let token = lexed.tokens.iter().find(|token| matches!(token.kind, TokenKind::String | TokenKind::Dollar));
        let body = token.and_then(|&token| BodyText::of_token(source, token)).expect("the source has a body");
        sql_body(&body)
            .fragments
            .into_iter()
            .map(|part| (part.text.clone(), part.text.get(source).to_owned()))
            .collect()
    }

    #[test]
    fn places_statements_in_the_source() {
        for source in ["AS $a$ SELECT 1; DROP TABLE x $a$", "AS ' SELECT 1; DROP TABLE x '"] {
            let found = fragments(source);
            let FragmentText::Source(span) = found[1].0 else { panic!("not in the source: {found:?}") };
            assert_eq!(&source[span.range()], "DROP TABLE x");
        }
        let quoted = "AS 'SELECT ''a''; DROP TABLE x'";
        let found = fragments(quoted);
        assert_eq!(found[0].1, "SELECT 'a'");
        assert_eq!(&quoted[found[1].0.span().range()], &quoted[3..], "the whole token");
    }

    #[test]
    fn finds_the_body_of_begin_atomic() {
        let source = "CREATE FUNCTION f() RETURNS int BEGIN ATOMIC DELETE FROM a; SELECT CASE WHEN b THEN 1 END; END";
        let body = BodyText::atomic(source, &lex(source).tokens).map(|body| sql_body(&body).fragments.len());
        assert_eq!(body, Some(2));
    }
}
