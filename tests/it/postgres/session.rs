//! A blocking connection for tests.

use serde::de::DeserializeOwned;
use std::fmt;
use std::path::Path;
use tokio::runtime::{Builder, Runtime};
use tokio_postgres::{Client, NoTls, SimpleQueryMessage};

/// One row of a simple query: every value as text, `None` for NULL.
pub(crate) type Row = Vec<Option<String>>;

/// What the server answered instead of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SqlError {
    /// The five characters of the manual's appendix A; empty where the connection itself failed.
    pub(crate) sqlstate: String,
    /// The server's primary message.
    pub(crate) message: String,
}

impl fmt::Display for SqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ERROR {}: {}", self.sqlstate, self.message)
    }
}

impl From<tokio_postgres::Error> for SqlError {
    fn from(error: tokio_postgres::Error) -> Self {
        match error.as_db_error() {
            Some(db) => Self { sqlstate: db.code().code().to_owned(), message: db.message().to_owned() },
            None => Self { sqlstate: String::new(), message: error.to_string() },
        }
    }
}

/// One connection with a thread-bound runtime of its own.
pub(crate) struct Session {
    // Declared first: the client closes before the runtime that carries its connection.
    client: Client,
    runtime: Runtime,
}

impl Session {
    /// Connects to `database` through the socket in `folder`.
    pub(crate) fn connect(folder: &Path, port: u16, database: &str) -> Result<Self, SqlError> {
        let runtime = Builder::new_current_thread().enable_all().build().expect("a runtime needs only memory");
        let mut config = tokio_postgres::Config::new();
        config.host_path(folder).port(port).user("postgres").dbname(database).application_name("seawall tests");
        let client = runtime.block_on(async {
            let (client, connection) = config.connect(NoTls).await?;
            // Its error reaches us again through the query that it breaks.
            tokio::spawn(async { connection.await.ok() });
            Ok::<_, tokio_postgres::Error>(client)
        })?;
        Ok(Self { client, runtime })
    }

    /// Sends the text as one simple query, so that several statements are one implicit transaction.
    pub(crate) fn execute(&self, sql: &str) -> Result<(), SqlError> {
        Ok(self.runtime.block_on(self.client.batch_execute(sql))?)
    }

    /// Sends the text as one simple query and returns the rows of all its statements.
    pub(crate) fn query_strings(&self, sql: &str) -> Result<Vec<Row>, SqlError> {
        let messages = self.runtime.block_on(self.client.simple_query(sql))?;
        let rows = messages.into_iter().filter_map(|message| match message {
            SimpleQueryMessage::Row(row) => Some((0..row.len()).map(|at| row.get(at).map(str::to_owned)).collect()),
            _ => None,
        });
        Ok(rows.collect())
    }

    /// The rows of one `SELECT`, read into `T` by column name.
    pub(crate) fn rows<T: DeserializeOwned>(&self, select: &str) -> Result<Vec<T>, SqlError> {
        let rows = self.query_strings(&format!("SELECT row_to_json(q) FROM ({select}) AS q"))?;
        let read = |row: &Row| {
            let json = row[0].as_deref().expect("row_to_json of a row is never NULL");
            serde_json::from_str(json).unwrap_or_else(|why| panic!("{json} does not fit: {why}"))
        };
        Ok(rows.iter().map(read).collect())
    }
}
