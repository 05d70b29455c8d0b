//! Where the parts of the text end: the patterns of `scan.l`, each a loop over bytes.

/// `{space}` of `scan.l`.
pub(super) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c)
}

/// `{ident_start}`: every byte of a character beyond ASCII is one, a no-break space too.
pub(super) const fn is_identifier_start(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte == b'_' || byte >= 0x80
}

const fn is_identifier(byte: u8) -> bool {
    is_identifier_start(byte) || byte.is_ascii_digit() || byte == b'$'
}

/// `{op_chars}`.
pub(super) const fn is_operator(byte: u8) -> bool {
    matches!(
        byte,
        b'~' | b'!'
            | b'@'
            | b'#'
            | b'^'
            | b'&'
            | b'|'
            | b'`'
            | b'?'
            | b'+'
            | b'-'
            | b'*'
            | b'/'
            | b'%'
            | b'<'
            | b'>'
            | b'='
    )
}

/// A character that lets an operator end in `+` or `-`.
const fn is_beyond_standard(byte: u8) -> bool {
    matches!(byte, b'~' | b'!' | b'@' | b'#' | b'^' | b'&' | b'|' | b'`' | b'?' | b'%')
}

fn end_of(bytes: &[u8], from: usize, inside: impl Fn(u8) -> bool) -> usize {
    bytes[from..].iter().position(|&byte| !inside(byte)).map_or(bytes.len(), |length| from + length)
}

fn find(bytes: &[u8], from: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    bytes[from..].iter().position(|&byte| wanted(byte)).map(|length| from + length)
}

/// End of the word that begins at `from`.
pub(super) fn identifier(bytes: &[u8], from: usize) -> usize {
    end_of(bytes, from, is_identifier)
}

/// End of a `--` comment: before the carriage return or the line feed.
pub(super) fn line_comment(bytes: &[u8], from: usize) -> usize {
    end_of(bytes, from, |byte| byte != b'\n' && byte != b'\r')
}

/// End of the block comment that begins at `from`; block comments nest.
pub(super) fn block_comment(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = 1_usize;
    let mut at = from + 2;
    loop {
        at = find(bytes, at, |byte| byte == b'*' || byte == b'/')?;
        match (bytes[at], bytes.get(at + 1)) {
            (b'/', Some(b'*')) => (depth, at) = (depth + 1, at + 2),
            (b'*', Some(b'/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return Some(at);
        }
    }
}

/// End of what is quoted with `quote`, doubled inside; `from` is after the opening quote.
pub(super) fn quoted(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    loop {
        at = find(bytes, at, |byte| byte == quote)? + 1;
        if bytes.get(at) != Some(&quote) {
            return Some(at);
        }
        at += 1;
    }
}

/// As [`quoted`] with `'`, where a backslash takes the next byte along.
fn escaped(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at = find(bytes, at.min(bytes.len()), |byte| byte == b'\'' || byte == b'\\')?;
        match (bytes[at], bytes.get(at + 1)) {
            (b'\\', _) | (b'\'', Some(b'\'')) => at += 2,
            _ => return Some(at + 1),
        }
    }
}

/// End of a string whose opening quote is at `open`, with all its continuations, which are of the same sort.
pub(super) fn string(bytes: &[u8], open: usize, escapes: bool) -> Option<usize> {
    let mut open = open;
    loop {
        let end = if escapes { escaped(bytes, open + 1) } else { quoted(bytes, open + 1, b'\'') }?;
        match continuation(bytes, end) {
            Some(next) => open = next,
            None => return Some(end),
        }
    }
}

/// The quote that continues a string which ended at `from`: white space with a line break in it lies between, and `--`
/// comments may.
pub(in crate::sql) fn continuation(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let mut broken = false;
    loop {
        match *bytes.get(at)? {
            b'\n' | b'\r' => (broken, at) = (true, at + 1),
            byte if is_space(byte) => at += 1,
            b'-' if bytes.get(at + 1) == Some(&b'-') => at = line_comment(bytes, at),
            b'\'' if broken => return Some(at),
            _ => return None,
        }
    }
}

/// Where the body of a dollar quote begins, if `$` at `from` opens one.
pub(in crate::sql) fn dollar_tag(bytes: &[u8], from: usize) -> Option<usize> {
    let starts = bytes.get(from + 1).is_some_and(|&byte| is_identifier_start(byte));
    let end = if starts { end_of(bytes, from + 1, |byte| byte != b'$' && is_identifier(byte)) } else { from + 1 };
    (bytes.get(end) == Some(&b'$')).then_some(end + 1)
}

/// End of the dollar quote with the delimiter `bytes[open..body]`.
pub(super) fn dollar_end(bytes: &[u8], open: usize, body: usize) -> Option<usize> {
    let delimiter = &bytes[open..body];
    let mut at = body;
    loop {
        at = find(bytes, at, |byte| byte == b'$')?;
        if bytes[at..].starts_with(delimiter) {
            return Some(at + delimiter.len());
        }
        at += 1;
    }
}

/// End of the parameter `$1` that begins at `from`; it takes no underscores.
pub(super) fn parameter(bytes: &[u8], from: usize) -> usize {
    end_of(bytes, from + 1, |byte| byte.is_ascii_digit())
}

/// End of `{decinteger}`: digits with single underscores between them.
fn integer(bytes: &[u8], from: usize) -> usize {
    digits(bytes, from, |byte| byte.is_ascii_digit())
}

fn digits(bytes: &[u8], from: usize, is_digit: impl Fn(u8) -> bool) -> usize {
    let digit_at = |at: usize| bytes.get(at).is_some_and(|&byte| is_digit(byte));
    let mut at = from;
    loop {
        if digit_at(at) {
            at += 1;
        } else if at > from && bytes[at - 1] != b'_' && bytes.get(at) == Some(&b'_') && digit_at(at + 1) {
            at += 2;
        } else {
            return at;
        }
    }
}

/// End of the number that begins at `from` with a digit, or with a dot and a digit.
pub(super) fn number(bytes: &[u8], from: usize) -> usize {
    if let Some(end) = radix(bytes, from) {
        return end;
    }
    let mut end = integer(bytes, from);
    // `1..10` is an integer before two dots, not `1.` before a dot.
    if bytes.get(end) == Some(&b'.') && (end == from || bytes.get(end + 1) != Some(&b'.')) {
        end = integer(bytes, end + 1);
    }
    exponent(bytes, end).unwrap_or(end)
}

/// `0x1F`, `0o17`, `0b11`: since version 16, each digit may follow an underscore, the first too.
fn radix(bytes: &[u8], from: usize) -> Option<usize> {
    let is_digit: fn(u8) -> bool = match (bytes[from], bytes.get(from + 1)?) {
        (b'0', b'x' | b'X') => |byte| byte.is_ascii_hexdigit(),
        (b'0', b'o' | b'O') => |byte| matches!(byte, b'0'..=b'7'),
        (b'0', b'b' | b'B') => |byte| matches!(byte, b'0' | b'1'),
        _ => return None,
    };
    let first = from + 2 + usize::from(bytes.get(from + 2) == Some(&b'_'));
    let end = digits(bytes, first, is_digit);
    (end > first).then_some(end)
}

fn exponent(bytes: &[u8], from: usize) -> Option<usize> {
    if !matches!(bytes.get(from)?, b'e' | b'E') {
        return None;
    }
    let first = from + 1 + usize::from(matches!(bytes.get(from + 1), Some(b'+' | b'-')));
    let end = integer(bytes, first);
    (end > first).then_some(end)
}

/// A run of operator characters.
pub(super) struct OperatorRun {
    /// End of the first operator; each character after it is an operator of its own.
    pub(super) first_end: usize,
    /// End of the run.
    pub(super) end: usize,
}

/// Cuts the run of operator characters at `from`.
///
/// A comment ends it. An operator made of the SQL standard's characters alone may not end in `+` or `-`; those become
/// operators of their own, so that `a*-1` means what it says. The whole run is cut at once: `scan.l` looks at the rest of
/// the run again for each of them, which would be quadratic.
pub(super) fn operator_run(bytes: &[u8], from: usize) -> OperatorRun {
    let mut end = from + 1;
    while let Some(&byte) = bytes.get(end)
        && is_operator(byte)
        && !matches!((byte, bytes.get(end + 1)), (b'-', Some(b'-')) | (b'/', Some(b'*')))
    {
        end += 1;
    }
    let run = &bytes[from..end];
    let sign = |byte: &u8| matches!(byte, b'+' | b'-');
    if !run.last().is_some_and(sign) || run.iter().any(|&byte| is_beyond_standard(byte)) {
        return OperatorRun { first_end: end, end };
    }
    let signs = run.iter().rev().take_while(|byte| sign(byte)).count();
    OperatorRun { first_end: end - signs, end }
}
