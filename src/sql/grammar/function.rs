//! Functions, procedures and aggregates: how they are named, and how they are made.

use std::sync::Arc;

use super::super::cursor::Cursor;
use super::super::data_type::DataType;
use super::super::inner;
use super::super::name::Ident;
use super::super::operation::{Body, CreateFunction, ObjectReference, Operation, Volatility};
use super::super::token::TokenKind;
use super::keywords::WordClass;
use super::{expression, object, session, types};

/// Takes `name` or `name (argument types)`.
pub(super) fn reference(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    // Without arguments any name will do, `timestamp` too.
    let name = cursor.function_name().or_else(|| cursor.any_name().filter(|_| !cursor.opens()))?;
    let arguments = if cursor.opens() { Some(arguments(cursor)?) } else { None };
    Some(ObjectReference { arguments, ..object::named(name) })
}

/// Takes `name (*)` or `name (types ORDER BY types)`.
pub(super) fn aggregate(cursor: &mut Cursor<'_>) -> Option<ObjectReference> {
    let name = cursor.function_name()?;
    let arguments = cursor.parens(|inside| {
        if inside.accept_operator("*") {
            return Some(Vec::new());
        }
        let mut found = if inside.is("ORDER") { Vec::new() } else { inside.list(argument)? };
        if inside.accept_all(&["ORDER", "BY"]) {
            found.extend(inside.list(argument)?);
        }
        Some(found)
    })?;
    Some(ObjectReference { arguments: Some(going_in(arguments)), ..object::named(name) })
}

/// Takes the parenthesis of arguments and gives the types of those that go in.
fn arguments(cursor: &mut Cursor<'_>) -> Option<Vec<DataType>> {
    let mut inside = cursor.opens().then(|| cursor.group()).flatten()?;
    let found = if inside.at_end() { Vec::new() } else { inside.list(argument)? };
    inside.finished()?;
    Some(going_in(found))
}

fn going_in(arguments: Vec<Argument>) -> Vec<DataType> {
    arguments.into_iter().filter(|argument| !argument.out).map(|argument| argument.data_type).collect()
}

struct Argument {
    data_type: DataType,
    /// It only goes out.
    out: bool,
}

/// Takes one argument, whose name and mode may stand in either order.
fn argument(cursor: &mut Cursor<'_>) -> Option<Argument> {
    let mut out = mode(cursor);
    let mut ahead = *cursor;
    let data_type = if let Some(data_type) = types::function_type(&mut ahead).filter(|_| ends_argument(&ahead)) {
        *cursor = ahead;
        data_type
    } else {
        matches!(cursor.word_class()?, WordClass::Free | WordClass::TypeOrFunction)
            .then(|| cursor.ident())
            .flatten()?;
        out |= mode(cursor);
        types::function_type(cursor)?
    };
    if cursor.accept("DEFAULT") || cursor.accept_operator("=") || cursor.accept_operator(":=") {
        expression::expression(cursor)?;
    }
    Some(Argument { data_type, out })
}

/// Takes the mode of an argument and says whether it only goes out.
fn mode(cursor: &mut Cursor<'_>) -> bool {
    if cursor.accept("IN") {
        cursor.accept("OUT");
        return false;
    }
    let _ = cursor.accept("VARIADIC") || cursor.accept("INOUT");
    cursor.accept("OUT")
}

fn ends_argument(cursor: &Cursor<'_>) -> bool {
    cursor.at_end()
        || cursor.is_kind(TokenKind::Comma)
        || cursor.is_any(&["DEFAULT", "ORDER"])
        || cursor.is_operator("=")
        || cursor.is_operator(":=")
}

/// What may follow the header of a function, in any order.
#[derive(Default)]
struct Options<'a> {
    language: Option<Ident>,
    volatility: Volatility,
    security_definer: bool,
    sets_search_path: bool,
    /// Before the text after `AS`: its language may follow.
    text: Option<Cursor<'a>>,
    /// What stands in the grammar itself: `RETURN …`, `BEGIN ATOMIC …`.
    body: Option<Body>,
}

/// Reads what follows `CREATE [OR REPLACE] FUNCTION | PROCEDURE`.
pub(super) fn create(cursor: &mut Cursor<'_>, or_replace: bool, procedure: bool) -> Option<Operation> {
    let name = cursor.function_name()?;
    let arguments = arguments(cursor)?;
    let has_result = cursor.is("RETURNS") && !cursor.is_at(1, "NULL");
    let returns = if has_result { Some(returns(cursor)?) } else { None };
    let mut options = Options::default();
    while option(cursor, &mut options)? {}
    cursor.finished()?;
    let body = options.body.take().or_else(|| text_body(&options));
    Some(Operation::CreateFunction(Box::new(CreateFunction {
        name,
        or_replace,
        procedure,
        arguments,
        returns,
        language: options.language,
        volatility: options.volatility,
        security_definer: options.security_definer,
        sets_search_path: options.sets_search_path,
        body: body.map(Arc::new),
    })))
}

/// Reads the text after `AS`, where its language is one that Seawall reads.
fn text_body(options: &Options<'_>) -> Option<Body> {
    let language = options.language.as_ref().map_or("sql", |language| language.as_str());
    inner::text(&mut { options.text? }, language)
}

/// Takes `RETURNS type` or `RETURNS TABLE (…)` as written, in lower case.
fn returns(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    cursor.need("RETURNS")?;
    let mark = cursor.mark();
    if cursor.accept("TABLE") {
        cursor.need_group()?;
    } else {
        types::function_type(cursor)?;
    }
    let written = cursor.slice(cursor.span_since(mark)).to_ascii_lowercase();
    Some(written.split_whitespace().collect::<Vec<_>>().join(" ").into())
}

/// Takes one option, if there is one more.
fn option<'a>(cursor: &mut Cursor<'a>, options: &mut Options<'a>) -> Option<bool> {
    if cursor.accept("AS") {
        options.text = Some(*cursor);
        cursor.string()?;
        if cursor.comma() {
            cursor.string()?;
        }
        return Some(true);
    }
    if cursor.accept("LANGUAGE") {
        options.language = Some(Ident::unquoted(cursor.word_or_string()?.as_str()));
        return Some(true);
    }
    if cursor.accept("SET") {
        options.sets_search_path |= &*session::setting(cursor)?.name == "search_path";
        return Some(true);
    }
    if cursor.is("RETURN") || cursor.is_all(&["BEGIN", "ATOMIC"]) {
        options.body = Some(sql_body(cursor)?);
        return Some(true);
    }
    property(cursor, options)
}

/// Takes what is said of a function beside its body, language and settings.
fn property(cursor: &mut Cursor<'_>, options: &mut Options<'_>) -> Option<bool> {
    const PLAIN: &[&[&str]] = &[
        &["STRICT"],
        &["WINDOW"],
        &["LEAKPROOF"],
        &["NOT", "LEAKPROOF"],
        &["CALLED", "ON", "NULL", "INPUT"],
        &["RETURNS", "NULL", "ON", "NULL", "INPUT"],
    ];
    if let Some(word) = cursor.accept_any(&["IMMUTABLE", "STABLE", "VOLATILE"]) {
        options.volatility = match word {
            "IMMUTABLE" => Volatility::Immutable,
            "STABLE" => Volatility::Stable,
            _ => Volatility::Volatile,
        };
        return Some(true);
    }
    if cursor.accept("SECURITY") || cursor.accept_all(&["EXTERNAL", "SECURITY"]) {
        options.security_definer = cursor.accept_any(&["INVOKER", "DEFINER"])? == "DEFINER";
        return Some(true);
    }
    if PLAIN.iter().any(|words| cursor.accept_all(words)) {
        return Some(true);
    }
    cost(cursor)
}

/// Takes what helps the planner.
fn cost(cursor: &mut Cursor<'_>) -> Option<bool> {
    match cursor.accept_any(&["COST", "ROWS", "PARALLEL", "SUPPORT", "TRANSFORM"]) {
        Some("COST" | "ROWS") => cursor.integer().map(|_| true),
        Some("PARALLEL") => cursor.column_id().map(|_| true),
        Some("SUPPORT") => cursor.any_name().map(|_| true),
        Some(_) => transforms(cursor).map(|()| true),
        None => Some(false),
    }
}

fn transforms(cursor: &mut Cursor<'_>) -> Option<()> {
    let list = cursor.list(|cursor| {
        cursor.need_all(&["FOR", "TYPE"])?;
        types::data_type(cursor)
    });
    list.map(|_| ())
}

/// Takes the options that `ALTER FUNCTION` may change.
pub(super) fn altered(cursor: &mut Cursor<'_>) -> Option<()> {
    let mut options = Options::default();
    let mark = cursor.mark();
    loop {
        if cursor.accept("SET") {
            session::setting(cursor)?;
        } else if cursor.accept("RESET") {
            session::reset(cursor)?;
        } else if !property(cursor, &mut options)? {
            break;
        }
    }
    cursor.accept("RESTRICT");
    (cursor.mark() > mark).then_some(())
}

/// Reads `RETURN expression` or `BEGIN ATOMIC … END`.
fn sql_body(cursor: &mut Cursor<'_>) -> Option<Body> {
    if cursor.accept("RETURN") {
        expression::expression(cursor)?;
        return Some(Body::default());
    }
    cursor.need_all(&["BEGIN", "ATOMIC"])?;
    let end = cursor.rest().len().checked_sub(1)?;
    let mut inside = cursor.take_until(|cursor| cursor.rest().len() == 1);
    (inside.rest().len() == end).then_some(())?;
    cursor.need("END")?;
    Some(inner::statements(&mut inside))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{assert_none, single};
    use super::*;

    fn function(sql: &str) -> CreateFunction {
        match single(sql) {
            Some(Operation::CreateFunction(function)) => *function,
            other => panic!("{sql}: {other:?}"),
        }
    }

    fn types(function: &CreateFunction) -> Vec<String> {
        function.arguments.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn reads_headers() {
        let found = function(
            "CREATE OR REPLACE FUNCTION app.f(a int DEFAULT 1 + 2, INOUT b timestamptz, OUT c text, double precision = 1, variadic d text[])
             RETURNS  SETOF Record LANGUAGE 'SQL' STABLE STRICT SECURITY DEFINER COST 10 ROWS 5 PARALLEL SAFE
             SET search_path = '' SET x FROM CURRENT AS $$ SELECT 1 $$",
        );
        assert_eq!(types(&found), ["integer", "timestamp with time zone", "double precision", "text[]"]);
        assert_eq!(found.returns.as_deref(), Some("setof record"));
        assert_eq!(found.language, Some("sql".into()));
        assert!(
            found.or_replace
                && found.security_definer
                && found.sets_search_path
                && found.volatility == Volatility::Stable
        );
    }

    #[test]
    fn reads_bodies_in_the_grammar() {
        let atomic = function(
            "CREATE PROCEDURE p() LANGUAGE sql BEGIN ATOMIC DELETE FROM t; SELECT CASE WHEN a THEN 1 END; END",
        );
        assert!(atomic.procedure && atomic.body.is_some());
        assert!(function("CREATE FUNCTION f(timestamp) RETURNS int IMMUTABLE RETURN 1 + 2").body.is_some());
        assert_eq!(
            types(&function("CREATE FUNCTION f(a t.c%TYPE) RETURNS TABLE (a int) AS 'x', 'y' LANGUAGE c")),
            ["\"t.c%type\""]
        );
        assert_none(&[
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT 1;",
            "CREATE FUNCTION f(",
            "CREATE FUNCTION f() RETURNS int AS $$ $$ FROB",
            "CREATE FUNCTION f",
        ]);
    }
}
