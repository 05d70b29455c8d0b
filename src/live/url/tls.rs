//! What a connection string says about encryption.

use std::path::PathBuf;

/// How a connection is encrypted.
#[derive(Clone, Default, PartialEq, Eq)]
pub(in crate::live) struct Tls {
    pub(in crate::live) mode: TlsMode,
    pub(in crate::live) roots: Roots,
    pub(in crate::live) identity: Option<ClientIdentity>,
    /// `sslsni=0`: the server is not told the host's name.
    pub(in crate::live) no_sni: bool,
    /// `sslnegotiation=direct`: no question before the handshake (PostgreSQL 17).
    pub(in crate::live) direct: bool,
    pub(in crate::live) channel_binding: ChannelBinding,
}

/// libpq's `sslmode` (manual, 34.19).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::live) enum TlsMode {
    Disable,
    /// Plain, and encrypted where the server refuses that.
    Allow,
    /// Encrypted, and plain where the server refuses that.
    #[default]
    Prefer,
    /// Encrypted, whoever the server is; with a file of roots as `VerifyCa`.
    Require,
    /// Encrypted, whoever the server is, even with a file of roots: `no-verify` of Node drivers.
    NoVerify,
    /// Encrypted, and the certificate is signed by a root.
    VerifyCa,
    /// Encrypted, and the certificate is signed by a root and made for this host.
    VerifyFull,
}

/// Whom a signature is trusted from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::live) enum Roots {
    /// libpq's own file in the home folder where there is one, else the operating system's roots.
    #[default]
    Default,
    /// The operating system's roots.
    System,
    /// The certificates in this file, and no others.
    File(PathBuf),
}

/// How the client proves who it is.
#[derive(Clone, PartialEq, Eq)]
pub(in crate::live) enum ClientIdentity {
    /// libpq's `sslcert` and `sslkey`: PEM files.
    Pem { certificate: PathBuf, key: PathBuf },
    /// Prisma's `sslidentity` and `sslpassword`: one PKCS#12 file.
    Pkcs12 { file: PathBuf, password: String },
}

/// Whether the password's proof is tied to the TLS connection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::live) enum ChannelBinding {
    Disable,
    #[default]
    Prefer,
    Require,
}
