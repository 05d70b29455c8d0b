//! Migrations that were deployed and then edited, deleted or overtaken.

pub(crate) mod edited;
mod tampered;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[&edited::DELETED, &edited::EDITED, &edited::OUT_OF_ORDER, &tampered::RULE];
