//! A fresh database that lives as long as its owner.

use super::cluster::Server;
use super::session::{Row, Session, SqlError};
use std::sync::atomic::{AtomicU32, Ordering};

/// A database of its own for one test, dropped at the end.
pub(crate) struct Database {
    server: &'static Server,
    name: String,
    session: Option<Session>,
}

impl Database {
    pub(super) fn create(server: &'static Server) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        // template0: nobody is ever connected to it, so tests can create databases at the same time.
        let create = format!("CREATE DATABASE {name} TEMPLATE template0");
        let created = server.administrator().and_then(|session| session.execute(&create));
        created.unwrap_or_else(|why| panic!("{create}: {why}"));
        let session = server.connect(&name).unwrap_or_else(|why| panic!("connecting to {name}: {why}"));
        Self { server, name, session: Some(session) }
    }

    /// The database's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The server that holds it.
    pub(crate) fn server(&self) -> &'static Server {
        self.server
    }

    /// A further connection to this database.
    pub(crate) fn session(&self) -> Session {
        self.server.connect(&self.name).unwrap_or_else(|why| panic!("connecting to {}: {why}", self.name))
    }

    /// The database's own connection.
    pub(crate) fn own_session(&self) -> &Session {
        self.session.as_ref().expect("only dropping takes the session")
    }

    /// Sends the text as one simple query on the database's own connection.
    pub(crate) fn execute(&self, sql: &str) -> Result<(), SqlError> {
        self.own_session().execute(sql)
    }

    /// Sends the text as one simple query and returns its rows as text.
    pub(crate) fn query_strings(&self, sql: &str) -> Result<Vec<Row>, SqlError> {
        self.own_session().query_strings(sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        self.session = None;
        let name = &self.name;
        // DROP DATABASE … WITH (FORCE) came with version 13; this is the same for all.
        let end = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
        let dropped = self
            .server
            .administrator()
            .and_then(|session| session.execute(&end).and_then(|()| session.execute(&format!("DROP DATABASE {name}"))));
        // A test that fails already says more than this would; the whole cluster goes in the end anyway.
        if let (Err(why), false) = (dropped, std::thread::panicking()) {
            panic!("DROP DATABASE {name}: {why}");
        }
    }
}
