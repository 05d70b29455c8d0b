//! Views and materialized views.

use super::super::cursor::Cursor;
use super::super::name::Ident;
use super::super::operation::{Operation, Query};
use super::super::query::read_query;
use super::create_table::renamed;

/// Reads what follows `CREATE [OR REPLACE] [TEMP] [RECURSIVE] VIEW`.
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool, temporary: bool) -> Option<Operation> {
    let name = cursor.any_name()?;
    let columns = columns(cursor)?;
    storage(cursor)?;
    cursor.need("AS")?;
    let query = query(&mut cursor.take_until(at_check_option))?;
    if cursor.accept("WITH") {
        cursor.accept_any(&["CASCADED", "LOCAL"]);
        cursor.need_all(&["CHECK", "OPTION"])?;
    }
    let query = Box::new(renamed(query, columns.clone()));
    Some(Operation::CreateView {
        name,
        or_replace,
        if_not_exists: false,
        materialized: false,
        temporary,
        columns,
        query,
        with_data: true,
    })
}

fn at_check_option(cursor: &Cursor<'_>) -> bool {
    let most = cursor.rest().len();
    most <= 4 && cursor.is("WITH") && most >= 3 && cursor.is_at(most - 2, "CHECK") && cursor.is_at(most - 1, "OPTION")
}

/// Reads what follows `CREATE MATERIALIZED VIEW`.
pub(super) fn create_materialized(cursor: &mut Cursor<'_>) -> Option<Operation> {
    let if_not_exists = cursor.if_not_exists();
    let name = cursor.any_name()?;
    let columns = columns(cursor)?;
    if cursor.accept("USING") {
        cursor.label()?;
    }
    storage(cursor)?;
    if cursor.accept("TABLESPACE") {
        cursor.label()?;
    }
    cursor.need("AS")?;
    let (query, with_data) = query_with_data(cursor)?;
    let query = Box::new(renamed(query, columns.clone()));
    Some(Operation::CreateView {
        name,
        or_replace: false,
        if_not_exists,
        materialized: true,
        temporary: false,
        columns,
        query,
        with_data,
    })
}

fn columns(cursor: &mut Cursor<'_>) -> Option<Vec<Ident>> {
    if cursor.opens() { cursor.columns() } else { Some(Vec::new()) }
}

fn storage(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("WITH") { cursor.need_group() } else { Some(()) }
}

/// Takes a query to the end of the statement, and the `WITH [NO] DATA` after it.
pub(super) fn query_with_data(cursor: &mut Cursor<'_>) -> Option<(Query, bool)> {
    let query = query(&mut cursor.take_until(at_data))?;
    let with_data = !cursor.is_all(&["WITH", "NO", "DATA"]);
    let _ = cursor.accept_all(&["WITH", "NO", "DATA"]) || cursor.accept_all(&["WITH", "DATA"]);
    Some((query, with_data))
}

fn at_data(cursor: &Cursor<'_>) -> bool {
    match cursor.rest().len() {
        2 => cursor.is_all(&["WITH", "DATA"]),
        3 => cursor.is_all(&["WITH", "NO", "DATA"]),
        _ => false,
    }
}

/// Takes a query that is all there is.
fn query(cursor: &mut Cursor<'_>) -> Option<Query> {
    let begins = cursor.opens() || cursor.is_any(&["SELECT", "WITH", "VALUES", "TABLE", "EXECUTE"]);
    let mut all = *cursor;
    all.rest_of_statement()?;
    begins.then(|| read_query(cursor))
}

/// Reads what follows `REFRESH`.
pub(super) fn refresh(cursor: &mut Cursor<'_>) -> Option<Operation> {
    cursor.need_all(&["MATERIALIZED", "VIEW"])?;
    let concurrently = cursor.accept("CONCURRENTLY");
    let name = cursor.any_name()?;
    let with_data = !cursor.accept_all(&["WITH", "NO", "DATA"]);
    cursor.accept_all(&["WITH", "DATA"]);
    Some(Operation::RefreshMaterializedView { name, concurrently, with_data })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_all_hold, assert_none, single};
    use super::*;

    #[test]
    fn cuts_the_query_from_what_follows() {
        for (sql, text) in [
            ("CREATE OR REPLACE VIEW v (a) WITH (security_invoker) AS SELECT 1 WITH LOCAL CHECK OPTION", "SELECT 1"),
            ("CREATE TEMP VIEW v AS (TABLE t) WITH CHECK OPTION", "(TABLE t)"),
            ("CREATE RECURSIVE VIEW v (n) AS VALUES (1)", "VALUES (1)"),
            (
                "CREATE MATERIALIZED VIEW IF NOT EXISTS v USING heap TABLESPACE x AS SELECT a FROM t WITH NO DATA",
                "SELECT a FROM t",
            ),
            (
                "CREATE TABLE t (a, b) ON COMMIT DROP AS WITH x AS (SELECT 1) SELECT * FROM x WITH DATA",
                "WITH x AS (SELECT 1) SELECT * FROM x",
            ),
        ] {
            let query = match single(sql) {
                Some(Operation::CreateView { query, .. }) => *query,
                Some(Operation::CreateTable { table, .. }) => table.query.expect("a query"),
                other => panic!("{sql}: {other:?}"),
            };
            assert_eq!(&*query.text, text, "{sql}");
        }
        assert_all_hold(&[
            ("CREATE MATERIALIZED VIEW v AS SELECT 1 WITH NO DATA", "with_data: false"),
            ("CREATE MATERIALIZED VIEW v AS SELECT 1", "with_data: true"),
            ("REFRESH MATERIALIZED VIEW CONCURRENTLY app.v", "concurrently: true, with_data: true"),
        ]);
        assert_none(&[
            "CREATE VIEW v",
            "CREATE VIEW v AS",
            "CREATE VIEW v AS DELETE FROM t",
            "REFRESH MATERIALIZED VIEW",
        ]);
    }
}
