//! Text to tokens, exactly as `PostgreSQL`'s `scan.l` cuts them, plus what psql adds: meta-commands and COPY data.
//!
//! Linear in the text, no recursion, no allocation for a token. Whatever the text holds, every byte ends up in a token, in
//! a comment or in white space, so that nothing can hide.

mod psql;
mod scan;

use std::fmt;

use super::source::Span;
use super::token::{Token, TokenKind};
pub(super) use scan::{continuation, dollar_tag};
use scan::{is_identifier_start, is_operator, is_space};

/// A text as tokens and comments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lexed {
    /// The tokens in order; they never overlap.
    pub tokens: Vec<Token>,
    /// The comments in order, with their `--` or `/* */`, without the end of the line.
    pub comments: Vec<Span>,
    /// Where `PostgreSQL` would refuse the text before it looks at the grammar.
    pub problems: Vec<LexProblem>,
}

/// A place at which `PostgreSQL`'s lexer gives up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LexProblem {
    /// What is wrong.
    pub kind: LexProblemKind,
    /// Where.
    pub span: Span,
}

/// What `PostgreSQL`'s lexer refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LexProblemKind {
    /// `'…` without an end.
    UnterminatedString,
    /// `"…` without an end.
    UnterminatedName,
    /// `$tag$…` without an end.
    UnterminatedDollar,
    /// `/*…` without an end.
    UnterminatedComment,
    /// `""`.
    EmptyName,
    /// `123abc`: an error since version 15, two tokens before.
    TrailingJunk,
    /// A character with which no token begins.
    InvalidCharacter,
}

impl fmt::Display for LexProblemKind {
    /// In the words of the server's own message.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UnterminatedString => "unterminated quoted string",
            Self::UnterminatedName => "unterminated quoted identifier",
            Self::UnterminatedDollar => "unterminated dollar-quoted string",
            Self::UnterminatedComment => "unterminated /* comment",
            Self::EmptyName => "zero-length delimited identifier",
            Self::TrailingJunk => "trailing junk after numeric literal",
            Self::InvalidCharacter => "syntax error at an invalid character",
        })
    }
}

/// Cuts a text into tokens.
#[must_use]
pub fn lex(text: &str) -> Lexed {
    let mut lexer =
        Lexer { text, bytes: text.as_bytes(), at: 0, out: Lexed::default(), statement: 0, copy: Copy::default() };
    lexer.out.tokens.reserve(text.len() / 8);
    if text.starts_with('\u{feff}') {
        lexer.at = '\u{feff}'.len_utf8();
    }
    while let Some(&byte) = lexer.bytes.get(lexer.at) {
        lexer.step(byte);
    }
    lexer.out
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    out: Lexed,
    /// The first token since the last `;` or meta-command.
    statement: usize,
    copy: Copy,
}

/// What is known of COPY data that is still to come.
#[derive(Default)]
struct Copy {
    /// `COPY … FROM STDIN` statements whose data begins on the next line.
    pending: usize,
    /// No line `\.` follows any more. Looking for it again each time would be quadratic.
    exhausted: bool,
}

impl Lexer<'_> {
    fn step(&mut self, byte: u8) {
        match byte {
            _ if is_space(byte) => self.white_space(),
            b'-' if self.ahead(1) == b'-' => self.line_comment(),
            b'/' if self.ahead(1) == b'*' => self.block_comment(),
            _ if is_identifier_start(byte) => self.word(byte),
            b'\'' => self.string(0, TokenKind::String),
            b'"' => self.name(0),
            b'0'..=b'9' => self.number(),
            b'.' => self.dot(),
            b'$' => self.dollar(),
            b':' => self.colon(),
            b'\\' => self.backslash(),
            b';' => self.semicolon(),
            _ if is_operator(byte) => self.operators(),
            _ => self.single(byte),
        }
    }

    /// The byte so many places on; NUL past the end, which begins nothing.
    fn ahead(&self, by: usize) -> u8 {
        self.bytes.get(self.at + by).copied().unwrap_or(0)
    }

    fn push(&mut self, kind: TokenKind, end: usize) {
        self.out.tokens.push(Token { kind, span: Span::new(self.at, end) });
        self.at = end;
    }

    fn problem(&mut self, kind: LexProblemKind, span: Span) {
        self.out.problems.push(LexProblem { kind, span });
    }

    /// A token that should have ended at `end`, or runs to the end of the text.
    fn push_closed(&mut self, kind: TokenKind, end: Option<usize>, otherwise: LexProblemKind) {
        if let Some(end) = end {
            return self.push(kind, end);
        }
        self.problem(otherwise, Span::new(self.at, self.bytes.len()));
        self.push(TokenKind::Unterminated, self.bytes.len());
    }

    fn white_space(&mut self) {
        while let Some(&byte) = self.bytes.get(self.at)
            && is_space(byte)
        {
            self.at += 1;
            if byte == b'\n' && self.copy.pending > 0 {
                self.copy_data();
            }
        }
    }

    fn line_comment(&mut self) {
        let end = scan::line_comment(self.bytes, self.at);
        self.out.comments.push(Span::new(self.at, end));
        self.at = end;
    }

    fn block_comment(&mut self) {
        match scan::block_comment(self.bytes, self.at) {
            Some(end) => {
                self.out.comments.push(Span::new(self.at, end));
                self.at = end;
            }
            None => self.push_closed(TokenKind::Unterminated, None, LexProblemKind::UnterminatedComment),
        }
    }

    /// A word, or what a letter can begin: `E''`, `B''`, `X''`, `N''`, `U&''`, `U&""`.
    fn word(&mut self, byte: u8) {
        match (byte | 0x20, self.ahead(1)) {
            (b'e' | b'n', b'\'') => self.string(1, TokenKind::String),
            (b'b' | b'x', b'\'') => self.string(1, TokenKind::Bits),
            (b'u', b'&') if self.ahead(2) == b'\'' => self.string(2, TokenKind::String),
            (b'u', b'&') if self.ahead(2) == b'"' => self.name(2),
            _ => self.push(TokenKind::Word, scan::identifier(self.bytes, self.at)),
        }
    }

    fn string(&mut self, prefix: usize, kind: TokenKind) {
        let escapes = prefix == 1 && self.bytes[self.at] | 0x20 == b'e';
        let end = scan::string(self.bytes, self.at + prefix, escapes);
        self.push_closed(kind, end, LexProblemKind::UnterminatedString);
    }

    fn name(&mut self, prefix: usize) {
        let open = self.at + prefix;
        let end = scan::quoted(self.bytes, open + 1, b'"');
        if end == Some(open + 2) {
            self.problem(LexProblemKind::EmptyName, Span::new(self.at, open + 2));
        }
        self.push_closed(TokenKind::Quoted, end, LexProblemKind::UnterminatedName);
    }

    /// Junk after a number stays a token of its own, as it was up to version 14: only there the statement runs.
    fn number(&mut self) {
        let end = scan::number(self.bytes, self.at);
        self.junk_after(end);
        self.push(TokenKind::Number, end);
    }

    fn junk_after(&mut self, end: usize) {
        if self.bytes.get(end).is_some_and(|&byte| is_identifier_start(byte)) {
            self.problem(LexProblemKind::TrailingJunk, Span::new(self.at, scan::identifier(self.bytes, end)));
        }
    }

    fn dot(&mut self) {
        match self.ahead(1) {
            b'0'..=b'9' => self.number(),
            b'.' => self.push(TokenKind::Dot, self.at + 2),
            _ => self.push(TokenKind::Dot, self.at + 1),
        }
    }

    fn dollar(&mut self) {
        if self.ahead(1).is_ascii_digit() {
            let end = scan::parameter(self.bytes, self.at);
            self.junk_after(end);
            return self.push(TokenKind::Parameter, end);
        }
        let Some(body) = scan::dollar_tag(self.bytes, self.at) else { return self.single(b'$') };
        let end = scan::dollar_end(self.bytes, self.at, body);
        self.push_closed(TokenKind::Dollar, end, LexProblemKind::UnterminatedDollar);
    }

    fn colon(&mut self) {
        match self.ahead(1) {
            b':' => self.push(TokenKind::Typecast, self.at + 2),
            b'=' => self.push(TokenKind::Operator, self.at + 2),
            _ => self.push(TokenKind::Colon, self.at + 1),
        }
    }

    /// A run of operator characters, which is one operator or several.
    fn operators(&mut self) {
        let run = scan::operator_run(self.bytes, self.at);
        if run.first_end > self.at {
            self.push(TokenKind::Operator, run.first_end);
        }
        while self.at < run.end {
            self.push(TokenKind::Operator, self.at + 1);
        }
    }

    fn single(&mut self, byte: u8) {
        let kind = match byte {
            b',' => TokenKind::Comma,
            b'(' => TokenKind::LeftParen,
            b')' => TokenKind::RightParen,
            b'[' => TokenKind::LeftBracket,
            b']' => TokenKind::RightBracket,
            _ => TokenKind::Invalid,
        };
        if kind == TokenKind::Invalid {
            self.problem(LexProblemKind::InvalidCharacter, Span::new(self.at, self.at + 1));
        }
        self.push(kind, self.at + 1);
    }

    fn semicolon(&mut self) {
        self.copy.pending += usize::from(psql::reads_stdin(self.text, &self.out.tokens[self.statement..]));
        self.push(TokenKind::Semicolon, self.at + 1);
        self.statement = self.out.tokens.len();
    }

    /// psql sends `\;` and `\:` as `;` and `:`; every other backslash begins a command.
    fn backslash(&mut self) {
        if matches!(self.ahead(1), b';' | b':') {
            self.at += 1;
            return;
        }
        let end = psql::meta_end(self.bytes, self.at);
        self.copy.pending += usize::from(psql::meta_reads_stdin(&self.text[self.at..end]));
        self.push(TokenKind::Meta, end);
        self.statement = self.out.tokens.len();
    }

    /// Called at the start of a line.
    ///
    /// psql takes everything up to a line `\.` as data, or the rest of the file where there is none. In that second case
    /// Seawall reads SQL instead: such a file was hardly written for psql, and a DROP in it must not pass for data.
    fn copy_data(&mut self) {
        for waiting in (0..self.copy.pending).rev() {
            let end = if self.copy.exhausted { None } else { psql::copy_end(self.bytes, self.at) };
            let Some(end) = end else {
                self.copy.exhausted = true;
                break;
            };
            self.push(TokenKind::CopyData, end);
            self.statement = self.out.tokens.len();
            if waiting > 0 {
                self.at = psql::next_line(self.bytes, self.at);
            }
        }
        self.copy.pending = 0;
    }
}

#[cfg(test)]
pub(super) mod tests;
