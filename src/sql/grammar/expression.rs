//! How far an expression reaches: `a_expr` and `b_expr` of the grammar, without a tree.
//!
//! Operands and operators must alternate as the grammar has it, so that `DEFAULT 1 NOT NULL` ends before `NOT`. What stands
//! in parentheses is taken as it is.

use super::super::cursor::Cursor;
use super::super::operation::Expression;
use super::super::source::Span;
use super::super::token::TokenKind;
use super::keywords::WordClass;
use super::types;

/// Takes an expression (`a_expr`).
pub(super) fn expression(cursor: &mut Cursor<'_>) -> Option<Expression> {
    taken(cursor, |cursor| read(cursor, true))
}

/// Takes an expression before which and after which column constraints may stand (`b_expr`): no `NOT`, `AND`, `IS NULL`.
pub(super) fn restricted_expression(cursor: &mut Cursor<'_>) -> Option<Expression> {
    taken(cursor, |cursor| read(cursor, false))
}

/// Takes a call of a function, as an index may have it without parentheses (`func_expr_windowless`).
pub(super) fn function_call(cursor: &mut Cursor<'_>) -> Option<Expression> {
    taken(cursor, |cursor| {
        let is_call = cursor.is_any(NILADIC) || names_call(cursor);
        is_call.then(|| primary(cursor)).flatten()
    })
}

/// Takes `( expression )` and gives what stands inside.
pub(super) fn parenthesized(cursor: &mut Cursor<'_>) -> Option<Expression> {
    let mut inside = cursor.opens().then(|| cursor.group()).flatten()?;
    let span = (!inside.at_end()).then(|| inside.rest_span())?;
    inside.rest_of_statement()?;
    Some(written(cursor, span))
}

/// An expression over this span.
pub(super) fn written(cursor: &Cursor<'_>, span: Span) -> Expression {
    Expression { text: cursor.slice(span).into(), span }
}

fn taken(cursor: &mut Cursor<'_>, read: impl FnOnce(&mut Cursor<'_>) -> Option<()>) -> Option<Expression> {
    let mark = cursor.mark();
    read(cursor)?;
    Some(written(cursor, cursor.span_since(mark)))
}

fn read(cursor: &mut Cursor<'_>, full: bool) -> Option<()> {
    loop {
        while operator(cursor) || (full && cursor.accept("NOT")) {}
        primary(cursor)?;
        while suffix(cursor, full)? {}
        if !infix(cursor, full) {
            return Some(());
        }
    }
}

/// Takes an operator in any spelling but those of arguments (`:=`, `=>`).
fn operator(cursor: &mut Cursor<'_>) -> bool {
    if cursor.is_operator(":=") || cursor.is_operator("=>") {
        return false;
    }
    cursor.accept_kind(TokenKind::Operator) || (cursor.accept("OPERATOR") && cursor.skip_group())
}

/// Takes what stands between two operands.
fn infix(cursor: &mut Cursor<'_>, full: bool) -> bool {
    if operator(cursor)
        || cursor.accept_all(&["IS", "DISTINCT", "FROM"])
        || cursor.accept_all(&["IS", "NOT", "DISTINCT", "FROM"])
    {
        return true;
    }
    full && full_infix(cursor)
}

fn full_infix(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.accept("NOT");
    let matches = ahead.accept_any(&["LIKE", "ILIKE"]).is_some() || ahead.accept_all(&["SIMILAR", "TO"]);
    if matches || ahead.accept("BETWEEN") {
        if !matches {
            ahead.accept_any(&["SYMMETRIC", "ASYMMETRIC"]);
        }
        *cursor = ahead;
        return true;
    }
    cursor.accept_any(&["AND", "OR", "ESCAPE", "OVERLAPS"]).is_some() || cursor.accept_all(&["AT", "TIME", "ZONE"])
}

/// Takes what may stand after an operand, once; `None` where it breaks off.
fn suffix(cursor: &mut Cursor<'_>, full: bool) -> Option<bool> {
    if cursor.accept_kind(TokenKind::Typecast) {
        types::data_type(cursor)?;
        return Some(true);
    }
    if cursor.is_kind(TokenKind::LeftBracket) {
        return cursor.skip_group().then_some(true);
    }
    if cursor.accept_dot() {
        return (cursor.accept_operator("*") || cursor.ident().is_some()).then_some(true);
    }
    if cursor.accept_all(&["IS", "DOCUMENT"]) || cursor.accept_all(&["IS", "NOT", "DOCUMENT"]) {
        return Some(true);
    }
    if full { full_suffix(cursor) } else { Some(false) }
}

fn full_suffix(cursor: &mut Cursor<'_>) -> Option<bool> {
    if cursor.accept("COLLATE") {
        return cursor.any_name().map(|_| true);
    }
    if cursor.accept_any(&["ISNULL", "NOTNULL"]).is_some() || cursor.accept_all(&["AT", "LOCAL"]) {
        return Some(true);
    }
    if cursor.accept("IN") || cursor.accept_all(&["NOT", "IN"]) {
        return cursor.need_group().map(|()| true);
    }
    let mut ahead = *cursor;
    if ahead.accept("IS") && is_test(&mut ahead) {
        *cursor = ahead;
        return Some(true);
    }
    Some(false)
}

/// Takes what may follow `IS`.
fn is_test(cursor: &mut Cursor<'_>) -> bool {
    cursor.accept("NOT");
    if cursor.accept_any(&["NULL", "TRUE", "FALSE", "UNKNOWN", "NORMALIZED"]).is_some() {
        return true;
    }
    if cursor.accept("JSON") {
        cursor.accept_any(&["VALUE", "ARRAY", "OBJECT", "SCALAR"]);
        let _ = (cursor.accept_any(&["WITH", "WITHOUT"]).is_some() && cursor.accept("UNIQUE")) && cursor.accept("KEYS");
        return true;
    }
    cursor.accept_any(&["NFC", "NFD", "NFKC", "NFKD"]).is_some() && cursor.accept("NORMALIZED")
}

/// Functions of the grammar that are called without parentheses.
const NILADIC: &[&str] = &[
    "CURRENT_DATE",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "CURRENT_ROLE",
    "CURRENT_USER",
    "SESSION_USER",
    "USER",
    "CURRENT_CATALOG",
    "CURRENT_SCHEMA",
];

/// Takes one operand (`c_expr`).
fn primary(cursor: &mut Cursor<'_>) -> Option<()> {
    let token = cursor.peek()?;
    match token.kind {
        TokenKind::LeftParen => cursor.need_group(),
        TokenKind::String | TokenKind::Dollar => cursor.string().map(|_| ()),
        TokenKind::Number | TokenKind::Bits | TokenKind::Parameter => cursor.advance().map(|_| ()),
        TokenKind::Word | TokenKind::Quoted => word(cursor),
        _ => None,
    }
}

fn word(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.word_class()? == WordClass::Reserved {
        return reserved(cursor);
    }
    if cursor.is_all(&["COLLATION", "FOR"]) {
        cursor.accept_all(&["COLLATION", "FOR"]);
        return cursor.need_group();
    }
    if typed_constant(cursor) {
        return Some(());
    }
    name_or_call(cursor)
}

/// Takes what begins with a reserved word.
fn reserved(cursor: &mut Cursor<'_>) -> Option<()> {
    if cursor.accept("CASE") {
        return case(cursor);
    }
    if cursor.accept_any(&["NULL", "TRUE", "FALSE", "DEFAULT"]).is_some() {
        return Some(());
    }
    if cursor.accept_any(NILADIC).is_some() {
        cursor.skip_group();
        return Some(());
    }
    if cursor.accept("ARRAY") {
        return cursor.skip_group().then_some(());
    }
    cursor.accept_any(&["CAST", "UNIQUE", "ANY", "ALL", "SOME"])?;
    cursor.need_group()
}

/// Takes the rest of `CASE … END`.
fn case(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut depth = 1;
    while depth > 0 {
        match cursor.accept_any(&["CASE", "END"]) {
            Some("CASE") => depth += 1,
            Some(_) => depth -= 1,
            None => cursor.skip().then_some(())?,
        }
    }
    Some(())
}

/// Takes a constant with its type before it: `interval '1 day' hour`, `timestamp with time zone '…'`, `point '(0,0)'`.
fn typed_constant(cursor: &mut Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    let is_interval = ahead.is("INTERVAL");
    if types::simple_type(&mut ahead).is_none() || ahead.string().is_none() {
        return false;
    }
    if is_interval {
        types::interval_fields(&mut ahead);
    }
    *cursor = ahead;
    true
}

fn names_call(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.is("CAST")
        || (ahead.word_class().is_some_and(|class| class != WordClass::Reserved) && ahead.qualified_name().is_some())
            && ahead.opens()
}

/// Takes a column, or a function with all that may follow its arguments.
fn name_or_call(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.qualified_name()?;
    if !cursor.opens() {
        return Some(());
    }
    cursor.need_group()?;
    if cursor.accept_all(&["WITHIN", "GROUP"]) {
        cursor.need_group()?;
    }
    if cursor.is("FILTER") && cursor.peek_at(1).is_some_and(|next| next.kind == TokenKind::LeftParen) {
        cursor.accept("FILTER");
        cursor.need_group()?;
    }
    if cursor.accept("OVER") && !cursor.skip_group() {
        cursor.column_id()?;
    }
    Some(())
}
