//! `CREATE INDEX`, and the elements that indexes, keys of partitions and exclusion constraints share.

use super::super::cursor::Cursor;
use super::super::name::Ident;
use super::super::operation::{CreateIndex, IndexElement, IndexTarget, Operation};
use super::super::token::TokenKind;
use super::{constraint, create_table, expression};

/// Reads what follows `CREATE [UNIQUE] INDEX`.
pub(super) fn create(cursor: &mut Cursor<'_>, unique: bool) -> Option<Operation> {
    let concurrently = cursor.accept("CONCURRENTLY");
    let if_not_exists = cursor.if_not_exists();
    let name = if cursor.is("ON") { None } else { Some(cursor.column_id()?) };
    cursor.need("ON")?;
    let only = cursor.is("ONLY");
    let table = create_table::relation(cursor)?;
    let method = if cursor.accept("USING") { cursor.column_id()? } else { Ident::from("btree") };
    let elements = cursor.paren_list(element)?;
    let include = if cursor.accept("INCLUDE") { cursor.paren_list(included)? } else { Vec::new() };
    let nulls_not_distinct = constraint::nulls_not_distinct(cursor);
    storage(cursor)?;
    let predicate = if cursor.accept("WHERE") { Some(expression::expression(cursor)?) } else { None };
    Some(Operation::CreateIndex(Box::new(CreateIndex {
        name,
        table,
        unique,
        concurrently,
        if_not_exists,
        only,
        method,
        elements,
        include,
        nulls_not_distinct,
        predicate,
    })))
}

/// An `INCLUDE` column; the grammar lets it have the options of a key column, the server refuses them.
fn included(cursor: &mut Cursor<'_>) -> Option<Ident> {
    match element(cursor)?.target {
        IndexTarget::Column(column) => Some(column),
        IndexTarget::Expression(_) => None,
    }
}

fn storage(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("WITH") {
        cursor.need_group()?;
    }
    if cursor.accept("TABLESPACE") {
        cursor.label()?;
    }
    Some(())
}

/// Takes one element (`index_elem`).
pub(super) fn element(cursor: &mut Cursor<'_>) -> Option<IndexElement> {
    let target = target(cursor)?;
    let collation = if cursor.accept("COLLATE") { Some(cursor.any_name()?) } else { None };
    let has_class = !is_order(cursor);
    let operator_class = if has_class { cursor.any_name() } else { None };
    if operator_class.is_some() && cursor.opens() {
        cursor.need_group()?;
    }
    let descending = cursor.accept_any(&["ASC", "DESC"]) == Some("DESC");
    let nulls_first = nulls_order(cursor);
    Some(IndexElement { target, operator_class, collation, descending, nulls_first, exclusion_operator: None })
}

fn target(cursor: &mut Cursor<'_>) -> Option<IndexTarget> {
    if cursor.opens() {
        return Some(IndexTarget::Expression(expression::parenthesized(cursor)?));
    }
    let mut ahead = *cursor;
    if let Some(call) = expression::function_call(&mut ahead) {
        *cursor = ahead;
        return Some(IndexTarget::Expression(call));
    }
    cursor.column_id().map(IndexTarget::Column)
}

fn is_order(cursor: &Cursor<'_>) -> bool {
    cursor.is_any(&["ASC", "DESC"]) || cursor.is_all(&["NULLS", "FIRST"]) || cursor.is_all(&["NULLS", "LAST"])
}

fn nulls_order(cursor: &mut Cursor<'_>) -> Option<bool> {
    if cursor.accept_all(&["NULLS", "FIRST"]) {
        return Some(true);
    }
    cursor.accept_all(&["NULLS", "LAST"]).then_some(false)
}

/// Takes one element of an exclusion constraint: `element WITH operator`.
pub(super) fn exclusion_element(cursor: &mut Cursor<'_>) -> Option<IndexElement> {
    let element = element(cursor)?;
    cursor.need("WITH")?;
    let operator = if cursor.accept("OPERATOR") { cursor.parens(operator_name)? } else { operator_name(cursor)? };
    Some(IndexElement { exclusion_operator: Some(operator), ..element })
}

/// Takes an operator, with its schema where one is written.
pub(super) fn operator_name(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    let mark = cursor.mark();
    while cursor.column_id().is_some() {
        cursor.accept_dot().then_some(())?;
    }
    cursor.accept_kind(TokenKind::Operator).then(|| cursor.slice(cursor.span_since(mark)).into())
}

#[cfg(test)]
mod tests {
    use super::super::testing::single;
    use super::*;

    fn index(sql: &str) -> Option<CreateIndex> {
        match single(sql)? {
            Operation::CreateIndex(index) => Some(*index),
            _ => None,
        }
    }

    #[test]
    fn reads_every_clause() {
        let index = index(
            "create unique index concurrently if not exists \"I\" on only app.t using gin \
             (a collate \"C\" text_pattern_ops (x=1) desc nulls last, lower(b) , (c || d) gin_trgm_ops) include (e) \
             nulls not distinct with (fillfactor=70) tablespace fast where a is not null and b > 1",
        )
        .expect("an index");
        assert!(index.unique && index.concurrently && index.if_not_exists && index.only && index.nulls_not_distinct);
        assert_eq!((index.name, index.method), (Some("I".into()), "gin".into()));
        assert!(index.include[0] == "e");
        assert_eq!(&*index.predicate.expect("a predicate").text, "a is not null and b > 1");
        let [first, second, third] = &index.elements[..] else { panic!("three elements") };
        assert_eq!((first.descending, first.nulls_first), (true, Some(false)));
        assert_eq!(first.operator_class.as_ref().map(ToString::to_string).as_deref(), Some("text_pattern_ops"));
        assert!(matches!(&second.target, IndexTarget::Expression(call) if &*call.text == "lower(b)"));
        assert_eq!(third.operator_class.as_ref().map(ToString::to_string).as_deref(), Some("gin_trgm_ops"));
    }

    #[test]
    fn needs_no_name_but_the_rest() {
        assert_eq!(index("CREATE INDEX ON t (a)").expect("an index").name, None);
        assert_eq!(index("CREATE INDEX concurrently ON t (a)").map(|index| index.concurrently), Some(true));
        for refused in [
            "CREATE INDEX i ON t",
            "CREATE INDEX i ON t ()",
            "CREATE INDEX i ON t (a) WHERE",
            "CREATE INDEX s.i ON t (a)",
        ] {
            assert_eq!(index(refused), None, "{refused}");
        }
    }
}
