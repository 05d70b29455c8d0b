//! User, password, hosts and database of a URL: what stands before `?`.

use percent_encoding::percent_decode_str;

use super::mistake;
use crate::live::error::LiveError;

/// User, password, hosts and database, as written but decoded.
#[derive(Default)]
pub(super) struct Authority {
    pub(super) user: Option<String>,
    pub(super) password: Option<Vec<u8>>,
    /// Host names and ports as written, in order.
    pub(super) hosts: Vec<(String, Option<u16>)>,
    pub(super) database: Option<String>,
    pub(super) notes: Vec<String>,
}

impl Authority {
    /// Reads what follows `://` and returns the query, which follows the first `?`.
    ///
    /// A password may hold a raw `@`, `/` or `#`: as libpq does not, everything up to the last `@` is user and password.
    pub(super) fn parse(rest: &str) -> Result<(Self, &str), LiveError> {
        let (place, query) = rest.split_once('?').unwrap_or((rest, ""));
        // A raw `?` in a password would make parameters of its second half, which errors and notes then repeat.
        if query.contains('@') {
            return Err(mistake(
                "a raw `@` stands after the first `?`, so that it cannot be told where the password ends",
            )
            .help("write `?` in a password as %3F, and `@` in a parameter as %40"));
        }
        let mut authority = Self::default();
        let place = match place.rsplit_once('@') {
            Some((user, place)) => {
                authority.read_user(user);
                place
            }
            None => place,
        };
        let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
        authority.hosts = hosts.split(',').map(host).collect::<Result<_, _>>()?;
        authority.database = Some(decoded(database)).filter(|name| !name.is_empty());
        Ok((authority, query))
    }

    fn read_user(&mut self, text: &str) {
        let (user, password) = match text.split_once(':') {
            Some((user, password)) => (user, Some(password)),
            None => (text, None),
        };
        if password.is_some_and(|password| password.contains(['@', '/', '#'])) {
            self.notes.push(
                "the password holds `@`, `/` or `#` as they are; other programs may cut it there: write %40, %2F, %23"
                    .to_owned(),
            );
        }
        self.user = Some(decoded(user)).filter(|user| !user.is_empty());
        self.password = password.map(|password| percent_decode_str(password).collect());
    }
}

/// `name`, `name:5432`, `[::1]:5432`, `%2Ftmp`. What is no port may be a password without its `@`, and is not repeated.
fn host(text: &str) -> Result<(String, Option<u16>), LiveError> {
    let broken = || {
        mistake("the port in the connection string is not a number from 1 to 65535")
            .help("write postgresql://USER:PASSWORD@HOST:PORT/DATABASE; in a password write `/` as %2F and `?` as %3F")
    };
    let (name, port) = match text.strip_prefix('[') {
        Some(bracketed) => {
            let (address, after) = bracketed.split_once(']').ok_or_else(|| mistake("a `[` has no `]` after it"))?;
            (address, after.strip_prefix(':').or(after.is_empty().then_some("")).ok_or_else(broken)?)
        }
        None => text.split_once(':').unwrap_or((text, "")),
    };
    let port =
        if port.is_empty() { None } else { Some(port.parse().ok().filter(|&port| port > 0).ok_or_else(broken)?) };
    Ok((decoded(name), port))
}

/// Percent signs that encode nothing stay as they are.
pub(super) fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}
