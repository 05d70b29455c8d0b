//! Texts that are no connection string for PostgreSQL, told by what they are.

use super::mistake;
use crate::live::error::LiveError;

/// Refuses what is known to be for another driver or database.
pub(super) fn foreign(text: &str) -> Result<(), LiveError> {
    let lower = text.to_ascii_lowercase();
    let begins = |prefix: &str| lower.starts_with(prefix);
    if text.is_empty() {
        return Err(mistake("the connection string is empty").help("set it to postgresql://USER@HOST:5432/DATABASE"));
    }
    if begins("prisma://") || begins("prisma+postgres://") {
        return Err(mistake("the connection string is for Prisma Accelerate or Prisma Postgres, which is not the database itself")
            .help("give the database's own connection string, postgresql://…; Prisma Postgres shows one under \"Direct connection\", and projects keep it in DIRECT_URL"));
    }
    if begins("jdbc:") {
        return Err(mistake("the connection string is for Java (jdbc:)")
            .help("leave out `jdbc:`, and put user and password before the host: postgresql://USER:PASSWORD@HOST:5432/DATABASE"));
    }
    Ok(())
}

/// A text that is neither a URL for PostgreSQL nor words `key=value`. Only a scheme of a known database is repeated: what
/// stands before `://` may be a part of a password.
pub(super) fn unreadable(text: &str) -> LiveError {
    const OTHERS: [&str; 9] =
        ["mysql", "mariadb", "sqlite", "file", "mongodb", "mongodb+srv", "sqlserver", "cockroachdb", "http"];
    let scheme = text.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).unwrap_or_default();
    let other = OTHERS.into_iter().find(|known| scheme == *known);
    let told = other.map_or_else(
        || "the connection string is not one for PostgreSQL".to_owned(),
        |other| format!("the connection string begins with {other}:, and Seawall reads PostgreSQL only"),
    );
    mistake(told).help("write it as postgresql://USER:PASSWORD@HOST:5432/DATABASE, or as words: host=… dbname=… user=…")
}
