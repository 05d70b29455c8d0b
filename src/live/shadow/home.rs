//! Where a shadow is.

use crate::live::{ConnectionUrl, Limits, LiveError, ShadowSession, Target, connect_shadow};

use super::ShadowRequest;
use super::guest::Guest;
#[cfg(unix)]
use super::private::Private;

/// Where a shadow is.
#[derive(Debug)]
pub(super) enum Home {
    /// A database on a given server.
    Guest(Box<Guest>),
    /// A server of its own.
    #[cfg(unix)]
    Private(Box<Private>),
}

impl Home {
    /// Makes the database: on the given server, else on a private one.
    pub(super) async fn open(request: &ShadowRequest<'_>) -> Result<Self, LiveError> {
        match request.url {
            Some(url) => Guest::open(url, request).await.map(|guest| Self::Guest(Box::new(guest))),
            #[cfg(unix)]
            None => Private::open(request).await.map(|private| Self::Private(Box::new(private))),
            #[cfg(not(unix))]
            None => Err(super::failed("a private PostgreSQL for the replay can be started on Linux and macOS only")
                .help("name a server on which Seawall may create and drop a database with --shadow-url")),
        }
    }

    /// Connects to the database.
    pub(super) async fn connect(&self, target: &Target) -> Result<ShadowSession, LiveError> {
        let session = connect_shadow(target, &Limits::default()).await?;
        if let Self::Guest(guest) = self {
            guest.prove(&session)?;
        }
        Ok(session)
    }

    /// How the database is reached.
    pub(super) fn url(&self) -> Result<ConnectionUrl, LiveError> {
        match self {
            Self::Guest(guest) => Ok(guest.url()),
            #[cfg(unix)]
            Self::Private(private) => private.url(),
        }
    }

    pub(super) fn description(&self) -> String {
        match self {
            Self::Guest(guest) => guest.description(),
            #[cfg(unix)]
            Self::Private(private) => private.description(),
        }
    }

    /// What is to be told, where the live server has this major version.
    pub(super) fn notes(&self, major: u32) -> Vec<String> {
        match self {
            Self::Guest(guest) => guest.notes(major),
            #[cfg(unix)]
            Self::Private(private) => private.notes(major),
        }
    }

    pub(super) fn role(&self) -> &str {
        match self {
            Self::Guest(guest) => guest.role(),
            #[cfg(unix)]
            Self::Private(private) => private.role(),
        }
    }

    /// A guarded database lies on the same server, or may do so.
    pub(super) const fn is_beside_guarded(&self) -> bool {
        matches!(self, Self::Guest(guest) if guest.beside_guarded)
    }

    /// Removes the database with all that it wrote.
    pub(super) async fn remove(self) -> Result<(), LiveError> {
        match self {
            Self::Guest(mut guest) => guest.remove().await,
            #[cfg(unix)]
            Self::Private(private) => private.remove().await,
        }
    }
}
