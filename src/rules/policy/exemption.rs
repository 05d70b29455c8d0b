//! Exemptions, in the policy or in a migration, that ran out or excuse nothing.

use crate::rules::{Category, Check, Level, Rule};

/// The last day of an exemption has passed.
pub(crate) const EXPIRED: Rule = Rule {
    id: "exemption-expired",
    category: Category::History,
    level: Level::Warn,
    summary: "an exemption has passed its last day",
    docs: "An exemption with `until` ends with that day (UTC). From the next day on, the finding that it excused counts again.\n\nLook \
whether the reason still holds. If so, give it a new day; if not, remove the exemption and follow what the finding says.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};

/// An exemption that excuses nothing.
pub(crate) const UNUSED: Rule = Rule {
    id: "exemption-unused",
    category: Category::History,
    level: Level::Warn,
    summary: "an exemption excuses nothing",
    docs: "Either the finding is gone, or the exemption misses it: another statement, another spelling of the object (case counts), \
another migration. An exemption that is left behind may one day excuse what nobody looked at.\n\nRemove it. One in the policy is told \
only where its migration was judged, or with `--all`; that a migration is deployed and no longer pending is no reason to change \
anything.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
