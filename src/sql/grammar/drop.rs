//! `DROP` of every kind, and `TRUNCATE`: one operation for each name.

use super::super::cursor::Cursor;
use super::super::name::QualifiedName;
use super::super::operation::{Located, ObjectKind, ObjectReference, Operation};
use super::super::source::Span;
use super::terms::direct;
use super::{create_table, object, role};

/// How a `DROP` is written, for all of its names.
#[derive(Debug, Clone, Copy)]
struct Manner {
    kind: ObjectKind,
    concurrently: bool,
    if_exists: bool,
    cascade: bool,
}

/// Reads what follows `DROP`.
pub(super) fn drop(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    if cursor.accept_all(&["OWNED", "BY"]) {
        let roles = cursor.list(Cursor::role)?;
        return Some(vec![direct(Operation::DropOwned { roles, cascade: cursor.cascade() }, statement)]);
    }
    let kind = object::kind(cursor)?;
    if matches!(kind, ObjectKind::Column | ObjectKind::Constraint | ObjectKind::LargeObject) {
        return None;
    }
    let concurrently = kind == ObjectKind::Index && cursor.accept("CONCURRENTLY");
    let if_exists = cursor.if_exists();
    let names = names(cursor, kind)?;
    let cascade = ending(cursor, kind)?;
    let manner = Manner { kind, concurrently, if_exists, cascade };
    Some(each(names, statement, |object| operation(object, manner)))
}

/// Takes the names; a kind that the grammar drops one at a time has one.
fn names(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Vec<(ObjectReference, Span)>> {
    cursor.list(|cursor| {
        let mark = cursor.mark();
        let object = object::reference(cursor, kind)?;
        Some((object, cursor.span_since(mark)))
    })
}

fn ending(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<bool> {
    if kind == ObjectKind::Database {
        cursor.accept("WITH");
        if cursor.opens() {
            cursor.parens(|inside| inside.list(|inside| inside.need("FORCE")))?;
        }
    }
    Some(cursor.cascade())
}

fn operation(object: ObjectReference, manner: Manner) -> Operation {
    let Manner { kind, concurrently, if_exists, cascade } = manner;
    match kind {
        ObjectKind::Table => Operation::DropTable { name: object.name, if_exists, cascade },
        ObjectKind::Index => Operation::DropIndex { name: object.name, concurrently, if_exists, cascade },
        ObjectKind::Role => Operation::DropRole { name: object.name.name },
        _ => Operation::Drop { kind, object, if_exists, cascade, concurrently },
    }
}

/// One operation for each name: at the statement where there is one, at its name where there are several.
fn each<T>(names: Vec<(T, Span)>, statement: Span, operation: impl Fn(T) -> Operation) -> Vec<Located> {
    let single = names.len() == 1;
    let located = names.into_iter().map(|(name, span)| direct(operation(name), if single { statement } else { span }));
    located.collect()
}

/// Reads what follows `TRUNCATE`.
pub(super) fn truncate(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    cursor.accept("TABLE");
    let names = tables(cursor)?;
    let restart_identity = cursor.accept_all(&["RESTART", "IDENTITY"]);
    let _ = restart_identity || cursor.accept_all(&["CONTINUE", "IDENTITY"]);
    let cascade = cursor.cascade();
    Some(each(names, statement, |name| Operation::Truncate { name, cascade, restart_identity }))
}

fn tables(cursor: &mut Cursor<'_>) -> Option<Vec<(QualifiedName, Span)>> {
    cursor.list(|cursor| {
        let mark = cursor.mark();
        let name = create_table::relation(cursor)?;
        Some((name, cursor.span_since(mark)))
    })
}

/// Reads what follows `LOCK`.
pub(super) fn lock(cursor: &mut Cursor<'_>, statement: Span) -> Option<Vec<Located>> {
    cursor.accept("TABLE");
    let names = tables(cursor)?;
    let mode = if cursor.accept("IN") { lock_mode(cursor)? } else { "ACCESS EXCLUSIVE" };
    let nowait = cursor.accept("NOWAIT");
    Some(each(names, statement, |table| Operation::LockTable { table, mode: mode.into(), nowait }))
}

fn lock_mode(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    const MODES: &[(&[&str], &str)] = &[
        (&["ACCESS", "SHARE"], "ACCESS SHARE"),
        (&["ROW", "SHARE"], "ROW SHARE"),
        (&["ROW", "EXCLUSIVE"], "ROW EXCLUSIVE"),
        (&["SHARE", "UPDATE", "EXCLUSIVE"], "SHARE UPDATE EXCLUSIVE"),
        (&["SHARE", "ROW", "EXCLUSIVE"], "SHARE ROW EXCLUSIVE"),
        (&["SHARE"], "SHARE"),
        (&["EXCLUSIVE"], "EXCLUSIVE"),
        (&["ACCESS", "EXCLUSIVE"], "ACCESS EXCLUSIVE"),
    ];
    let (_, mode) = MODES.iter().find(|(words, _)| cursor.accept_all(words))?;
    cursor.need("MODE").map(|()| *mode)
}

/// Reads what follows `REASSIGN`.
pub(super) fn reassign(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.need_all(&["OWNED", "BY"])?;
    let roles = role::list(cursor)?;
    cursor.need("TO")?;
    Some(Operation::ReassignOwned { roles, to: cursor.role()? })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none, located, single};
    use super::*;

    #[test]
    fn drops_every_kind() {
        assert_all_hold(&[
            ("DROP TABLE IF EXISTS app.t CASCADE", "if_exists: true, cascade: true"),
            ("DROP INDEX CONCURRENTLY IF EXISTS i", "concurrently: true, if_exists: true"),
            ("DROP VIEW v RESTRICT", "Drop { kind: View"),
            ("DROP MATERIALIZED VIEW v", "Drop { kind: MaterializedView"),
            ("DROP FOREIGN TABLE t", "Drop { kind: ForeignTable"),
            ("DROP FUNCTION f(a int, OUT b text, variadic text[]), g, h()", "Drop { kind: Function"),
            ("DROP ROUTINE f(numeric(10, 2))", "Drop { kind: Routine"),
            ("DROP AGGREGATE f(*), g(a int ORDER BY b int)", "Drop { kind: Aggregate"),
            ("DROP TRIGGER IF EXISTS a ON app.t", "on: Some"),
            ("DROP POLICY \"p q\" ON t", "Drop { kind: Policy"),
            ("DROP RULE r ON t CASCADE", "Drop { kind: Rule"),
            ("DROP TYPE a.t, u CASCADE", "Drop { kind: Type"),
            ("DROP SCHEMA a, b CASCADE", "Drop { kind: Schema"),
            ("DROP DATABASE IF EXISTS d WITH (FORCE)", "Drop { kind: Database"),
            ("DROP CAST IF EXISTS (text AS int)", "Drop { kind: Cast"),
            ("DROP OPERATOR app.<-> (int, NONE)", "Drop { kind: Operator,"),
            ("DROP OPERATOR CLASS c USING btree", "Drop { kind: OperatorClass"),
            ("DROP TRANSFORM FOR hstore LANGUAGE plpython3u", "Drop { kind: Transform"),
            ("DROP USER MAPPING IF EXISTS FOR CURRENT_USER SERVER s", "Drop { kind: UserMapping"),
            ("DROP TEXT SEARCH CONFIGURATION c", "Drop { kind: TextSearch"),
            ("DROP EVENT TRIGGER e", "Drop { kind: EventTrigger"),
            ("DROP STATISTICS a, b", "Drop { kind: Statistics"),
            ("DROP PROCEDURAL LANGUAGE l", "Drop { kind: Language"),
            ("DROP USER IF EXISTS a, b", "DropRole"),
            ("DROP OWNED BY a, CURRENT_USER CASCADE", "DropOwned"),
            ("REASSIGN OWNED BY a TO b", "ReassignOwned"),
            ("DROP PUBLICATION p", "Drop { kind: Publication"),
        ]);
        assert_none(&["DROP TABLE", "DROP TABLE a b", "DROP TABLE a,", "DROP COLUMN t.a", "DROP TABLE select", "DROP"]);
    }

    #[test]
    fn places_each_name() {
        let sql = "DROP TABLE a, public.\"B\" CASCADE";
        let places = located(sql).expect("two").iter().map(|located| &sql[located.span.range()]).collect::<Vec<_>>();
        assert_eq!(places, ["a", "public.\"B\""]);
        let sql = "truncate only a * restart identity cascade";
        assert_eq!(located("TRUNCATE TABLE a").expect("one")[0].span, Span::new(0, 16));
        assert_none(&[sql]);
        assert_eq!(
            single("truncate only a restart identity cascade"),
            Some(Operation::Truncate { name: QualifiedName::bare("a"), cascade: true, restart_identity: true })
        );
    }

    #[test]
    fn reads_lock_modes() {
        assert_all_hold(&[
            ("LOCK t", "mode: \"ACCESS EXCLUSIVE\", nowait: false"),
            ("LOCK TABLE a, ONLY b IN SHARE ROW EXCLUSIVE MODE NOWAIT", "mode: \"SHARE ROW EXCLUSIVE\", nowait: true"),
        ]);
        assert_none(&["LOCK TABLE a IN SHARE", "LOCK TABLE a IN NO MODE"]);
    }
}
