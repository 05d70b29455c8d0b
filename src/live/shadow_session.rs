//! A connection that may write, for databases that Seawall itself created.

use std::sync::{Arc, Mutex};

use super::connect::Link;
use super::error::LiveError;
use super::identity::{self, ServerIdentity};

/// A connection that may write, for the shadow only: a database that Seawall itself created, or the server on which it
/// creates one.
#[derive(Debug)]
pub struct ShadowSession {
    link: Link,
    server: ServerIdentity,
}

/// A message that the server sent beside its answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// `NOTICE`, `WARNING`, …
    pub severity: String,
    /// What it says.
    pub message: String,
}

/// Where the connection's task leaves messages for the session.
pub(super) type Notices = Arc<Mutex<Vec<Notice>>>;

impl ShadowSession {
    /// Greets the server on a fresh connection.
    pub(super) async fn begin(link: Link) -> Result<Self, LiveError> {
        let answers = link.exchange(identity::QUERY).await?;
        let server = ServerIdentity::read(&link, &answers).await?;
        Ok(Self { link, server })
    }

    /// Which server and database this is.
    #[must_use]
    pub fn server(&self) -> &ServerIdentity {
        &self.server
    }

    /// Sends a whole script as one simple query, as Prisma does: without `BEGIN` in it, it is one transaction.
    ///
    /// # Errors
    /// The server refuses a statement (with its position in the script), takes too long, or is gone.
    pub async fn execute(&self, script: &str) -> Result<(), LiveError> {
        self.link.run(script).await
    }

    /// Sends statements in one round trip and returns the rows of each, in their order.
    ///
    /// # Errors
    /// The server refuses one of them, takes too long, or is gone.
    pub async fn queries(&self, sql: &str) -> Result<Vec<Vec<super::Row>>, LiveError> {
        self.link.exchange(sql).await
    }

    /// The driver's own connection, for a replay that reads answers as they come.
    pub(super) fn client(&self) -> &tokio_postgres::Client {
        self.link.client()
    }

    /// Takes the messages that the server has sent since the last call.
    #[must_use]
    pub fn take_notices(&self) -> Vec<Notice> {
        self.link.take_notices()
    }

    /// Says good-bye to the server and waits until it has closed the connection, so that the database can be dropped.
    pub async fn close(self) {
        self.link.close().await;
    }
}
