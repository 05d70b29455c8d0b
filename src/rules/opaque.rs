//! Could not be seen.

mod unseen;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[&unseen::DYNAMIC, &unseen::UNKNOWN];
