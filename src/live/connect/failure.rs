//! From the driver's error to the class of the failure, in our own words.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::time::Duration;

use tokio_postgres::Error;
use tokio_postgres::error::{DbError, ErrorPosition};

use super::advice;
use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::target::Target;
use crate::live::url::Endpoint;

/// The server that is being tried; it shows as `staging (db.example.com:5432)`.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) target: &'a Target,
    pub(super) endpoint: &'a Endpoint,
}

impl Place<'_> {
    /// A failure here.
    pub(super) fn error(&self, kind: LiveErrorKind, what: &str) -> LiveError {
        LiveError::new(kind, format!("{self}: {what}"))
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.target.name, self.endpoint)
    }
}

/// A failure before the connection stood.
pub(super) fn connecting(error: &Error, place: &Place<'_>) -> LiveError {
    let mut told = classify(error, &place.to_string());
    if let Some(help) = advice::connecting(&told, place) {
        told.help = Some(help);
    }
    told
}

/// A failure of a statement.
pub(super) fn querying(error: &Error, name: &str) -> LiveError {
    let mut told = classify(error, name);
    told.help = advice::querying(&told);
    told
}

/// Nothing came back while connecting.
pub(super) fn no_answer(place: &Place<'_>, limit: Duration) -> LiveError {
    let what = format!("no answer within {} s", limit.as_secs_f64());
    let mut told = place.error(LiveErrorKind::Timeout, &what);
    told.help = advice::connecting(&told, place);
    told
}

/// Nothing came back for a statement, not even the server's own word that it took too long.
pub(super) fn silent(name: &str, limit: Duration) -> LiveError {
    let what = format!("{name}: the server fell silent: no answer to a statement within {} s", limit.as_secs_f64());
    let mut told = LiveError::new(LiveErrorKind::Timeout, what);
    told.help = advice::querying(&told);
    told
}

fn classify(error: &Error, name: &str) -> LiveError {
    if let Some(db) = error.as_db_error() {
        return said_by_server(db, name);
    }
    let cause = error.source();
    if let Some(error) = cause.and_then(|cause| cause.downcast_ref::<io::Error>()) {
        let (kind, what) = of_io(error);
        return LiveError::new(kind, format!("{name}: {what}"));
    }
    let said = cause.map_or_else(|| error.to_string(), ToString::to_string);
    let (kind, what) = of_driver(error, &said);
    LiveError::new(kind, format!("{name}: {what}"))
}

fn said_by_server(db: &DbError, name: &str) -> LiveError {
    let code = db.code().code();
    let mut told = LiveError::new(of_sqlstate(code, db.message()), format!("{name}: {}", db.message()));
    told.sqlstate = Some(code.to_owned());
    told.position = match db.position() {
        Some(ErrorPosition::Original(position)) => Some(*position),
        _ => None,
    };
    let parts: Vec<&str> = [db.detail(), db.hint(), db.where_()].into_iter().flatten().collect();
    told.detail = Some(parts.join("\n")).filter(|detail| !detail.is_empty());
    told
}

/// The class of a SQLSTATE (manual, appendix A).
fn of_sqlstate(code: &str, message: &str) -> LiveErrorKind {
    match code {
        "28P01" => LiveErrorKind::Password,
        "28000" if message.starts_with("role ") => LiveErrorKind::Password,
        "28000" => LiveErrorKind::Rejected,
        "3D000" => LiveErrorKind::Database,
        "53300" => LiveErrorKind::TooManyConnections,
        "57014" => LiveErrorKind::StatementTimeout,
        "55P03" => LiveErrorKind::LockTimeout,
        "42501" => LiveErrorKind::Permission,
        // PgBouncer's code for whatever it does not let through.
        "08P01" => of_pooler(message),
        // A pooler of Supabase that knows no such project.
        "XX000" if message.contains("enant") => LiveErrorKind::Password,
        // Starting up, shutting down, a crash elsewhere, idle for too long; a standby that had to give way to its primary.
        "57P01" | "57P02" | "57P03" | "57P05" | "25P03" | "40001" => LiveErrorKind::Lost,
        _ if code.starts_with("08") => LiveErrorKind::Lost,
        _ => LiveErrorKind::Server,
    }
}

fn of_pooler(message: &str) -> LiveErrorKind {
    match message {
        _ if message.contains("no such database") => LiveErrorKind::Database,
        _ if message.contains("no more connections allowed") => LiveErrorKind::TooManyConnections,
        _ if message.contains("no such user") || message.contains("authentication failed") => LiveErrorKind::Password,
        _ if message.contains("SSL required") => LiveErrorKind::Tls,
        _ if message.contains("timeout") || message.contains("server conn") => LiveErrorKind::Lost,
        _ => LiveErrorKind::Rejected,
    }
}

fn of_io(error: &io::Error) -> (LiveErrorKind, String) {
    use io::ErrorKind as Io;
    match error.kind() {
        Io::ConnectionRefused => (LiveErrorKind::Refused, "nothing listens there (connection refused)".to_owned()),
        Io::NotFound => (LiveErrorKind::Refused, "there is no such socket".to_owned()),
        Io::ConnectionReset | Io::ConnectionAborted | Io::BrokenPipe | Io::UnexpectedEof => {
            (LiveErrorKind::Lost, "the connection broke off".to_owned())
        }
        Io::TimedOut => (LiveErrorKind::Timeout, "no answer".to_owned()),
        // Its own text is the resolver's: name unknown, network unreachable.
        _ => (LiveErrorKind::Unreachable, error.to_string()),
    }
}

/// What the driver or its TLS library says, told apart by their texts: neither has a type for it.
fn of_driver(error: &Error, said: &str) -> (LiveErrorKind, String) {
    let lower = said.to_ascii_lowercase();
    let has = |part: &str| lower.contains(part);
    if error.is_closed() {
        return (LiveErrorKind::Lost, "the server closed the connection".to_owned());
    }
    if has("password missing") {
        return (
            LiveErrorKind::Password,
            "the server asks for a password, and the connection string has none".to_owned(),
        );
    }
    if has("does not support tls") {
        return (LiveErrorKind::Tls, "the server does not speak TLS, and the connection string demands it".to_owned());
    }
    if has("mismatch") && (has("hostname") || has("ip address")) {
        return (LiveErrorKind::HostName, "the server's certificate is for another host name".to_owned());
    }
    if has("certificate verify failed") {
        return (LiveErrorKind::Certificate, format!("the server's certificate is not trusted: {}", reason(said)));
    }
    let kind = match error.to_string() {
        text if text.contains("TLS") => LiveErrorKind::Tls,
        text if text.contains("authentication") => LiveErrorKind::Rejected,
        _ => LiveErrorKind::Server,
    };
    (kind, format!("{error}: {said}"))
}

/// OpenSSL's reason stands in parentheses after its codes and places in its source.
fn reason(said: &str) -> &str {
    said.rsplit_once(" (").and_then(|(_, reason)| reason.strip_suffix(')')).unwrap_or(said)
}
