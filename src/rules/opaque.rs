//! Could not be seen.

pub(crate) mod file;
pub(crate) mod program;
mod unseen;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[&file::RULE, &program::RULE, &unseen::DYNAMIC, &unseen::UNKNOWN];
