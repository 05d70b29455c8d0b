//! What to do about each class of failure.

use super::failure::Place;
use crate::live::error::{LiveError, LiveErrorKind};

/// What to do when no connection came about; `None` where the message says all.
pub(super) fn connecting(error: &LiveError, place: &Place<'_>) -> Option<String> {
    match error.kind {
        LiveErrorKind::Unreachable | LiveErrorKind::Timeout | LiveErrorKind::Refused | LiveErrorKind::Lost => {
            Some(reaching(error.kind, place))
        }
        LiveErrorKind::Tls | LiveErrorKind::Certificate | LiveErrorKind::HostName => Some(encrypting(error, place)),
        _ => admission(error, &place.target.source),
    }
}

/// The server is not reached.
fn reaching(kind: LiveErrorKind, place: &Place<'_>) -> String {
    let (host, port, source) = (&place.endpoint.host, place.endpoint.port, &place.target.source);
    match kind {
        LiveErrorKind::Lost => "the server is starting, stopping, or closes connections: try again in a moment".to_owned(),
        LiveErrorKind::Refused if port == 6543 => {
            "6543 is the port of Supabase's pooler only: use 5432 for the database itself".to_owned()
        }
        LiveErrorKind::Refused => format!("look whether the server runs, and whether host and port in {source} are right"),
        _ if host.starts_with("db.") && host.ends_with(".supabase.co") => {
            "Supabase's direct host has an IPv6 address only, and this network may have none (GitHub Actions has not): use \
             the session pooler's connection string (…pooler.supabase.com:5432), or book the IPv4 add-on"
                .to_owned()
        }
        LiveErrorKind::Timeout => format!(
            "a firewall may drop the connection: let this machine's address in, or use the right port (now {port}); a \
             paused or sleeping database needs a longer limit"
        ),
        _ => format!("look whether the host name in {source} is right and this machine may reach it"),
    }
}

/// The server is reached, and encryption fails.
fn encrypting(error: &LiveError, place: &Place<'_>) -> String {
    match error.kind {
        LiveErrorKind::Certificate => authority_of(&place.endpoint.host),
        LiveErrorKind::HostName => {
            "connect by the name in the certificate; `sslmode=verify-ca` checks who signed it and not the name"
                .to_owned()
        }
        _ if error.message.contains("does not speak TLS") => {
            "turn TLS on at the server (`ssl = on`); inside a private network `sslmode=prefer` does without it"
                .to_owned()
        }
        _ => "add `sslmode=require`, or `sslmode=disable` for a server without TLS".to_owned(),
    }
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

/// The server answers and lets nobody in.
fn admission(error: &LiveError, source: &str) -> Option<String> {
    let says = |part: &str| error.message.contains(part);
    let advice = match error.kind {
        LiveErrorKind::Password if says("enant") => "Supabase's pooler wants the user as postgres.PROJECT_REF".to_owned(),
        LiveErrorKind::Password => {
            format!("check user and password in {source}; characters such as @ : / ? # % must be percent-encoded")
        }
        LiveErrorKind::Database => format!("create it, or correct the name in {source}"),
        LiveErrorKind::TooManyConnections => {
            "close idle connections, or use the pooler's connection string; Seawall itself needs one".to_owned()
        }
        LiveErrorKind::Rejected if says("startup parameter") => {
            "the pooler takes no such parameter: leave `options` out, or use the direct connection string".to_owned()
        }
        LiveErrorKind::Rejected if says("client certificate") => {
            "name the certificate and its key: `sslcert=FILE&sslkey=FILE`".to_owned()
        }
        LiveErrorKind::Rejected if says("channel binding") => {
            "channel binding needs TLS and SCRAM: add `sslmode=require`, or leave `channel_binding=require` out".to_owned()
        }
        LiveErrorKind::Rejected if says("ndpoint ID") => {
            "Neon finds the database by the host's name: leave `sslsni=0` out, or add `options=endpoint%3DENDPOINT_ID`".to_owned()
        }
        LiveErrorKind::Rejected => {
            "the server's pg_hba.conf (or the provider's list of allowed addresses) has no line for this user, database, \
             address and kind of encryption: add one, or try `sslmode=require`"
                .to_owned()
        }
        _ => return None,
    };
    Some(advice)
}

/// What to do when a statement failed.
pub(super) fn querying(error: &LiveError) -> Option<String> {
    let advice = match error.kind {
        LiveErrorKind::StatementTimeout => "the server is busy, or the schema is large: allow more time",
        LiveErrorKind::LockTimeout => {
            "another session holds a lock, perhaps a migration that is running: try again when it is done"
        }
        LiveErrorKind::Permission => return Some(grant(&error.message)),
        LiveErrorKind::Timeout => {
            "look whether the server is alive and not overloaded, and whether the network holds connections"
        }
        LiveErrorKind::Lost => "the server was stopped or the connection cut: try again",
        _ => return None,
    };
    Some(advice.to_owned())
}

/// The missing GRANT, where the server's message (in English) names the object; it writes the name without quotes.
fn grant(message: &str) -> String {
    const PRIVILEGES: [(&str, &str); 5] = [
        ("schema", "USAGE ON SCHEMA"),
        ("table", "SELECT ON TABLE"),
        ("view", "SELECT ON TABLE"),
        ("sequence", "SELECT ON SEQUENCE"),
        ("function", "EXECUTE ON FUNCTION"),
    ];
    let denied = message.split_once("permission denied for ").and_then(|(_, denied)| denied.split_once(' '));
    let named = denied.and_then(|(kind, name)| {
        let (_, privilege) = PRIVILEGES.iter().find(|(known, _)| *known == kind)?;
        Some(format!("run as its owner: GRANT {privilege} {name} TO this role"))
    });
    named.unwrap_or_else(|| "grant this role the right to read it, and nothing more".to_owned())
}

#[cfg(test)]
mod tests;
