//! One row of an answer, every value as PostgreSQL writes it.

use std::str::FromStr;
use std::sync::Arc;

use tokio_postgres::SimpleQueryRow;

use super::error::{LiveError, LiveErrorKind};

/// One row of an answer, every value as `PostgreSQL` writes it as text.
#[derive(Debug)]
pub struct Row {
    columns: Arc<[String]>,
    values: SimpleQueryRow,
}

impl Row {
    /// Takes a row of the driver's.
    ///
    /// # Errors
    /// A value that is not UTF-8, as a database in the encoding `SQL_ASCII` may hold.
    pub(super) fn new(columns: &Arc<[String]>, values: SimpleQueryRow) -> Result<Self, LiveError> {
        for (at, name) in columns.iter().enumerate() {
            values.try_get(at).map_err(|_| not_utf8(name))?;
        }
        Ok(Self { columns: Arc::clone(columns), values })
    }

    /// The value of a column; `None` is NULL.
    ///
    /// # Panics
    /// The query has no such column: silence would pass for NULL.
    #[must_use]
    pub fn get(&self, column: &str) -> Option<&str> {
        let at = self.columns.iter().position(|name| name == column);
        self.at(at.unwrap_or_else(|| panic!("the query selects no column {column}")))
    }

    /// The value of a column by its place, from 0; `None` is NULL.
    ///
    /// # Panics
    /// The query has fewer columns.
    #[must_use]
    pub fn at(&self, column: usize) -> Option<&str> {
        self.values.get(column)
    }

    /// Whether a boolean column is true; NULL is not.
    #[must_use]
    pub fn is_true(&self, column: &str) -> bool {
        self.get(column) == Some("t")
    }

    /// The value of a column as a number, or whatever else is read from text; `None` is NULL.
    ///
    /// # Errors
    /// The text is no such value.
    pub fn parse<T: FromStr>(&self, column: &str) -> Result<Option<T>, LiveError> {
        let unreadable = || {
            let kind = std::any::type_name::<T>();
            LiveError::new(LiveErrorKind::Server, format!("the server's value for {column} is no {kind}"))
        };
        self.get(column).map(|text| text.parse().map_err(|_| unreadable())).transpose()
    }

    /// The names of the columns.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }
}

fn not_utf8(column: &str) -> LiveError {
    LiveError::new(LiveErrorKind::Unsupported, format!("the server's value for {column} is not valid UTF-8"))
        .help("a database in the encoding SQL_ASCII stores bytes of any encoding; give the object a name in UTF-8")
}
