//! What is said when a server refuses, falls silent or goes away, and what is tried again.

use super::tls::Encrypted;
use super::{elsewhere, run, target, url_of, with_session};
use crate::postgres::server;
use seawall::live::{self, Limits, LiveError, LiveErrorKind};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Short, so that a failure that is waited for is soon there; no test measures time.
fn brief() -> Limits {
    let moment = Duration::from_millis(300);
    Limits { connect: moment, statement: moment, lock: moment, attempts: 2, ..Limits::default() }
}

/// The failure of connecting, which has a remedy and shows no password.
fn failure(url: &str, limits: &Limits) -> LiveError {
    let error = run(live::connect(&target(url), limits)).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    assert!(error.help.is_some(), "{error:?}");
    error
}

#[test]
fn a_server_that_lets_nobody_in_says_why() {
    let Some(server) = Encrypted::get() else { return };
    let url = |role: &str| server.url(role, "localhost", "");
    server
        .server
        .connect("postgres")
        .unwrap()
        .execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0 PASSWORD 'hunter2@:/?#%'")
        .unwrap();
    for (url, kind, sqlstate, told) in [
        (
            url("app").replace("hunter2", "hunter22"),
            LiveErrorKind::Password,
            Some("28P01"),
            "password authentication failed",
        ),
        (url("app").replace(":hunter2%40%3A%2F%3F%23%25", ""), LiveErrorKind::Password, None, "asks for a password"),
        (url("nobody"), LiveErrorKind::Password, Some("28P01"), "password authentication failed"),
        (url("app").replace("/postgres?", "/shop?"), LiveErrorKind::Database, Some("3D000"), "\"shop\" does not exist"),
        (url("crowded"), LiveErrorKind::TooManyConnections, Some("53300"), "(tried 2 times)"),
    ] {
        let error = failure(&url, &brief());
        assert_eq!((error.kind, error.sqlstate.as_deref()), (kind, sqlstate), "{error:?}");
        assert!(error.message.starts_with("staging (localhost:") && error.message.contains(told), "{error}");
    }
}

#[test]
fn a_closed_port_an_unknown_name_and_a_missing_socket() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    for (url, kind) in [
        (format!("postgres://u:hunter2@127.0.0.1:{port}/d"), LiveErrorKind::Refused),
        ("postgres://u:hunter2@%2Fnowhere/d".to_owned(), LiveErrorKind::Refused),
        ("postgres://u:hunter2@db.invalid/d".to_owned(), LiveErrorKind::Unreachable),
    ] {
        assert_eq!(failure(&url, &Limits { connect: Duration::from_secs(20), ..brief() }).kind, kind, "{url}");
    }
}

#[test]
fn the_next_host_is_tried_and_the_kind_of_server_asked_for() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let folder = server.folder().to_string_lossy().replace('/', "%2F");
    let url = |wanted: &str| {
        format!("postgres://postgres@%2Fnowhere,{folder}/{}?target_session_attrs={wanted}", database.name())
    };
    for wanted in ["any", "primary", "read-write", "prefer-standby"] {
        with_session(&url(wanted), async |_| Ok(())).unwrap();
    }
    for wanted in ["standby", "read-only"] {
        let error = failure(&url(wanted), &brief());
        assert!(error.message.contains("is a primary, and `target_session_attrs` asks for another"), "{error}");
    }
}

/// A listener that does this with each connection; it lives as long as the process.
fn listener(serve: impl Fn(TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || listener.incoming().flatten().for_each(serve));
    format!("postgres://u:hunter2@127.0.0.1:{port}/d")
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let url = listener(std::mem::forget);
    let error = failure(&url, &brief());
    assert_eq!(error.kind, LiveErrorKind::Timeout);
    assert!(error.message.contains("no answer within 0.3 s"), "{error}");
}

#[test]
fn a_server_without_tls_is_told_from_one_that_hangs_up() {
    let url = listener(|mut stream| {
        // The request for TLS has eight bytes (manual, 55.7).
        stream.read_exact(&mut [0; 8]).and_then(|()| stream.write_all(b"N")).ok();
    });
    let error = failure(&format!("{url}?sslmode=require"), &brief());
    assert_eq!(error.kind, LiveErrorKind::Tls);
    assert!(error.message.contains("does not speak TLS") && error.help.unwrap().contains("ssl = on"));
    let error = failure(&url, &brief());
    assert_eq!(error.kind, LiveErrorKind::Lost);
    assert!(error.message.ends_with("(tried 2 times)"), "{error}");
}

#[test]
fn a_connection_killed_in_the_middle_is_read_again_from_the_start() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let target = target(&url_of(&database, "postgres"));
    let tried = AtomicU32::new(0);
    let die_once = async |session: &live::Session| {
        if tried.fetch_add(1, Ordering::Relaxed) == 0 {
            session.query("SELECT pg_terminate_backend(pg_backend_pid())").await?;
        }
        session.query("SELECT 1").await
    };
    let rows = run(live::read(&target, &Limits::default(), die_once)).unwrap();
    assert_eq!((rows[0].at(0), tried.load(Ordering::Relaxed)), (Some("1"), 2));

    tried.store(0, Ordering::Relaxed);
    let error = run(live::read(&target, &Limits { attempts: 1, ..Limits::default() }, die_once)).unwrap_err();
    assert_eq!((error.kind, error.sqlstate.as_deref()), (LiveErrorKind::Lost, Some("57P01")));
    assert!(error.message.starts_with("staging (/") && error.help.is_some(), "{error:?}");
}

#[test]
fn a_connection_that_was_killed_while_idle_says_why() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let error = with_session(&url_of(&database, "postgres"), async |session| {
        let pid = session.query("SELECT pg_backend_pid()").await?[0].at(0).unwrap().to_owned();
        let gone = format!(
            "SELECT pg_terminate_backend({pid}); SELECT pg_sleep(0.05) FROM pg_stat_activity WHERE pid = {pid}"
        );
        elsewhere(|| database.execute(&gone)).unwrap();
        session.query("SELECT 1").await
    })
    .unwrap_err();
    assert_eq!(error.kind, LiveErrorKind::Lost, "{error:?}");
}

#[test]
fn a_failure_that_lasts_is_not_tried_again() {
    let Some(server) = server(None) else { return };
    let tried = AtomicU32::new(0);
    let wrong = async |session: &live::Session| {
        tried.fetch_add(1, Ordering::Relaxed);
        session.query("SELECT nothing").await
    };
    let database = server.database();
    let error = run(live::read(&target(&url_of(&database, "postgres")), &Limits::default(), wrong)).unwrap_err();
    assert_eq!(
        (error.kind, error.sqlstate.as_deref(), error.position),
        (LiveErrorKind::Server, Some("42703"), Some(8))
    );
    assert_eq!(tried.load(Ordering::Relaxed), 1);
}

#[test]
fn a_slow_statement_and_a_lock_end_within_their_limits() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    database.execute("CREATE TABLE t ()").unwrap();
    database.execute("BEGIN; LOCK TABLE t").unwrap();
    let target = target(&url_of(&database, "postgres"));
    let kind = |sql: &'static str, limits: Limits| {
        run(live::read(&target, &limits, async |session| session.query(sql).await)).unwrap_err().kind
    };
    assert_eq!(kind("SELECT pg_sleep(3600)", brief()), LiveErrorKind::StatementTimeout);
    let patient = Limits { statement: Duration::from_secs(60), ..brief() };
    assert_eq!(kind("SELECT FROM public.t", patient), LiveErrorKind::LockTimeout);
}

#[test]
fn a_server_that_falls_silent_in_the_middle_is_given_up() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let error = run(async {
        let session = live::connect(&target(&url_of(&database, "postgres")), &brief()).await.unwrap();
        let pid = session.query("SELECT pg_backend_pid()").await.unwrap()[0].at(0).unwrap().to_owned();
        signal("STOP", &pid);
        let error = session.query("SELECT 1").await.unwrap_err();
        signal("CONT", &pid);
        error
    });
    assert_eq!(error.kind, LiveErrorKind::Timeout);
    assert!(error.message.contains("fell silent"), "{error}");
}

fn signal(name: &str, pid: &str) {
    assert!(Command::new("kill").args([&format!("-{name}"), pid]).status().unwrap().success());
}

#[test]
fn a_missing_privilege_is_told_as_such() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let role = format!("reader_{}", database.name());
    database.execute(&format!("CREATE ROLE {role} LOGIN; CREATE TABLE t ()")).unwrap();
    let error = with_session(&url_of(&database, &role), async |session| session.query("SELECT FROM public.t").await)
        .unwrap_err();
    assert_eq!((error.kind, error.sqlstate.as_deref()), (LiveErrorKind::Permission, Some("42501")));
    database.execute(&format!("DROP ROLE {role}")).unwrap();
}
