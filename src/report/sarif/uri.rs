//! Paths as URI references (RFC 3986).

use std::fmt::Write as _;

/// Whether a path is relative to the working directory.
pub(super) fn is_relative(path: &str) -> bool {
    !path.starts_with('/') && !has_drive(path)
}

/// Whether a path begins as `C:/`.
fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [drive, b':', b'/' | b'\\', ..] if drive.is_ascii_alphabetic())
}

/// The URI of a path: relative paths stay relative, absolute ones become `file:` URIs.
pub(super) fn of(path: &str) -> String {
    let prefix = match (is_relative(path), has_drive(path)) {
        (true, _) => "",
        (false, true) => "file:///",
        (false, false) => "file://",
    };
    let mut out = String::from(prefix);
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            b':' if !prefix.is_empty() => out.push(':'),
            b'\\' if has_drive(path) => out.push('/'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uri_references() {
        assert_eq!(of("prisma/migrations/1_x/migration.sql"), "prisma/migrations/1_x/migration.sql");
        assert_eq!(of("a b/é:#?.sql"), "a%20b/%C3%A9%3A%23%3F.sql");
        assert_eq!(of("/srv/a.sql"), "file:///srv/a.sql");
        assert_eq!(of("C:\\x\\a.sql"), "file:///C:/x/a.sql");
    }
}
