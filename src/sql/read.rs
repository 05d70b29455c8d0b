//! A whole text to its statements.

use super::cursor::Cursor;
use super::directive::{Directive, directives};
use super::lexer::{Lexed, lex};
use super::operation::Statement;
use super::source::{Source, Span};
use super::split::split;
use super::statement::{Into, read_statement};
use super::token::TokenKind;

/// Reads every statement of a source. Nothing is left out: what cannot be read is an operation too.
#[must_use]
pub fn read(source: &Source) -> Vec<Statement> {
    let lexed = with_templated_schemas(lex(source.sql()), source.sql());
    let pieces = split(&lexed, source.sql()).into_iter().enumerate();
    pieces
        .map(|(at, piece)| {
            let tokens = &lexed.tokens[piece.tokens];
            let (operations, danger) = read_statement(Cursor::new(source.sql(), tokens), Into::NewTable);
            Statement { number: at + 1, span: piece.span, operations, danger }
        })
        .collect()
}

/// Takes `/* SCHEMA */."t"` for `"t"`: some runners put a schema's name in the place of a comment before they send the file.
///
/// `PostgreSQL` would refuse the text as it is. What reaches it has a name there, and the object is found all the same.
fn with_templated_schemas(mut lexed: Lexed, text: &str) -> Lexed {
    if text.contains("*/.") {
        let stands_alone = |dot: Span| text[..dot.start].ends_with("*/");
        lexed.tokens.retain(|token| token.kind != TokenKind::Dot || !stands_alone(token.span));
    }
    lexed
}

/// Reads the `-- seawall:` comments of a source, each with the statement that it is about.
#[must_use]
pub fn read_directives(source: &Source) -> Vec<Directive> {
    // Most files have none, and need not be cut a second time.
    if !source.sql().contains("seawall") {
        return Vec::new();
    }
    let lexed = lex(source.sql());
    directives(&lexed, &split(&lexed, source.sql()), source.sql())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::Operation;

    #[test]
    fn reads_a_name_whose_schema_a_runner_fills_in() {
        let source = Source::new(
            "a.sql",
            "CREATE UNIQUE INDEX i ON /* SCHEMA */.\"Pet\" (name);\nDROP INDEX /* SCHEMA */.\"i\"",
        );
        let statements = read(&source);
        assert!(matches!(statements[0].operations[0].operation, Operation::CreateIndex(_)), "{statements:?}");
        assert!(matches!(statements[1].operations[0].operation, Operation::DropIndex { .. }), "{statements:?}");
        let broken = read(&Source::new("a.sql", "DROP INDEX /* SCHEMA */ .\"i\""));
        assert!(matches!(broken[0].operations[0].operation, Operation::Unknown { .. }), "{broken:?}");
    }
}
