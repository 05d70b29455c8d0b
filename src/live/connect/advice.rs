//! What to do about each class of failure.

use super::failure::Place;
use crate::live::error::{LiveError, LiveErrorKind};

/// What to do when no connection came about; `None` where the message says all.
pub(super) fn connecting(error: &LiveError, place: &Place<'_>) -> Option<String> {
    let host = place.endpoint.host.as_str();
    let port = place.endpoint.port;
    let source = &place.target.source;
    let advice = match error.kind {
        LiveErrorKind::Unreachable | LiveErrorKind::Timeout if is_supabase_direct(host) => {
            "Supabase's direct host has an IPv6 address only, and this network may have none (GitHub Actions has not): use the \
             session pooler's connection string (…pooler.supabase.com:5432), or book the IPv4 add-on"
                .to_owned()
        }
        LiveErrorKind::Unreachable => format!("look whether the host name in {source} is right and this machine may reach it"),
        LiveErrorKind::Timeout => format!(
            "a firewall may drop the connection: let this machine's address in, or use the right port (now {port}); a paused or \
             sleeping database needs a longer limit"
        ),
        LiveErrorKind::Refused if port == 6543 => {
            "6543 is the port of Supabase's pooler only: use 5432 for the database itself".to_owned()
        }
        LiveErrorKind::Refused => format!("look whether the server runs, and whether host and port in {source} are right"),
        LiveErrorKind::Tls if error.message.contains("does not speak TLS") => {
            "turn TLS on at the server (`ssl = on`); inside a private network `sslmode=prefer` does without it".to_owned()
        }
        LiveErrorKind::Tls => "add `sslmode=require`, or `sslmode=disable` for a server without TLS".to_owned(),
        LiveErrorKind::Certificate => authority_of(host),
        LiveErrorKind::HostName => {
            "connect by the name in the certificate; `sslmode=verify-ca` checks who signed it and not the name".to_owned()
        }
        LiveErrorKind::Password if error.message.contains("enant") => {
            "Supabase's pooler wants the user as postgres.PROJECT_REF".to_owned()
        }
        LiveErrorKind::Password => format!("check user and password in {source}; characters such as @ : / ? # % must be percent-encoded"),
        LiveErrorKind::Rejected if error.message.contains("startup parameter") => {
            "the pooler takes no such parameter: leave `options` out, or use the direct connection string".to_owned()
        }
        LiveErrorKind::Rejected => {
            "the server's pg_hba.conf (or the provider's list of allowed addresses) has no line for this user, database, address \
             and kind of encryption: add one, or try `sslmode=require`"
                .to_owned()
        }
        LiveErrorKind::Database => format!("create it, or correct the name in {source}"),
        LiveErrorKind::TooManyConnections => {
            "close idle connections, or use the pooler's connection string; Seawall itself needs one".to_owned()
        }
        LiveErrorKind::Lost => "the server is starting, stopping, or closes connections: try again in a moment".to_owned(),
        _ => return None,
    };
    Some(advice)
}

/// What to do when a statement failed.
pub(super) fn querying(kind: LiveErrorKind) -> Option<String> {
    let advice = match kind {
        LiveErrorKind::StatementTimeout => "the server is busy, or the schema is large: allow more time",
        LiveErrorKind::LockTimeout => {
            "another session holds a lock, perhaps a migration that is running: try again when it is done"
        }
        LiveErrorKind::Permission => "grant the role the right to read it, and nothing more",
        LiveErrorKind::Timeout => {
            "look whether the server is alive and not overloaded, and whether the network holds connections"
        }
        LiveErrorKind::Lost => "the server was stopped or the connection cut: try again",
        _ => return None,
    };
    Some(advice.to_owned())
}

fn is_supabase_direct(host: &str) -> bool {
    host.starts_with("db.") && host.ends_with(".supabase.co")
}

/// Where the root certificate of a provider is to be had.
fn authority_of(host: &str) -> String {
    let file = if host.ends_with(".rds.amazonaws.com") {
        "AWS signs RDS by its own authority: download its bundle (global-bundle.pem)"
    } else if host.ends_with(".supabase.co") || host.ends_with(".supabase.com") {
        "Supabase signs by its own authority: download its certificate (dashboard, Database, SSL)"
    } else {
        "get the root certificate of the authority that signed it"
    };
    format!("{file} and name the file with `sslrootcert=FILE`")
}
