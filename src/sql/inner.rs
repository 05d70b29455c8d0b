//! The SQL inside `DO` blocks, functions, rules and prepared statements, as operations of the statement that holds it.

use std::cell::Cell;

use super::body::{self, BodyParts, BodyText, Fragment, FragmentKind, FragmentText};
use super::cursor::Cursor;
use super::lexer::{Lexed, lex};
use super::operation::{Body, Danger, Located, Operation, Reach};
use super::recognise;
use super::source::Span;
use super::split::split;
use super::statement::{self, Into};
use super::token::{Token, TokenKind};

/// How deep bodies are read in bodies (`DO` in `EXECUTE` in `DO` …); what lies deeper counts as not seen.
const DEEPEST: usize = 8;

thread_local! {
    /// How many bodies are open. Grammars call each other through the text, so there is nothing to hand it on with.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Reads the body that is next as a string, in `sql` or `plpgsql`; `None` for a language that Seawall does not read.
pub(super) fn text(cursor: &mut Cursor<'_>, language: &str) -> Option<Body> {
    let source = cursor.text();
    let token = cursor.peek().filter(|token| matches!(token.kind, TokenKind::String | TokenKind::Dollar))?;
    cursor.string()?;
    let text = BodyText::of_token(source, token)?;
    let parts = match language {
        "sql" => body::sql_body(&text),
        "plpgsql" => body::plpgsql(&text),
        _ => return None,
    };
    Some(read_parts(source, &parts, token.span))
}

/// Reads all that the cursor has left as statements: a `BEGIN ATOMIC` body, the commands of a rule.
pub(super) fn statements(cursor: &mut Cursor<'_>) -> Body {
    let span = cursor.rest_span();
    while cursor.advance().is_some() {}
    read_parts(cursor.text(), &body::sql_body(&BodyText::of_span(cursor.text(), span)), span)
}

/// Reads the parts of a body that stands at `whole`.
fn read_parts(source: &str, parts: &BodyParts, whole: Span) -> Body {
    let dynamic = parts.dynamic.iter().map(|part| part.span).collect();
    let mut read = Body { operations: Vec::new(), dynamic, raises: parts.raises.clone() };
    if parts.unreadable {
        read.dynamic.push(whole);
    }
    let depth = DEPTH.get();
    if depth >= DEEPEST {
        read.dynamic.push(whole);
        return read;
    }
    DEPTH.set(depth + 1);
    for fragment in &parts.fragments {
        read.operations.extend(read_fragment(source, fragment));
    }
    DEPTH.set(depth);
    for part in &parts.dynamic {
        read.operations.extend(known_danger(&part.template, part.span, part.reach));
    }
    read.operations.sort_by_key(|located| located.span.start);
    read
}

/// A statement that is put together at run time, where what is known of it destroys something: `DROP TABLE …`.
fn known_danger(template: &str, span: Span, reach: Reach) -> Option<Located> {
    let lexed = lex(template);
    let cursor = Cursor::new(template, &lexed.tokens);
    let destroys = recognise::danger(cursor) == Danger::Destroys;
    // The names may be made of what is filled in, and are not to be believed.
    let unknown =
        || Operation::Unknown { words: recognise::leading_words(cursor), danger: Danger::Destroys, names: Vec::new() };
    destroys.then(|| Located { operation: unknown(), span, reach })
}

fn read_fragment(source: &str, fragment: &Fragment) -> Vec<Located> {
    let mut operations = match &fragment.text {
        FragmentText::Source(span) => {
            let tokens = lexed_at(source, *span).tokens;
            read_tokens(source, &tokens, fragment.kind)
        }
        FragmentText::Built { text, from } => {
            let mut operations = read_tokens(text, &lex(text).tokens, fragment.kind);
            for located in &mut operations {
                located.span = *from;
            }
            operations
        }
    };
    for located in &mut operations {
        located.reach = deeper(fragment.reach, located.reach);
    }
    operations
}

/// A `DO` in a body has a body of its own: what may be left out in either may be left out.
fn deeper(outer: Reach, inner: Reach) -> Reach {
    if Reach::Conditional == inner { inner } else { outer }
}

/// The tokens of a part of the source, at their places in the source.
fn lexed_at(source: &str, span: Span) -> Lexed {
    let mut lexed = lex(source.get(span.range()).unwrap_or_default());
    for token in &mut lexed.tokens {
        token.span = token.span.shifted(span.start);
    }
    lexed
}

fn read_tokens(text: &str, tokens: &[Token], kind: FragmentKind) -> Vec<Located> {
    let cursor = Cursor::new(text, tokens);
    match kind {
        FragmentKind::Statement => statement::read_statement(cursor, Into::NewTable).0,
        FragmentKind::Into => statement::read_statement(cursor, Into::Variables).0,
        FragmentKind::Selected => statement::read_selected(cursor),
        FragmentKind::Script => {
            let lexed = Lexed { tokens: tokens.to_vec(), ..Lexed::default() };
            let pieces = split(&lexed, text).into_iter();
            let read = |tokens: &[Token]| statement::read_statement(Cursor::new(text, tokens), Into::NewTable).0;
            pieces.flat_map(|piece| read(&lexed.tokens[piece.tokens])).collect()
        }
    }
}
