//! Bytes of a file to text, with a clear word where they are none.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use super::error::InputError;

/// The largest migration that is read, in bytes; a dump of data has no place in a migration, and memory is not endless.
pub(super) const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Unread {
    /// There is none.
    Missing,
    /// It is there and cannot be read.
    Failed(InputError),
}

/// Reads a file of at most [`MAX_BYTES`]; `shown` names it in errors.
pub(super) fn read_file(path: &Path, shown: &str) -> Result<Vec<u8>, Unread> {
    let failed = |error: &std::io::Error| match error.kind() {
        ErrorKind::NotFound if !is_symlink(path) => Unread::Missing,
        _ => Unread::Failed(unreadable(error, path, shown)),
    };
    let metadata = std::fs::metadata(path).map_err(|error| failed(&error))?;
    if metadata.is_dir() {
        return Err(Unread::Failed(InputError::new("is a folder, not a file").at(shown)));
    }
    // Opening a named pipe would wait for a writer for ever.
    if !metadata.is_file() {
        return Err(Unread::Failed(InputError::new("is not a regular file").at(shown)));
    }
    if metadata.len() > MAX_BYTES {
        return Err(Unread::Failed(too_large(Some(metadata.len()), shown)));
    }
    let file = File::open(path).map_err(|error| failed(&error))?;
    read_bounded(file, shown, usize::try_from(metadata.len()).unwrap_or_default()).map_err(Unread::Failed)
}

/// Reads to the end, but never more than [`MAX_BYTES`].
pub(super) fn read_bounded(input: impl Read, shown: &str, expected: usize) -> Result<Vec<u8>, InputError> {
    let mut bytes = Vec::with_capacity(expected + 1);
    input
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| InputError::new(format!("cannot be read: {error}")).at(shown))?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large(None, shown)) } else { Ok(bytes) }
}

/// The error for a file or folder that the operating system refuses to read.
pub(super) fn unreadable(error: &std::io::Error, path: &Path, shown: &str) -> InputError {
    let told = match error.kind() {
        ErrorKind::PermissionDenied => InputError::new("cannot be read: permission denied")
            .help("give the user that runs Seawall the right to read it"),
        ErrorKind::NotFound if is_symlink(path) => {
            InputError::new("is a symbolic link to something that does not exist")
                .help("restore the target of the link, or replace the link by the file itself")
        }
        ErrorKind::NotFound => InputError::new("does not exist"),
        _ if is_symlink(path) => InputError::new(format!("is a symbolic link that cannot be followed: {error}"))
            .help("a link that leads back to itself has no content: replace it by the file or folder itself"),
        _ => InputError::new(format!("cannot be read: {error}")),
    };
    told.at(shown)
}

fn is_symlink(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}

/// The error for a text beyond [`MAX_BYTES`], whose size is told where it is known.
pub(super) fn too_large(bytes: Option<u64>, shown: &str) -> InputError {
    let size = bytes.map_or_else(String::new, |bytes| format!(" ({} MB)", bytes / (1024 * 1024)));
    InputError::new(format!("is too large to be a migration{size}; Seawall reads at most 16 MB"))
        .at(shown)
        .help("load data outside migrations, with COPY or a seed script")
}

/// Bytes as UTF-8 text; a byte order mark stays, since Prisma sends and hashes the file as it is.
pub(super) fn decode(bytes: Vec<u8>, shown: &str) -> Result<String, InputError> {
    if looks_like_utf16(&bytes) {
        return Err(InputError::new("is encoded in UTF-16, and PostgreSQL tools read UTF-8")
            .at(shown)
            .help("save it as UTF-8; in PowerShell write it with `Out-File -Encoding utf8` instead of `>`"));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let line = error.as_bytes()[..valid].split(|&byte| byte == b'\n').count();
        InputError::new("is not valid UTF-8")
            .at(shown)
            .on_line(line)
            .help("save it as UTF-8; it may be in an older encoding such as Windows-1252 or Latin-1")
    })
}

/// A byte order mark of UTF-16, or a text whose every second byte is NUL (no SQL text holds a NUL).
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(64)];
    let all_nul = |from: usize| head.len() >= 4 && head.iter().skip(from).step_by(2).all(|&byte| byte == 0);
    head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) || all_nul(0) || all_nul(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_utf16_from_broken_utf8() {
        let utf16: Vec<u8> = "DROP TABLE a;".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let error = decode(utf16, "m.sql").unwrap_err();
        assert!(error.message.contains("UTF-16"), "{error}");

        let error = decode(b"-- ok\nSELECT '\xE9';\n".to_vec(), "m.sql").unwrap_err();
        assert_eq!((error.line, error.path.as_deref()), (Some(2), Some("m.sql")));
        assert!(error.message.contains("UTF-8"));
    }

    #[test]
    fn keeps_a_byte_order_mark_and_every_other_byte() {
        let text = decode("\u{feff}SELECT 1;\r\n".into(), "m.sql").unwrap();
        assert_eq!(text, "\u{feff}SELECT 1;\r\n");
    }

    #[test]
    fn refuses_a_huge_file_without_reading_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("migration.sql");
        File::create(&path).unwrap().set_len(200 * 1024 * 1024).unwrap();
        let started = std::time::Instant::now();
        let Err(Unread::Failed(error)) = read_file(&path, "migration.sql") else { panic!("was read") };
        assert!(error.message.contains("200 MB"), "{error}");
        assert!(started.elapsed().as_millis() < 50);
        assert!(read_bounded(std::io::repeat(b' '), "<stdin>", 0).is_err());
    }
}
