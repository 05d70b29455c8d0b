//! Connection strings as Prisma, libpq, Supabase, Neon and RDS write them.

mod authority;
mod conninfo;
mod endpoint;
mod known;
mod parameters;
mod refuse;
mod tls;

use std::fmt;
use std::time::Duration;

pub use endpoint::Endpoint;
pub(super) use tls::{ChannelBinding, ClientIdentity, Roots, Tls, TlsMode};

use super::error::{LiveError, LiveErrorKind};
use authority::Authority;

/// A parsed connection string. Neither `Debug` nor `Display` shows a password.
#[derive(Clone, PartialEq, Eq)]
pub struct ConnectionUrl {
    endpoints: Vec<Endpoint>,
    user: Option<String>,
    password: Option<Vec<u8>>,
    database: Option<String>,
    settings: Settings,
    notes: Vec<String>,
}

/// What the parameters of a connection string set.
#[derive(Clone, Default, PartialEq, Eq)]
pub(super) struct Settings {
    /// Prisma's `schema`.
    pub(super) schema: Option<String>,
    /// Prisma's `pgbouncer=true`.
    pub(super) pgbouncer: bool,
    /// How the connection is encrypted.
    pub(super) tls: Tls,
    /// Command-line options for the server.
    pub(super) options: Option<String>,
    /// The name shown in `pg_stat_activity`.
    pub(super) application_name: Option<String>,
    /// For one attempt; `None` where it is not set or set to no limit.
    pub(super) connect_timeout: Option<Duration>,
    /// Which of several servers is wanted.
    pub(super) wanted: Wanted,
    /// Where probes of an idle connection differ from the operating system's.
    pub(super) keepalives: Keepalives,
}

/// libpq's `target_session_attrs`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Whichever answers first.
    #[default]
    Any,
    /// One that accepts writes.
    ReadWrite,
    /// One that does not.
    ReadOnly,
    /// One that is not a standby.
    Primary,
    /// A standby.
    Standby,
    /// A standby, and any other only where there is none.
    PreferStandby,
}

/// libpq's `keepalives…` and `tcp_user_timeout`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Keepalives {
    /// `keepalives=0`.
    pub(super) off: bool,
    /// `keepalives_idle`.
    pub(super) idle: Option<Duration>,
    /// `keepalives_interval`.
    pub(super) interval: Option<Duration>,
    /// `keepalives_count`.
    pub(super) count: Option<u32>,
    /// `tcp_user_timeout`.
    pub(super) user_timeout: Option<Duration>,
}

impl ConnectionUrl {
    /// Reads a URL (`postgresql://…`) or libpq's `key=value` words.
    ///
    /// # Errors
    /// The text is for another database or driver, or cannot be read; nothing of it but known words is repeated.
    pub fn parse(text: &str) -> Result<Self, LiveError> {
        let text = unquoted(text);
        refuse::foreign(text)?;
        match postgres_scheme(text) {
            Some(rest) => Self::from_url(rest),
            None if conninfo::looks_like_one(text) => parameters::read(Authority::default(), conninfo::words(text)?),
            None => Err(refuse::unreadable(text)),
        }
    }

    fn from_url(rest: &str) -> Result<Self, LiveError> {
        let (authority, query) = Authority::parse(rest)?;
        parameters::read(authority, parameters::of_query(query))
    }

    /// What was translated or left out, and why.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Prisma's `schema` parameter: the schema of the history table, and the one that it manages.
    #[must_use]
    pub fn schema(&self) -> Option<&str> {
        self.settings.schema.as_deref()
    }

    /// The database; libpq's default is the one named like the user.
    #[must_use]
    pub fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    /// The role.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The servers, in the order in which they are tried; never empty.
    #[must_use]
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }

    /// The host names, in the order in which they are tried.
    pub fn hosts(&self) -> impl Iterator<Item = &str> {
        self.endpoints.iter().map(|endpoint| endpoint.host.as_str())
    }

    /// Behind it is a pooler that hands the connection to another client after each transaction.
    #[must_use]
    pub fn is_transaction_pooler(&self) -> bool {
        self.settings.pgbouncer || self.endpoints.iter().any(Endpoint::is_transaction_pooler)
    }

    /// The same server, another database.
    #[must_use]
    pub fn with_database(&self, name: &str) -> Self {
        Self { database: Some(name.to_owned()), ..self.clone() }
    }

    /// The same, with a password where the text holds none: from `PGPASSWORD`, or typed in.
    #[must_use]
    pub fn or_password(mut self, password: &str) -> Self {
        self.password.get_or_insert_with(|| password.as_bytes().to_vec());
        self
    }

    /// The password, for the driver alone.
    pub(super) fn password(&self) -> Option<&[u8]> {
        self.password.as_deref()
    }

    pub(super) fn settings(&self) -> &Settings {
        &self.settings
    }
}

impl fmt::Display for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("postgresql://")?;
        if let Some(user) = &self.user {
            write!(f, "{user}{}@", if self.password.is_some() { ":***" } else { "" })?;
        }
        for (at, endpoint) in self.endpoints.iter().enumerate() {
            write!(f, "{}{endpoint}", if at == 0 { "" } else { "," })?;
        }
        self.database.iter().try_for_each(|database| write!(f, "/{database}"))
    }
}

impl fmt::Debug for ConnectionUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConnectionUrl({self})")
    }
}

/// Without the blanks and quotes that `.env` files, YAML and shells leave around it.
fn unquoted(text: &str) -> &str {
    let text = text.trim();
    let inner = ['"', '\'', '`'].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote));
    inner.unwrap_or(text).trim()
}

/// What follows `postgresql://` or `postgres://`, in whatever case.
fn postgres_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once("://")?;
    let known = ["postgresql", "postgres"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    known.then_some(rest)
}

fn mistake(message: impl Into<String>) -> LiveError {
    LiveError::new(LiveErrorKind::Url, message)
}

#[cfg(test)]
mod tests;
