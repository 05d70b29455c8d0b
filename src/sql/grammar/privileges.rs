//! `GRANT`, `REVOKE` and `ALTER DEFAULT PRIVILEGES`.

use super::super::cursor::Cursor;
use super::super::name::{Ident, QualifiedName};
use super::super::operation::{ObjectKind, Operation, Privileges};
use super::super::token::TokenKind;
use super::keywords::WordClass;
use super::{function, role};

/// Reads what follows `GRANT` or `REVOKE`.
pub(super) fn statement(cursor: &mut Cursor<'_>, grant: bool) -> Option<Operation> {
    privileges(cursor, grant, false).map(|found| Operation::Privileges(Box::new(found)))
}

/// Reads what follows `ALTER DEFAULT PRIVILEGES`.
pub(super) fn default(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let mut schemas = Vec::new();
    loop {
        if cursor.accept_all(&["IN", "SCHEMA"]) {
            schemas = cursor.list(schema)?;
        } else if cursor.accept("FOR") {
            cursor.accept_any(&["ROLE", "USER"])?;
            role::list(cursor)?;
        } else {
            break;
        }
    }
    let grant = cursor.accept_any(&["GRANT", "REVOKE"])? == "GRANT";
    let found = privileges(cursor, grant, true)?;
    Some(Operation::DefaultPrivileges(Box::new(Privileges { all_in_schema: true, objects: schemas, ..found })))
}

fn privileges(cursor: &mut Cursor<'_>, grant: bool, default: bool) -> Option<Privileges> {
    let option_only = !grant && option_for(cursor);
    let names = names(cursor)?;
    let target = target(cursor, default)?;
    cursor.need(if grant { "TO" } else { "FROM" })?;
    let roles = cursor.list(grantee)?;
    let grant_option = option_only || (grant && with_options(cursor)?);
    if cursor.accept_all(&["GRANTED", "BY"]) {
        cursor.role()?;
    }
    let cascade = !grant && cursor.cascade();
    let Target { kind, all_in_schema, objects } = target;
    Some(Privileges { grant, privileges: names, kind, all_in_schema, objects, roles, grant_option, cascade })
}

/// Takes `GRANT OPTION FOR`, `ADMIN OPTION FOR` and their like.
fn option_for(cursor: &mut Cursor<'_>) -> bool {
    ["GRANT", "ADMIN", "INHERIT", "SET"].into_iter().any(|word| cursor.accept_all(&[word, "OPTION", "FOR"]))
}

/// Takes privileges, each with the columns that it is on, or roles.
fn names(cursor: &mut Cursor<'_>) -> Option<Vec<Box<str>>> {
    if cursor.accept("ALL") {
        cursor.accept("PRIVILEGES");
        columns(cursor)?;
        return Some(vec!["all".into()]);
    }
    cursor.list(|cursor| {
        let name = if cursor.accept_all(&["ALTER", "SYSTEM"]) {
            "alter system".into()
        } else if let Some(word) = cursor.accept_any(&["SELECT", "REFERENCES", "CREATE"]) {
            word.to_ascii_lowercase().into()
        } else {
            cursor.role()?.as_str().into()
        };
        columns(cursor)?;
        Some(name)
    })
}

fn columns(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.opens() { cursor.columns().map(|_| ()) } else { Some(()) }
}

struct Target {
    kind: ObjectKind,
    all_in_schema: bool,
    objects: Vec<QualifiedName>,
}

/// Takes `ON …`; without it roles are granted.
fn target(cursor: &mut Cursor<'_>, default: bool) -> Option<Target> {
    if !cursor.accept("ON") {
        return (!default).then_some(Target { kind: ObjectKind::Role, all_in_schema: false, objects: Vec::new() });
    }
    if default {
        return Some(Target { kind: plural(cursor)?, all_in_schema: true, objects: Vec::new() });
    }
    if cursor.is("ALL") {
        cursor.accept("ALL");
        let kind = plural(cursor)?;
        cursor.need_all(&["IN", "SCHEMA"])?;
        return Some(Target { kind, all_in_schema: true, objects: cursor.list(schema)? });
    }
    let kind = singular(cursor);
    let objects = cursor.list(|cursor| object(cursor, kind))?;
    Some(Target { kind, all_in_schema: false, objects })
}

fn plural(cursor: &mut Cursor<'_>) -> Option<ObjectKind> {
    const KINDS: &[(&[&str], ObjectKind)] = &[
        (&["TABLES"], ObjectKind::Table),
        (&["SEQUENCES"], ObjectKind::Sequence),
        (&["FUNCTIONS"], ObjectKind::Function),
        (&["PROCEDURES"], ObjectKind::Procedure),
        (&["ROUTINES"], ObjectKind::Routine),
        (&["TYPES"], ObjectKind::Type),
        (&["SCHEMAS"], ObjectKind::Schema),
        (&["LARGE", "OBJECTS"], ObjectKind::LargeObject),
    ];
    KINDS.iter().find(|(words, _)| cursor.accept_all(words)).map(|&(_, kind)| kind)
}

/// Takes the words of a kind; a name alone is that of a table (or view, or sequence), also if it is called `schema`.
fn singular(cursor: &mut Cursor<'_>) -> ObjectKind {
    const KINDS: &[(&[&str], ObjectKind)] = &[
        (&["TABLE"], ObjectKind::Table),
        (&["SEQUENCE"], ObjectKind::Sequence),
        (&["SCHEMA"], ObjectKind::Schema),
        (&["FUNCTION"], ObjectKind::Function),
        (&["PROCEDURE"], ObjectKind::Procedure),
        (&["ROUTINE"], ObjectKind::Routine),
        (&["DATABASE"], ObjectKind::Database),
        (&["DOMAIN"], ObjectKind::Domain),
        (&["LANGUAGE"], ObjectKind::Language),
        (&["LARGE", "OBJECT"], ObjectKind::LargeObject),
        (&["PARAMETER"], ObjectKind::Other),
        (&["TABLESPACE"], ObjectKind::Tablespace),
        (&["TYPE"], ObjectKind::Type),
        (&["FOREIGN", "DATA", "WRAPPER"], ObjectKind::ForeignDataWrapper),
        (&["FOREIGN", "SERVER"], ObjectKind::ForeignServer),
    ];
    for (words, kind) in KINDS {
        let mut ahead = *cursor;
        if ahead.accept_all(words) && (ahead.is_kind(TokenKind::Number) || names_object(&ahead)) {
            *cursor = ahead;
            return *kind;
        }
    }
    ObjectKind::Table
}

fn names_object(cursor: &Cursor<'_>) -> bool {
    cursor.word_class().is_some_and(|class| class != WordClass::Reserved)
}

fn object(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<QualifiedName> {
    match kind {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => {
            function::reference(cursor).map(|found| found.name)
        }
        ObjectKind::LargeObject => cursor.integer().map(QualifiedName::bare),
        _ => cursor.any_name(),
    }
}

fn schema(cursor: &mut Cursor<'_>) -> Option<QualifiedName> {
    cursor.column_id().map(|name| QualifiedName { schema: None, name })
}

fn grantee(cursor: &mut Cursor<'_>) -> Option<Ident> {
    cursor.accept("GROUP");
    cursor.role()
}

/// Takes `WITH GRANT OPTION`, `WITH ADMIN OPTION`, `WITH INHERIT TRUE, …`; says whether others may pass it on.
fn with_options(cursor: &mut Cursor<'_>) -> Option<bool> {
    if !cursor.accept("WITH") {
        return Some(false);
    }
    if cursor.accept_all(&["GRANT", "OPTION"]) {
        return Some(true);
    }
    let options = cursor.list(|cursor| {
        let admin = cursor.is("ADMIN");
        cursor.column_id()?;
        let given = cursor.accept_any(&["OPTION", "TRUE", "FALSE"])? != "FALSE";
        Some(admin && given)
    })?;
    Some(options.contains(&true))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_every_form() {
        assert_all_hold(&[
            (
                "GRANT SELECT (a, b), UPDATE ON TABLE app.t, u TO a, PUBLIC WITH GRANT OPTION",
                "privileges: [\"select\", \"update\"], kind: Table",
            ),
            ("GRANT ALL PRIVILEGES ON ALL TABLES IN SCHEMA a, b TO c", "all_in_schema: true"),
            ("GRANT USAGE ON SCHEMA app TO c", "kind: Schema"),
            ("GRANT EXECUTE ON FUNCTION storage.filename(name text, int), g TO anon", "kind: Function"),
            ("GRANT ALL ON ALL ROUTINES IN SCHEMA auth TO postgres", "kind: Routine"),
            ("grant pg_monitor to postgres", "privileges: [\"pg_monitor\"], kind: Role"),
            ("GRANT a, b TO c WITH ADMIN OPTION", "grant_option: true"),
            ("GRANT a TO b WITH INHERIT FALSE, SET TRUE GRANTED BY CURRENT_USER", "grant_option: false"),
            ("GRANT SET, ALTER SYSTEM ON PARAMETER my.thing TO a", "kind: Other"),
            ("GRANT SELECT ON LARGE OBJECT 1, 2 TO a", "kind: LargeObject"),
            ("GRANT CREATE ON DATABASE d TO a", "kind: Database"),
            ("REVOKE GRANT OPTION FOR SELECT ON t FROM a CASCADE", "grant: false"),
            ("REVOKE ALL ON FUNCTION f() FROM PUBLIC", "roles: [Ident(\"public\")]"),
            ("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", "DefaultPrivileges"),
            (
                "ALTER DEFAULT PRIVILEGES FOR ROLE a IN SCHEMA b GRANT ALL ON TABLES TO c",
                "kind: Table, all_in_schema: true, objects: [QualifiedName { schema: None, name: Ident(\"b\") }]",
            ),
        ]);
        assert_none(&[
            "GRANT",
            "GRANT SELECT ON t",
            "GRANT SELECT t TO a",
            "REVOKE SELECT ON t TO a",
            "ALTER DEFAULT PRIVILEGES GRANT ALL TO c",
        ]);
    }
}
