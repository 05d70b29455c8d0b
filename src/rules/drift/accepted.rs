//! Drift that a team accepted for now.

use crate::rules::{Category, Check, Level, Rule};

/// An accepted difference is not there any more.
pub(crate) const VANISHED: Rule = Rule {
    id: "drift-vanished",
    category: Category::Drift,
    level: Level::Info,
    summary: "a difference in the drift baseline is gone, or is another one by now",
    docs: "The baseline names differences that were accepted when it was written. One that is gone must leave the file, or it would excuse \
the same drift the next time.\n\nWrite the baseline anew: `seawall drift ENVIRONMENT --baseline`.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
