//! A shadow on a server that the user names: a database of its own there, made and dropped by Seawall.

use crate::live::quote::literal;
use crate::live::{ConnectionUrl, Limits, LiveError, ServerIdentity, ShadowSession, Target};
use crate::live::{block_on, connect_shadow};

use super::{Locale, ShadowRequest, failed};

/// What the names of these databases begin with.
const PREFIX: &str = "seawall_shadow_";

/// The option that names the server.
const OPTION: &str = "--shadow-url";

/// A database that Seawall made on a given server.
#[derive(Debug)]
pub(super) struct Guest {
    server: ConnectionUrl,
    identity: ServerIdentity,
    /// `None` once it is dropped.
    database: Option<String>,
    /// A guarded database lies on the same server, or may do so.
    pub(super) beside_guarded: bool,
    notes: Vec<String>,
}

impl Guest {
    /// Makes a database on the server.
    ///
    /// # Errors
    /// The server cannot be reached, is a guarded database itself, or does not let this role make a database.
    pub(super) async fn open(url: &ConnectionUrl, request: &ShadowRequest<'_>) -> Result<Self, LiveError> {
        if url.is_transaction_pooler() {
            let message = format!("{OPTION} leads through a pooler that gives each transaction to another session");
            return Err(failed(message).help("name the server itself, or its pooler in session mode (port 5432)"));
        }
        let session = connect_shadow(&target(url), &Limits::default()).await?;
        let made = Self::make(url, &session, request).await;
        session.close().await;
        made
    }

    async fn make(
        url: &ConnectionUrl,
        session: &ShadowSession,
        request: &ShadowRequest<'_>,
    ) -> Result<Self, LiveError> {
        let identity = session.server().clone();
        refuse_guarded(&identity, request.guarded)?;
        let mut notes = leftovers(session).await?;
        let name = format!("{PREFIX}{}_{:08x}", std::process::id(), fastrand::u32(..));
        notes.extend(create(session, &name, request.locale).await?);
        let beside_guarded = request.guarded.iter().any(|guarded| may_share_server(&identity, guarded));
        Ok(Self { server: url.clone(), identity, database: Some(name), beside_guarded, notes })
    }

    pub(super) fn description(&self) -> String {
        let ServerIdentity { version_num, user, .. } = &self.identity;
        let version = format!("{}.{}", version_num / 10_000, version_num % 10_000);
        format!("database {} on the server of {OPTION} (PostgreSQL {version}, as {user})", self.name())
    }

    pub(super) fn notes(&self, wanted: u32) -> Vec<String> {
        let found = self.identity.major;
        let differs = (found != wanted)
            .then(|| format!("the live server is PostgreSQL {wanted}, that of {OPTION} PostgreSQL {found}"));
        self.notes.iter().cloned().chain(differs).collect()
    }

    pub(super) fn role(&self) -> &str {
        &self.identity.user
    }

    fn name(&self) -> &str {
        self.database.as_deref().unwrap_or_default()
    }

    pub(super) fn url(&self) -> ConnectionUrl {
        self.server.with_database(self.name())
    }

    /// Whether a session is in this very database: several hosts or a proxy may lead elsewhere.
    ///
    /// # Errors
    /// It is not.
    pub(super) fn prove(&self, session: &ShadowSession) -> Result<(), LiveError> {
        let found = session.server();
        if found.database == self.name() && found.system_identifier == self.identity.system_identifier {
            return Ok(());
        }
        Err(failed(format!("{OPTION} led to another database than the one that Seawall made there")))
    }

    /// Drops the database.
    ///
    /// # Errors
    /// The server refuses; the error names the statement that is left to do.
    pub(super) async fn remove(&mut self) -> Result<(), LiveError> {
        let Some(name) = self.database.take() else { return Ok(()) };
        let dropped = drop_database(&self.server, &name, self.identity.major).await;
        dropped.map_err(|error| LiveError {
            message: format!("the shadow database could not be dropped: {}", error.message),
            help: Some(format!("drop it with: DROP DATABASE {name}")),
            ..error
        })
    }
}

impl Drop for Guest {
    /// Where nobody waited for [`Guest::remove`]: an error, or Ctrl-C. A thread of its own, since this one may be inside a
    /// runtime. What fails here is named by the next run.
    fn drop(&mut self) {
        let Some(name) = self.database.take() else { return };
        let (server, major) = (self.server.clone(), self.identity.major);
        let work = move || block_on(async { drop_database(&server, &name, major).await });
        std::thread::spawn(work).join().ok();
    }
}

fn target(url: &ConnectionUrl) -> Target {
    Target { name: OPTION.to_owned(), url: url.clone(), source: OPTION.to_owned() }
}

/// The server and database behind the URL must be proven to be none that Seawall guards.
fn refuse_guarded(found: &ServerIdentity, guarded: &[ServerIdentity]) -> Result<(), LiveError> {
    for guarded in guarded {
        let why = match found.is_same_database(guarded) {
            Some(false) => continue,
            Some(true) => "is the database",
            None => "cannot be told from the database",
        };
        let message = format!("{OPTION} {why} {} that is to be compared", guarded.database);
        return Err(failed(message).help("name another server, on which nothing of value is: migrations are run there"));
    }
    Ok(())
}

/// Fails closed: where a server does not tell its identifier, it may be the same.
fn may_share_server(found: &ServerIdentity, guarded: &ServerIdentity) -> bool {
    let known = found.system_identifier.as_ref().zip(guarded.system_identifier.as_ref());
    known.is_none_or(|(found, guarded)| found == guarded)
}

/// Databases of earlier runs that nobody uses: named, never dropped, since this run did not make them.
async fn leftovers(session: &ShadowSession) -> Result<Vec<String>, LiveError> {
    let sql = format!(
        "SELECT datname FROM pg_catalog.pg_database AS d WHERE datname LIKE '{}%' \
         AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity AS a WHERE a.datid = d.oid) ORDER BY datname",
        PREFIX.replace('_', "\\_")
    );
    let rows = session.queries(&sql).await?.pop().unwrap_or_default();
    let names = rows.iter().filter_map(|row| row.at(0));
    Ok(names
        .map(|name| {
            format!(
                "{name} was left on the server of {OPTION} by a run that was killed; drop it with: DROP DATABASE {name}"
            )
        })
        .collect())
}

/// Makes the database, like the live one where the server knows its locale; a note where it does not.
async fn create(session: &ShadowSession, name: &str, locale: Option<Locale<'_>>) -> Result<Option<String>, LiveError> {
    let plain = format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'");
    let Some(locale) = locale else { return session.execute(&plain).await.map_err(explained).map(|()| None) };
    let Locale { encoding, collate, ctype } = locale;
    let like_live = format!(
        "CREATE DATABASE {name} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}",
        literal(encoding),
        literal(collate),
        literal(ctype)
    );
    match session.execute(&like_live).await {
        Ok(()) => Ok(None),
        // invalid_parameter_value, wrong_object_type: this server's operating system has no such locale.
        Err(error) if matches!(error.sqlstate.as_deref(), Some("22023" | "42809")) => {
            session.execute(&plain).await.map_err(explained)?;
            Ok(Some(format!("the server of {OPTION} does not have the live database's locale {collate}")))
        }
        Err(error) => Err(explained(error)),
    }
}

fn explained(error: LiveError) -> LiveError {
    let help = match error.sqlstate.as_deref() {
        Some("42501") => Some("let the role make databases: ALTER ROLE … CREATEDB, or name another server".to_owned()),
        _ => error.help.clone(),
    };
    LiveError { message: format!("no shadow database could be made: {}", error.message), help, ..error }
}

async fn drop_database(server: &ConnectionUrl, name: &str, major: u32) -> Result<(), LiveError> {
    let session = connect_shadow(&target(server), &Limits::default()).await?;
    let outcome = if major >= 13 {
        session.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await
    } else {
        // FORCE came with 13; until then the sessions must be ended first.
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_catalog.pg_stat_activity WHERE datname = '{name}'");
        session.queries(&end).await.ok();
        session.execute(&format!("DROP DATABASE IF EXISTS {name}")).await
    };
    session.close().await;
    outcome
}
