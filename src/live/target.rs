//! A database by the name under which the user asked for it.

use super::url::ConnectionUrl;

/// A database by the name under which the user asked for it.
#[derive(Debug, Clone)]
pub struct Target {
    /// `staging`, or `--url`.
    pub name: String,
    /// How it is reached.
    pub url: ConnectionUrl,
    /// Where the connection string was read: `$STAGING_DATABASE_URL from .env`.
    pub source: String,
}
