//! A database that the project knows by a name.

use std::fmt;

/// A database that the project knows by a name: staging, production.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// How it is reached.
    pub url: DatabaseUrl,
    /// Commands that destroy data are refused here.
    pub protected: bool,
    /// Globs of host names by which it is known besides.
    pub hosts: Vec<String>,
    /// The server's own number (`pg_control_system()`), by which it is known under any host name.
    pub system_identifier: Option<String>,
    /// Whether `seawall exec --break-glass` may run what is refused.
    pub break_glass: BreakGlass,
}

/// Whether what is refused may run with a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum BreakGlass {
    /// For one run, on the record.
    Allowed,
    /// Never.
    #[default]
    Forbidden,
}

impl fmt::Display for BreakGlass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Allowed => "allowed",
            Self::Forbidden => "forbidden",
        })
    }
}

/// How a database is reached. Neither `Debug` nor `Display` shows a password.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// The environment variable that holds the connection string.
    Variable(String),
    /// The connection string itself.
    Literal(String),
}

impl DatabaseUrl {
    /// Reads `$NAME`, `${NAME}`, `postgresql://…` or `postgres://…`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(name) = text.strip_prefix('$') {
            let name = name.strip_prefix('{').map_or(Some(name), |name| name.strip_suffix('}'))?;
            let word = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let valid = word && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
            return valid.then(|| Self::Variable(name.to_owned()));
        }
        let known = ["postgresql://", "postgres://"].iter().any(|scheme| text.starts_with(scheme));
        known.then(|| Self::Literal(text.to_owned()))
    }
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "${name}"),
            Self::Literal(url) => f.write_str(&redacted(url)),
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DatabaseUrl({self})")
    }
}

/// The URL without passwords. A raw `@`, `/` or `?` may stand in one, so everything up to the last `@` goes; so do the
/// parameters, in which `password` and its likes may stand under an encoded name.
fn redacted(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let rest = match rest.rsplit_once('@') {
        Some((user, host)) => match user.split_once(':') {
            Some((user, _)) => format!("{user}:***@{host}"),
            None => rest.to_owned(),
        },
        None => rest.to_owned(),
    };
    let place = rest.split('?').next().unwrap_or_default();
    format!("{scheme}://{place}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_variables_and_urls_only() {
        for text in ["$DATABASE_URL", "${DATABASE_URL}"] {
            assert_eq!(DatabaseUrl::parse(text), Some(DatabaseUrl::Variable("DATABASE_URL".into())));
        }
        assert!(DatabaseUrl::parse("postgres://db/app").is_some());
        for text in ["", "$", "$1A", "${A", "$A-B", "mysql://db", "host=db password=x", "DATABASE_URL"] {
            assert_eq!(DatabaseUrl::parse(text), None, "{text}");
        }
    }

    #[test]
    fn never_shows_a_password() {
        for url in [
            "postgresql://app:hunter2@db:5432/shop",
            "postgresql://app:hunter2@hunter2/?@db/shop",
            "postgresql://app:p@hunter2@db/shop?sslmode=require",
            "postgresql://db/shop?user=app&password=hunter2&sslPassword=hunter2",
        ] {
            let shown = DatabaseUrl::parse(url).unwrap();
            assert!(!format!("{shown} {shown:?}").contains("hunter2"), "{shown}");
            assert!(shown.to_string().contains("db"), "the host stays: {shown}");
        }
    }
}
