//! Encrypted connections: who is trusted, and what is said when nobody is.

mod certificates;
mod encrypted;

use super::with_session;
use crate::postgres::server;
pub(crate) use encrypted::Encrypted;
use seawall::live::{LiveError, LiveErrorKind, Session};

/// Whether the session itself is encrypted.
async fn is_encrypted(session: &Session) -> Result<bool, LiveError> {
    let rows = session.query("SELECT ssl FROM pg_catalog.pg_stat_ssl WHERE pid = pg_backend_pid()").await?;
    Ok(rows[0].is_true("ssl"))
}

fn connect(url: &str) -> Result<bool, LiveErrorKind> {
    with_session(url, is_encrypted).map_err(|error| {
        assert!(!format!("{error:?}").contains(encrypted::PASSWORD), "{error:?}");
        assert!(error.help.is_some(), "{error:?}");
        error.kind
    })
}

#[test]
fn each_mode_checks_what_it_says() {
    let Some(server) = Encrypted::get() else { return };
    let (right, wrong) = (server.certificate("ca.crt"), server.certificate("other.crt"));
    // The server's certificate is made for `localhost`, not for its address.
    for (host, parameters, expected) in [
        ("localhost", "sslmode=disable", Ok(false)),
        ("localhost", "sslmode=allow", Ok(false)),
        ("localhost", "", Ok(true)),
        ("localhost", "sslmode=require", Ok(true)),
        ("localhost", &format!("sslmode=require&sslrootcert={right}"), Ok(true)),
        ("127.0.0.1", &format!("sslmode=require&sslrootcert={right}"), Ok(true)),
        ("localhost", &format!("sslmode=require&sslrootcert={wrong}"), Err(LiveErrorKind::Certificate)),
        ("localhost", &format!("sslmode=no-verify&sslrootcert={wrong}"), Ok(true)),
        ("localhost", &format!("sslmode=verify-ca&sslrootcert={right}"), Ok(true)),
        ("127.0.0.1", &format!("sslmode=verify-ca&sslrootcert={right}"), Ok(true)),
        ("localhost", &format!("sslmode=verify-ca&sslrootcert={wrong}"), Err(LiveErrorKind::Certificate)),
        ("localhost", &format!("sslmode=verify-full&sslrootcert={right}"), Ok(true)),
        ("127.0.0.1", &format!("sslmode=verify-full&sslrootcert={right}"), Err(LiveErrorKind::HostName)),
        ("localhost", &format!("sslmode=verify-full&sslrootcert={wrong}"), Err(LiveErrorKind::Certificate)),
        ("localhost", "sslrootcert=system", Err(LiveErrorKind::Certificate)),
        ("localhost", &format!("sslaccept=strict&sslcert={right}"), Ok(true)),
        ("127.0.0.1", &format!("sslaccept=strict&sslcert={right}"), Err(LiveErrorKind::HostName)),
        ("localhost", "sslmode=require&sslsni=0", Ok(true)),
        ("localhost", "sslmode=verify-full&sslrootcert=nowhere.crt", Err(LiveErrorKind::Url)),
        ("localhost", "sslmode=require&channel_binding=require", Ok(true)),
        ("localhost", "sslmode=disable&channel_binding=require", Err(LiveErrorKind::Rejected)),
    ] {
        assert_eq!(connect(&server.url("app", host, parameters)), expected, "{host} {parameters}");
    }
}

#[test]
fn the_servers_rules_decide_between_encrypted_and_plain() {
    let Some(server) = Encrypted::get() else { return };
    for (role, parameters, expected) in [
        ("plain_only", "", Ok(false)),
        ("plain_only", "sslmode=require", Err(LiveErrorKind::Rejected)),
        ("tls_only", "sslmode=allow", Ok(true)),
        ("tls_only", "sslmode=disable", Err(LiveErrorKind::Rejected)),
        ("turned_away", "", Err(LiveErrorKind::Rejected)),
    ] {
        assert_eq!(connect(&server.url(role, "localhost", parameters)), expected, "{role} {parameters}");
    }
}

#[test]
fn a_client_certificate_opens_the_door() {
    let Some(server) = Encrypted::get() else { return };
    let [certificate, key, old_key, bundle] =
        ["client.crt", "client.key", "client-sec1.key", "client.p12"].map(|name| server.certificate(name));
    for (parameters, expected) in [
        (format!("sslcert={certificate}&sslkey={key}"), Ok(true)),
        (format!("sslidentity={bundle}&sslpassword=bundle"), Ok(true)),
        (format!("sslidentity={bundle}&sslpassword=wrong"), Err(LiveErrorKind::Url)),
        (format!("sslcert={certificate}&sslkey={old_key}"), Err(LiveErrorKind::Url)),
        (String::new(), Err(LiveErrorKind::Rejected)),
    ] {
        let parameters = format!("sslmode=require&{parameters}");
        assert_eq!(connect(&server.url("certified", "localhost", &parameters)), expected, "{parameters}");
    }
}

#[test]
fn tls_is_not_asked_for_on_a_socket() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = format!("{}?sslmode=verify-full", super::url_of(&database, "postgres"));
    assert_eq!(connect(&url), Ok(false));
}
