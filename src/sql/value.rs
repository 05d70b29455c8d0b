//! What a quoted token stands for: quotes, escapes and continuations undone.

use super::lexer::{continuation, dollar_tag};
use super::name::Ident;

/// The value of a string or dollar-quoted token; `escape` is the one of `U&'…'`, a backslash where no `UESCAPE` follows.
///
/// An escape that the server refuses stays as written.
pub(super) fn string(token: &str, escape: char) -> String {
    if token.starts_with('$') {
        return dollar(token).to_owned();
    }
    let open = token.find('\'').unwrap_or(token.len());
    let prefix = &token[..open];
    if prefix.eq_ignore_ascii_case("e") {
        return backslashes(&pieces(token, open, true));
    }
    let plain = pieces(token, open, false).replace("''", "'");
    if prefix.ends_with('&') { unicode(&plain, escape) } else { plain }
}

/// The identifier of a word or quoted token; `escape` as for [`string`].
pub(super) fn identifier(token: &str, escape: char) -> Ident {
    let Some(open) = token.find('"') else { return Ident::unquoted(token) };
    let inside = token[open + 1..].strip_suffix('"').unwrap_or(&token[open + 1..]);
    if open == 0 && !inside.contains('"') {
        return Ident::quoted(inside);
    }
    let inside = inside.replace("\"\"", "\"");
    if open > 0 { Ident::quoted(&unicode(&inside, escape)) } else { Ident::quoted(&inside) }
}

/// The text between the delimiters of a dollar quote.
fn dollar(token: &str) -> &str {
    let Some(open) = dollar_tag(token.as_bytes(), 0) else { return token };
    token[open..].strip_suffix(&token[..open]).unwrap_or(&token[open..])
}

/// What stands between the quotes, the parts of a continued string joined; doubled quotes and escapes are left.
fn pieces(token: &str, open: usize, escapes: bool) -> String {
    let bytes = token.as_bytes();
    let mut joined = String::with_capacity(token.len());
    let mut from = open + 1;
    let mut at = from;
    while let Some(&byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'\\', Some(_)) if escapes => at += 2,
            (b'\'', Some(b'\'')) => at += 2,
            (b'\'', _) => {
                joined.push_str(&token[from..at]);
                let Some(next) = continuation(bytes, at + 1) else { return joined };
                (from, at) = (next + 1, next + 1);
            }
            _ => at += 1,
        }
    }
    joined.push_str(token.get(from..).unwrap_or_default());
    joined
}

/// Undoes the escapes of an `E''` string, doubled quotes too.
fn backslashes(inside: &str) -> String {
    let mut out = Vec::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find(['\\', '\'']) {
        out.extend_from_slice(&rest.as_bytes()[..at]);
        let (length, value) = backslash(&rest[at..]);
        out.extend_from_slice(&value);
        rest = &rest[at + length..];
    }
    out.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&out).into_owned()
}

/// Length and value of the escape that a text begins with.
fn backslash(text: &str) -> (usize, Vec<u8>) {
    let Some(next) = text.chars().nth(1) else { return (text.len(), text.as_bytes().to_vec()) };
    match next {
        'b' => (2, vec![8]),
        'f' => (2, vec![12]),
        'n' => (2, vec![b'\n']),
        'r' => (2, vec![b'\r']),
        't' => (2, vec![b'\t']),
        '0'..='7' => {
            coded(&text[1..], 8, 3).map_or((1, Vec::new()), |(length, code)| (length + 1, vec![code.to_le_bytes()[0]]))
        }
        'x' => {
            coded(&text[2..], 16, 2).map_or((2, vec![b'x']), |(length, code)| (length + 2, vec![code.to_le_bytes()[0]]))
        }
        'u' | 'U' => {
            let digits = if next == 'u' { 4 } else { 8 };
            let escape = |text: &str| {
                text.strip_prefix('\\').and_then(|text| text.strip_prefix(next)).and_then(|text| exact(text, digits))
            };
            paired(text, digits + 2, escape).map_or_else(
                || (2, next.to_string().into_bytes()),
                |(length, found)| (length, found.to_string().into_bytes()),
            )
        }
        _ => (1 + next.len_utf8(), next.to_string().into_bytes()),
    }
}

/// Up to `most` digits of a base: how many there are and their value.
fn coded(text: &str, base: u32, most: usize) -> Option<(usize, u32)> {
    let length = text.bytes().take(most).take_while(|&byte| char::from(byte).is_digit(base)).count();
    Some((length, u32::from_str_radix(&text[..length], base).ok()?))
}

/// Exactly so many hexadecimal digits.
fn exact(text: &str, digits: usize) -> Option<u32> {
    coded(text, 16, digits).filter(|&(length, _)| length == digits).map(|(_, code)| code)
}

/// A character written as one escape of `length` bytes, or as two that are a surrogate pair.
fn paired(text: &str, length: usize, escape: impl Fn(&str) -> Option<u32>) -> Option<(usize, char)> {
    let first = escape(text)?;
    if let Some(found) = char::from_u32(first) {
        return Some((length, found));
    }
    let second = escape(text.get(length..)?)?;
    let pair = [u16::try_from(first).ok()?, u16::try_from(second).ok()?];
    let found = char::decode_utf16(pair).next()?.ok()?;
    Some((2 * length, found))
}

/// Undoes the escapes of `U&''` and `U&""`: `\0041`, `\+000041`, `\\`.
fn unicode(inside: &str, escape: char) -> String {
    let mut out = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(at) = rest.find(escape) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (length, found) = unicode_escape(rest, escape).unwrap_or((escape.len_utf8(), escape));
        out.push(found);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

fn unicode_escape(text: &str, escape: char) -> Option<(usize, char)> {
    let width = escape.len_utf8();
    if text[width..].starts_with(escape) {
        return Some((2 * width, escape));
    }
    let short = |text: &str| exact(text.strip_prefix(escape)?, 4);
    let long = |text: &str| exact(text.strip_prefix(escape)?.strip_prefix('+')?, 6);
    paired(text, width + 4, short).or_else(|| paired(text, width + 7, long))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn undoes_quotes_escapes_and_continuations() {
        for (token, value) in [
            ("'it''s'", "it's"),
            ("'a\\'", "a\\"),
            ("'a' -- c\n  'b'''", "ab'"),
            ("E'a\\'b\\\\'", "a'b\\"),
            ("e'\\n\\x41\\101\\u00e9\\U0001F600\\q'\n'\\''", "\nAAé😀q'"),
            ("E'\\ud83d\\ude00'", "😀"),
            ("N'x'", "x"),
            ("$$a'b$$", "a'b"),
            ("$é$ $$ $é$", " $$ "),
            ("U&'d\\0061t\\+000061 \\\\ '''", "data \\ '"),
        ] {
            assert_eq!(string(token, '\\'), value, "{token}");
        }
        assert_eq!(string("U&'d!0061ta'", '!'), "data");
        assert_eq!(string("E'\\", '\\'), "\\", "unterminated, but no panic");
    }

    #[test]
    fn folds_and_unescapes_identifiers() {
        for (token, name) in [("UserId", "userid"), ("\"User\"\"Id\"", "User\"Id"), ("U&\"d\\0061t\\+000061\"", "data")]
        {
            assert_eq!(identifier(token, '\\').as_str(), name);
        }
    }
}
