//! Settings and transactions: `SET`, `RESET`, `BEGIN`, `COMMIT` and their like.

use super::super::cursor::Cursor;
use super::super::operation::{Danger, Operation, SetParameter};
use super::super::token::TokenKind;
use super::types;

/// Reads what follows `SET`.
pub(super) fn set(cursor: &mut Cursor<'_>) -> Option<Operation> {
    if cursor.accept("CONSTRAINTS") {
        if !cursor.accept("ALL") {
            cursor.list(Cursor::any_name)?;
        }
        cursor.accept_any(&["DEFERRED", "IMMEDIATE"])?;
        return Some(harmless("SET CONSTRAINTS"));
    }
    let is_scope = |word: &str| cursor.is(word) && !assigns(cursor, 1);
    let (local, session) = (is_scope("LOCAL"), is_scope("SESSION"));
    if local || (session && !cursor.is_at(1, "AUTHORIZATION")) {
        cursor.advance();
    }
    if cursor.accept_all(&["CHARACTERISTICS", "AS", "TRANSACTION"]) || (cursor.is("TRANSACTION") && !assigns(cursor, 1))
    {
        return transaction_modes(cursor);
    }
    setting(cursor).map(|parameter| Operation::Set(SetParameter { local, ..parameter }))
}

fn assigns(cursor: &Cursor<'_>, ahead: usize) -> bool {
    cursor.is_at(ahead, "TO")
        || cursor.peek_at(ahead).is_some_and(|next| next.kind == TokenKind::Operator && next.text(cursor.text()) == "=")
}

/// Takes the modes of `SET TRANSACTION`, or a snapshot.
fn transaction_modes(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.accept("TRANSACTION");
    if cursor.accept("SNAPSHOT") {
        cursor.string()?;
    } else if modes(cursor)? == 0 {
        return None;
    }
    Some(harmless("SET TRANSACTION"))
}

/// Takes transaction modes, and counts them.
fn modes(cursor: &mut Cursor<'_>) -> Option<usize> {
    const MODES: &[&[&str]] = &[
        &["ISOLATION", "LEVEL", "READ", "UNCOMMITTED"],
        &["ISOLATION", "LEVEL", "READ", "COMMITTED"],
        &["ISOLATION", "LEVEL", "REPEATABLE", "READ"],
        &["ISOLATION", "LEVEL", "SERIALIZABLE"],
        &["READ", "ONLY"],
        &["READ", "WRITE"],
        &["DEFERRABLE"],
        &["NOT", "DEFERRABLE"],
    ];
    let mut count = 0;
    let mut comma = false;
    while MODES.iter().any(|words| cursor.accept_all(words)) {
        count += 1;
        comma = cursor.comma();
    }
    (!comma).then_some(count)
}

/// Takes a setting after `SET`, in any of its spellings (`set_rest_more`).
pub(super) fn setting(cursor: &mut Cursor<'_>) -> Option<SetParameter> {
    if let Some(parameter) = special(cursor) {
        return Some(parameter);
    }
    let name = parameter_name(cursor)?;
    if cursor.accept_all(&["FROM", "CURRENT"]) {
        return Some(parameter(&name, Vec::new()));
    }
    (cursor.accept_operator("=") || cursor.accept("TO")).then_some(())?;
    if cursor.accept("DEFAULT") {
        return Some(parameter(&name, Vec::new()));
    }
    Some(parameter(&name, cursor.list(value)?))
}

/// Takes a setting that has words of its own.
fn special(cursor: &mut Cursor<'_>) -> Option<SetParameter> {
    let mut ahead = *cursor;
    let found = if ahead.accept_all(&["TIME", "ZONE"]) {
        parameter("timezone", zone(&mut ahead)?)
    } else if ahead.accept_all(&["SESSION", "AUTHORIZATION"]) {
        let default = ahead.accept("DEFAULT");
        parameter("session_authorization", if default { Vec::new() } else { vec![word(&mut ahead)?] })
    } else if ahead.accept_all(&["XML", "OPTION"]) {
        parameter("xmloption", vec![ahead.accept_any(&["DOCUMENT", "CONTENT"])?.to_ascii_lowercase().into()])
    } else {
        named_value(&mut ahead)?
    };
    *cursor = ahead;
    Some(found)
}

/// `SET ROLE x`, `SET SCHEMA 'x'`, `SET NAMES 'x'`; with `TO` or `=` these are plain parameters.
fn named_value(cursor: &mut Cursor<'_>) -> Option<SetParameter> {
    if assigns(cursor, 1) {
        return None;
    }
    match cursor.accept_any(&["ROLE", "SCHEMA", "NAMES"])? {
        "ROLE" => Some(parameter("role", vec![word(cursor)?])),
        "SCHEMA" => Some(parameter("search_path", vec![cursor.string()?.into()])),
        _ if cursor.at_end() || cursor.accept("DEFAULT") => Some(parameter("client_encoding", Vec::new())),
        _ => Some(parameter("client_encoding", vec![cursor.string()?.into()])),
    }
}

fn parameter(name: &str, values: Vec<Box<str>>) -> SetParameter {
    SetParameter { name: name.to_ascii_lowercase().into(), values, local: false }
}

fn word(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    cursor.word_or_string().map(|word| word.as_str().into())
}

/// Takes `name` or `extension.name`.
fn parameter_name(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut name = cursor.column_id()?.as_str().to_owned();
    while cursor.accept_dot() {
        name = format!("{name}.{}", cursor.column_id()?.as_str());
    }
    Some(name)
}

/// Takes one value: a word, a string, a number.
fn value(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    if let Some(number) = cursor.integer() {
        return Some(number.into());
    }
    if let Some(word) = cursor.accept_any(&["TRUE", "FALSE", "ON"]) {
        return Some(word.to_ascii_lowercase().into());
    }
    word(cursor)
}

fn zone(cursor: &mut Cursor<'_>) -> Option<Vec<Box<str>>> {
    if cursor.accept_any(&["DEFAULT", "LOCAL"]).is_some() {
        return Some(Vec::new());
    }
    if cursor.is("INTERVAL") {
        types::simple_type(cursor)?;
        let zone = cursor.string()?;
        types::interval_fields(cursor);
        return Some(vec![zone.into()]);
    }
    Some(vec![value(cursor)?])
}

/// Reads what follows `RESET`.
pub(super) fn reset(cursor: &mut Cursor<'_>) -> Option<SetParameter> {
    const SPECIAL: &[(&[&str], &str)] = &[
        (&["TIME", "ZONE"], "timezone"),
        (&["TRANSACTION", "ISOLATION", "LEVEL"], "transaction_isolation"),
        (&["SESSION", "AUTHORIZATION"], "session_authorization"),
    ];
    if cursor.accept("ALL") {
        return Some(parameter("all", Vec::new()));
    }
    if let Some((_, name)) = SPECIAL.iter().find(|(words, _)| cursor.accept_all(words)) {
        return Some(parameter(name, Vec::new()));
    }
    Some(parameter(&parameter_name(cursor)?, Vec::new()))
}

/// Reads a statement that begins, ends or marks a transaction; `verb` was read.
pub(super) fn transaction(cursor: &mut Cursor<'_>, verb: &str) -> Option<Operation> {
    match verb {
        "START" => {
            cursor.need("TRANSACTION")?;
            modes(cursor).map(|_| Operation::Begin)
        }
        "BEGIN" => {
            work(cursor);
            modes(cursor).map(|_| Operation::Begin)
        }
        "PREPARE" => {
            cursor.need("TRANSACTION")?;
            cursor.string().map(|_| harmless("PREPARE TRANSACTION"))
        }
        "SAVEPOINT" => cursor.column_id().map(|_| Operation::Savepoint),
        "RELEASE" => savepoint(cursor),
        "COMMIT" | "END" => commit(cursor, verb == "COMMIT"),
        _ => rollback(cursor, verb == "ROLLBACK"),
    }
}

fn work(cursor: &mut Cursor<'_>) {
    cursor.accept_any(&["WORK", "TRANSACTION"]);
}

/// What another session prepared is written elsewhere: Seawall cannot see what this commits.
fn commit(cursor: &mut Cursor<'_>, prepared: bool) -> Option<Operation> {
    if prepared && cursor.accept("PREPARED") {
        cursor.string()?;
        return Some(Operation::Unknown {
            words: "COMMIT PREPARED".into(),
            danger: Danger::Changes,
            names: Vec::new(),
        });
    }
    work(cursor);
    Some(Operation::Commit { chain: chain(cursor)? })
}

fn rollback(cursor: &mut Cursor<'_>, prepared: bool) -> Option<Operation> {
    if prepared && cursor.accept("PREPARED") {
        return cursor.string().map(|_| harmless("ROLLBACK PREPARED"));
    }
    work(cursor);
    if cursor.accept("TO") {
        return savepoint(cursor);
    }
    Some(Operation::Rollback { chain: chain(cursor)? })
}

fn savepoint(cursor: &mut Cursor<'_>) -> Option<Operation> {
    if cursor.is("SAVEPOINT") && cursor.peek_at(1).is_some() {
        cursor.accept("SAVEPOINT");
    }
    cursor.column_id().map(|_| Operation::Savepoint)
}

fn chain(cursor: &mut Cursor<'_>) -> Option<bool> {
    if !cursor.accept("AND") {
        return Some(false);
    }
    let no = cursor.accept("NO");
    cursor.need("CHAIN").map(|()| !no)
}

fn harmless(words: &str) -> Operation {
    Operation::Harmless { words: words.into() }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none, single};
    use super::*;

    #[test]
    fn reads_settings_in_all_spellings() {
        for (sql, name, values, local) in [
            ("SET lock_timeout = '2s'", "lock_timeout", &["2s"][..], false),
            ("set local search_path to \"$user\", Public", "search_path", &["$user", "public"], true),
            ("SET SESSION statement_timeout TO 5", "statement_timeout", &["5"], false),
            ("SET LOCAL my.thing = on", "my.thing", &["on"], true),
            ("SET TIME ZONE 'UTC'", "timezone", &["UTC"], false),
            ("SET TIME ZONE INTERVAL '-08:00' HOUR TO MINUTE", "timezone", &["-08:00"], false),
            ("SET TIME ZONE LOCAL", "timezone", &[], false),
            ("SET ROLE none", "role", &["none"], false),
            ("SET ROLE TO a", "role", &["a"], false),
            ("SET SESSION AUTHORIZATION DEFAULT", "session_authorization", &[], false),
            ("SET SESSION ROLE a", "role", &["a"], false),
            ("SET SCHEMA 'app'", "search_path", &["app"], false),
            ("SET NAMES 'utf8'", "client_encoding", &["utf8"], false),
            ("SET x TO DEFAULT", "x", &[], false),
            ("SET search_path = ''", "search_path", &[""], false),
            ("RESET TIME ZONE", "timezone", &[], false),
            ("RESET ALL", "all", &[], false),
        ] {
            let values = values.iter().map(|&value| value.into()).collect();
            assert_eq!(single(sql), Some(Operation::Set(SetParameter { name: name.into(), values, local })), "{sql}");
        }
        assert_none(&["SET", "SET x", "SET x TO", "SET LOCAL", "SET TRANSACTION", "SET x = 1,", "RESET"]);
    }

    #[test]
    fn reads_transactions() {
        assert_all_hold(&[
            ("BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY", "Begin"),
            ("START TRANSACTION READ WRITE NOT DEFERRABLE", "Begin"),
            ("END WORK", "Commit { chain: false }"),
            ("COMMIT AND CHAIN", "Commit { chain: true }"),
            ("ABORT", "Rollback"),
            ("ROLLBACK TO SAVEPOINT a", "Savepoint"),
            ("ROLLBACK TRANSACTION TO savepoint", "Savepoint"),
            ("RELEASE a", "Savepoint"),
            ("COMMIT PREPARED 'x'", "Unknown"),
            ("SET TRANSACTION ISOLATION LEVEL READ COMMITTED", "Harmless"),
            ("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY", "Harmless"),
            ("SET CONSTRAINTS a, b.c DEFERRED", "Harmless"),
        ]);
        assert_none(&["BEGIN READ ONLY,", "COMMIT AND", "SAVEPOINT", "START", "BEGIN; DROP TABLE x"]);
    }
}
