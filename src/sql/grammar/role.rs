//! Roles: `CREATE`, `ALTER ROLE` (also `USER`, `GROUP`).

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{ObjectKind, Operation, Privileges};
use super::{object, rename, session};

/// Takes roles with commas between.
pub(super) fn list(cursor: &mut Cursor<'_>) -> Option<Vec<Ident>> {
    cursor.list(Cursor::role)
}

/// Reads what follows `CREATE ROLE | USER | GROUP`.
pub(super) fn create(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let name = cursor.role()?;
    cursor.accept("WITH");
    Some(Operation::RoleOptions { name, create: true, options: options(cursor)? })
}

fn options(cursor: &mut Cursor<'_>) -> Option<Vec<Box<str>>> {
    let mut options = Vec::new();
    while !cursor.at_end() {
        options.push(option(cursor)?.into());
    }
    Some(options)
}

/// Options that are one word.
const WORDS: &[&str] = &[
    "LOGIN",
    "NOLOGIN",
    "SUPERUSER",
    "NOSUPERUSER",
    "CREATEDB",
    "NOCREATEDB",
    "CREATEROLE",
    "NOCREATEROLE",
    "INHERIT",
    "NOINHERIT",
    "REPLICATION",
    "NOREPLICATION",
    "BYPASSRLS",
    "NOBYPASSRLS",
];

/// Takes one option; what a password is stays untold.
fn option(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.accept_any(&["ENCRYPTED", "UNENCRYPTED"]).is_some() && !cursor.is("PASSWORD") {
        return None;
    }
    if cursor.accept("PASSWORD") {
        return (cursor.accept("NULL") || cursor.string().is_some()).then(|| "password".to_owned());
    }
    if cursor.accept_all(&["CONNECTION", "LIMIT"]) {
        return cursor.integer().map(|limit| format!("connection limit {limit}"));
    }
    if cursor.accept_all(&["VALID", "UNTIL"]) {
        return cursor.string().map(|until| format!("valid until {until}"));
    }
    if cursor.accept("SYSID") {
        return cursor.integer().map(|_| "sysid".to_owned());
    }
    if cursor.accept_all(&["IN", "ROLE"]) || cursor.accept_all(&["IN", "GROUP"]) {
        return members(cursor, "in role");
    }
    match cursor.accept_any(&["ROLE", "USER", "ADMIN"]) {
        Some("ADMIN") => members(cursor, "admin"),
        Some(_) => members(cursor, "role"),
        None => cursor.accept_any(WORDS).map(str::to_ascii_lowercase),
    }
}

fn members(cursor: &mut Cursor<'_>, words: &str) -> Option<String> {
    let names = list(cursor)?.iter().map(ToString::to_string).collect::<Vec<_>>();
    Some(format!("{words} {}", names.join(", ")))
}

/// Reads what follows `ALTER ROLE | USER | GROUP`.
pub(super) fn alter(cursor: &mut Cursor<'_>, group: bool) -> Option<Operation> {
    let name = if cursor.accept("ALL") { None } else { Some(cursor.role()?) };
    if cursor.accept_all(&["IN", "DATABASE"]) {
        cursor.column_id()?;
    }
    if cursor.is_any(&["SET", "RESET"]) {
        let parameter = Some(configuration(cursor)?);
        return Some(Operation::AlterConfiguration { kind: ObjectKind::Role, name, parameter });
    }
    let name = name?;
    if cursor.is("RENAME") {
        return rename::object(cursor, ObjectKind::Role, &object::bare(name));
    }
    if group {
        return membership(cursor, name);
    }
    cursor.accept("WITH");
    Some(Operation::RoleOptions { name, create: false, options: options(cursor)? })
}

/// Takes `ADD USER …` or `DROP USER …` of a group: what `GRANT` and `REVOKE` do.
fn membership(cursor: &mut Cursor<'_>, group: Ident) -> Option<Operation> {
    let grant = cursor.accept_any(&["ADD", "DROP"])? == "ADD";
    cursor.need("USER")?;
    Some(Operation::Privileges(Box::new(Privileges {
        grant,
        privileges: vec![group.as_str().into()],
        kind: ObjectKind::Role,
        all_in_schema: false,
        objects: vec![QualifiedName { schema: None, name: group }],
        roles: list(cursor)?,
        grant_option: false,
        cascade: false,
    })))
}

/// Takes `SET parameter …` or `RESET parameter`, and says which; `all` for `RESET ALL`.
pub(super) fn configuration(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    let parameter = if cursor.accept("RESET") {
        session::reset(cursor)?
    } else {
        cursor.need("SET").and_then(|()| session::setting(cursor))?
    };
    Some(parameter.name)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_options_and_settings() {
        assert_all_hold(&[
            ("create user authenticator noinherit", "create: true, options: [\"noinherit\"]"),
            (
                "CREATE ROLE a WITH LOGIN ENCRYPTED PASSWORD 'secret' VALID UNTIL 'infinity' CONNECTION LIMIT -1 IN ROLE b, c",
                "[\"login\", \"password\", \"valid until infinity\", \"connection limit -1\", \"in role b, c\"]",
            ),
            ("ALTER ROLE a SUPERUSER", "create: false, options: [\"superuser\"]"),
            ("alter user a SET search_path TO public, extensions", "parameter: Some(\"search_path\")"),
            ("ALTER ROLE ALL IN DATABASE d RESET ALL", "name: None, parameter: Some(\"all\")"),
            ("ALTER GROUP g ADD USER a, b", "grant: true"),
        ]);
        assert_none(&["CREATE ROLE", "CREATE ROLE a PASSWORD", "ALTER ROLE ALL SUPERUSER", "ALTER GROUP g ADD a"]);
    }
}
