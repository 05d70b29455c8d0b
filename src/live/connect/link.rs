//! One open connection, and the limit for each round trip over it.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use postgres_native_tls::MakeTlsConnector;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_postgres::{AsyncMessage, Client, Connection, Error, NoTls, SimpleQueryMessage};

use super::failure::{self, Place};
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::limits::Limits;
use crate::live::row::Row;
use crate::live::shadow_session::{Notice, Notices};

/// How much longer than the server's own `statement_timeout` we wait for it to speak.
const GRACE: Duration = Duration::from_secs(2);
/// How long a good-bye, or a request to cancel, may take.
const FAREWELL: Duration = Duration::from_secs(2);

/// One open connection.
pub(in crate::live) struct Link {
    client: Client,
    task: Mutex<Option<JoinHandle<Result<(), Error>>>>,
    connector: Option<MakeTlsConnector>,
    notices: Notices,
    /// The database as messages name it.
    name: String,
    limit: Duration,
}

impl Link {
    /// Takes over a fresh connection and keeps it moving in a task of its own.
    pub(super) fn new<S, T>(
        client: Client,
        connection: Connection<S, T>,
        connector: Option<MakeTlsConnector>,
        place: &Place<'_>,
        limits: &Limits,
    ) -> Self
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
        T: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let notices = Notices::default();
        let task = tokio::spawn(drive(connection, Arc::clone(&notices)));
        Self {
            client,
            task: Mutex::new(Some(task)),
            connector,
            notices,
            name: place.to_string(),
            limit: limits.statement,
        }
    }

    /// Sends statements as one simple query and sorts the answer by statement.
    ///
    /// # Errors
    /// The server refuses one of them, takes too long, or is gone.
    pub(in crate::live) async fn exchange(&self, sql: &str) -> Result<Vec<Vec<Row>>, LiveError> {
        let messages = self.within_limit(self.client.simple_query(sql)).await?;
        let (mut answers, mut rows, mut columns) = (Vec::new(), Vec::new(), Arc::from([]));
        for message in messages {
            match message {
                SimpleQueryMessage::RowDescription(described) => {
                    columns = described.iter().map(|column| column.name().to_owned()).collect();
                }
                SimpleQueryMessage::Row(row) => rows.push(Row::new(&columns, row)?),
                SimpleQueryMessage::CommandComplete(_) => answers.push(std::mem::take(&mut rows)),
                _ => {}
            }
        }
        Ok(answers)
    }

    /// Sends a script as one simple query and forgets its rows.
    ///
    /// # Errors
    /// As [`Self::exchange`].
    pub(in crate::live) async fn run(&self, script: &str) -> Result<(), LiveError> {
        self.within_limit(self.client.batch_execute(script)).await
    }

    /// The driver's own connection, without a limit for a round trip.
    pub(in crate::live) const fn client(&self) -> &Client {
        &self.client
    }

    /// The messages that the server has sent beside its answers.
    pub(in crate::live) fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut *self.notices.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Ends the transaction, if there is one, says good-bye, and waits until the server has closed its side.
    ///
    /// A pooler keeps the server connection of a client that leaves in order, and throws away that of one that vanishes.
    pub(in crate::live) async fn close(self) {
        timeout(FAREWELL, self.client.simple_query("ROLLBACK")).await.ok();
        let task = self.take_task();
        drop(self.client);
        if let Some(task) = task {
            timeout(FAREWELL, task).await.ok();
        }
    }

    /// An answer that no `PostgreSQL` gives.
    pub(in crate::live) fn unexpected(&self, what: &str) -> LiveError {
        LiveError::new(LiveErrorKind::Unsupported, format!("{}: the server {what}", self.name))
            .help("it may be a pooler's own console, or a database that only speaks PostgreSQL's protocol")
    }

    async fn within_limit<T>(&self, trip: impl Future<Output = Result<T, Error>>) -> Result<T, LiveError> {
        match timeout(self.limit + GRACE, trip).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(error)) => Err(self.failed(error).await),
            Err(_) => {
                self.cancel().await;
                Err(failure::silent(&self.name, self.limit))
            }
        }
    }

    /// When the connection is gone, its task knows why.
    async fn failed(&self, error: Error) -> LiveError {
        let task = if error.is_closed() { self.take_task() } else { None };
        let ending = match task {
            Some(task) => timeout(FAREWELL, task).await.ok().and_then(Result::ok).and_then(Result::err),
            None => None,
        };
        failure::querying(ending.as_ref().unwrap_or(&error), &self.name)
    }

    /// Asks the server to stop what it does for us, so that nothing of ours goes on there.
    async fn cancel(&self) {
        let token = self.client.cancel_token();
        let asking = async {
            match &self.connector {
                Some(connector) => token.cancel_query(connector.clone()).await,
                None => token.cancel_query(NoTls).await,
            }
        };
        timeout(FAREWELL, asking).await.ok();
    }

    fn take_task(&self) -> Option<JoinHandle<Result<(), Error>>> {
        self.task.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

impl std::fmt::Debug for Link {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Link({})", self.name)
    }
}

/// Carries messages until the connection ends, and keeps those that answer no question.
async fn drive<S, T>(mut connection: Connection<S, T>, notices: Notices) -> Result<(), Error>
where
    S: AsyncRead + AsyncWrite + Unpin,
    T: AsyncRead + AsyncWrite + Unpin,
{
    while let Some(message) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notice(notice) = message? {
            let notice = Notice { severity: notice.severity().to_owned(), message: notice.message().to_owned() };
            notices.lock().unwrap_or_else(PoisonError::into_inner).push(notice);
        }
    }
    Ok(())
}
