//! Parameters about encryption, of libpq, of Prisma and of Node drivers, made one.

use std::path::PathBuf;

use super::super::mistake;
use super::super::tls::{ChannelBinding, ClientIdentity, Roots, Tls, TlsMode};
use super::{is_on, note};
use crate::live::error::LiveError;

/// The parameters as written.
#[derive(Default)]
pub(super) struct Encryption {
    mode: Option<TlsMode>,
    accept: Option<Accept>,
    root: Option<String>,
    certificate: Option<String>,
    key: Option<String>,
    identity: Option<String>,
    password: Option<String>,
    no_sni: bool,
    direct: bool,
    channel_binding: ChannelBinding,
}

/// Prisma's `sslaccept`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Accept {
    Strict,
    Invalid,
}

impl Encryption {
    /// Takes a parameter; false where it is none of these.
    pub(super) fn take(&mut self, name: &str, value: &str) -> Result<bool, LiveError> {
        let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
        match name {
            "sslmode" => self.mode = text().map(|_| mode(value)).transpose()?,
            // Node drivers and old libpq.
            "ssl" | "requiressl" => self.mode = self.mode.or(is_on(value).then_some(TlsMode::Require)),
            // Prisma takes every value that it does not know as strict.
            "sslaccept" if value == "accept_invalid_certs" => self.accept = Some(Accept::Invalid),
            "sslaccept" => self.accept = Some(Accept::Strict),
            "sslrootcert" => self.root = text(),
            "sslcert" => self.certificate = text(),
            "sslkey" => self.key = text(),
            "sslidentity" => self.identity = text(),
            "sslpassword" => self.password = text(),
            "sslsni" => self.no_sni = value == "0",
            "sslnegotiation" => self.direct = value == "direct",
            "channel_binding" => self.channel_binding = channel_binding(value)?,
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// What all of them together ask for.
    pub(super) fn finish(mut self, notes: &mut Vec<String>) -> Result<Tls, LiveError> {
        let identity = self.client_identity(notes);
        let roots = match self.root.take() {
            None => Roots::Default,
            Some(root) if root == "system" => Roots::System,
            Some(file) => Roots::File(PathBuf::from(file)),
        };
        let mode = self.effective_mode(&roots, notes)?;
        let Self { no_sni, direct, channel_binding, .. } = self;
        Ok(Tls { mode, roots, identity, no_sni, direct, channel_binding })
    }

    /// `sslcert` is the client's certificate for libpq and the server's root for Prisma; a key beside it tells which.
    fn client_identity(&mut self, notes: &mut Vec<String>) -> Option<ClientIdentity> {
        if let Some(file) = self.identity.take() {
            let password = self.password.take().unwrap_or_default();
            return Some(ClientIdentity::Pkcs12 { file: file.into(), password });
        }
        match (self.certificate.take(), self.key.take()) {
            (Some(certificate), Some(key)) => {
                if self.password.is_some() {
                    note(
                        notes,
                        "`sslpassword` is left out: Seawall reads keys without a password, or `sslidentity` with one",
                    );
                }
                Some(ClientIdentity::Pem { certificate: certificate.into(), key: key.into() })
            }
            (Some(root), None) => {
                note(
                    notes,
                    "`sslcert` without `sslkey` is taken as the server's root certificate, as Prisma does; libpq calls that `sslrootcert`",
                );
                self.root.get_or_insert(root);
                None
            }
            (None, Some(_)) => {
                note(notes, "`sslkey` is left out: there is no `sslcert` beside it");
                None
            }
            (None, None) => None,
        }
    }

    fn effective_mode(&self, roots: &Roots, notes: &mut Vec<String>) -> Result<TlsMode, LiveError> {
        let written = self.mode;
        if *roots == Roots::System && written.is_some_and(|mode| mode != TlsMode::VerifyFull) {
            return Err(mistake("`sslrootcert=system` goes with `sslmode=verify-full` only").help(
                "everybody can get a certificate from a public authority: without the host's name it proves nothing",
            ));
        }
        let mode = written.unwrap_or(if *roots == Roots::System { TlsMode::VerifyFull } else { TlsMode::Prefer });
        if matches!(mode, TlsMode::VerifyCa | TlsMode::VerifyFull) {
            if self.accept != Some(Accept::Strict) {
                note(
                    notes,
                    "Seawall checks the server's certificate as `sslmode` asks; Prisma's own engine does not know this mode and checks nothing unless `sslaccept=strict` is set",
                );
            }
            return Ok(mode);
        }
        Ok(match (self.accept, mode) {
            (Some(Accept::Strict), TlsMode::Prefer | TlsMode::Require) => TlsMode::VerifyFull,
            (Some(Accept::Invalid), TlsMode::Require) => TlsMode::NoVerify,
            _ => mode,
        })
    }
}

fn mode(value: &str) -> Result<TlsMode, LiveError> {
    Ok(match value {
        "disable" => TlsMode::Disable,
        "allow" => TlsMode::Allow,
        "prefer" => TlsMode::Prefer,
        "require" => TlsMode::Require,
        "no-verify" => TlsMode::NoVerify,
        "verify-ca" => TlsMode::VerifyCa,
        "verify-full" => TlsMode::VerifyFull,
        _ => {
            return Err(mistake("`sslmode` in the connection string has a value that libpq does not know")
                .help("it is one of disable, allow, prefer, require, verify-ca, verify-full"));
        }
    })
}

fn channel_binding(value: &str) -> Result<ChannelBinding, LiveError> {
    Ok(match value {
        "disable" => ChannelBinding::Disable,
        "prefer" => ChannelBinding::Prefer,
        "require" => ChannelBinding::Require,
        _ => {
            return Err(mistake("`channel_binding` in the connection string has a value that libpq does not know")
                .help("it is one of disable, prefer, require"));
        }
    })
}
