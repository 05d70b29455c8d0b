//! The words of the `PostgreSQL` lexer (manual, 4.1 "Lexical Structure"; `scan.l`).

use super::source::Span;

/// What a token is. White space and comments are not tokens; comments are kept beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// An unquoted identifier or a keyword.
    Word,
    /// `"name"` or `U&"name"` (with its `UESCAPE` clause still to follow as tokens of its own).
    Quoted,
    /// `'…'`, `E'…'`, `N'…'`, `U&'…'`, with the continuations on later lines that belong to it.
    String,
    /// `B'…'` or `X'…'`.
    Bits,
    /// `$tag$…$tag$`.
    Dollar,
    /// A numeric constant.
    Number,
    /// `$1`.
    Parameter,
    /// An operator of one or more characters, as `PostgreSQL` cuts them; also `*`, `=`, `<`, `>`, `:=`, `=>`.
    Operator,
    /// `::`
    Typecast,
    /// `,`
    Comma,
    /// `.` (or `..`)
    Dot,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `(`
    LeftParen,
    /// `)`
    RightParen,
    /// `[`
    LeftBracket,
    /// `]`
    RightBracket,
    /// A psql meta-command: from the backslash to the end of the line.
    Meta,
    /// The lines that follow `COPY … FROM STDIN;`, the closing `\.` included.
    CopyData,
    /// A string, quoted name, dollar quote or comment that never ends: it reaches to the end of the text.
    Unterminated,
    /// A character with which no token begins.
    Invalid,
}

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands, in bytes of the text that was lexed.
    pub span: Span,
}

impl Token {
    /// The token as written, in the text that was lexed.
    #[must_use]
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        source.get(self.span.range()).unwrap_or_default()
    }

    /// Whether it is this keyword: an unquoted word, in any case.
    #[must_use]
    pub fn is_word(&self, source: &str, keyword: &str) -> bool {
        let as_long = self.span.end - self.span.start == keyword.len();
        self.kind == TokenKind::Word && as_long && self.text(source).eq_ignore_ascii_case(keyword)
    }
}
