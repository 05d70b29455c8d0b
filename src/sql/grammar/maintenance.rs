//! `VACUUM`, `ANALYZE`, `CLUSTER`, `REINDEX`, and what leaves the database as it is.

use super::super::cursor::Cursor;
use super::super::name::QualifiedName;
use super::super::operation::{ObjectKind, Operation};
use super::create_table;

/// Reads what follows one of these verbs.
pub(super) fn statement(cursor: &mut Cursor<'_>, verb: &str) -> Option<Operation> {
    match verb {
        "VACUUM" => vacuum(cursor),
        "ANALYZE" | "ANALYSE" => analyze(cursor),
        "CLUSTER" => cluster(cursor),
        "REINDEX" => reindex(cursor),
        "DISCARD" if cursor.accept("ALL") => Some(Operation::DiscardAll),
        "DISCARD" => {
            cursor.accept_any(&["PLANS", "SEQUENCES", "TEMP", "TEMPORARY"])?;
            Some(Operation::Harmless { words: "DISCARD".into() })
        }
        "CHECKPOINT" | "UNLISTEN" | "LISTEN" | "NOTIFY" | "LOAD" | "SHOW" | "DEALLOCATE" | "CLOSE" | "FETCH"
        | "MOVE" => {
            cursor.rest_of_statement()?;
            Some(Operation::Harmless { words: verb.into() })
        }
        "IMPORT" => {
            cursor.need_all(&["FOREIGN", "SCHEMA"])?;
            cursor.rest_of_statement()?;
            Some(Operation::Harmless { words: "IMPORT FOREIGN SCHEMA".into() })
        }
        _ => None,
    }
}

/// Reads what follows `VACUUM`.
fn vacuum(cursor: &mut Cursor<'_>) -> Option<Operation> {
    if cursor.opens() {
        let full = options(cursor, "FULL")?;
        return Some(Operation::Vacuum { full, tables: tables(cursor)? });
    }
    let full = cursor.accept("FULL");
    cursor.accept("FREEZE");
    cursor.accept("VERBOSE");
    cursor.accept_any(&["ANALYZE", "ANALYSE"]);
    Some(Operation::Vacuum { full, tables: tables(cursor)? })
}

/// Reads what follows `ANALYZE`.
fn analyze(cursor: &mut Cursor<'_>) -> Option<Operation> {
    if cursor.opens() {
        options(cursor, "VERBOSE")?;
    } else {
        cursor.accept("VERBOSE");
    }
    Some(Operation::Analyze { tables: tables(cursor)? })
}

/// Takes `(name value, …)` and says whether this one is on.
fn options(cursor: &mut Cursor<'_>, wanted: &str) -> Option<bool> {
    let options = cursor.paren_list(|inside| {
        let found = inside.is(wanted);
        inside.ident()?;
        let value = inside.take_item();
        let off =
            value.is_any(&["FALSE", "OFF"]) || matches!(value.slice(value.rest_span()), "0" | "'off'" | "'false'");
        Some(found && !off)
    })?;
    Some(options.contains(&true))
}

/// Takes tables, each with the columns that are meant; none to the end of the statement means all.
fn tables(cursor: &mut Cursor<'_>) -> Option<Vec<QualifiedName>> {
    if cursor.at_end() {
        return Some(Vec::new());
    }
    cursor.list(|cursor| {
        let name = create_table::relation(cursor)?;
        if cursor.opens() {
            cursor.columns()?;
        }
        Some(name)
    })
}

/// Reads what follows `CLUSTER`.
fn cluster(cursor: &mut Cursor<'_>) -> Option<Operation> {
    if cursor.opens() {
        cursor.need_group()?;
    } else {
        cursor.accept("VERBOSE");
    }
    if cursor.at_end() {
        return Some(Operation::Cluster { table: None });
    }
    let name = cursor.any_name()?;
    if cursor.accept("ON") {
        return Some(Operation::Cluster { table: Some(cursor.any_name()?) });
    }
    if cursor.accept("USING") {
        cursor.column_id()?;
    }
    Some(Operation::Cluster { table: Some(name) })
}

/// Reads what follows `REINDEX`.
fn reindex(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let mut concurrently = cursor.opens() && options(cursor, "CONCURRENTLY")?;
    let kind = match cursor.accept_any(&["INDEX", "TABLE", "SCHEMA", "SYSTEM", "DATABASE"])? {
        "INDEX" => ObjectKind::Index,
        "TABLE" => ObjectKind::Table,
        "SCHEMA" => ObjectKind::Schema,
        _ => ObjectKind::Database,
    };
    concurrently |= cursor.accept("CONCURRENTLY");
    let name = if cursor.at_end() && kind == ObjectKind::Database { None } else { Some(cursor.any_name()?) };
    Some(Operation::Reindex { kind, name, concurrently })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none};

    #[test]
    fn reads_maintenance() {
        assert_all_hold(&[
            ("VACUUM FULL VERBOSE ANALYZE app.t (a), u", "full: true"),
            ("VACUUM (FULL false, ANALYZE) t", "full: false"),
            ("VACUUM (VERBOSE, FULL)", "full: true, tables: []"),
            ("ANALYZE a, b, c", "Ident(\"c\")"),
            ("CLUSTER", "table: None"),
            ("CLUSTER i ON t", "Ident(\"t\")"),
            ("CLUSTER VERBOSE t USING i", "Ident(\"t\")"),
            ("REINDEX (VERBOSE) TABLE CONCURRENTLY app.t", "kind: Table, name: Some"),
            ("REINDEX (CONCURRENTLY) INDEX i", "concurrently: true"),
            ("REINDEX DATABASE", "name: None"),
        ]);
        assert_none(&["REINDEX", "REINDEX TABLE", "VACUUM t u", "ANALYZE (", "CLUSTER i ON"]);
    }
}
