//! The tokens of JavaScript, TypeScript and C#: names, strings and punctuation, without comments and regular expressions.

use super::super::text::Text;
use crate::sql::Span;

/// One token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::project::scan) struct Token {
    pub(in crate::project::scan) word: Word,
    pub(in crate::project::scan) span: Span,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::project::scan) enum Word {
    Name(String),
    /// A string, or a template without `${…}`.
    Text(Text),
    /// A template with `${…}`.
    Template,
    Sign(char),
}

impl Token {
    pub(in crate::project::scan) fn is(&self, sign: char) -> bool {
        self.word == Word::Sign(sign)
    }

    /// The name, or the text of a quoted key.
    pub(in crate::project::scan) fn name(&self) -> Option<&str> {
        match &self.word {
            Word::Name(name) => Some(name),
            Word::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }
}

/// Splits a text into tokens.
pub(in crate::project::scan) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut at = 0;
    while let Some(letter) = text[at..].chars().next() {
        let rest = &text[at..];
        let length = match letter {
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            '/' if begins_expression(tokens.last()) => regular_expression(rest).unwrap_or(1),
            '"' | '\'' | '`' => {
                let (word, length) = quoted(text, at, letter);
                tokens.push(Token { word, span: Span::new(at, at + length) });
                length
            }
            _ if is_name(letter) => {
                let length = rest.find(|letter| !is_name(letter)).unwrap_or(rest.len());
                let word = Word::Name(rest[..length].to_owned());
                tokens.push(Token { word, span: Span::new(at, at + length) });
                length
            }
            _ => {
                let length = letter.len_utf8();
                if !letter.is_whitespace() {
                    tokens.push(Token { word: Word::Sign(letter), span: Span::new(at, at + length) });
                }
                length
            }
        };
        at += length;
    }
    tokens
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || matches!(letter, '_' | '$')
}

/// Whether a value may begin behind this token: then `/` begins a regular expression, else it divides.
fn begins_expression(last: Option<&Token>) -> bool {
    match last.map(|token| &token.word) {
        None => true,
        Some(Word::Sign(sign)) => !matches!(sign, ')' | ']' | '}'),
        Some(Word::Name(name)) => {
            matches!(name.as_str(), "return" | "case" | "typeof" | "in" | "of" | "await" | "yield")
        }
        Some(Word::Text(_) | Word::Template) => false,
    }
}

/// The length of a regular expression; `None` where none ends on its line.
fn regular_expression(text: &str) -> Option<usize> {
    let (mut escaped, mut in_class) = (false, false);
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            '\n' => return None,
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// A string or template from its opening quote on, and its length in the file.
fn quoted(text: &str, start: usize, quote: char) -> (Word, usize) {
    let (mut value, mut computed, mut escaped) = (String::new(), false, false);
    let mut end = text.len();
    for (at, letter) in text[start..].char_indices().skip(1) {
        match letter {
            _ if escaped => {
                escaped = false;
                value.push(match letter {
                    'n' => '\n',
                    't' => '\t',
                    other => other,
                });
            }
            '\\' => escaped = true,
            _ if letter == quote => {
                end = start + at + 1;
                break;
            }
            // A string that is not closed on its line is none; what follows is read as code again.
            '\n' if quote != '`' => {
                end = start + at;
                break;
            }
            '$' if quote == '`' && text[start + at..].starts_with("${") => computed = true,
            _ => value.push(letter),
        }
    }
    let word = if computed { Word::Template } else { Word::Text(Text::within(value, text, Span::new(start + 1, end))) };
    (word, end - start)
}
