//! What a `USING` clause says: the column itself, casts of it, or an expression.

use crate::schema::catalog::Catalog;
use crate::sql::expression::as_cast_of_column;
use crate::sql::{DataType, Expression, Ident};

/// A `USING` clause.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Using {
    /// There is none, or it is the column as it is.
    Nothing,
    /// `column::a::b`: casts one after another.
    Casts(Vec<DataType>),
    /// Anything else.
    Expression,
}

impl Using {
    pub(super) fn of(expression: &Expression, column: &Ident, catalog: &Catalog) -> Self {
        match as_cast_of_column(expression, column) {
            Some(casts) if casts.is_empty() => Self::Nothing,
            Some(casts) => Self::Casts(casts.iter().map(|written| catalog.resolved_type(written)).collect()),
            None => Self::Expression,
        }
    }
}
