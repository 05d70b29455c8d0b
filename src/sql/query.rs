//! A query and what it reads.

use super::cursor::Cursor;
use super::expression;
use super::name::{Ident, QualifiedName};
use super::operation::{Persistence, Query};
use super::token::{Token, TokenKind};
use super::tree::{self, Reading};

/// Reads all that the cursor has left as a query.
///
/// What `sqlparser` cannot read is looked through token by token: too many names rather than too few.
pub(crate) fn read_query(cursor: &mut Cursor<'_>) -> Query {
    let whole = *cursor;
    while cursor.advance().is_some() {}
    query_of(whole, whole).0
}

/// A query, with what else its tree says; over the tokens of `read`, which is what is left of `whole` without an INTO clause.
pub(super) fn query_of(whole: Cursor<'_>, read: Cursor<'_>) -> (Query, Option<Reading>) {
    described(whole, read, tree::query(&read))
}

/// A query over what follows a `SELECT` that is not written.
pub(super) fn selected_of(cursor: Cursor<'_>) -> (Query, Option<Reading>) {
    described(cursor, cursor, tree::selected(&cursor))
}

fn described(whole: Cursor<'_>, read: Cursor<'_>, reading: Option<Reading>) -> (Query, Option<Reading>) {
    let (exact, told) = (reading.is_some(), reading.clone().unwrap_or_else(|| by_tokens(read)));
    let mut columns = told.columns;
    columns.extend(join_columns(read));
    let span = whole.rest_span();
    let query = Query {
        text: whole.slice(span).into(),
        span,
        reads: without_repeats(told.reads),
        columns: without_repeats(columns),
        output: told.output,
        calls: without_repeats(told.calls.into_iter().map(|(name, _)| name).collect()),
        exact,
    };
    (query, reading)
}

/// Tables in the list after `FROM` or `USING`, subqueries included.
pub(super) fn read_from_items(cursor: Cursor<'_>) -> Vec<QualifiedName> {
    let reads = tree::from_items(&cursor).map_or_else(|| tables_by_tokens(cursor, true), |reading| reading.reads);
    without_repeats(reads)
}

fn without_repeats(mut names: Vec<QualifiedName>) -> Vec<QualifiedName> {
    let mut seen = std::collections::HashSet::new();
    names.retain(|name| seen.insert(name.clone()));
    names
}

/// The columns of `JOIN … USING (a, b)`, which are no expressions in the tree.
fn join_columns(mut cursor: Cursor<'_>) -> Vec<QualifiedName> {
    let mut columns = Vec::new();
    while cursor.advance().is_some() {
        let mut ahead = cursor;
        if ahead.accept("USING")
            && let Some(named) = ahead.ident_list()
        {
            columns.extend(named.into_iter().map(QualifiedName::bare));
        }
    }
    columns
}

fn by_tokens(cursor: Cursor<'_>) -> Reading {
    Reading {
        reads: tables_by_tokens(cursor, false),
        columns: expression::identifiers(cursor),
        calls: expression::called_names(cursor),
        locks_rows: locks_rows(cursor),
        ..Reading::default()
    }
}

/// Every name that stands where FROM and JOIN expect a table, but CTEs.
fn tables_by_tokens(mut cursor: Cursor<'_>, in_from: bool) -> Vec<QualifiedName> {
    const ENDS: [&str; 10] =
        ["WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "UNION", "EXCEPT", "INTERSECT", "SELECT", "RETURNING"];
    let ctes = cte_names(cursor);
    let mut tables = Vec::new();
    let mut lists = vec![in_from];
    let mut expected = in_from;
    while let Some(token) = cursor.peek() {
        let list = lists.last().copied().unwrap_or(false);
        let is_name = matches!(token.kind, TokenKind::Word | TokenKind::Quoted);
        if expected && is_name && !cursor.is_any(&["ONLY", "LATERAL", "SELECT", "WITH", "VALUES", "ROWS"]) {
            tables.extend(cursor.qualified_name());
            expected = false;
            continue;
        }
        cursor.advance();
        match token.kind {
            TokenKind::LeftParen => lists.push(expected),
            TokenKind::RightParen => drop(lists.pop()),
            TokenKind::Comma => expected = list,
            TokenKind::Word if ["FROM", "JOIN"].iter().any(|word| token.is_word(cursor.text(), word)) => {
                set_last(&mut lists, true);
                expected = true;
            }
            TokenKind::Word if ENDS.iter().any(|word| token.is_word(cursor.text(), word)) => {
                set_last(&mut lists, false);
                expected = false;
            }
            _ => {}
        }
    }
    tables.retain(|table| table.schema.is_some() || !ctes.contains(&table.name));
    tables
}

fn set_last(lists: &mut [bool], value: bool) {
    if let Some(last) = lists.last_mut() {
        *last = value;
    }
}

/// The names that `WITH` clauses give: each name before `AS (`, with a list of columns between perhaps.
pub(super) fn cte_names(mut cursor: Cursor<'_>) -> Vec<Ident> {
    let mut names = Vec::new();
    let mut with = false;
    while let Some(token) = cursor.peek() {
        with |= token.is_word(cursor.text(), "WITH");
        let mut ahead = cursor;
        cursor.advance();
        let may_follow = cursor.is_kind(TokenKind::LeftParen) || cursor.is_any(&["AS", "UESCAPE"]);
        if with
            && may_follow
            && let Some(name) = ahead.ident()
            && is_cte_query(ahead)
        {
            names.push(name);
        }
    }
    names
}

fn is_cte_query(mut after_name: Cursor<'_>) -> bool {
    if after_name.is_kind(TokenKind::LeftParen) {
        after_name.skip_group();
    }
    let as_query = after_name.accept("AS");
    after_name.accept("NOT");
    after_name.accept("MATERIALIZED");
    as_query && after_name.is_kind(TokenKind::LeftParen)
}

fn locks_rows(mut cursor: Cursor<'_>) -> bool {
    while !cursor.at_end() {
        if cursor.accept("FOR") && cursor.is_any(&["UPDATE", "NO", "SHARE", "KEY"]) {
            return true;
        }
        cursor.skip();
    }
    false
}

/// `SELECT … INTO`: where the result goes, and the tokens of the query without it.
#[derive(Debug)]
pub(super) struct Into {
    /// `TEMPORARY`, `UNLOGGED` or neither.
    pub(super) persistence: Persistence,
    /// The new table; in PL/pgSQL the first variable.
    pub(super) target: QualifiedName,
    /// The query without the clause.
    pub(super) tokens: Vec<Token>,
}

/// Finds the INTO clause of a query, at depth 0.
pub(super) fn find_into(cursor: Cursor<'_>) -> Option<Into> {
    let mut at = cursor;
    let mut before = None;
    while !at.at_end() && (!at.is("INTO") || inserts(&at, before)) {
        before = at.peek();
        at.skip();
    }
    let kept = cursor.rest().len() - at.rest().len();
    at.accept("INTO").then_some(())?;
    at.accept("STRICT");
    let persistence = match at.accept_any(&["TEMPORARY", "TEMP", "UNLOGGED"]) {
        Some("UNLOGGED") => Persistence::Unlogged,
        Some(_) => Persistence::Temporary,
        None => Persistence::Permanent,
    };
    at.accept("TABLE");
    let target = at.qualified_name()?;
    // PL/pgSQL allows several variables.
    while at.accept_kind(TokenKind::Comma) {
        at.qualified_name()?;
    }
    Some(Into { persistence, target, tokens: [&cursor.rest()[..kept], at.rest()].concat() })
}

/// Whether INTO belongs to the word before it: `INSERT INTO`, `MERGE INTO`.
fn inserts(cursor: &Cursor<'_>, before: Option<Token>) -> bool {
    before.is_some_and(|token| token.is_word(cursor.text(), "INSERT") || token.is_word(cursor.text(), "MERGE"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sql::lexer::lex;

    fn read(text: &str) -> Query {
        let lexed = lex(text);
        let mut cursor = Cursor::new(text, &lexed.tokens);
        let query = read_query(&mut cursor);
        assert!(cursor.at_end());
        query
    }

    fn list(names: &[QualifiedName]) -> String {
        names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn says_what_a_query_reads() {
        for (text, reads, calls, output) in [
            ("SELECT a, b AS c, lower(d) FROM app.t JOIN \"U\" USING (e)", "app.t \"U\"", "lower", Some("a c lower")),
            ("WITH x AS (SELECT * FROM t) SELECT * FROM x, LATERAL (SELECT 1 FROM y) z", "t y", "", None),
            ("WITH t AS (SELECT id FROM t) SELECT id FROM t", "t", "", Some("id")),
            ("WITH RECURSIVE t AS (SELECT id FROM t) SELECT id::text FROM t", "", "", Some("id")),
            ("SELECT 1 WHERE EXISTS (SELECT FROM s.t) UNION SELECT 2 FROM u", "s.t u", "", Some("?column?")),
            ("SELECT * FROM generate_series(1, 3) g", "generate_series", "generate_series", None),
            ("TABLE ONLY_T", "only_t", "", None),
            ("VALUES (1, 2)", "", "", Some("column1 column2")),
        ] {
            let query = read(text);
            assert!(query.exact, "{text}");
            assert_eq!((list(&query.reads).as_str(), list(&query.calls).as_str()), (reads, calls), "{text}");
            let names = query.output.map(|names| names.iter().map(Ident::as_str).collect::<Vec<_>>().join(" "));
            assert_eq!(names.as_deref(), output, "{text}");
        }
        assert_eq!(list(&read("SELECT t.a FROM t JOIN u USING (b) WHERE c > 1 ORDER BY d").columns), "t.a c d b");
    }

    #[test]
    fn looks_through_tokens_where_there_is_no_tree() {
        let query = read(
            "WITH w AS (SELECT 1) SELECT f(a) FROM w, s.t x, ONLY u JOIN (SELECT b FROM v) y ON a @#@ @#@ ORDER USING",
        );
        assert!(!query.exact);
        assert_eq!(list(&query.reads), "s.t u v");
        assert_eq!(list(&query.calls), "f");
        assert!(query.columns.contains(&QualifiedName::bare("b")));
    }

    #[test]
    fn takes_into_out() {
        let text = "SELECT a INTO TEMP t FROM u";
        let lexed = lex(text);
        let into = find_into(Cursor::new(text, &lexed.tokens)).expect("there is one");
        assert_eq!((into.persistence, into.target.to_string().as_str()), (Persistence::Temporary, "t"));
        assert_eq!(into.tokens.len(), 4);
        let text = "WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x";
        assert!(find_into(Cursor::new(text, &lex(text).tokens)).is_none());
    }
}
