use std::path::PathBuf;

use super::{parsed, refused};
use crate::live::url::{ChannelBinding, ClientIdentity, Roots, TlsMode};

fn mode(parameters: &str) -> TlsMode {
    parsed(&format!("postgres://h/d?{parameters}")).settings().tls.mode
}

#[test]
fn every_mode_means_what_libpq_says() {
    for (parameters, expected) in [
        ("", TlsMode::Prefer),
        ("sslmode=disable", TlsMode::Disable),
        ("sslmode=allow", TlsMode::Allow),
        ("sslmode=prefer", TlsMode::Prefer),
        ("sslmode=require", TlsMode::Require),
        ("sslmode=no-verify", TlsMode::NoVerify),
        ("sslmode=verify-ca", TlsMode::VerifyCa),
        ("sslmode=verify-full", TlsMode::VerifyFull),
        ("ssl=true", TlsMode::Require),
        ("ssl=false", TlsMode::Prefer),
        ("requiressl=1", TlsMode::Require),
        ("sslrootcert=system", TlsMode::VerifyFull),
    ] {
        assert_eq!(mode(parameters), expected, "{parameters}");
    }
    assert!(refused("postgres://h/d?sslmode=full").help.unwrap().contains("verify-full"));
    refused("postgres://h/d?sslrootcert=system&sslmode=require");
}

#[test]
fn prismas_sslaccept_decides_whether_a_certificate_is_checked() {
    assert_eq!(mode("sslaccept=strict"), TlsMode::VerifyFull);
    assert_eq!(mode("sslmode=require&sslaccept=anything"), TlsMode::VerifyFull, "Prisma takes unknown words as strict");
    assert_eq!(mode("sslmode=require&sslaccept=accept_invalid_certs"), TlsMode::NoVerify);
    assert_eq!(mode("sslmode=disable&sslaccept=strict"), TlsMode::Disable);
    // Never weaker than written.
    assert_eq!(mode("sslmode=verify-full&sslaccept=accept_invalid_certs"), TlsMode::VerifyFull);
}

#[test]
fn a_mode_that_prisma_does_not_enforce_is_told() {
    let notes = |parameters: &str| parsed(&format!("postgres://h/d?{parameters}")).notes().join("\n");
    assert!(notes("sslmode=verify-full").contains("sslaccept=strict"));
    assert!(notes("sslmode=verify-ca").contains("Prisma's own engine"));
    assert_eq!(notes("sslmode=verify-full&sslaccept=strict"), "");
    assert_eq!(notes("sslmode=require"), "");
}

#[test]
fn certificates_have_two_meanings_told_apart_by_the_key() {
    let tls = |parameters: &str| parsed(&format!("postgres://h/d?{parameters}")).settings().tls.clone();
    let client = tls("sslmode=require&sslcert=c.pem&sslkey=k.pem&sslrootcert=r.pem");
    assert_eq!(client.roots, Roots::File(PathBuf::from("r.pem")));
    assert!(client.identity == Some(ClientIdentity::Pem { certificate: "c.pem".into(), key: "k.pem".into() }));
    let root = tls("sslmode=require&sslcert=server-ca.pem");
    assert!(root.roots == Roots::File("server-ca.pem".into()) && root.identity.is_none());
    let pkcs12 = tls("sslidentity=id.p12&sslpassword=x");
    assert!(pkcs12.identity == Some(ClientIdentity::Pkcs12 { file: "id.p12".into(), password: "x".into() }));
    assert!(tls("sslkey=k.pem").identity.is_none());
}

#[test]
fn the_rest_of_the_handshake() {
    let tls = parsed("postgres://h/d?sslsni=0&sslnegotiation=direct&sslmode=require&channel_binding=require")
        .settings()
        .tls
        .clone();
    assert!(tls.no_sni && tls.direct);
    assert_eq!(tls.channel_binding, ChannelBinding::Require);
    refused("postgres://h/d?channel_binding=maybe");
}
