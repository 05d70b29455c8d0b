//! `-- seawall: allow` in a migration that is not obeyed.

use crate::rules::{Category, Check, Level, Rule};

/// The policy keeps inline exemptions out of a category.
pub(crate) const FORBIDDEN: Rule = Rule {
    id: "exemption-forbidden",
    category: Category::History,
    level: Level::Warn,
    summary: "the policy does not let a migration excuse this itself",
    docs: "`inline.forbid` in the policy names categories that a comment in a migration may not allow, so that whoever writes the \
migration is not the one who excuses it. The finding stands.\n\nAsk for an exemption in the policy file, with its reason.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A directive names a rule that there is not.
pub(crate) const UNKNOWN_RULE: Rule = Rule {
    id: "exemption-unknown-rule",
    category: Category::History,
    level: Level::Warn,
    summary: "an exemption names a rule that does not exist",
    docs: "`-- seawall: allow RULE reason` names one rule, not a category. A name that no rule has excuses nothing.\n\n`seawall rules` \
lists the names; each finding ends with that of its rule.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A comment speaks to Seawall but cannot be read.
pub(crate) const UNREADABLE: Rule = Rule {
    id: "exemption-unreadable",
    category: Category::History,
    level: Level::Warn,
    summary: "a comment speaks to Seawall, but not in the form it reads",
    docs: "The form is `-- seawall: allow RULE reason`, with `until=YYYY-MM-DD` at the end if it is to run out. It stands before its \
statement, in it, or at the end of its last line. What cannot be read excuses nothing.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// A directive gives no reason.
pub(crate) const WITHOUT_REASON: Rule = Rule {
    id: "exemption-without-reason",
    category: Category::History,
    level: Level::Warn,
    summary: "an exemption gives no reason",
    docs: "An exemption without a reason excuses nothing: whoever reads it later cannot tell whether it still holds.\n\nWrite the reason \
after the rule: `-- seawall: allow drop-column unused since 2.4`.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
