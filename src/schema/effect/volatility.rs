//! Whether a default must be computed anew for each row.

use crate::schema::catalog::{Catalog, Function};
use crate::sql::expression::{ExpressionVolatility, builtin_volatility, volatility};
use crate::sql::{Expression, Operation, QualifiedName, Volatility};

/// Whether an expression calls a volatile function, at any depth, or one of which nothing is known.
pub(super) fn is_volatile(expression: &Expression, catalog: &Catalog) -> bool {
    let lookup = |name: &QualifiedName, _arguments: usize| match catalog.functions(name) {
        [] => None,
        overloads if overloads.iter().any(is_volatile_function) => Some(Volatility::Volatile),
        _ => Some(Volatility::Stable),
    };
    matches!(volatility(expression, &lookup), ExpressionVolatility::Volatile(_) | ExpressionVolatility::Unknown(_))
}

/// A volatile SQL function of one plain SELECT is put in place of its call, and judged by what it calls itself
/// (`inline_function` of the planner; measured on version 15).
fn is_volatile_function(function: &Function) -> bool {
    let is_sql = function.language.as_ref().is_some_and(|language| *language == *"sql");
    let inlined = function.body.as_ref().filter(|body| is_sql && body.dynamic.is_empty());
    match (function.volatility, inlined.map(|body| body.operations.as_slice())) {
        (Volatility::Stable | Volatility::Immutable, _) => false,
        (Volatility::Volatile, Some([only])) => match &only.operation {
            Operation::Select { query, .. } if query.reads.is_empty() => query.calls.iter().any(may_be_volatile),
            _ => true,
        },
        (Volatility::Volatile, _) => true,
    }
}

fn may_be_volatile(call: &QualifiedName) -> bool {
    builtin_volatility(call).is_none_or(|volatility| volatility == Volatility::Volatile)
}
