//! Names a finding so that it can be found again when lines move.

use sha2::{Digest, Sha256};

use super::place;
use crate::rules::{Category, Finding};

/// Characters of a fingerprint: 128 bits in hexadecimal.
pub const LENGTH: usize = 32;

/// Rule, migration, objects and the words it is about, with spaces and comments folded.
///
/// The migration's name stands for the file, so a moved folder changes nothing; where there is no migration, the path.
#[must_use]
pub fn fingerprint(finding: &Finding) -> String {
    let mut hash = Sha256::new();
    let mut part = |text: &str| {
        // The length in front keeps ("a", "bc") and ("ab", "c") apart.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    part(finding.rule);
    let migration = finding.location.as_ref().and_then(|location| location.migration.as_deref());
    part(migration.or_else(|| place::path(finding)).unwrap_or_default());
    for object in &finding.objects {
        let names = [object.schema.as_deref(), Some(&object.name), object.column.as_deref()];
        part(object.kind);
        for name in names {
            part(name.unwrap_or_default());
        }
    }
    match &finding.location {
        // In a shell text `--` begins no comment.
        Some(location) if matches!(finding.category, Category::Command | Category::Secret) => {
            let words: Vec<&str> = location.source.slice(location.span).split_whitespace().collect();
            part(&words.join(" "));
        }
        Some(location) => part(&folded(location.source.slice(location.span))),
        // Two differences in one object of a live database are told apart by nothing else.
        None => part(&finding.message),
    }
    hex(&hash.finalize())
}

/// The first characters of a hash.
fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .take(LENGTH)
        .map(|digit| DIGITS[usize::from(digit)] as char)
        .collect()
}

/// SQL with each run of white space and comments as one space. Quoted text stays as it is.
fn folded(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    let is_special = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '-' | '/');
    while !rest.is_empty() {
        let (plain, special) = rest.split_at(rest.find(is_special).unwrap_or(rest.len()));
        out.push_str(plain);
        let blank = blank(special);
        if blank > 0 && !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
        let taken = match special.chars().next() {
            Some(quote @ ('\'' | '"')) => quoted(special, quote),
            Some(sign) if blank == 0 => sign.len_utf8(),
            _ => 0,
        };
        out.push_str(&special[..taken]);
        rest = &special[blank + taken..];
    }
    out.truncate(out.trim_end().len());
    out
}

/// Length of the white space or the comment with which a text begins.
fn blank(text: &str) -> usize {
    if text.starts_with("--") {
        return text.find('\n').unwrap_or(text.len());
    }
    if text.starts_with("/*") {
        return comment(text.as_bytes());
    }
    text.len() - text.trim_start().len()
}

/// Length of a block comment; they nest (manual, 4.1.5 "Comments").
fn comment(bytes: &[u8]) -> usize {
    let (mut at, mut depth) = (0, 0_usize);
    while at < bytes.len() {
        match bytes.get(at..at + 2) {
            Some(b"/*") => (at, depth) = (at + 2, depth + 1),
            Some(b"*/") => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(bytes.len())
}

/// Length of a quoted text; a doubled quote is two texts next to each other, which folds to the same.
fn quoted(text: &str, quote: char) -> usize {
    text[1..].find(quote).map_or(text.len(), |end| end + 2)
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn folds_spaces_and_comments_but_not_quoted_text() {
        assert_eq!(folded("DROP\n  TABLE -- gone\n/* a /* b */ c */ t "), "DROP TABLE t");
        assert_eq!(folded("x = 'a  -- b''  c' /* */ AND \"d  e\""), "x = 'a  -- b''  c' AND \"d  e\"");
        assert_eq!(folded("/* never closed é"), "");
    }

    #[test]
    fn stays_when_lines_move_and_changes_with_what_counts() {
        let here = sample::finding("1_x", "ALTER TABLE a DROP COLUMN b;");
        let moved = sample::finding("1_x", "\n\n-- moved\nALTER  TABLE a\n DROP COLUMN b;");
        let elsewhere = sample::finding("2_x", "ALTER TABLE a DROP COLUMN b;");
        let other = sample::finding("1_x", "ALTER TABLE a DROP COLUMN c;");
        assert_eq!(fingerprint(&here).len(), LENGTH);
        assert_eq!(fingerprint(&here), fingerprint(&moved));
        assert_ne!(fingerprint(&here), fingerprint(&elsewhere));
        assert_ne!(fingerprint(&here), fingerprint(&other));
    }
}
