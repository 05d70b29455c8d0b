//! Migrations that were deployed and then edited, deleted or overtaken; histories of databases that do not fit.

pub(crate) mod edited;
pub(crate) mod recorded;
pub(crate) mod release;
pub(super) mod tampered;
pub(crate) mod unfinished;

use super::rule::Rule;

/// The rules of this category.
pub(super) const RULES: &[&Rule] = &[
    &edited::DELETED,
    &edited::EDITED,
    &edited::OUT_OF_ORDER,
    &recorded::ABSENT,
    &recorded::BASELINED,
    &recorded::EDITED,
    &recorded::MISSING,
    &recorded::OUT_OF_ORDER,
    &recorded::PENDING,
    &recorded::SKIPPED,
    &recorded::TWICE,
    &release::RELEASE,
    &tampered::RULE,
    &unfinished::FAILED,
    &unfinished::ROLLED_BACK,
    &unfinished::RUNNING,
];
