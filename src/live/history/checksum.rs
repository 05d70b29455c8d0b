//! Checksums of migrations: Prisma's, and what other tools compute.

use std::fmt::{self, Write as _};

use sha2::{Digest, Sha256, Sha384};

/// SHA-256 of a migration's text, in hexadecimal digits, as Prisma stores it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Checksum(String);

impl Checksum {
    /// A checksum as stored.
    #[must_use]
    pub fn stored(digits: impl Into<String>) -> Self {
        Self(digits.into())
    }

    /// The checksum that Prisma stores for this text: of its bytes as they are.
    #[must_use]
    pub fn of(text: &str) -> Self {
        Self(digits(text, |byte, digits| write!(digits, "{byte:02x}")))
    }

    /// Whether the text is the one that was applied, whatever its line ends: Git writes other ones on Windows.
    ///
    /// Equal is what Prisma's schema engine calls equal: the text as it is, with every `\r\n` as `\n`, or with every
    /// `\n` as `\r\n`.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        self.is_of(text) || self.is_of(&text.replace("\r\n", "\n")) || self.is_of(&text.replace('\n', "\r\n"))
    }

    /// Early versions wrote a byte below 16 as one digit (prisma/prisma-engines#1887).
    fn is_of(&self, text: &str) -> bool {
        if self.0.len() == 64 {
            *self == Self::of(text)
        } else {
            self.0 == digits(text, |byte, digits| write!(digits, "{byte:x}"))
        }
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether this holds for the text with some line ends: Git writes other ones on Windows.
pub(super) fn with_any_line_ends(text: &str, is_it: impl Fn(&str) -> bool) -> bool {
    is_it(text) || is_it(&text.replace("\r\n", "\n")) || is_it(&text.replace("\r\n", "\n").replace('\n', "\r\n"))
}

/// SHA-384 in hexadecimal digits.
pub(super) fn sha384(text: &str) -> String {
    format!("{:x}", Sha384::digest(text))
}

/// CRC-32 as in zip files and Ethernet (reflected polynomial 0xEDB88320), over several pieces as if they were one.
pub(super) fn crc32<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> u32 {
    let step = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 })
    };
    !pieces.into_iter().flatten().fold(!0, step)
}

fn digits(text: &str, write: impl Fn(u8, &mut String) -> fmt::Result) -> String {
    let mut digits = String::with_capacity(64);
    // Writing to a string does not fail.
    Sha256::digest(text).iter().for_each(|byte| write(*byte, &mut digits).unwrap_or_default());
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_sha256_of_the_text_as_it_is() {
        // printf 'SELECT 1;\n' | sha256sum
        let known = "b4e0497804e46e0a0b0b8c31975b062152d551bac49c3c2e80932567b4085dcd";
        assert_eq!(Checksum::of("SELECT 1;\n").to_string(), known);
    }

    #[test]
    fn other_checksums_are_the_known_ones() {
        assert_eq!(crc32([&b"12345"[..], b"6789"]), 0xCBF4_3926, "the check value of CRC-32");
        // printf 'SELECT 1;\n' | sha384sum
        assert!(sha384("SELECT 1;\n").starts_with("24454095d8d7876ca8e842f34296ca64"), "{}", sha384("SELECT 1;\n"));
    }

    #[test]
    fn matches_whatever_the_line_ends_and_nothing_else() {
        let (unix, windows) = ("SELECT 1;\nSELECT 2;\n", "SELECT 1;\r\nSELECT 2;\r\n");
        for stored in [unix, windows] {
            let stored = Checksum::of(stored);
            assert!(stored.matches(unix) && stored.matches(windows));
            for other in ["SELECT 1;\nSELECT 2;", "SELECT 1;\nSELECT 2;\n\n", "\u{feff}SELECT 1;\nSELECT 2;\n"] {
                assert!(!stored.matches(other), "{other:?}");
            }
        }
    }

    #[test]
    fn matches_the_early_form_without_leading_zeros() {
        let padded = Checksum::of("SELECT 1;\n").to_string();
        let bytes = padded.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        let early: String = bytes.map(|pair| pair.strip_prefix('0').unwrap_or(pair)).collect();
        assert!(early.len() < 64);
        assert!(Checksum::stored(&early).matches("SELECT 1;\r\n"));
        assert!(!Checksum::stored(&early).matches("SELECT 2;\n"));
    }
}
