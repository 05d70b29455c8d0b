//! Connections to real servers: what is read, what is refused, and what is said when it fails.

mod facts;
mod failures;
mod history;
mod pooler;
mod session;
mod settings;
mod tls;

use crate::postgres::Database;
use seawall::live::{self, ConnectionUrl, Limits, LiveError, Session, Target};

/// The target `staging` of a connection string.
fn target(url: &str) -> Target {
    let url = ConnectionUrl::parse(url).unwrap_or_else(|error| panic!("{url}: {error}"));
    Target { name: "staging".to_owned(), url, source: "$STAGING_DATABASE_URL".to_owned() }
}

/// The connection string of a test database for a role, through the server's socket.
fn url_of(database: &Database, role: &str) -> String {
    let folder = database.server().folder().to_string_lossy().replace('/', "%2F");
    format!("postgresql://{role}@{folder}/{}", database.name())
}

/// Runs to the end what waits for a server.
fn run<T>(future: impl Future<Output = T>) -> T {
    live::block_on(future).unwrap()
}

/// Connects, lets `work` read, and closes.
fn with_session<T>(url: &str, work: impl AsyncFnOnce(&Session) -> Result<T, LiveError>) -> Result<T, LiveError> {
    run(async {
        let session = live::connect(&target(url), &Limits::default()).await?;
        let outcome = work(&session).await;
        session.close().await;
        outcome
    })
}

/// Runs on a thread of its own, for a test's other connection brings its own runtime.
fn elsewhere<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join()).unwrap()
}
