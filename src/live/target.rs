//! A database by the name under which the user asked for it.

use super::error::{LiveError, LiveErrorKind};
use super::url::ConnectionUrl;
use crate::project::{DatabaseUrl, Variables};

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

impl Target {
    /// Finds and reads the connection string of an environment, with what the user should know about it.
    ///
    /// A password that the connection string lacks comes from `PGPASSWORD`, so that it need not stand on a command line.
    ///
    /// # Errors
    /// The variable is set nowhere, or holds no connection string for `PostgreSQL`.
    pub fn resolve(name: &str, url: &DatabaseUrl, variables: &Variables) -> Result<(Self, Vec<String>), LiveError> {
        let found = variables.resolve(url).map_err(|error| LiveError {
            help: error.help.clone(),
            ..LiveError::new(LiveErrorKind::Url, format!("{name}: {error}"))
        })?;
        let mut parsed = ConnectionUrl::parse(&found.text)
            .map_err(|error| LiveError { message: format!("{name} ({}): {}", found.source, error.message), ..error })?;
        if let Some(password) = variables.of_process("PGPASSWORD") {
            parsed = parsed.or_password(password);
        }
        let mut notes = found.notes;
        notes.extend(parsed.notes().iter().map(|note| format!("{name}: {note}")));
        notes.extend(direct_instead(name, url, &parsed, variables));
        Ok((Self { name: name.to_owned(), url: parsed, source: found.source }, notes))
    }
}

/// A pooler between Seawall and the server costs nothing but time; the direct connection is better where there is one.
fn direct_instead(name: &str, url: &DatabaseUrl, parsed: &ConnectionUrl, variables: &Variables) -> Option<String> {
    let DatabaseUrl::Variable(variable) = url else { return None };
    let twin = variables.direct_twin(variable).filter(|_| parsed.is_transaction_pooler())?;
    Some(format!("{name}: ${variable} leads through a transaction pooler; ${twin} looks like the direct connection"))
}
