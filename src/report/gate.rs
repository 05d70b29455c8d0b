//! What text and Markdown share of the lines of the gate.

use crate::audit::{Answer, Gate, Outcome};

/// So much of the evidence has a line; the findings and the JSON have all.
const MAX_EVIDENCE: usize = 5;

/// `go: 2 migrations from staging to production`.
pub(super) fn headline(gate: &Gate) -> String {
    let verdict = if gate.go { "go" } else { "no-go" };
    let count = super::words::counted(gate.pending.len(), "pending migration");
    format!("{verdict}: {count} from {} to {}", gate.from, gate.to)
}

/// The sign that stands before a requirement.
pub(super) const fn sign(answer: &Answer) -> &'static str {
    match answer.outcome {
        Outcome::Met => "✓",
        Outcome::Unmet => "✗",
        Outcome::Unchecked => "?",
        Outcome::PassedOver => "–",
    }
}

/// What was seen, and what the policy says of it.
pub(super) fn evidence(answer: &Answer) -> Vec<String> {
    let mut lines: Vec<String> = answer.evidence.iter().take(MAX_EVIDENCE).cloned().collect();
    if answer.evidence.len() > MAX_EVIDENCE {
        lines.push(format!("… and {} more", answer.evidence.len() - MAX_EVIDENCE));
    }
    if answer.outcome == Outcome::Unchecked {
        let not_checked = match &answer.excused {
            Some(reason) => format!("not checked; the policy lets this pass: {reason}"),
            None => format!("not checked: no-go, unless `gate.unchecked` of the policy names {}", answer.requirement),
        };
        lines.push(not_checked);
    }
    lines
}
