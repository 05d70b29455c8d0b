//! Words: quotes taken off, variables filled in where they are known.

use tree_sitter::Node;

use super::{Walk, span};
use crate::project::invocation::Word;
use crate::sql::Span;

/// A part of a word.
struct Piece {
    text: String,
    known: bool,
    /// Whether the shell splits it at spaces: a variable outside quotes.
    splits: bool,
}

impl Piece {
    fn literal(text: impl Into<String>) -> Self {
        Self { text: text.into(), known: true, splits: false }
    }

    fn unknown(written: &str) -> Self {
        Self { text: written.to_owned(), known: false, splits: false }
    }
}

impl<'t> Walk<'t> {
    /// The words that a node becomes: several where a variable with spaces stands outside quotes.
    pub(super) fn word(&mut self, node: Node<'t>) -> Vec<Word> {
        let mut pieces = Vec::new();
        self.pieces(node, false, &mut pieces);
        split(&pieces, span(node))
    }

    /// The word that a node becomes where the shell does not split: a value, a file.
    pub(super) fn whole_word(&mut self, node: Node<'t>) -> Word {
        let mut pieces = Vec::new();
        self.pieces(node, true, &mut pieces);
        joined(&pieces, span(node))
    }

    /// The text of a node with its variables filled in.
    pub(super) fn filled(&mut self, node: Node<'t>, place: Span) -> Word {
        let mut pieces = Vec::new();
        self.inner(node, node.start_byte()..node.end_byte(), &mut pieces);
        joined(&pieces, place)
    }

    fn pieces(&mut self, node: Node<'t>, quoted: bool, pieces: &mut Vec<Piece>) {
        if self.depth > super::DEEPEST {
            return self.trouble(node, "is nested too deeply to be followed");
        }
        self.depth += 1;
        match node.kind() {
            "raw_string" => pieces.push(Piece::literal(self.slice(node).trim_matches('\''))),
            "ansi_c_string" => pieces.push(ansi_c(self.slice(node))),
            "string" => {
                let inside = node.start_byte() + 1..(node.end_byte() - 1).max(node.start_byte() + 1);
                self.inner(node, inside, pieces);
                // An empty pair of quotes is a word too.
                pieces.push(Piece::literal(""));
            }
            "translated_string" | "concatenation" | "array" => {
                let mut cursor = node.walk();
                for child in node.named_children(&mut cursor) {
                    self.pieces(child, quoted, pieces);
                }
            }
            "simple_expansion" | "expansion" => pieces.push(self.variable(node, quoted)),
            "command_substitution" | "process_substitution" | "arithmetic_expansion" => {
                pieces.push(Piece::unknown(self.slice(node)));
                self.children(node);
            }
            _ => pieces.push(Piece::literal(unescaped(self.slice(node)))),
        }
        self.depth -= 1;
    }

    /// The inside of a string or here-document: what stands between the nodes is text as well.
    fn inner(&mut self, node: Node<'t>, inside: std::ops::Range<usize>, pieces: &mut Vec<Piece>) {
        let text = self.text;
        let mut at = inside.start;
        let mut cursor = node.walk();
        for child in node.named_children(&mut cursor) {
            if !matches!(
                child.kind(),
                "simple_expansion" | "expansion" | "command_substitution" | "arithmetic_expansion"
            ) {
                continue;
            }
            let before = text.get(at..child.start_byte()).unwrap_or_default();
            pieces.push(Piece::literal(unescaped_in_quotes(before)));
            self.pieces(child, true, pieces);
            at = child.end_byte();
        }
        pieces.push(Piece::literal(unescaped_in_quotes(text.get(at..inside.end).unwrap_or_default())));
    }

    /// `$NAME` and `${NAME}`; any further operator makes the value unknown.
    fn variable(&mut self, node: Node<'t>, quoted: bool) -> Piece {
        let written = self.slice(node);
        let name = written.trim_start_matches('$');
        let name = name.strip_prefix('{').and_then(|name| name.strip_suffix('}')).unwrap_or(name);
        let value = self.variables.get(name).map(str::to_owned);
        self.children(node);
        value.map_or_else(|| Piece::unknown(written), |text| Piece { text, known: true, splits: !quoted })
    }
}

fn joined(pieces: &[Piece], span: Span) -> Word {
    let text = pieces.iter().map(|piece| piece.text.as_str()).collect();
    Word { text, span, known: pieces.iter().all(|piece| piece.known) }
}

fn split(pieces: &[Piece], span: Span) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    let add = |words: &mut Vec<Word>, open: &mut bool, text: &str, known: bool| {
        if !*open {
            words.push(Word::literal("", span));
            *open = true;
        }
        if let Some(last) = words.last_mut() {
            last.text.push_str(text);
            last.known &= known;
        }
    };
    for piece in pieces {
        if !piece.splits {
            add(&mut words, &mut open, &piece.text, piece.known);
            continue;
        }
        let parts: Vec<&str> = piece.text.split_whitespace().collect();
        if piece.text.starts_with(char::is_whitespace) {
            open = false;
        }
        for (at, part) in parts.iter().enumerate() {
            open &= at == 0;
            add(&mut words, &mut open, part, piece.known);
        }
        if piece.text.ends_with(char::is_whitespace) {
            open = false;
        }
    }
    words
}

/// A word outside quotes: a backslash keeps the next character as it is, and joins lines.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => plain.extend(letters.next().filter(|next| *next != '\n')),
            other => plain.push(other),
        }
    }
    plain
}

/// Text in double quotes: a backslash is one, but before `$`, `` ` ``, `"`, `\` and the end of the line.
fn unescaped_in_quotes(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match (letter, letters.peek()) {
            ('\\', Some('\n')) => {
                letters.next();
            }
            ('\\', Some(&next @ ('$' | '`' | '"' | '\\'))) => {
                plain.push(next);
                letters.next();
            }
            _ => plain.push(letter),
        }
    }
    plain
}

/// `$'…'`; the text is known where it has no escape but the common ones.
fn ansi_c(written: &str) -> Piece {
    let inside = written.strip_prefix("$'").and_then(|text| text.strip_suffix('\'')).unwrap_or(written);
    let mut plain = String::new();
    let mut letters = inside.chars();
    while let Some(letter) = letters.next() {
        if letter != '\\' {
            plain.push(letter);
            continue;
        }
        match letters.next() {
            Some('n') => plain.push('\n'),
            Some('t') => plain.push('\t'),
            Some(same @ ('\\' | '\'' | '"')) => plain.push(same),
            _ => return Piece::unknown(written),
        }
    }
    Piece::literal(plain)
}
