//! Conditions that decide nothing: always true, or never.

use std::cmp::Ordering;

use super::{Tree, tree};
use crate::sql::operation::Expression;

/// Whether a condition holds for every row (`true`, `1 = 1`, `id = id`, `x OR true`): a WHERE that is none.
///
/// `id = id` leaves out rows where `id` is NULL; whoever wrote it did not mean those.
#[must_use]
pub fn always_true(condition: &Expression) -> bool {
    tree(condition).is_some_and(|tree| truth(&tree) == Truth::True)
}

/// Whether a condition holds for no row (`false`, `1 = 0`, `NULL`).
#[must_use]
pub fn always_false(condition: &Expression) -> bool {
    tree(condition).is_some_and(|tree| matches!(truth(&tree), Truth::False | Truth::Null))
}

/// What is known of a condition before it sees a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::sql) enum Truth {
    True,
    False,
    Null,
    Open,
}

/// What is known of a condition before it sees a row.
pub(in crate::sql) fn truth(tree: &Tree) -> Truth {
    match tree {
        Tree::Boolean(value) => known(*value),
        Tree::Null => Truth::Null,
        Tree::Not(inner) => not(truth(inner)),
        Tree::IsNull(inner) => is_null(inner),
        Tree::IsNotNull(inner) => not(is_null(inner)),
        Tree::Cast { inner, data_type } if data_type.is("boolean") => boolean_text(inner),
        Tree::Binary { operator, left, right } => match &**operator {
            "AND" => and(truth(left), truth(right)),
            "OR" if complete(left, right) => Truth::True,
            "OR" => not(and(not(truth(left)), not(truth(right)))),
            operator => comparison(operator, left, right),
        },
        _ => Truth::Open,
    }
}

fn known(value: bool) -> Truth {
    if value { Truth::True } else { Truth::False }
}

fn not(truth: Truth) -> Truth {
    match truth {
        Truth::True => Truth::False,
        Truth::False => Truth::True,
        other => other,
    }
}

fn and(left: Truth, right: Truth) -> Truth {
    match (left, right) {
        (Truth::False, _) | (_, Truth::False) => Truth::False,
        (Truth::True, other) | (other, Truth::True) => other,
        (Truth::Null, Truth::Null) => Truth::Null,
        _ => Truth::Open,
    }
}

fn is_null(tree: &Tree) -> Truth {
    match tree {
        Tree::Null => Truth::True,
        Tree::Boolean(_) | Tree::Number(_) | Tree::String(_) | Tree::Array(_) => Truth::False,
        Tree::Cast { inner, .. } if inner.is_constant() => is_null(inner),
        _ => Truth::Open,
    }
}

/// `'true'::boolean` and `true::boolean`.
fn boolean_text(tree: &Tree) -> Truth {
    match tree {
        Tree::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "t" | "true" | "y" | "yes" | "on" | "1" => Truth::True,
            "f" | "false" | "n" | "no" | "off" | "0" => Truth::False,
            _ => Truth::Open,
        },
        other => truth(other),
    }
}

/// `x IS NULL OR x IS NOT NULL`, `x OR NOT x`.
fn complete(left: &Tree, right: &Tree) -> bool {
    let opposite = |one: &Tree, other: &Tree| match (one, other) {
        (Tree::IsNull(one), Tree::IsNotNull(other)) => one == other,
        (one, Tree::Not(other)) => *one == **other,
        _ => false,
    };
    opposite(left, right) || opposite(right, left)
}

fn comparison(operator: &str, left: &Tree, right: &Tree) -> Truth {
    let order = match (left, right) {
        (Tree::Null, _) | (_, Tree::Null) if is_comparison(operator) => return Truth::Null,
        (Tree::Column(one), Tree::Column(other)) if one == other => Ordering::Equal,
        (Tree::Cast { inner: one, data_type: left }, Tree::Cast { inner: other, data_type: right })
            if left == right =>
        {
            return comparison(operator, one, other);
        }
        _ => match literal_order(left, right) {
            Some(order) => order,
            None => return Truth::Open,
        },
    };
    match operator {
        "=" | "IS NOT DISTINCT FROM" => known(order.is_eq()),
        "<>" | "!=" | "IS DISTINCT FROM" => known(order.is_ne()),
        "<" => known(order.is_lt()),
        "<=" => known(order.is_le()),
        ">" => known(order.is_gt()),
        ">=" => known(order.is_ge()),
        "LIKE" | "ILIKE" if order.is_eq() => Truth::True,
        _ => Truth::Open,
    }
}

fn is_comparison(operator: &str) -> bool {
    matches!(operator, "=" | "<>" | "!=" | "<" | "<=" | ">" | ">=" | "LIKE" | "ILIKE")
}

/// How two literals compare; strings only whether they are equal, for their order is the collation's.
fn literal_order(left: &Tree, right: &Tree) -> Option<Ordering> {
    match (left, right) {
        (Tree::Number(left), Tree::Number(right)) => left.parse::<f64>().ok()?.partial_cmp(&right.parse::<f64>().ok()?),
        (Tree::String(left), Tree::String(right)) if left == right => Some(Ordering::Equal),
        (Tree::Boolean(left), Tree::Boolean(right)) => Some(left.cmp(right)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::written;
    use super::*;

    #[test]
    fn tells_conditions_that_decide_nothing() {
        for condition in [
            "true",
            "1 = 1",
            "'a' = 'a'",
            "id = id",
            "(x > 3) OR true",
            "NOT false",
            "id IS NOT NULL OR id IS NULL",
            "1 <> 2 AND 2 > 1",
            "'t'::boolean",
            "1 IS NOT NULL",
            "'a' LIKE 'a'",
        ] {
            assert!(always_true(&written(condition)), "{condition}");
            assert!(!always_false(&written(condition)), "{condition}");
        }
        for condition in ["false", "1 = 0", "NULL", "id = NULL", "NOT true", "false AND id = 1", "id <> id"] {
            assert!(always_false(&written(condition)), "{condition}");
            assert!(!always_true(&written(condition)), "{condition}");
        }
        for condition in ["id = 1", "id = other", "x OR y", "id IS NOT NULL", "'a' = 'b'", "EXISTS (SELECT 1)", "f()"] {
            assert!(!always_true(&written(condition)) && !always_false(&written(condition)), "{condition}");
        }
    }
}
