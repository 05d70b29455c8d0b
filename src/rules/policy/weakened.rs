//! A branch that changes what it is judged by.

use crate::rules::{Category, Check, Level, Rule};

/// The policy of the branch lets more through than that of its base.
pub(crate) const RULE: Rule = Rule {
    id: "policy-weakened",
    category: Category::History,
    level: Level::Warn,
    summary: "the branch lets more through than its base does",
    docs: "With `--base`, the policy of the base judges, so that a change cannot excuse itself unseen. A lower level, a new exemption or a \
wider ignore in this branch is told here and holds once it is merged.\n\nLet someone who may decide it look at each line.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
