//! `sqlparser`'s expressions to our own.

use sqlparser::ast::{
    AccessExpr, CastKind, DataType as ParsedType, Expr, Function, FunctionArg, FunctionArgExpr, FunctionArguments,
    ObjectName, Subscript, UnaryOperator, Value,
};

use super::query;
use crate::sql::cursor::Cursor;
use crate::sql::data_type::DataType;
use crate::sql::expression::Tree;
use crate::sql::grammar;
use crate::sql::lexer::lex;
use crate::sql::name::{Ident, QualifiedName};

/// Our tree of an expression.
pub(super) fn lower(expr: &Expr) -> Tree {
    match expr {
        Expr::Nested(inner) => lower(inner),
        Expr::Identifier(ident) => Tree::Column(vec![name(ident)]),
        Expr::CompoundIdentifier(path) => Tree::Column(path.iter().map(name).collect()),
        Expr::Value(value) => constant(&value.value),
        Expr::Function(function) => call(function),
        Expr::Cast { kind: CastKind::Cast | CastKind::DoubleColon, expr, data_type, .. } => {
            cast(lower(expr), data_type)
        }
        Expr::TypedString(typed) => cast(constant(&typed.value.value), &typed.data_type),
        Expr::Interval(interval) => {
            Tree::Cast { inner: Box::new(lower(&interval.value)), data_type: DataType::plain("interval") }
        }
        Expr::UnaryOp { op, expr } => unary(*op, lower(expr)),
        Expr::BinaryOp { left, op, right } => binary(&op.to_string(), lower(left), lower(right)),
        Expr::Exists { subquery, negated } => negated_if(*negated, Tree::Other(vec![subquery_of(subquery)])),
        Expr::Subquery(query) => subquery_of(query),
        Expr::Array(array) => Tree::Array(array.elem.iter().map(lower).collect()),
        _ => predicate(expr).unwrap_or_else(|| Tree::Other(children(expr))),
    }
}

/// `IS NULL`, `IN`, `= ANY` and their kin.
fn predicate(expr: &Expr) -> Option<Tree> {
    Some(match expr {
        Expr::IsNull(inner) => Tree::IsNull(Box::new(lower(inner))),
        Expr::IsNotNull(inner) => Tree::IsNotNull(Box::new(lower(inner))),
        Expr::InList { expr, list, negated } => {
            negated_if(*negated, binary("IN", lower(expr), Tree::Array(list.iter().map(lower).collect())))
        }
        Expr::InSubquery { expr, subquery, negated } => {
            negated_if(*negated, binary("IN", lower(expr), subquery_of(subquery)))
        }
        Expr::AnyOp { left, compare_op, right, .. } => binary(&format!("{compare_op} ANY"), lower(left), lower(right)),
        Expr::AllOp { left, compare_op, right } => binary(&format!("{compare_op} ALL"), lower(left), lower(right)),
        Expr::Like { expr, pattern, negated, .. } => negated_if(*negated, binary("LIKE", lower(expr), lower(pattern))),
        Expr::ILike { expr, pattern, negated, .. } => {
            negated_if(*negated, binary("ILIKE", lower(expr), lower(pattern)))
        }
        Expr::IsDistinctFrom(left, right) => binary("IS DISTINCT FROM", lower(left), lower(right)),
        Expr::IsNotDistinctFrom(left, right) => binary("IS NOT DISTINCT FROM", lower(left), lower(right)),
        Expr::Case { operand, conditions, else_result, .. } => {
            let arms = conditions.iter().flat_map(|when| [&when.condition, &when.result]);
            let mut parts: Vec<Tree> = operand.as_deref().into_iter().chain(arms).map(lower).collect();
            // A CASE without ELSE gives NULL.
            parts.push(else_result.as_deref().map_or(Tree::Null, lower));
            Tree::Case(parts)
        }
        _ => return special_call(expr),
    })
}

/// Functions with a syntax of their own.
fn special_call(expr: &Expr) -> Option<Tree> {
    let (function, arguments): (&str, Vec<&Expr>) = match expr {
        Expr::Extract { expr, .. } => ("extract", vec![expr]),
        Expr::Ceil { expr, .. } => ("ceil", vec![expr]),
        Expr::Floor { expr, .. } => ("floor", vec![expr]),
        Expr::Position { expr, r#in } => ("position", vec![expr, r#in]),
        Expr::Substring { .. } => ("substring", nested(expr)),
        Expr::Trim { .. } => ("btrim", nested(expr)),
        Expr::Overlay { .. } => ("overlay", nested(expr)),
        Expr::AtTimeZone { timestamp, time_zone } => ("timezone", vec![time_zone, timestamp]),
        _ => return None,
    };
    Some(Tree::Call { name: QualifiedName::bare(function), arguments: arguments.into_iter().map(lower).collect() })
}

fn children(expr: &Expr) -> Vec<Tree> {
    nested(expr).into_iter().map(lower).collect()
}

/// The expressions directly below one that has no shape of its own in our tree.
fn nested(expr: &Expr) -> Vec<&Expr> {
    match expr {
        Expr::IsFalse(inner)
        | Expr::IsNotFalse(inner)
        | Expr::IsTrue(inner)
        | Expr::IsNotTrue(inner)
        | Expr::IsUnknown(inner)
        | Expr::IsNotUnknown(inner)
        | Expr::IsJson { expr: inner, .. }
        | Expr::IsNormalized { expr: inner, .. }
        | Expr::Collate { expr: inner, .. }
        | Expr::Prefixed { value: inner, .. } => vec![inner],
        Expr::Between { expr, low, high, .. } => vec![expr, low, high],
        Expr::SimilarTo { expr, pattern, .. } => vec![expr, pattern],
        Expr::Tuple(items) => items.iter().collect(),
        Expr::Substring { expr, substring_from, substring_for, .. } => {
            std::iter::once(expr).chain(substring_from).chain(substring_for).map(AsRef::as_ref).collect()
        }
        Expr::Trim { expr, trim_what, trim_characters, .. } => {
            std::iter::once(expr.as_ref()).chain(trim_what.as_deref()).chain(trim_characters.iter().flatten()).collect()
        }
        Expr::Overlay { expr, overlay_what, overlay_from, overlay_for } => {
            [expr, overlay_what, overlay_from].into_iter().chain(overlay_for).map(AsRef::as_ref).collect()
        }
        Expr::CompoundFieldAccess { root, access_chain } => {
            std::iter::once(root.as_ref()).chain(access_chain.iter().flat_map(accessed)).collect()
        }
        Expr::GroupingSets(sets) | Expr::Cube(sets) | Expr::Rollup(sets) => sets.iter().flatten().collect(),
        _ => Vec::new(),
    }
}

fn accessed(access: &AccessExpr) -> Vec<&Expr> {
    match access {
        AccessExpr::Dot(_) => Vec::new(),
        AccessExpr::Subscript(Subscript::Index { index }) => vec![index],
        AccessExpr::Subscript(Subscript::Slice { lower_bound, upper_bound, .. }) => {
            lower_bound.iter().chain(upper_bound).collect()
        }
    }
}

fn constant(value: &Value) -> Tree {
    match value {
        Value::Null => Tree::Null,
        Value::Boolean(value) => Tree::Boolean(*value),
        Value::Number(digits, _) => Tree::Number(digits.as_str().into()),
        Value::Placeholder(_) => Tree::Other(Vec::new()),
        Value::SingleQuotedString(text) => Tree::String(text.as_str().into()),
        other => Tree::String(other.to_string().into()),
    }
}

fn cast(inner: Tree, data_type: &ParsedType) -> Tree {
    Tree::Cast { inner: Box::new(inner), data_type: lower_type(data_type) }
}

fn unary(operator: UnaryOperator, inner: Tree) -> Tree {
    match (operator, inner) {
        (UnaryOperator::Not, inner) => Tree::Not(Box::new(inner)),
        (UnaryOperator::Minus, Tree::Number(digits)) => Tree::Number(format!("-{digits}").into()),
        (UnaryOperator::Plus, Tree::Number(digits)) => Tree::Number(digits),
        (_, inner) => Tree::Other(vec![inner]),
    }
}

fn binary(operator: &str, left: Tree, right: Tree) -> Tree {
    Tree::Binary { operator: operator.into(), left: Box::new(left), right: Box::new(right) }
}

fn negated_if(negated: bool, tree: Tree) -> Tree {
    if negated { Tree::Not(Box::new(tree)) } else { tree }
}

fn subquery_of(parsed: &sqlparser::ast::Query) -> Tree {
    Tree::Subquery(Box::new(query::read(parsed)))
}

fn call(function: &Function) -> Tree {
    let Some(called) = qualified(&function.name) else { return Tree::Other(arguments(&function.args)) };
    let mut all = arguments(&function.args);
    all.extend(function.filter.as_deref().map(lower));
    all.extend(function.within_group.iter().map(|order| lower(&order.expr)));
    Tree::Call { name: called, arguments: all }
}

fn arguments(arguments: &FunctionArguments) -> Vec<Tree> {
    match arguments {
        FunctionArguments::None => Vec::new(),
        FunctionArguments::Subquery(query) => vec![subquery_of(query)],
        FunctionArguments::List(list) => list.args.iter().filter_map(argument).collect(),
    }
}

fn argument(argument: &FunctionArg) -> Option<Tree> {
    let (FunctionArg::Named { arg, .. } | FunctionArg::ExprNamed { arg, .. } | FunctionArg::Unnamed(arg)) = argument;
    match arg {
        FunctionArgExpr::Expr(expr) => Some(lower(expr)),
        _ => None,
    }
}

/// An identifier as `PostgreSQL` folds it.
pub(super) fn name(ident: &sqlparser::ast::Ident) -> Ident {
    if ident.quote_style.is_some() { Ident::quoted(&ident.value) } else { Ident::unquoted(&ident.value) }
}

/// The last two parts of a name.
pub(super) fn qualified(parsed: &ObjectName) -> Option<QualifiedName> {
    let mut parts = parsed.0.iter().rev().map(|part| part.as_ident().map(name));
    let last = parts.next()??;
    Some(QualifiedName { schema: parts.next().flatten(), name: last })
}

/// A type, read from the words in which `sqlparser` prints it.
fn lower_type(parsed: &ParsedType) -> DataType {
    let text = parsed.to_string();
    let lexed = lex(&text);
    let mut cursor = Cursor::new(&text, &lexed.tokens);
    grammar::data_type(&mut cursor).unwrap_or_else(|| DataType::from(Ident::unquoted(&text)))
}
