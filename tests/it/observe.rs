//! Watches what one statement does to a real server: locks, rewrites, scans, error.
//!
//! Locks are read from a second connection: once a table is dropped, the session that dropped it no longer sees its name.

mod alone;
mod relations;

use crate::postgres::{self, Database, Server, Session, SqlError};
use relations::Relations;
use std::collections::{BTreeMap, BTreeSet};

/// Lock modes as `pg_locks` calls them, the weakest first.
const MODES: [&str; 8] = [
    "AccessShareLock",
    "RowShareLock",
    "RowExclusiveLock",
    "ShareUpdateExclusiveLock",
    "ShareLock",
    "ShareRowExclusiveLock",
    "ExclusiveLock",
    "AccessExclusiveLock",
];

/// What a statement was seen to do. Relations are named with their schema and quotes where they need them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Observed {
    /// Why it failed.
    pub(crate) error: Option<SqlError>,
    /// The strongest lock, by `pg_locks`' name, on each relation that was there before (indexes and views too).
    pub(crate) locks: BTreeMap<String, &'static str>,
    /// Tables and materialized views that have a new file.
    pub(crate) rewritten: BTreeSet<String>,
    /// Tables that were read from end to end.
    pub(crate) scanned: BTreeSet<String>,
    /// False where `PostgreSQL` refuses it in a transaction, so that it was watched on its own.
    pub(crate) in_transaction: bool,
}

/// Runs a statement on a fresh database that `setup` prepared, and tells what it did.
pub(crate) fn observe(server: &'static Server, setup: &str, statement: &str) -> Observed {
    let database = server.database();
    prepare(&database, setup);
    observe_in(&database, &database.session(), statement)
}

/// Runs a statement in a session and tells what it did, which stays done.
///
/// It runs in a transaction; where `PostgreSQL` refuses that (SQLSTATE 25001), on its own in a session of its own.
pub(crate) fn observe_in(database: &Database, actor: &Session, statement: &str) -> Observed {
    let watcher = database.session();
    let before = Relations::read(&watcher);
    let observed = watch(&watcher, actor, &before, statement);
    match &observed.error {
        None => Observed { error: actor.execute("COMMIT").err(), ..observed },
        Some(error) => {
            let refused = error.sqlstate == "25001";
            actor.execute("ROLLBACK").expect("a transaction can be given up");
            if refused { alone::observe(database, &watcher, statement) } else { observed }
        }
    }
}

/// The same for a statement that is taken back afterwards, so that many can be watched on one database.
pub(crate) fn observe_undone(watcher: &Session, actor: &Session, statement: &str) -> Observed {
    let observed = watch(watcher, actor, &Relations::read(watcher), statement);
    actor.execute("ROLLBACK").expect("a transaction can be given up");
    observed
}

/// Begins a transaction, runs the statement in it, and tells what it did.
fn watch(watcher: &Session, actor: &Session, before: &Relations, statement: &str) -> Observed {
    actor.execute("BEGIN").expect("a transaction can begin");
    let scans = before.scans_of(actor);
    if let Err(error) = actor.execute(statement) {
        return Observed { error: Some(error), in_transaction: true, ..Observed::default() };
    }
    let mut locks = BTreeMap::new();
    note_locks(&mut locks, watcher, &backend(actor), before);
    // Only the transaction itself sees the files it wrote and the scans it made.
    let rewritten = before.rewritten(&Relations::read(actor));
    let more = before.scans_of(actor).into_iter().filter(|(name, count)| scans.get(name) != Some(count));
    Observed { error: None, locks, rewritten, scanned: more.map(|(name, _)| name).collect(), in_transaction: true }
}

/// Runs the setup in a session that is gone afterwards, so that its scans are not taken for the statement's.
fn prepare(database: &Database, setup: &str) {
    let session = database.session();
    session.execute(setup).unwrap_or_else(|why| panic!("the setup fails with {why}\n{setup}"));
    let backend = backend(&session);
    drop(session);
    wait_until_gone(database.own_session(), &backend);
}

/// How strong a mode is, by `pg_locks`' name.
pub(crate) fn rank(mode: &str) -> usize {
    MODES.iter().position(|known| *known == mode).expect("there are eight modes")
}

fn backend(session: &Session) -> String {
    let rows = session.query_strings("SELECT pg_backend_pid()").expect("a session can name its backend");
    rows[0][0].clone().expect("a backend has a number")
}

fn wait_until_gone(onlooker: &Session, backend: &str) {
    let query = format!("SELECT FROM pg_stat_activity WHERE pid = {backend}");
    while !onlooker.query_strings(&query).expect("the list of sessions can be read").is_empty() {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// Raises `locks` to what the backend holds or waits for at this moment.
fn note_locks(locks: &mut BTreeMap<String, &'static str>, watcher: &Session, backend: &str, before: &Relations) {
    let query = format!("SELECT relation, mode FROM pg_locks WHERE locktype = 'relation' AND pid = {backend}");
    for row in watcher.query_strings(&query).expect("pg_locks can be read") {
        let [Some(relation), Some(mode)] = row.as_slice() else { continue };
        // System catalogs and what the statement itself made are nobody's outage.
        let Some(name) = before.name_of(relation) else { continue };
        let strongest = locks.entry(name.to_owned()).or_insert(MODES[0]);
        *strongest = MODES[rank(strongest).max(rank(mode))];
    }
}

#[test]
fn what_the_manual_says_of_a_few_statements_is_seen() {
    let Some(server) = postgres::server(None) else { return };
    let see = |statement| tell(&observe(server, SETUP, statement));
    assert_eq!(
        see("DROP TABLE child"),
        "public.child AccessExclusiveLock, public.child_pkey AccessExclusiveLock, \
        public.parent AccessExclusiveLock"
    );
    assert_eq!(
        see("ALTER TABLE parent ALTER id TYPE bigint"),
        "public.child AccessExclusiveLock, public.child_pkey AccessShareLock, public.parent AccessExclusiveLock, \
         public.parent_pkey AccessExclusiveLock; \
         rewrites public.parent; scans public.child public.parent"
    );
    assert_eq!(see("ALTER TABLE parent ADD COLUMN more int DEFAULT 1"), "public.parent AccessExclusiveLock");
    assert_eq!(see("CREATE INDEX ON parent (name)"), "public.parent ShareLock; scans public.parent");
    assert_eq!(see("ALTER TABLE parent ALTER name SET NOT NULL"), "23502");
}

#[test]
fn statements_that_refuse_a_transaction_are_watched_on_their_own() {
    for major in postgres::majors() {
        let Some(server) = postgres::server(Some(major)) else { return };
        let observed = observe(server, SETUP, "CREATE INDEX CONCURRENTLY ON parent (name)");
        assert!(!observed.in_transaction, "PostgreSQL {major}");
        let expected = "public.parent ShareUpdateExclusiveLock; scans public.parent";
        assert_eq!(tell(&observed), expected, "PostgreSQL {major}");
    }
    let Some(server) = postgres::server(None) else { return };
    let full = observe(server, SETUP, "VACUUM FULL child");
    assert_eq!(full.locks.get("public.child"), Some(&"AccessExclusiveLock"), "{full:?}");
    assert!(full.rewritten.contains("public.child"), "{full:?}");
    assert_eq!(tell(&observe(server, SETUP, "DROP INDEX CONCURRENTLY absent")), "42704");
}

#[cfg(test)]
const SETUP: &str = "
    CREATE TABLE parent (id int PRIMARY KEY, name text);
    CREATE TABLE child (id int PRIMARY KEY, parent_id int REFERENCES parent);
    INSERT INTO parent SELECT g, NULLIF(g, 7)::text FROM generate_series(1, 100) g;
    INSERT INTO child SELECT g, g FROM generate_series(1, 100) g;";

#[cfg(test)]
fn tell(observed: &Observed) -> String {
    if let Some(error) = &observed.error {
        return error.sqlstate.clone();
    }
    let locks: Vec<String> = observed.locks.iter().map(|(name, mode)| format!("{name} {mode}")).collect();
    let mut told = locks.join(", ");
    for (word, names) in [("rewrites", &observed.rewritten), ("scans", &observed.scanned)] {
        if !names.is_empty() {
            let names: Vec<&str> = names.iter().map(String::as_str).collect();
            told = format!("{told}; {word} {}", names.join(" "));
        }
    }
    told
}
