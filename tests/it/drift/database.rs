//! A database that drifts and comes back.

use crate::postgres::{Database, Server, SqlError};
use seawall::live::{self, ConnectionUrl, Limits, Target};
use seawall::schema::{Change, Inventory, diff, repair};

/// A database as it should be, and what it says of itself.
pub(super) struct Subject {
    server: &'static Server,
    base: String,
    database: Database,
    expected: Inventory,
    actual: Inventory,
}

impl Subject {
    /// Makes the database, and holds it against itself: a second reading differs in nothing.
    pub(super) fn create(server: &'static Server, base: &str) -> Self {
        prepare(server);
        let database = fresh(server, base);
        let expected = inspect(&database);
        let again = inspect(&database);
        assert_eq!(tell(&diff(&expected, &again)), [""; 0], "an unchanged database");
        assert_eq!(expected.digest(), again.digest());
        Self { server, base: base.to_owned(), database, expected, actual: again }
    }

    /// Changes the database behind its back, and tells what that is.
    pub(super) fn drift(&mut self, sql: &str) -> Result<Vec<Change>, SqlError> {
        self.database.execute(sql)?;
        Ok(self.look())
    }

    /// What is different now.
    pub(super) fn look(&mut self) -> Vec<Change> {
        self.actual = inspect(&self.database);
        diff(&self.expected, &self.actual)
    }

    /// Undoes changes by the statements that Seawall writes for that: these, and what the server says to them.
    pub(super) fn repair(&self, changes: &[Change]) -> (String, Result<(), SqlError>) {
        let script = repair(changes, &self.expected, &self.actual).unwrap_or_default();
        let outcome = self.database.execute(&script);
        (script, outcome)
    }

    /// Makes the database anew.
    pub(super) fn reset(&mut self) {
        self.database = fresh(self.server, &self.base);
    }
}

/// Roles and tablespaces belong to the whole server, on which other tests run at the same time.
pub(super) fn prepare(server: &'static Server) {
    let database = server.database();
    for (statement, already) in
        [("CREATE ROLE app_ro", "42710"), ("CREATE ROLE app_rw", "42710"), ("CREATE ROLE app_login LOGIN", "42710")]
    {
        if let Err(error) = database.execute(statement) {
            assert!(error.sqlstate == already || error.sqlstate == "23505", "{statement}: {error}");
        }
    }
    let session = database.session();
    session.execute("SET allow_in_place_tablespaces = on").unwrap();
    if let Err(error) = session.execute("CREATE TABLESPACE ts1 LOCATION ''") {
        assert!(["42710", "23505"].contains(&&*error.sqlstate), "{error}");
    }
}

/// A database made by these statements.
pub(super) fn fresh(server: &'static Server, base: &str) -> Database {
    let database = server.database();
    database.execute(base).unwrap_or_else(|why| panic!("the base: {why}"));
    database
}

/// Reads a database as its superuser.
pub(super) fn inspect(database: &Database) -> Inventory {
    inspect_as(database, "postgres")
}

/// Reads a database as a role.
pub(super) fn inspect_as(database: &Database, role: &str) -> Inventory {
    let folder = database.server().folder().to_string_lossy().replace('/', "%2F");
    let url = ConnectionUrl::parse(&format!("postgresql://{role}@{folder}/{}", database.name())).unwrap();
    let target = Target { name: "test".to_owned(), url, source: "this test".to_owned() };
    live::block_on(async { live::read(&target, &Limits::default(), live::inspect).await }).unwrap().unwrap()
}

/// Each change in one line: `changed column public.t.c type`.
pub(super) fn tell(changes: &[Change]) -> Vec<String> {
    let one = |change: &Change| {
        let attribute = change.attribute.map_or_else(String::new, |attribute| format!(" {}", attribute.name));
        format!("{} {}{attribute}", change.kind.as_str(), change.object)
    };
    changes.iter().map(one).collect()
}
