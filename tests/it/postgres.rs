//! A private `PostgreSQL` for tests: found, started once per major version and test process, and stopped with the process.
//!
//! The cluster listens on a Unix socket in its own folder, trusts everybody who can reach that socket, and forgets all
//! at the end. It is never started as root: a test process that is root hands it to the user `nobody`.

mod cluster;
mod database;
mod installation;
mod session;

pub(crate) use cluster::{Extras, Server, hand_over, unprivileged_user};
pub(crate) use database::Database;
pub(crate) use session::{Row, Session, SqlError};

use crate::skip;
use installation::Installation;
use std::collections::BTreeMap;
use std::sync::{Mutex, OnceLock};

/// The major versions that Seawall speaks for and that `tests/run` brings.
pub(crate) const SUPPORTED_MAJORS: std::ops::RangeInclusive<u32> = 12..=18;

type Started = BTreeMap<u32, Result<&'static Server, String>>;

/// The running server of the major version asked for (`None`: the first one found, the system's own before all).
///
/// Returns `None`, after saying so, where this machine has no such version; under `CI=true` that is a failure.
pub(crate) fn server(major: Option<u32>) -> Option<&'static Server> {
    let Some(installation) = installations().iter().find(|found| major.is_none_or(|major| found.major == major)) else {
        let wanted = major.map_or_else(|| "PostgreSQL".to_owned(), |major| format!("PostgreSQL {major}"));
        skip::skip(
            &format!("no server binaries of {wanted} were found"),
            "`sh tests/run` brings them; or put initdb and postgres on the PATH, or set SEAWALL_TEST_POSTGRES.",
        );
        return None;
    };
    Some(running(installation))
}

/// A further server of the preferred version, with files and settings of its own; it runs as long as this process.
///
/// Returns `None`, after saying so, where this machine has no server at all.
pub(crate) fn server_with(extras: &Extras) -> Option<Result<&'static Server, String>> {
    server(None)?;
    Some(Server::start(installations().first()?, extras).map(|server| &*Box::leak(Box::new(server))))
}

/// The major versions found on this machine, the preferred one first.
pub(crate) fn majors() -> Vec<u32> {
    installations().iter().map(|found| found.major).collect()
}

fn installations() -> &'static [Installation] {
    static FOUND: OnceLock<Vec<Installation>> = OnceLock::new();
    FOUND.get_or_init(installation::find)
}

fn running(installation: &Installation) -> &'static Server {
    static STARTED: Mutex<Started> = Mutex::new(BTreeMap::new());
    let outcome = {
        let mut started = STARTED.lock().expect("starting a server does not panic");
        started
            .entry(installation.major)
            .or_insert_with(|| {
                Server::start(installation, &Extras::default()).map(|server| &*Box::leak(Box::new(server)))
            })
            .clone()
    };
    outcome.unwrap_or_else(|why| panic!("PostgreSQL {} did not start: {why}", installation.major))
}

#[test]
fn every_version_found_starts_and_keeps_databases_apart() {
    if skip::in_ci() {
        let missing: Vec<u32> = SUPPORTED_MAJORS.filter(|major| !majors().contains(major)).collect();
        assert!(missing.is_empty(), "CI=true wants every supported PostgreSQL, but these are missing: {missing:?}");
    }
    for major in majors() {
        let Some(server) = server(Some(major)) else { return };
        let (one, other) = (server.database(), server.database());
        one.execute("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (2)").unwrap();
        let rows = one.query_strings("SELECT id, NULL FROM t ORDER BY id").unwrap();
        assert_eq!(rows, [[Some("1".to_owned()), None], [Some("2".to_owned()), None]], "PostgreSQL {major}");
        let error = other.query_strings("SELECT FROM t").unwrap_err();
        assert_eq!(error.sqlstate, "42P01", "PostgreSQL {major}: {error}");
        assert_eq!(one.server().major, major);
        let version = one.query_strings("SHOW server_version_num").unwrap();
        assert!(version[0][0].as_deref().unwrap().starts_with(&major.to_string()), "{version:?}");
    }
}

#[test]
fn a_database_is_dropped_with_its_owner() {
    let Some(server) = server(None) else { return };
    let gone = server.database();
    let name = gone.name().to_owned();
    let onlooker = gone.session();
    drop(gone);
    drop(onlooker);
    let left = server.database().query_strings(&format!("SELECT 1 FROM pg_database WHERE datname = '{name}'")).unwrap();
    assert!(left.is_empty(), "{name} is still there");
}
