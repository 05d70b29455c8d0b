//! A command as it is written in a file: its words after unescaping, and where each of them stands.

use crate::sql::Span;

/// A text that a file holds in quotes, escaped, folded or indented, with the way back to the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    value: String,
    span: Span,
    /// Places at which value and file begin to run in parallel, ascending.
    steps: Vec<Step>,
}

/// From here on value and file run in parallel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    value: usize,
    file: usize,
    /// Bytes in the file of the letter that begins it; more than its own where it is escaped.
    length: usize,
}

impl Text {
    /// A text that stands in the file letter by letter, from this offset.
    #[must_use]
    pub fn verbatim(value: impl Into<String>, start: usize) -> Self {
        let value = value.into();
        let span = Span::new(start, start + value.len());
        let length = value.chars().next().map_or(0, char::len_utf8);
        Self { value, span, steps: vec![Step { value: 0, file: start, length }] }
    }

    /// A text whose letters stand in this part of the file, among escapes, indentation and quotes.
    ///
    /// The parser of the format has read the value; this finds its letters again. Where the two cannot be matched (an
    /// unusual escape), positions are those of the last letter that could be.
    #[must_use]
    pub fn within(value: impl Into<String>, file: &str, span: Span) -> Self {
        let value = value.into();
        let raw = file.get(span.start..span.end).unwrap_or_default();
        let steps = align(&value, raw).map(|step| Step { file: span.start + step.file, ..step }).collect();
        Self { value, span, steps }
    }

    /// A text of pieces: letters that stand in the file, or what something in the file stands for (a variable's value).
    #[must_use]
    pub(super) fn of_pieces(pieces: &[Piece<'_>], span: Span) -> Self {
        let mut text = Self { value: String::new(), span, steps: Vec::new() };
        for piece in pieces {
            match piece {
                Piece::Verbatim(letters, file) => {
                    let length = letters.chars().next().map_or(0, char::len_utf8);
                    text.steps.push(Step { value: text.value.len(), file: *file, length });
                    text.value.push_str(letters);
                }
                Piece::Instead(letters, place) => {
                    // Each letter stands where the variable does.
                    let (before, file, length) = (text.value.len(), place.start, place.end - place.start);
                    text.steps.extend((0..letters.len()).map(|at| Step { value: before + at, file, length }));
                    text.value.push_str(letters);
                }
            }
        }
        text
    }

    /// The command.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.value
    }

    /// All of it, in the file.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The place in the file of some of its words.
    #[must_use]
    pub fn place(&self, words: Span) -> Span {
        let start = self.letter(words.start).0;
        // The last letter rather than the end: behind it may stand a new line's indentation.
        let last = self.value.get(words.start..words.end).and_then(|text| text.char_indices().next_back());
        let end = last.map_or(start, |(at, letter)| {
            let (file, length) = self.letter(words.start + at);
            file + length.unwrap_or(letter.len_utf8())
        });
        Span::new(start, end.max(start).min(self.span.end.max(start)))
    }

    /// Where a letter of the value stands in the file, and its length there where that is not its own.
    fn letter(&self, at: usize) -> (usize, Option<usize>) {
        let step = self.steps.partition_point(|step| step.value <= at);
        let Some(step) = step.checked_sub(1).and_then(|step| self.steps.get(step)) else {
            return (self.span.start, None);
        };
        (step.file + (at - step.value), (at == step.value).then_some(step.length))
    }
}

/// A piece of a text, and its place in the file.
pub(super) enum Piece<'a> {
    /// Letters that stand there.
    Verbatim(&'a str, usize),
    /// Letters that stand for what is there.
    Instead(&'a str, Span),
}

/// Where value and raw text run in parallel.
fn align(value: &str, raw: &str) -> impl Iterator<Item = Step> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut at, mut escaped) = (0, false);
    for (place, letter) in value.char_indices() {
        let Some((start, end)) = next(letter, raw, at) else { continue };
        let is_escaped = end - start != letter.len_utf8();
        let parallel = steps.last().is_some_and(|step| place - step.value == start.wrapping_sub(step.file));
        if !parallel || is_escaped || escaped {
            steps.push(Step { value: place, file: start, length: end - start });
        }
        (at, escaped) = (end, is_escaped);
    }
    steps.into_iter()
}

/// The raw letters that stand for a letter of the value, from an offset on.
fn next(letter: char, raw: &str, from: usize) -> Option<(usize, usize)> {
    let mut at = from;
    while let Some(found) = raw.get(at..)?.chars().next() {
        if let Some(length) = escape(letter, &raw[at..]) {
            return Some((at, at + length));
        }
        if found == letter || (letter.is_whitespace() && found.is_whitespace()) {
            return Some((at, at + found.len_utf8()));
        }
        // Quotes, indentation, comment signs of a folded text: nothing of the value.
        at += found.len_utf8();
    }
    None
}

/// The length of an escape that stands for a letter: `\"`, `\n`, `\u0041`, `\x41`.
fn escape(letter: char, raw: &str) -> Option<usize> {
    let kind = raw.strip_prefix('\\')?.chars().next()?;
    let digits = match kind {
        'x' => 2,
        'u' => 4,
        'U' => 8,
        _ => {
            let stands_for = match kind {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                '0' => '\0',
                'b' => '\u{8}',
                'f' => '\u{c}',
                'e' => '\u{1b}',
                other => other,
            };
            return (stands_for == letter).then_some(1 + kind.len_utf8());
        }
    };
    let code = u32::from_str_radix(raw.get(2..2 + digits)?, 16).ok()?;
    let surrogates = (0xd800..0xe000).contains(&code);
    (surrogates || char::from_u32(code) == Some(letter)).then_some(if surrogates { 12 } else { 2 + digits })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of the file at which `words` of the value stand.
    fn found<'a>(file: &'a str, text: &Text, words: &str) -> &'a str {
        let at = text.as_str().find(words).unwrap();
        let span = text.place(Span::new(at, at + words.len()));
        &file[span.start..span.end]
    }

    #[test]
    fn finds_words_behind_escapes() {
        let file = r#"{"a": "echo \"hi\" \u0026\u0026 prisma migrate reset"}"#;
        let text = Text::within("echo \"hi\" && prisma migrate reset", file, Span::new(6, file.len() - 1));
        assert_eq!(found(file, &text, "prisma migrate reset"), "prisma migrate reset");
        assert_eq!(found(file, &text, "\"hi\""), r#"\"hi\""#);
    }

    #[test]
    fn finds_words_in_an_indented_block() {
        let file = "run: |\n    npm ci\n    prisma db push \\\n      --force-reset\n";
        let text = Text::within("npm ci\nprisma db push \\\n  --force-reset\n", file, Span::new(5, file.len()));
        assert_eq!(found(file, &text, "prisma db push"), "prisma db push");
        let words = found(file, &text, "push \\\n  --force-reset");
        assert!(words.starts_with("push") && words.ends_with("--force-reset"), "{words}");
    }

    #[test]
    fn verbatim_is_where_it_stands() {
        let text = Text::verbatim("dropdb é", 10);
        assert_eq!(text.place(Span::new(0, 6)), Span::new(10, 16));
        assert_eq!(text.place(Span::new(7, 9)), Span::new(17, 19));
    }
}
