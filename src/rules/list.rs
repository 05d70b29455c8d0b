//! Every rule there is.

use std::sync::LazyLock;

use super::rule::Rule;

/// The rules by category.
const CATEGORIES: &[&[&Rule]] = &[
    super::data_loss::RULES,
    super::data_dependent::RULES,
    super::rewrite::RULES,
    super::lock::RULES,
    super::compatibility::RULES,
    super::integrity::RULES,
    super::security::RULES,
    super::transaction::RULES,
    super::history::RULES,
    super::drift::RULES,
    super::command::RULES,
    super::code::RULES,
    super::secret::RULES,
    super::opaque::RULES,
    super::policy::RULES,
];

/// Every rule, sorted by identifier.
#[must_use]
pub fn all() -> &'static [&'static Rule] {
    static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
        let mut rules: Vec<&'static Rule> = CATEGORIES.iter().flat_map(|rules| rules.iter().copied()).collect();
        rules.sort_by_key(|rule| rule.id);
        rules
    });
    &ALL
}

/// A rule by its identifier.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static Rule> {
    all().binary_search_by_key(&id, |rule| rule.id).ok().map(|at| all()[at])
}
