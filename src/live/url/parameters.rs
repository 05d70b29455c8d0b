//! What the parameters of a connection string set, one match arm each.

mod encryption;
mod location;

use std::time::Duration;

use super::authority::{Authority, decoded};
use super::{ConnectionUrl, Settings, Wanted, known, mistake};
use crate::live::error::LiveError;
use encryption::Encryption;

/// The parameters of a URL, decoded, in the order written.
pub(super) fn of_query(query: &str) -> Vec<(String, String)> {
    let pairs = query.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .map(|(name, value)| (decoded(name), decoded(value)))
        .collect()
}

/// Joins what the URL says of its place with its parameters, of which the last of a name wins.
///
/// # Errors
/// A parameter decides who is trusted, or where the server is, and its value cannot be understood.
pub(super) fn read(mut authority: Authority, parameters: Vec<(String, String)>) -> Result<ConnectionUrl, LiveError> {
    let mut settings = Settings::default();
    let mut encryption = Encryption::default();
    let mut place = location::Overrides::default();
    let mut notes = std::mem::take(&mut authority.notes);
    for (name, value) in parameters {
        let taken =
            place.take(&name, &value)? || encryption.take(&name, &value)? || session(&mut settings, &name, &value)?;
        if !taken {
            note(&mut notes, unused(&name));
        }
    }
    settings.tls = encryption.finish(&mut notes)?;
    place.override_in(&mut authority, &mut notes);
    let endpoints = place.endpoints(&mut authority, &mut notes)?;
    let Authority { user, password, database, .. } = authority;
    Ok(ConnectionUrl { endpoints, user, password, database, settings, notes })
}

/// A parameter that is passed over. Its name is repeated only where it is a plain word: it may be half a password.
fn unused(name: &str) -> String {
    match known::left_out(name) {
        Some(why) => format!("`{name}` is left out: {why}"),
        None if is_plain(name) => format!("`{name}` is left out: neither Seawall nor libpq knows this parameter"),
        None => "a parameter is left out: its name is no plain word".to_owned(),
    }
}

fn is_plain(name: &str) -> bool {
    (1..=40).contains(&name.len()) && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
}

pub(super) fn note(notes: &mut Vec<String>, text: impl Into<String>) {
    let text = text.into();
    if !notes.contains(&text) {
        notes.push(text);
    }
}

/// Parameters of the session itself; false where it is none of them.
fn session(settings: &mut Settings, name: &str, value: &str) -> Result<bool, LiveError> {
    let text = || Some(value.to_owned()).filter(|value| !value.is_empty());
    match name {
        "schema" => settings.schema = text(),
        "pgbouncer" => settings.pgbouncer = is_on(value),
        "options" => settings.options = text(),
        "application_name" => settings.application_name = text(),
        "connect_timeout" => settings.connect_timeout = seconds(name, value)?,
        "target_session_attrs" => settings.wanted = wanted(value)?,
        "keepalives" => settings.keepalives.off = value == "0",
        "keepalives_idle" => settings.keepalives.idle = seconds(name, value)?,
        "keepalives_interval" => settings.keepalives.interval = seconds(name, value)?,
        "keepalives_count" => settings.keepalives.count = Some(number(name, value)?).filter(|&count| count > 0),
        "tcp_user_timeout" => {
            let milliseconds = number(name, value)?;
            settings.keepalives.user_timeout =
                Some(Duration::from_millis(milliseconds.into())).filter(|limit| !limit.is_zero());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

pub(super) fn is_on(value: &str) -> bool {
    matches!(value.to_ascii_lowercase().as_str(), "true" | "1" | "yes" | "on" | "t")
}

fn seconds(name: &str, value: &str) -> Result<Option<Duration>, LiveError> {
    Ok(Some(Duration::from_secs(number(name, value)?.into())).filter(|limit| !limit.is_zero()))
}

/// A whole number; libpq takes a negative one as none at all.
fn number(name: &str, value: &str) -> Result<u32, LiveError> {
    let number: i64 = value
        .trim()
        .parse()
        .map_err(|_| mistake(format!("`{name}` in the connection string is not a whole number")))?;
    Ok(u32::try_from(number.max(0)).unwrap_or(u32::MAX))
}

fn wanted(value: &str) -> Result<Wanted, LiveError> {
    Ok(match value {
        "any" => Wanted::Any,
        "read-write" => Wanted::ReadWrite,
        "read-only" => Wanted::ReadOnly,
        "primary" => Wanted::Primary,
        "standby" => Wanted::Standby,
        "prefer-standby" => Wanted::PreferStandby,
        _ => {
            return Err(mistake(
                "`target_session_attrs` in the connection string has a value that libpq does not know",
            )
            .help("it is one of any, read-write, read-only, primary, standby, prefer-standby"));
        }
    })
}
