//! A shadow: a throw-away database in which migrations are replayed, to see what they make.
//!
//! It is a private server from the programs on this machine, or a database that Seawall makes on a server that the user
//! names, and drops again.
//!
//! A replay runs what the migrations say with the rights of a superuser of the shadow, as their own tool does in development:
//! who may change the migrations may also run programs as the user of the private server.

mod advice;
mod cluster_wide;
mod guest;
mod home;
mod prelude;
#[cfg(unix)]
mod private;
mod replay;
mod replay_error;
mod script;

use std::path::Path;

pub use prelude::Prelude;
pub use replay_error::ReplayError;
pub use script::Script;

use super::quote::identifier as quoted;
use super::{ConnectionUrl, LiveError, LiveErrorKind, ServerIdentity, ShadowSession, Target};
use crate::project::Sending;
use home::Home;
use script::Reading;

/// What is asked of a shadow.
#[derive(Debug, Clone, Copy)]
pub struct ShadowRequest<'a> {
    /// The server on which to make a database (`--shadow-url`); else a private server is started.
    pub url: Option<&'a ConnectionUrl>,
    /// Databases that must not be touched.
    pub guarded: &'a [ServerIdentity],
    /// The major version of the live server.
    pub major: u32,
    /// The live database's name, which a private one takes.
    pub database: &'a str,
    /// The live database's locale, which a database on a given server takes where it can.
    pub locale: Option<Locale<'a>>,
    /// The role that owns the history on the live server: in a private server it replays, so that owners come out equal.
    pub owner: &'a str,
    /// All roles of the live server: a private one gets them by name.
    pub roles: &'a [String],
    /// The schema in which the runner's sessions look first (`?schema=` of Prisma).
    pub schema: Option<&'a str>,
    /// The folder of the server programs to use (`--postgres-bin`).
    pub bin: Option<&'a Path>,
    /// Where to begin to look upward for `node_modules`.
    pub project: &'a Path,
}

/// How a database sorts and encodes text (manual, chapter 24 "Localization").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Locale<'a> {
    /// `UTF8`.
    pub encoding: &'a str,
    /// `LC_COLLATE`.
    pub collate: &'a str,
    /// `LC_CTYPE`.
    pub ctype: &'a str,
}

/// A throw-away database.
#[derive(Debug)]
pub struct Shadow {
    // Declared first: the connection closes before the database goes.
    session: ShadowSession,
    home: Home,
    target: Target,
    description: String,
    notes: Vec<String>,
    /// The schema of the runner's sessions, quoted.
    search_path: Option<String>,
}

/// Makes a shadow: on the given server, else in a private one of the version that fits best.
///
/// # Errors
/// None can be made; the help says how to get one.
pub async fn open(request: &ShadowRequest<'_>) -> Result<Shadow, LiveError> {
    let home = Home::open(request).await?;
    let description = home.description();
    let target = Target { name: "shadow".to_owned(), url: home.url()?, source: description.clone() };
    let session = home.connect(&target).await?;
    let search_path = request.schema.map(quoted);
    if let Some(schema) = &search_path {
        session.execute(&format!("CREATE SCHEMA IF NOT EXISTS {schema}")).await?;
    }
    Ok(Shadow { session, notes: home.notes(request.major), home, target, description, search_path })
}

impl Shadow {
    /// What it is: `private PostgreSQL 15.18 (/usr/lib/postgresql/15/bin)`.
    #[must_use]
    pub fn describe(&self) -> &str {
        &self.description
    }

    /// What the reader of a report must know of it, as sentences without a full stop.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// The database, for those who read it.
    #[must_use]
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// The role that replays.
    #[must_use]
    pub fn replay_role(&self) -> &str {
        self.home.role()
    }

    /// Runs a script of what the platform brings: roles, schemas, extensions.
    ///
    /// # Errors
    /// The first statement that the server refuses.
    pub async fn prelude(&mut self, name: &str, sql: &str) -> Result<(), ReplayError> {
        self.run(&[Script { name, path: name, sql, sending: Sending::PerStatement }], "").await
    }

    /// Runs migrations in this order, each in a session as fresh as a new one.
    ///
    /// A file that goes in one transaction and holds a statement that no transaction block takes (`CREATE INDEX CONCURRENTLY`)
    /// is sent statement by statement: on the live server it went through somehow. Where the runner's way is not known,
    /// [`Sending::OneQuery`] is therefore the one to choose.
    ///
    /// # Errors
    /// The first statement that the server refuses.
    pub async fn replay(&mut self, scripts: &[Script<'_>]) -> Result<(), ReplayError> {
        let opening = self.search_path.as_ref().map(|path| format!("SET search_path TO {path}"));
        self.run(scripts, opening.as_deref().unwrap_or_default()).await
    }

    async fn run(&mut self, scripts: &[Script<'_>], opening: &str) -> Result<(), ReplayError> {
        let readings: Vec<Reading<'_>> = scripts.iter().copied().map(Reading::of).collect();
        if self.home.is_beside_guarded() {
            readings.iter().try_for_each(cluster_wide::refuse)?;
        }
        if !matches!(self.home, Home::Guest(_)) {
            replay::forget_roles(&self.session, &readings, self.replay_role()).await;
        }
        for reading in &readings {
            replay::run(&self.session, reading, opening).await?;
            replay::reset(&self.session, reading).await?;
            if reading.sets_defaults() {
                self.reconnect(reading).await?;
            }
        }
        Ok(())
    }

    /// `ALTER DATABASE … SET` and `ALTER ROLE … SET` hold for new sessions only, and every run of a tool is a new one.
    async fn reconnect(&mut self, reading: &Reading<'_>) -> Result<(), ReplayError> {
        let failed = |error: LiveError| ReplayError::new(reading, error.message);
        self.session = self.home.connect(&self.target).await.map_err(failed)?;
        Ok(())
    }

    /// Ends it and removes all that it wrote.
    ///
    /// # Errors
    /// A database on a given server could not be dropped; the error names the statement that is left to do.
    pub async fn drop(self) -> Result<(), LiveError> {
        self.session.close().await;
        self.home.remove().await
    }
}

fn failed(message: impl Into<String>) -> LiveError {
    LiveError::new(LiveErrorKind::Shadow, message)
}
