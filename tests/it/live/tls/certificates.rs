//! Certificates of two authorities, made by the `openssl` command.

use std::path::Path;
use std::process::Command;

const KEY: [&str; 5] = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

/// Makes `ca`, `other` (an authority that nobody trusts), `server` (for `localhost`) and `client` (for the role `certified`).
pub(super) fn make(folder: &Path) -> Result<(), String> {
    for authority in ["ca", "other"] {
        request(folder, authority, "/CN=Seawall test authority", &["-addext", "keyUsage=keyCertSign"])?;
    }
    let signed = ["-CA", "ca.crt", "-CAkey", "ca.key", "-addext", "basicConstraints=critical,CA:FALSE"];
    request(folder, "server", "/CN=localhost", &[&signed[..], &["-addext", "subjectAltName=DNS:localhost"]].concat())?;
    request(folder, "client", "/CN=certified", &signed)?;
    openssl(folder, &["ec", "-in", "client.key", "-out", "client-sec1.key"])?;
    let bundle = ["pkcs12", "-export", "-in", "client.crt", "-inkey", "client.key", "-out", "client.p12"];
    openssl(folder, &[&bundle[..], &["-passout", "pass:bundle"]].concat())
}

/// A fresh key and its certificate, for two days.
fn request(folder: &Path, name: &str, subject: &str, more: &[&str]) -> Result<(), String> {
    let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
    let files = ["-keyout", &key, "-out", &certificate, "-days", "2", "-subj", subject];
    openssl(folder, &[&["req", "-x509"][..], &KEY, &files, more].concat())
}

fn openssl(folder: &Path, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new("openssl").args(arguments).current_dir(folder).output();
    let output = output.map_err(|why| format!("cannot run `openssl`: {why}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("openssl {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr)))
}
