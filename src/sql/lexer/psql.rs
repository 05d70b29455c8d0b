//! What psql reads in a script besides SQL: backslash commands, and the data of `COPY … FROM STDIN`.

use crate::sql::token::{Token, TokenKind};

/// Commands that take the rest of the line as it stands, quotes and backslashes too.
const WHOLE_LINE: [&str; 7] = ["copy", "ef", "ev", "sf", "sv", "h", "help"];

/// End of the meta-command whose backslash is at `from`: the end of the line, or a `\\`, after which SQL goes on.
pub(super) fn meta_end(bytes: &[u8], from: usize) -> usize {
    if takes_whole_line(&bytes[from + 1..]) {
        return line_end(bytes, from);
    }
    let mut at = from;
    while let Some(&byte) = bytes.get(at)
        && !ends_line(byte)
    {
        match byte {
            b'\\' if bytes.get(at + 1) == Some(&b'\\') => return at + 2,
            b'\'' | b'"' | b'`' => at = argument_end(bytes, at, byte),
            _ => at += 1,
        }
    }
    at
}

/// End of a quoted argument; it cannot go beyond its line.
fn argument_end(bytes: &[u8], open: usize, quote: u8) -> usize {
    let mut at = open + 1;
    while let Some(&byte) = bytes.get(at)
        && !ends_line(byte)
    {
        let escapes = quote == b'\'' && byte == b'\\' && bytes.get(at + 1).is_some_and(|&next| !ends_line(next));
        at += if escapes { 2 } else { 1 };
        if byte == quote {
            break;
        }
    }
    at
}

const fn ends_line(byte: u8) -> bool {
    matches!(byte, b'\n' | b'\r')
}

fn takes_whole_line(command: &[u8]) -> bool {
    if command.first() == Some(&b'!') {
        return true;
    }
    WHOLE_LINE.iter().any(|word| {
        command.strip_prefix(word.as_bytes()).is_some_and(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
    })
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| ends_line(byte)).map_or(bytes.len(), |length| from + length)
}

/// The start of the line after the one that `from` is in.
pub(super) fn next_line(bytes: &[u8], from: usize) -> usize {
    bytes[from..].iter().position(|&byte| byte == b'\n').map_or(bytes.len(), |length| from + length + 1)
}

/// End of the COPY data that begins with the line at `from`: after its closing `\.`, if there is one.
pub(super) fn copy_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    while at < bytes.len() {
        let next = next_line(bytes, at);
        let line = bytes[at..next].strip_suffix(b"\n").unwrap_or(&bytes[at..next]);
        if line.strip_suffix(b"\r").unwrap_or(line) == b"\\." {
            return Some(at + 2);
        }
        at = next;
    }
    None
}

/// Whether a statement is `COPY … FROM STDIN …`, so that psql sends the lines after it as data.
pub(super) fn reads_stdin(text: &str, statement: &[Token]) -> bool {
    if !statement.first().is_some_and(|token| token.is_word(text, "COPY")) {
        return false;
    }
    let mut depth = 0_usize;
    statement.windows(2).any(|pair| {
        match pair[0].kind {
            TokenKind::LeftParen => depth += 1,
            TokenKind::RightParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && pair[0].is_word(text, "FROM") && pair[1].is_word(text, "STDIN")
    })
}

/// As [`reads_stdin`], for `\copy … from stdin`.
pub(super) fn meta_reads_stdin(command: &str) -> bool {
    let mut words = command.split_ascii_whitespace();
    let is_copy = words.next() == Some("\\copy");
    let rest: Vec<&str> = if is_copy { words.collect() } else { Vec::new() };
    rest.windows(2)
        .any(|pair| pair[0].eq_ignore_ascii_case("from") && pair[1].trim_end_matches(';').eq_ignore_ascii_case("stdin"))
}
