//! Functions and bodies.

use std::sync::Arc;

use super::Located;
use crate::sql::data_type::DataType;
use crate::sql::name::{Ident, QualifiedName};
use crate::sql::source::Span;

/// `CREATE FUNCTION` and `CREATE PROCEDURE`.
#[derive(Debug, Clone, PartialEq)]
pub struct CreateFunction {
    /// Name.
    pub name: QualifiedName,
    /// `OR REPLACE`.
    pub or_replace: bool,
    /// A procedure.
    pub procedure: bool,
    /// Types of the input arguments.
    pub arguments: Vec<DataType>,
    /// Result as written (`RETURNS …`), lower case, one space between words.
    pub returns: Option<Box<str>>,
    /// `LANGUAGE`, lower case.
    pub language: Option<Ident>,
    /// `VOLATILE` (the default), `STABLE`, `IMMUTABLE`.
    pub volatility: Volatility,
    /// `SECURITY DEFINER`.
    pub security_definer: bool,
    /// `SET search_path …` is among its settings.
    pub sets_search_path: bool,
    /// What runs when it is called; its statements are operations of their own.
    pub body: Option<Arc<Body>>,
}

/// Volatility of a function (manual, 38.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[allow(missing_docs, reason = "each is the SQL word itself")]
pub enum Volatility {
    #[default]
    Volatile,
    Stable,
    Immutable,
}

/// The body of a `DO` block or a function, read as far as it can be.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Body {
    /// The static statements in it, literal `EXECUTE 'text'` included, in order.
    pub operations: Vec<Located>,
    /// Places where something runs that cannot be seen: `EXECUTE` of text built at run time.
    pub dynamic: Vec<Span>,
    /// Places where it ends with an error of its own under a condition: `IF … THEN RAISE EXCEPTION`.
    pub raises: Vec<Span>,
}
