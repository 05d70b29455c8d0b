//! The text that `EXECUTE` is given, where it is made of constants.

use super::UNKNOWN;
use crate::sql::cursor::Cursor;
use crate::sql::token::TokenKind;

/// Parentheses and calls inside one another that are followed; people write two or three.
const MAX_DEPTH: usize = 16;

/// A text put together from the constants of an expression.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Built {
    /// The text, with [`UNKNOWN`] for each part that is not constant.
    pub(super) text: String,
    /// Whether every part was constant.
    pub(super) complete: bool,
}

impl Built {
    fn known(text: impl Into<String>) -> Self {
        Self { text: text.into(), complete: true }
    }

    fn unknown() -> Self {
        Self { text: UNKNOWN.to_owned(), complete: false }
    }

    fn join(parts: impl IntoIterator<Item = Self>) -> Self {
        parts.into_iter().fold(Self::known(""), |joined, part| Self {
            text: joined.text + &part.text,
            complete: joined.complete && part.complete,
        })
    }

    fn map(self, change: impl FnOnce(&str) -> String) -> Self {
        Self { text: change(&self.text), complete: self.complete }
    }
}

/// Reads an expression: constants, `||`, `format()`, `concat()`, `quote_ident()`, `quote_literal()`.
pub(super) fn build(expression: Cursor<'_>) -> Built {
    concatenation(expression, 0)
}

fn concatenation(mut expression: Cursor<'_>, depth: usize) -> Built {
    let mut terms = Vec::new();
    loop {
        terms.push(term(expression.take_until(|cursor| cursor.is_operator("||")), depth));
        if !expression.accept_operator("||") {
            return Built::join(terms);
        }
    }
}

/// One operand, of which a cast at the end changes nothing.
fn term(mut operand: Cursor<'_>, depth: usize) -> Built {
    let found = primary(&mut operand, depth);
    while operand.accept_kind(TokenKind::Typecast) && operand.qualified_name().is_some() {}
    if operand.at_end() { found } else { Built::unknown() }
}

fn primary(operand: &mut Cursor<'_>, depth: usize) -> Built {
    if depth > MAX_DEPTH {
        return Built::unknown();
    }
    if let Some(text) = operand.string() {
        return Built::known(text);
    }
    if let Some(inside) = operand.group() {
        return concatenation(inside, depth + 1);
    }
    let Some(name) = operand.qualified_name() else { return Built::unknown() };
    let Some(arguments) = operand.group() else { return Built::unknown() };
    let arguments = arguments.split_commas().into_iter().map(|argument| concatenation(argument, depth + 1));
    call(name.name.as_str(), arguments.collect())
}

fn call(function: &str, mut arguments: Vec<Built>) -> Built {
    match (function, arguments.len()) {
        ("format", 1..) => format(&arguments.remove(0), &arguments),
        ("concat", _) => Built::join(arguments),
        ("quote_ident", 1) => arguments.remove(0).map(quote_ident),
        ("quote_literal" | "quote_nullable", 1) => arguments.remove(0).map(quote_literal),
        _ => Built::unknown(),
    }
}

/// `format()`: `%s`, `%I`, `%L`, `%%`, each with a position (`%2$I`); a width makes it unknown.
fn format(template: &Built, arguments: &[Built]) -> Built {
    let mut parts = vec![Built { text: String::new(), complete: template.complete }];
    let mut rest = template.text.as_str();
    let mut next = 0;
    while let Some(at) = rest.find('%') {
        parts.push(Built::known(&rest[..at]));
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('%') {
            parts.push(Built::known("%"));
            rest = after;
            continue;
        }
        let (position, after) = position(rest);
        let index = position.unwrap_or(next);
        next = index.saturating_add(1);
        parts.push(placeholder(after.chars().next(), arguments.get(index)));
        rest = after.get(1..).unwrap_or_default();
    }
    parts.push(Built::known(rest));
    Built::join(parts)
}

/// The `2$` of `%2$I`, counted from zero, and what follows it.
fn position(text: &str) -> (Option<usize>, &str) {
    let numbered =
        text.split_once('$').and_then(|(digits, after)| Some((digits.parse::<usize>().ok()?.checked_sub(1)?, after)));
    numbered.map_or((None, text), |(index, after)| (Some(index), after))
}

fn placeholder(kind: Option<char>, argument: Option<&Built>) -> Built {
    let Some(argument) = argument else { return Built::unknown() };
    let text = argument.text.as_str();
    let text = match kind {
        Some('s') => text.to_owned(),
        Some('I') => quote_ident(text),
        Some('L') => quote_literal(text),
        _ => return Built::unknown(),
    };
    Built { text, complete: argument.complete }
}

/// Quoted always: what needs no quotes means the same with them.
fn quote_ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn quote_literal(value: &str) -> String {
    let doubled = value.replace('\'', "''");
    if doubled.contains('\\') { format!("E'{}'", doubled.replace('\\', "\\\\")) } else { format!("'{doubled}'") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexer::lex;

    fn built(text: &str) -> (String, bool) {
        let found = build(Cursor::new(text, &lex(text).tokens));
        (found.text, found.complete)
    }

    #[test]
    fn puts_constants_together() {
        for (expression, text) in [
            ("'DROP TABLE x'", "DROP TABLE x"),
            ("'DROP ' || E'TABLE\\n' || $$x$$", "DROP TABLE\nx"),
            ("('DROP ' || ('TABLE x'::text))::pg_catalog.text", "DROP TABLE x"),
            ("format('DROP TABLE %I.%I /* %% %s */', 'S', 'a\"b', 'c')", "DROP TABLE \"S\".\"a\"\"b\" /* % c */"),
            ("format('%2$s %1$L %s', 'it''s', 'x')", "x 'it''s' x"),
            ("pg_catalog.format('SELECT %L', 'a\\b')", "SELECT E'a\\\\b'"),
            ("concat('DROP TABLE ', quote_ident('X'))", "DROP TABLE \"X\""),
        ] {
            assert_eq!(built(expression), (text.to_owned(), true), "{expression}");
        }
    }

    #[test]
    fn shows_what_is_known_of_the_rest() {
        for (expression, text) in [
            ("sql", "…"),
            ("'DROP TABLE ' || quote_ident(r.name) || ' CASCADE'", "DROP TABLE \"…\" CASCADE"),
            ("format('DROP TABLE %I.%s', 'a', r.name)", "DROP TABLE \"a\".…"),
            ("format('a %10s', 'x')", "a …0s"),
            ("format('a %é %', 'x')", "a …"),
            ("'a' || lower('B') || -1", "a……"),
            ("replace('a', 'b', 'c')", "…"),
        ] {
            let found = built(expression);
            assert!(!found.1, "{expression}");
            assert!(found.0.starts_with(text), "{expression}: {}", found.0);
        }
        assert!(!built(&"(".repeat(100_000)).1);
        assert!(!built(&format!("{}'a'{}", "(".repeat(100), ")".repeat(100))).1);
    }
}
