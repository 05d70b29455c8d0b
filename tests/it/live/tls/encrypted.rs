//! One server that listens on TCP with TLS, for all tests about it.

use super::certificates;
use crate::postgres::{Extras, Server, server_with};
use crate::skip;
use std::net::TcpListener;
use std::path::Path;
use std::sync::OnceLock;

/// The password of every role.
pub(crate) const PASSWORD: &str = "hunter2@:/?#%";

/// First line that fits decides (manual, 21.1).
const RULES: &str = "local all all trust
hostssl all certified all cert
hostssl all tls_only all scram-sha-256
host all tls_only all reject
hostnossl all plain_only all scram-sha-256
host all plain_only all reject
host all turned_away all reject
host all all all scram-sha-256
";

/// A server that listens on TCP with TLS.
pub(crate) struct Encrypted {
    pub(crate) server: &'static Server,
}

impl Encrypted {
    /// The one server of this process; `None`, after saying so, where it cannot be had.
    pub(crate) fn get() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<Encrypted>> = OnceLock::new();
        SERVER.get_or_init(Self::start).as_ref()
    }

    /// The connection string of a role with the right password, on the database `postgres`.
    pub(crate) fn url(&self, role: &str, host: &str, parameters: &str) -> String {
        let password = "hunter2%40%3A%2F%3F%23%25";
        format!("postgresql://{role}:{password}@{host}:{}/postgres?{parameters}", self.server.port)
    }

    /// A file among the certificates, percent-encoded.
    pub(crate) fn certificate(&self, name: &str) -> String {
        self.server.folder().join(name).to_string_lossy().replace('/', "%2F")
    }

    fn start() -> Option<Self> {
        if std::process::Command::new("openssl").arg("version").output().is_err() {
            skip::skip("the command `openssl` is not here", "`sh tests/run` brings it.");
            return None;
        }
        let folder = tempfile::tempdir().unwrap();
        certificates::make(folder.path()).unwrap();
        let server = listening(folder.path())?;
        let admin = server.connect("postgres").unwrap();
        for role in ["app", "tls_only", "plain_only", "turned_away", "certified"] {
            admin.execute(&format!("CREATE ROLE {role} LOGIN PASSWORD '{PASSWORD}'")).unwrap();
        }
        Some(Self { server })
    }
}

/// Starts the server; its folder, which is removed with it, keeps all the certificates.
///
/// Another process may take the free port before the server does; then there is another one.
fn listening(certificates: &Path) -> Option<&'static Server> {
    let files = std::fs::read_dir(certificates).unwrap().map(|entry| entry.unwrap());
    let files = files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap()));
    let rules = ("hba.conf".to_owned(), RULES.as_bytes().to_vec());
    let mut extras = Extras { files: files.chain([rules]).collect(), settings: settings(), port: None };
    let mut failures = Vec::new();
    for _ in 0..5 {
        extras.port = Some(TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port());
        match server_with(&extras)? {
            Ok(server) => return Some(server),
            Err(why) => failures.push(why),
        }
    }
    panic!("no server with TLS: {}", failures.join("\n"));
}

fn settings() -> Vec<String> {
    let settings = [
        "password_encryption=scram-sha-256",
        "ssl=on",
        "ssl_cert_file={folder}/server.crt",
        "ssl_key_file={folder}/server.key",
        "ssl_ca_file={folder}/ca.crt",
        "hba_file={folder}/hba.conf",
    ];
    settings.into_iter().map(str::to_owned).collect()
}
