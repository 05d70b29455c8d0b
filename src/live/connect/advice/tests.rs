use super::*;
use crate::live::target::Target;
use crate::live::url::ConnectionUrl;

/// The remedy for a failure of this class and message at this host.
fn remedy(kind: LiveErrorKind, message: &str, host: &str) -> Option<String> {
    let url = ConnectionUrl::parse(&format!("postgres://u:hunter2@{host}/d")).unwrap();
    let target = Target { name: "staging".to_owned(), source: "$DATABASE_URL from .env".to_owned(), url };
    let place = Place { target: &target, endpoint: &target.url.endpoints()[0] };
    connecting(&LiveError::new(kind, message), &place)
}

#[test]
fn each_failure_of_connecting_has_a_remedy_of_its_own() {
    for (kind, message, host, part) in [
        (LiveErrorKind::Unreachable, "", "db.ref.supabase.co", "IPv6"),
        (LiveErrorKind::Timeout, "", "db.ref.supabase.co", "pooler.supabase.com:5432"),
        (LiveErrorKind::Unreachable, "", "db", "the host name in $DATABASE_URL from .env"),
        (LiveErrorKind::Timeout, "", "db:5433", "(now 5433)"),
        (LiveErrorKind::Refused, "", "db:6543", "use 5432"),
        (LiveErrorKind::Refused, "", "db", "whether the server runs"),
        (LiveErrorKind::Lost, "", "db", "try again"),
        (LiveErrorKind::Tls, "the server does not speak TLS", "db", "ssl = on"),
        (LiveErrorKind::Tls, "handshake", "db", "sslmode=disable"),
        (LiveErrorKind::Certificate, "", "x.eu-central-1.rds.amazonaws.com", "global-bundle.pem"),
        (LiveErrorKind::Certificate, "", "aws-0-eu-central-1.pooler.supabase.com", "dashboard"),
        (LiveErrorKind::Certificate, "", "db", "sslrootcert=FILE"),
        (LiveErrorKind::HostName, "", "db", "the name in the certificate"),
        (LiveErrorKind::Password, "Tenant or user not found", "db", "postgres.PROJECT_REF"),
        (LiveErrorKind::Password, "", "db", "percent-encoded"),
        (LiveErrorKind::Database, "", "db", "correct the name"),
        (LiveErrorKind::TooManyConnections, "", "db", "idle connections"),
        (LiveErrorKind::Rejected, "unsupported startup parameter: options", "db", "leave `options` out"),
        (LiveErrorKind::Rejected, "connection requires a valid client certificate", "db", "sslkey=FILE"),
        (LiveErrorKind::Rejected, "server did not use channel binding", "db", "SCRAM"),
        (LiveErrorKind::Rejected, "Endpoint ID is not specified", "db", "endpoint%3D"),
        (LiveErrorKind::Rejected, "no pg_hba.conf entry", "db", "pg_hba.conf"),
    ] {
        let remedy = remedy(kind, message, host).unwrap_or_else(|| panic!("{kind:?}"));
        assert!(remedy.contains(part) && !remedy.contains("hunter2"), "{kind:?}: {remedy}");
    }
    assert_eq!(remedy(LiveErrorKind::Unsupported, "", "db"), None);
}

#[test]
fn a_missing_privilege_is_named() {
    let remedy = |message: &str| querying(&LiveError::new(LiveErrorKind::Permission, message)).unwrap();
    assert!(
        remedy("staging (db:5432): permission denied for table order items")
            .ends_with("GRANT SELECT ON TABLE order items TO this role")
    );
    assert!(remedy("permission denied for schema sales").contains("GRANT USAGE ON SCHEMA sales"));
    assert!(remedy("keine Berechtigung für Tabelle x").contains("the right to read it"));
}
