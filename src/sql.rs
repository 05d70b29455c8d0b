//! Text to operations: lexer, statements, and what each statement does.

mod body;
mod cursor;
mod data_type;
mod directive;
pub mod expression;
mod grammar;
mod inner;
mod lexer;
mod name;
mod operation;
mod placeholder;
mod query;
mod read;
mod recognise;
mod rows;
mod source;
mod split;
mod statement;
mod token;
mod tree;
mod value;

pub use body::{BodyParts, BodyText, Dynamic, Fragment, FragmentKind, FragmentText, UNKNOWN, plpgsql, sql_body};
pub use cursor::Cursor;
pub use data_type::{DataType, canonical_builtin};
pub use directive::{Directive, DirectiveProblem, DirectiveRule, directives};
pub use grammar::quote_ident;
pub use lexer::{LexProblem, LexProblemKind, Lexed, lex};
pub use name::{Ident, MAX_IDENTIFIER_BYTES, ObjectName, QualifiedName};
pub use operation::*;
pub use read::{read, read_directives};
pub use source::{Position, Source, Span};
pub use split::{Piece, split};
pub use token::{Token, TokenKind};
pub use tree::{Reading, Selection, SourceTable, parses_whole};
