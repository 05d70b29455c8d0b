//! How much of a table a condition reaches.

use crate::sql::expression::{Tree, Truth, truth};
use crate::sql::name::{Ident, QualifiedName};
use crate::sql::operation::RowScope;

/// Longest list of keys that still counts as a few rows.
const FEW: usize = 20;

/// The table whose rows change.
pub(super) struct Target<'a> {
    /// Its name.
    pub(super) table: &'a QualifiedName,
    /// Its alias, where one was written.
    pub(super) alias: Option<&'a Ident>,
    /// Other tables are joined to it (`USING`, `FROM`).
    pub(super) joined: bool,
}

/// How many rows a condition leaves.
pub(super) fn scope(condition: &Tree, target: &Target<'_>) -> RowScope {
    match truth(condition) {
        Truth::True => RowScope::All,
        Truth::False | Truth::Null => RowScope::None,
        Truth::Open if target.joined && !touches(condition, target) => RowScope::All,
        Truth::Open if condition.conjuncts().into_iter().any(|part| picks_few(part, target)) => RowScope::Few,
        Truth::Open => RowScope::Some,
    }
}

/// Whether a condition may speak of the table: all its columns are of other tables otherwise.
fn touches(condition: &Tree, target: &Target<'_>) -> bool {
    let name = target.alias.unwrap_or(&target.table.name);
    condition.descendants().into_iter().any(|tree| match tree {
        Tree::Column(path) => path.len() < 2 || path.get(path.len() - 2) == Some(name),
        // A subquery may speak of it in words of its own.
        Tree::Subquery(_) => true,
        _ => false,
    })
}

/// `id = 1`, `id IN (1, 2)`, `id = ANY (ARRAY[1, 2])`.
fn picks_few(condition: &Tree, target: &Target<'_>) -> bool {
    let Tree::Binary { operator, left, right } = condition else { return false };
    let short = |list: &Tree| matches!(list, Tree::Array(items) if items.len() <= FEW) && list.is_constant();
    match &**operator {
        "=" => (is_key(left, target) && right.is_constant()) || (is_key(right, target) && left.is_constant()),
        "IN" | "= ANY" => is_key(left, target) && short(right),
        _ => false,
    }
}

/// Whether a column is named as primary keys are: `id`, `uuid`, or after its table, as `user_id` and `userId` in `users`.
fn is_key(tree: &Tree, target: &Target<'_>) -> bool {
    let column = match tree {
        Tree::Column(path) => path.last(),
        Tree::Cast { inner, .. } => return is_key(inner, target),
        _ => None,
    };
    let Some(column) = column.map(|column| column.as_str().to_ascii_lowercase()) else { return false };
    let table = target.table.name.as_str().to_ascii_lowercase();
    let singular = table.strip_suffix('s').unwrap_or(&table);
    let after_table = column.strip_prefix(&table).or_else(|| column.strip_prefix(singular));
    matches!(column.as_str(), "id" | "uuid") || matches!(after_table, Some("id" | "_id" | "uuid" | "_uuid"))
}
