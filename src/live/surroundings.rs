//! What a throw-away database must have in common with the live one.

use super::error::LiveError;
use super::row::Row;
use super::session::Session;

/// Roles and locale of a live database: a shadow gets the same, so that owners, grants and collations come out equal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// Roles of the server by name, without those that `PostgreSQL` brings itself (`pg_…`).
    pub roles: Vec<String>,
    /// The database's owner.
    pub owner: String,
    /// `UTF8`.
    pub encoding: String,
    /// `LC_COLLATE`.
    pub collate: String,
    /// `LC_CTYPE`.
    pub ctype: String,
}

/// Every role may read these (manual, 53.8 `pg_roles` and 53.15 `pg_database`).
const QUERY: &str = "\
SELECT rolname FROM pg_catalog.pg_roles WHERE rolname NOT LIKE 'pg\\_%' ORDER BY rolname; \
SELECT pg_catalog.pg_get_userbyid(datdba) AS owner, pg_catalog.pg_encoding_to_char(encoding) AS encoding, \
datcollate AS collate, datctype AS ctype FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()";

/// Reads roles and locale.
///
/// # Errors
/// The server takes too long, or is gone.
pub async fn surroundings(session: &Session) -> Result<Surroundings, LiveError> {
    let answers = session.queries(QUERY).await?;
    let text = |row: Option<&Row>, column: &str| row.and_then(|row| row.get(column)).unwrap_or_default().to_owned();
    let roles = answers.first().into_iter().flatten().map(|row| text(Some(row), "rolname")).collect();
    let database = answers.get(1).and_then(|rows| rows.first());
    Ok(Surroundings {
        roles,
        owner: text(database, "owner"),
        encoding: text(database, "encoding"),
        collate: text(database, "collate"),
        ctype: text(database, "ctype"),
    })
}
