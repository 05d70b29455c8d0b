//! Functions, procedures and aggregates.

use super::object::Object;
use super::text::{literal, split_list};
use crate::schema::inventory::ObjectKind;
use crate::sql::quote_ident;

/// The statement that makes a function or procedure, or makes one of the same arguments as this one is.
pub(super) fn function(function: Object<'_>) -> String {
    let head = format!("CREATE OR REPLACE {} {}({})", function.keyword(), name(function), arguments(function));
    let mut clauses = vec![head];
    if function.key.kind == ObjectKind::Function {
        clauses.extend(function.get("return-type").map(|kind| format!("RETURNS {kind}")));
    }
    clauses.push(format!("LANGUAGE {}", quote_ident(function.get("language").unwrap_or("sql"))));
    clauses.extend(function.get("transforms").map(|types| format!("TRANSFORM {types}")));
    for attribute in ["window", "volatility", "strict", "leakproof", "security"] {
        clauses.extend(function.get(attribute).map(str::to_owned));
    }
    for (word, attribute) in [("PARALLEL", "parallel"), ("COST", "cost"), ("ROWS", "rows"), ("SUPPORT", "support")] {
        clauses.extend(function.get(attribute).map(|value| format!("{word} {value}")));
    }
    clauses.extend(function.get("configuration").into_iter().flat_map(str::lines).map(setting));
    clauses.push(body(function));
    clauses.join("\n ")
}

/// The name without the argument types.
fn name(routine: Object<'_>) -> String {
    let schema = routine.key.schema.as_deref().map_or_else(String::new, |schema| quote_ident(schema) + ".");
    schema + bare(&routine.key.name)
}

/// A quoted name may have a parenthesis in it.
fn bare(name: &str) -> &str {
    let from = if name.starts_with('"') { name.rfind("\"(").map_or(0, |at| at + 1) } else { 0 };
    name[from..].find('(').map_or(name, |at| &name[..from + at])
}

/// Arguments with their defaults: the defaults belong to the last input arguments.
fn arguments(routine: Object<'_>) -> String {
    let list = |name: &str| routine.get(name).filter(|text| !text.is_empty()).map(split_list).unwrap_or_default();
    let mut arguments: Vec<String> = list("arguments").into_iter().map(str::to_owned).collect();
    let mut defaults = list("argument-defaults");
    for argument in arguments.iter_mut().rev().filter(|argument| !argument.starts_with("OUT ")) {
        if let Some(default) = defaults.pop() {
            *argument = format!("{argument} DEFAULT {default}");
        }
    }
    arguments.join(", ")
}

/// `search_path=a, b` as SET writes it. A list of names is not quoted as a whole (manual, ALTER FUNCTION).
pub(in crate::schema) fn setting(line: &str) -> String {
    let (name, value) = line.split_once('=').unwrap_or((line, ""));
    let is_list = ["search_path", "session_preload_libraries", "temp_tablespaces"].contains(&name);
    let value = if is_list && !value.is_empty() { value.to_owned() } else { literal(value) };
    format!("SET {} TO {value}", name.split('.').map(quote_ident).collect::<Vec<_>>().join("."))
}

fn body(function: Object<'_>) -> String {
    let body = function.get("body").unwrap_or_default();
    if let Some(library) = function.get("library") {
        return format!("AS {}, {}", literal(library), literal(body));
    }
    // The body of a standard SQL function is a statement, not a text (manual, CREATE FUNCTION, since 14).
    let is_statement =
        function.get("language") == Some("sql") && (body.starts_with("BEGIN ATOMIC") || body.starts_with("RETURN "));
    if is_statement { body.to_owned() } else { format!("AS {}", dollar_quoted(body)) }
}

/// A text between dollar quotes that do not occur in it.
fn dollar_quoted(text: &str) -> String {
    let mut tag = "$".to_owned() + "function";
    while text.contains(&tag) {
        tag.push('_');
    }
    format!("{tag}${text}{tag}$")
}

/// The statement that makes an aggregate.
pub(super) fn aggregate(aggregate: Object<'_>) -> String {
    let arguments = match aggregate.get("arguments") {
        None | Some("") => "*",
        Some(arguments) => arguments,
    };
    let mut parameters = aggregate.get("parameters").unwrap_or_default().to_owned();
    parameters += &aggregate.clause(", PARALLEL = ", "parallel", "");
    format!("CREATE OR REPLACE AGGREGATE {}({arguments}) ({parameters})", name(aggregate))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_bodies_are_quoted_as_they_need() {
        assert_eq!(bare("f(integer)"), "f");
        assert_eq!(bare("\"f(x)\"(integer)"), "\"f(x)\"");
        assert_eq!(dollar_quoted("a $function$ b"), "$function_$a $function$ b$function_$");
    }

    #[test]
    fn settings_are_quoted_unless_they_are_lists_of_names() {
        assert_eq!(setting("search_path=pg_catalog, \"X\""), "SET search_path TO pg_catalog, \"X\"");
        assert_eq!(setting("work_mem=8MB"), "SET work_mem TO '8MB'");
        assert_eq!(setting("app.tenant=it's"), "SET app.tenant TO 'it''s'");
    }
}
