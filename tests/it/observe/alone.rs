//! Watches a statement that runs in no transaction, such as `CREATE INDEX CONCURRENTLY`.
//!
//! Its locks are gone when it is done, so a bystander's open transaction makes it wait while it holds them. A statement
//! that takes its locks without ever waiting for a reader (a plain `VACUUM`) may be done before anybody looks.

use super::relations::Relations;
use super::{Observed, backend, note_locks, wait_until_gone};
use crate::postgres::{Database, Session};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long the bystander stays for a statement that does not wait for it.
const PATIENCE: Duration = Duration::from_secs(5);

/// Before version 15 the counters of scans travel to a collector process, which writes them twice a second at most.
const COLLECTOR_DELAY: Duration = Duration::from_millis(1200);

pub(super) fn observe(database: &Database, watcher: &Session, statement: &str) -> Observed {
    let before = settled(database, watcher);
    let actor = database.session();
    let number = backend(&actor);
    let bystander = reader_of_everything(database, &before);
    let mut locks = BTreeMap::new();
    let error = std::thread::scope(|scope| {
        let running = scope.spawn(|| actor.execute(statement).err());
        let began = Instant::now();
        let mut bystander = Some(bystander);
        while !running.is_finished() {
            let waits = is_waiting(watcher, &number);
            note_locks(&mut locks, watcher, &number, &before);
            if waits || began.elapsed() > PATIENCE {
                // Dropping the session ends its transaction.
                bystander = None;
            }
        }
        drop(bystander);
        running.join().expect("sending a statement does not panic")
    });
    drop(actor);
    wait_until_gone(watcher, &number);
    let after = settled(database, watcher);
    Observed {
        error,
        locks,
        rewritten: before.rewritten(&after),
        scanned: before.scanned(&after),
        in_transaction: false,
    }
}

/// A transaction with a snapshot and the weakest lock on every table: what a slow report on production is.
fn reader_of_everything(database: &Database, relations: &Relations) -> Session {
    let session = database.session();
    session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1").expect("a transaction can begin");
    for table in relations.holding_rows() {
        // A materialized view cannot be locked by hand; reading it does the same for every table.
        session.execute(&format!("SELECT FROM {table} LIMIT 0")).expect("every table can be read");
    }
    session
}

fn is_waiting(watcher: &Session, backend: &str) -> bool {
    let query = format!("SELECT FROM pg_locks WHERE pid = {backend} AND NOT granted");
    !watcher.query_strings(&query).expect("pg_locks can be read").is_empty()
}

fn settled(database: &Database, watcher: &Session) -> Relations {
    if database.server().major < 15 {
        std::thread::sleep(COLLECTOR_DELAY);
    }
    Relations::read(watcher)
}
