//! What keeps a release from its target.

use crate::rules::{Category, Check, Level, Rule};

/// A requirement of the gate is not met.
pub(crate) const RELEASE: Rule = Rule {
    id: "release-requirement",
    category: Category::History,
    level: Level::Block,
    summary: "a release lacks something that `seawall gate` asks for",
    docs: "`seawall gate` asks whether every pending migration was proven on one environment before it reaches the next: applied there \
with the same content, no drift on either side, nothing failed or running. The policy's `gate.require` adds a recorded backup, time on \
the environment before, approvals, a branch, a window.\n\nEach requirement has a line with its evidence. The level of this finding cannot be \
changed: what a release needs is said under `gate` in the policy.",
    bad: &[],
    good: &[],
    check: Check::Audit,
};
