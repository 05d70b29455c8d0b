//! What a statement takes away, changes and makes, as lines of one form from either parser: `drop column a.b`.

mod ours;
mod theirs;

pub use ours::{facts_of_operations, is_unknown};
pub use theirs::facts_of_tree;

/// Facts that mean data, or a guard over data, is gone: no reader may be silent about them.
const DESTRUCTIVE: [&str; 7] = ["drop ", "truncate ", "delete ", "merge-delete ", "reassign ", "retype ", "update "];

/// Whether a fact is one that must not be missed.
#[must_use]
pub fn is_destructive(fact: &str) -> bool {
    DESTRUCTIVE.iter().any(|verb| fact.starts_with(verb)) && !fact.starts_with("drop default")
}

/// A name with its schema, where one is written.
fn dotted(schema: &str, name: &str) -> String {
    if schema.is_empty() { name.to_owned() } else { format!("{schema}.{name}") }
}
