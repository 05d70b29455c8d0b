//! Connection strings: `postgres://user:password@host/…`, their parameters, and libpq's and .NET's `host=… password=…`.

use super::host::is_local;
use super::placeholder::is_placeholder;
use super::{Secret, SecretKind};
use crate::sql::Span;

/// Every password of a connection string.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    let mut found: Vec<Secret> = urls(text).flat_map(|url| url.secrets(text)).collect();
    found.extend(keyword_strings(text));
    found
}

/// The hosts of the connection strings in a text.
pub(in crate::project) fn hosts(text: &str) -> Vec<String> {
    urls(text).map(|url| url.host(text).to_owned()).filter(|host| !host.is_empty()).collect()
}

/// The connection strings of a text, as they are written.
pub(crate) fn strings(text: &str) -> Vec<&str> {
    urls(text).map(|url| &text[url.whole.start..url.whole.end]).collect()
}

/// A connection string in a text.
struct Url {
    /// From its scheme on.
    whole: Span,
    /// Behind `://`.
    authority: Span,
}

/// The connection strings of a text, wherever they stand in it.
fn urls(text: &str) -> impl Iterator<Item = Url> {
    text.match_indices("://").filter_map(|(at, _)| {
        let scheme =
            text[..at].rfind(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '+' | '-' | '.')));
        let start = scheme.map_or(0, |before| before + text[before..].chars().next().map_or(1, char::len_utf8));
        let scheme = text[start..at].to_ascii_lowercase();
        let is_ours = scheme.split('+').any(|part| matches!(part, "postgres" | "postgresql" | "prisma" | "psql"));
        let begin = at + "://".len();
        let end = begin + length(&text[begin..]);
        is_ours.then_some(Url { whole: Span::new(start, end), authority: Span::new(begin, end) })
    })
}

/// How far a connection string goes: to white space, a quote, or the end of what encloses it. `${{ a b }}` belongs to it.
fn length(text: &str) -> usize {
    let mut braces = 0_usize;
    for (at, letter) in text.char_indices() {
        match letter {
            '{' => braces += 1,
            '}' => braces = braces.saturating_sub(1),
            '\n' | '"' | '\'' | '`' | '\\' => return at,
            ' ' | '\t' | '\r' | ')' | ';' | ',' if braces == 0 => return at,
            _ => {}
        }
    }
    text.len()
}

impl Url {
    /// The place of the `@` before the host: the last before the path, since a password may hold one unescaped.
    fn at_sign(&self, text: &str) -> Option<usize> {
        let rest = &text[self.authority.start..self.authority.end];
        let before_path = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        // A password may hold a `/`, too: then the `@` comes after it.
        rest[..before_path]
            .rfind('@')
            .or_else(|| rest.split('?').next()?.rfind('@'))
            .map(|at| self.authority.start + at)
    }

    fn host<'a>(&self, text: &'a str) -> &'a str {
        let start = self.at_sign(text).map_or(self.authority.start, |at| at + 1);
        let rest = &text[start..self.authority.end];
        let end = if rest.starts_with('[') { rest.find(']').map(|at| at + 1) } else { rest.find([':', '/', '?', '#']) };
        &rest[..end.unwrap_or(rest.len())]
    }

    fn secrets(&self, text: &str) -> Vec<Secret> {
        let host = self.host(text);
        if is_local(host) && !host.is_empty() {
            return Vec::new();
        }
        let user_info = self.at_sign(text).map(|at| Span::new(self.authority.start, at));
        let colon = user_info.and_then(|user| text[user.start..user.end].find(':').map(|at| user.start + at));
        let password = colon.zip(user_info).map(|(colon, user)| Span::new(colon + 1, user.end));
        let user = colon.map_or("", |colon| &text[self.authority.start..colon]);
        let opens = if user.is_empty() { host.to_owned() } else { format!("{host} as {user}") };
        let passwords = password.into_iter().chain(self.parameters(text));
        let secret = |password: Span| {
            let known = !host.is_empty() && !is_placeholder(&text[password.start..password.end]);
            let kind = SecretKind::ConnectionString;
            known.then(|| Secret { kind, span: self.whole, password, opens: opens.clone(), hashed: false })
        };
        passwords.filter_map(secret).collect()
    }

    /// Values of parameters that open something.
    fn parameters(&self, text: &str) -> Vec<Span> {
        let Some(query) = text[self.authority.start..self.authority.end].find('?') else { return Vec::new() };
        let mut start = self.authority.start + query + 1;
        let mut found = Vec::new();
        for parameter in text[start..self.authority.end].split('&') {
            if let Some((name, value)) =
                parameter.split_once('=').filter(|(name, _)| matches!(*name, "password" | "api_key" | "sslpassword"))
            {
                let begin = start + name.len() + 1;
                found.push(Span::new(begin, begin + value.len()));
            }
            start += parameter.len() + 1;
        }
        found
    }
}

/// Passwords of `host=db.shop.net user=app password=…`, with spaces (libpq) or semicolons (.NET) between.
fn keyword_strings(text: &str) -> Vec<Secret> {
    let lower = text.to_ascii_lowercase();
    let is_key = |at: usize| {
        !lower[..at].ends_with(|letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | '&' | '?'))
    };
    let places = lower.match_indices("password=").map(|(at, _)| at).filter(|&at| is_key(at));
    places.filter_map(|at| keyword_string(text, &lower, at)).collect()
}

fn keyword_string(text: &str, lower: &str, at: usize) -> Option<Secret> {
    const QUOTES: [char; 4] = ['"', '\'', '`', '\n'];
    let start = text[..at].rfind(QUOTES).map_or(0, |before| before + 1);
    let end = at + text[at..].find(QUOTES).unwrap_or(text.len() - at);
    let host = value(&text[start..end], &lower[start..end], "host=")
        .or_else(|| value(&text[start..end], &lower[start..end], "server="))?;
    let begin = at + "password=".len();
    let password = Span::new(begin, begin + text[begin..end].find([' ', ';', '\t']).unwrap_or(end - begin));
    let is_secret = !is_local(host) && !is_placeholder(&text[password.start..password.end]);
    let (kind, span) = (SecretKind::ConnectionString, Span::new(start, end));
    is_secret.then(|| Secret { kind, span, password, opens: host.to_owned(), hashed: false })
}

/// The value of a key within a text of keys.
fn value<'a>(text: &'a str, lower: &str, key: &str) -> Option<&'a str> {
    let start = lower.find(key)? + key.len();
    let rest = &text[start..];
    Some(&rest[..rest.find([' ', ';', '\t']).unwrap_or(rest.len())])
}
