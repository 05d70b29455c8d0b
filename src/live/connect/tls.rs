//! From what a connection string says about encryption to a connector.

use std::path::{Path, PathBuf};

use native_tls::{Certificate, Identity, TlsConnector};
use postgres_native_tls::MakeTlsConnector;

use crate::live::error::{LiveError, LiveErrorKind};
use crate::live::url::{ClientIdentity, Roots, Tls, TlsMode};

/// Makes the connector for one connection string.
///
/// # Errors
/// A file that it names cannot be read, or is not what it should be.
pub(super) fn connector(tls: &Tls) -> Result<MakeTlsConnector, LiveError> {
    let mut builder = TlsConnector::builder();
    let roots = roots_file(&tls.roots, std::env::home_dir().as_deref());
    let (any_certificate, any_host) = trust(tls.mode, roots.is_some());
    builder.danger_accept_invalid_certs(any_certificate).danger_accept_invalid_hostnames(any_host);
    builder.use_sni(!tls.no_sni);
    if let Some(file) = roots.filter(|_| !any_certificate) {
        builder.disable_built_in_roots(true);
        for certificate in certificates(&file)? {
            builder.add_root_certificate(certificate);
        }
    }
    if let Some(identity) = &tls.identity {
        builder.identity(client(identity)?);
    }
    if tls.direct {
        postgres_native_tls::set_postgresql_alpn(&mut builder);
    }
    let broken = |error| LiveError::new(LiveErrorKind::Tls, format!("TLS cannot be set up: {error}"));
    Ok(MakeTlsConnector::new(builder.build().map_err(broken)?))
}

/// Whether any certificate, and any host's name in it, is accepted (manual, 34.19.4).
fn trust(mode: TlsMode, has_roots_file: bool) -> (bool, bool) {
    match mode {
        TlsMode::VerifyFull => (false, false),
        TlsMode::VerifyCa => (false, true),
        TlsMode::Require if has_roots_file => (false, true),
        _ => (true, true),
    }
}

/// The file of roots: the one named, or libpq's own in the home folder where there is one.
fn roots_file(roots: &Roots, home: Option<&Path>) -> Option<PathBuf> {
    match roots {
        Roots::File(file) => Some(file.clone()),
        Roots::System => None,
        Roots::Default => home.map(|home| home.join(".postgresql/root.crt")).filter(|file| file.is_file()),
    }
}

fn certificates(file: &Path) -> Result<Vec<Certificate>, LiveError> {
    let found = Certificate::stack_from_pem(&read(file)?).unwrap_or_default();
    if found.is_empty() {
        return Err(wrong(file, "holds no certificate in PEM form").help("it begins with -----BEGIN CERTIFICATE-----"));
    }
    Ok(found)
}

fn client(identity: &ClientIdentity) -> Result<Identity, LiveError> {
    match identity {
        ClientIdentity::Pem { certificate, key } => Identity::from_pkcs8(&read(certificate)?, &read(key)?).map_err(|_| {
            wrong(key, "and the certificate beside it are no client certificate that Seawall can read")
                .help("the key must be PKCS#8 without a password: openssl pkcs8 -topk8 -nocrypt -in client.key -out client.pk8")
        }),
        ClientIdentity::Pkcs12 { file, password } => Identity::from_pkcs12(&read(file)?, password)
            .map_err(|_| {
            wrong(file, "is no PKCS#12 file, or `sslpassword` does not open it")
                .help("make one with: openssl pkcs12 -export -in client.crt -inkey client.key -out client.p12")
        }),
    }
}

fn read(file: &Path) -> Result<Vec<u8>, LiveError> {
    std::fs::read(file).map_err(|error| {
        wrong(file, &format!("cannot be read: {error}"))
            .help("the connection string names this file; a relative path begins at the working directory")
    })
}

fn wrong(file: &Path, what: &str) -> LiveError {
    LiveError::new(LiveErrorKind::Url, format!("{} {what}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libpqs_own_file_of_roots_counts_where_it_exists() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(roots_file(&Roots::Default, Some(home.path())), None);
        let file = home.path().join(".postgresql/root.crt");
        std::fs::create_dir_all(home.path().join(".postgresql")).unwrap();
        std::fs::write(&file, "").unwrap();
        assert_eq!(roots_file(&Roots::Default, Some(home.path())), Some(file));
        assert_eq!(roots_file(&Roots::System, Some(home.path())), None);
        assert_eq!(roots_file(&Roots::File("x.crt".into()), Some(home.path())), Some("x.crt".into()));
    }

    #[test]
    fn require_checks_the_signature_only_where_there_are_roots() {
        assert_eq!(trust(TlsMode::Require, false), (true, true));
        assert_eq!(trust(TlsMode::Require, true), (false, true));
        assert_eq!(trust(TlsMode::NoVerify, true), (true, true));
        assert_eq!(trust(TlsMode::Prefer, true), (true, true));
        assert_eq!(trust(TlsMode::VerifyCa, false), (false, true));
        assert_eq!(trust(TlsMode::VerifyFull, false), (false, false));
    }
}
