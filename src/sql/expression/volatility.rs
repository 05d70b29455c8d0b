//! Whether an expression gives the same value twice (manual, 38.7 "Function Volatility Categories").

use std::collections::HashMap;
use std::sync::LazyLock;

use super::volatility_table as table;
use super::{Expression, counted_calls};
use crate::sql::name::QualifiedName;
use crate::sql::operation::Volatility;

/// The volatility of a whole expression: that of its most volatile call.
///
/// Operators and casts count as immutable: none of the server's is volatile, though some are only stable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExpressionVolatility {
    /// Same arguments, same value, for ever.
    Immutable,
    /// The same within one statement: `now()`.
    Stable,
    /// It calls this function, of which nothing is known.
    Unknown(QualifiedName),
    /// It calls this function, which may give another value every time.
    Volatile(QualifiedName),
}

impl ExpressionVolatility {
    fn rank(&self) -> u8 {
        match self {
            Self::Immutable => 0,
            Self::Stable => 1,
            Self::Unknown(_) => 2,
            Self::Volatile(_) => 3,
        }
    }
}

/// The volatility of an expression.
///
/// `lookup` knows the functions of the catalog by name and number of arguments; it is asked first.
pub fn volatility(
    expression: &Expression,
    lookup: &dyn Fn(&QualifiedName, usize) -> Option<Volatility>,
) -> ExpressionVolatility {
    let judge = |(name, arguments): (QualifiedName, usize)| match lookup(&name, arguments)
        .or_else(|| builtin_volatility(&name))
    {
        Some(Volatility::Immutable) => ExpressionVolatility::Immutable,
        Some(Volatility::Stable) => ExpressionVolatility::Stable,
        Some(Volatility::Volatile) => ExpressionVolatility::Volatile(name),
        None => ExpressionVolatility::Unknown(name),
    };
    counted_calls(expression)
        .into_iter()
        .map(judge)
        .max_by_key(ExpressionVolatility::rank)
        .unwrap_or(ExpressionVolatility::Immutable)
}

/// The volatility of a function that comes with `PostgreSQL`, or with one of its contributed extensions in any schema.
#[must_use]
pub fn builtin_volatility(name: &QualifiedName) -> Option<Volatility> {
    let core = name.schema.as_ref().is_none_or(|schema| *schema == "pg_catalog");
    let name = name.name.as_str();
    let in_core = || CORE.get(name).copied().or_else(|| grammar_function(name));
    core.then(in_core).flatten().or_else(|| CONTRIB.get(name).copied())
}

/// Functions that the grammar knows and `pg_proc` does not, or under another name.
fn grammar_function(name: &str) -> Option<Volatility> {
    match name {
        "current_date" | "current_time" | "current_timestamp" | "localtime" | "localtimestamp" | "current_role"
        | "user" | "current_catalog" => Some(Volatility::Stable),
        "array" | "coalesce" | "greatest" | "grouping" | "json_array" | "json_object" | "json_query"
        | "json_scalar" | "json_serialize" | "json_value" | "least" | "normalize" | "nullif" | "overlay"
        | "position" | "row" | "substring" | "trim" | "xmlconcat" | "xmlelement" | "xmlforest" | "xmlpi"
        | "xmlroot" => Some(Volatility::Immutable),
        _ => None,
    }
}

static CORE: LazyLock<HashMap<&str, Volatility>> =
    LazyLock::new(|| by_name(table::CORE_VOLATILE, table::CORE_STABLE, table::CORE_IMMUTABLE));

static CONTRIB: LazyLock<HashMap<&str, Volatility>> =
    LazyLock::new(|| by_name(table::CONTRIB_VOLATILE, table::CONTRIB_STABLE, table::CONTRIB_IMMUTABLE));

fn by_name(volatile: &'static str, stable: &'static str, immutable: &'static str) -> HashMap<&'static str, Volatility> {
    [(volatile, Volatility::Volatile), (stable, Volatility::Stable), (immutable, Volatility::Immutable)]
        .into_iter()
        .flat_map(|(names, volatility)| names.split_ascii_whitespace().map(move |name| (name, volatility)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::written;
    use super::*;

    #[test]
    fn the_most_volatile_call_decides() {
        use ExpressionVolatility::{Immutable, Stable, Unknown, Volatile};
        let lookup = |name: &QualifiedName, arguments: usize| {
            (name.name == "slug" && arguments == 1).then_some(Volatility::Immutable)
        };
        for (text, expected) in [
            ("'{}'::jsonb", Immutable),
            ("lower('A') || coalesce(NULL, 'x')", Immutable),
            ("now() + interval '30 days'", Stable),
            ("CURRENT_TIMESTAMP", Stable),
            ("gen_random_uuid()", Volatile(QualifiedName::bare("gen_random_uuid"))),
            ("md5(random()::text)", Volatile(QualifiedName::bare("random"))),
            ("extensions.uuid_generate_v4()", Volatile(QualifiedName::new("extensions", "uuid_generate_v4"))),
            ("nextval('s'::regclass)", Volatile(QualifiedName::bare("nextval"))),
            ("slug('a')", Immutable),
            ("slug('a', 'b')", Unknown(QualifiedName::bare("slug"))),
            ("app.now()", Unknown(QualifiedName::new("app", "now"))),
            ("cuid() || clock_timestamp()", Volatile(QualifiedName::bare("clock_timestamp"))),
        ] {
            assert_eq!(volatility(&written(text), &lookup), expected, "{text}");
        }
    }
}
