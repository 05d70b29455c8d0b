//! Whether an expression can be NULL, and whether a condition asks for it.

use super::{Tree, tree};
use crate::sql::name::Ident;
use crate::sql::operation::Expression;

/// Functions that never give NULL, whatever their arguments.
const NEVER_NULL: &[&str] = &[
    "now",
    "current_timestamp",
    "current_date",
    "localtimestamp",
    "clock_timestamp",
    "statement_timestamp",
    "gen_random_uuid",
    "uuid_generate_v4",
    "random",
    "nextval",
    "concat",
    "count",
    "jsonb_build_object",
    "json_build_object",
    "current_user",
];

/// Whether the condition holds for every row in which the column is NULL: `column IS NULL`, alone or beside `OR`.
#[must_use]
pub fn tests_null(condition: &Expression, column: &Ident) -> bool {
    tree(condition).is_some_and(|tree| holds_for_null(&tree, column))
}

/// Whether the expression can be seen never to be NULL: a constant, `now()`, `COALESCE(…, 'x')`.
#[must_use]
pub fn never_null(expression: &Expression) -> bool {
    tree(expression).is_some_and(|tree| is_never_null(&tree))
}

fn holds_for_null(tree: &Tree, column: &Ident) -> bool {
    match tree {
        Tree::IsNull(inner) => inner.is_column(column),
        Tree::Binary { operator, left, right } if &**operator == "OR" => {
            holds_for_null(left, column) || holds_for_null(right, column)
        }
        Tree::Other(items) => matches!(items.as_slice(), [one] if holds_for_null(one, column)),
        _ => false,
    }
}

fn is_never_null(tree: &Tree) -> bool {
    match tree {
        Tree::Boolean(_)
        | Tree::Number(_)
        | Tree::String(_)
        | Tree::Array(_)
        | Tree::IsNull(_)
        | Tree::IsNotNull(_) => true,
        Tree::Cast { inner, .. } | Tree::Not(inner) => is_never_null(inner),
        Tree::Call { name, arguments } if name.name == "coalesce" => arguments.iter().any(is_never_null),
        Tree::Case(_) => tree.case_results().into_iter().all(is_never_null),
        Tree::Call { name, .. } => NEVER_NULL.contains(&name.name.as_str()),
        Tree::Binary { operator, left, right } => {
            matches!(&**operator, "+" | "-" | "*" | "||" | "=" | "<>" | "<" | ">" | "AND" | "OR")
                && is_never_null(left)
                && is_never_null(right)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::written;
    use super::*;

    #[test]
    fn tells_values_from_what_may_be_null() {
        for value in [
            "'x'",
            "0",
            "CASE WHEN a THEN 'x' ELSE 'y' END",
            "CASE a WHEN 1 THEN 'x' ELSE 'y' END",
            "now()",
            "COALESCE(a, '')",
            "'a'::text",
            "gen_random_uuid()::text",
            "TRUE",
        ] {
            assert!(never_null(&written(value)), "{value}");
        }
        for unsure in [
            "NULL",
            "CASE WHEN a THEN 'x' END",
            "CASE a WHEN 1 THEN b ELSE 'y' END",
            "a",
            "lower(a)",
            "(SELECT 1)",
            "COALESCE(a, b)",
            "a || 'x'",
        ] {
            assert!(!never_null(&written(unsure)), "{unsure}");
        }
    }

    #[test]
    fn tells_conditions_that_every_null_meets() {
        let column = Ident::from("a");
        for whole in ["a IS NULL", "t.a IS NULL", "(a IS NULL)", "a IS NULL OR a = ''"] {
            assert!(tests_null(&written(whole), &column), "{whole}");
        }
        for part in ["a IS NULL AND b = 1", "b IS NULL", "a = ''", "NOT a IS NULL"] {
            assert!(!tests_null(&written(part), &column), "{part}");
        }
    }
}
