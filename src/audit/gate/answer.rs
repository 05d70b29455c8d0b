//! One line of the gate: what was asked, what came out, and why.

use serde::{Deserialize, Serialize};

use super::Side;
use crate::audit::report::Report;
use crate::policy::{GatePolicy, Requirement};
use crate::rules::Finding;
use crate::rules::history::release::RELEASE;

/// What was asked, what came out, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// The word for it in policies, JSON and release records.
    pub requirement: Requirement,
    /// What must hold, as a sentence without a full stop.
    pub question: String,
    /// Whether it holds.
    pub outcome: Outcome,
    /// What was seen.
    pub evidence: Vec<String>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Why it may stay unchecked, where the policy says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excused: Option<String>,
    /// Findings or problems of the report tell it already.
    #[serde(skip)]
    pub told: bool,
}

/// Whether a requirement holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It holds.
    Met,
    /// It does not hold: no-go.
    Unmet,
    /// Nobody could look: no-go, unless the policy says otherwise.
    Unchecked,
    /// There is nothing yet to hold it against.
    PassedOver,
}

impl Answer {
    fn new(requirement: Requirement, question: impl Into<String>, outcome: Outcome, evidence: Vec<String>) -> Self {
        let question = question.into();
        Self { requirement, question, outcome, evidence, help: None, excused: None, told: false }
    }

    pub(in crate::audit) fn met(
        requirement: Requirement,
        question: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Self {
        Self::new(requirement, question, Outcome::Met, vec![evidence.into()])
    }

    /// Met where there is nothing to hold against it.
    pub(in crate::audit) fn unless(
        requirement: Requirement,
        question: impl Into<String>,
        against: Vec<String>,
        met: String,
    ) -> Self {
        if against.is_empty() {
            Self::met(requirement, question, met)
        } else {
            Self::new(requirement, question, Outcome::Unmet, against)
        }
    }

    pub(in crate::audit) fn unmet(
        requirement: Requirement,
        question: impl Into<String>,
        evidence: impl Into<String>,
    ) -> Self {
        Self::new(requirement, question, Outcome::Unmet, vec![evidence.into()])
    }

    pub(in crate::audit) fn unchecked(
        requirement: Requirement,
        question: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self::new(requirement, question, Outcome::Unchecked, vec![why.into()])
    }

    pub(in crate::audit) fn passed_over(
        requirement: Requirement,
        question: impl Into<String>,
        why: impl Into<String>,
    ) -> Self {
        Self::new(requirement, question, Outcome::PassedOver, vec![why.into()])
    }

    /// Unchecked, because a side could not be read; the report tells that once.
    pub(in crate::audit) fn unread(requirement: Requirement, question: impl Into<String>, side: &Side) -> Self {
        let why = format!("{} could not be read", side.environment);
        Self { told: true, ..Self::unchecked(requirement, question, why) }
    }

    /// What the policy lets stay unchecked does not stand in the way.
    pub(in crate::audit) fn excused_by(self, gate: &GatePolicy) -> Self {
        let excuse = gate.excuse(self.requirement).filter(|_| self.outcome == Outcome::Unchecked);
        Self { excused: excuse.map(str::to_owned), ..self }
    }

    /// Says what to do, where it does not hold.
    pub(in crate::audit) fn help(self, help: impl Into<String>) -> Self {
        let holds = matches!(self.outcome, Outcome::Met | Outcome::PassedOver);
        Self { help: (!holds).then(|| help.into()), ..self }
    }

    /// Says that findings tell it already.
    pub(in crate::audit) fn told(self, told: bool) -> Self {
        Self { told, ..self }
    }

    /// It does not stand in the way.
    #[must_use]
    pub const fn lets_pass(&self) -> bool {
        match self.outcome {
            Outcome::Met | Outcome::PassedOver => true,
            Outcome::Unchecked => self.excused.is_some(),
            Outcome::Unmet => false,
        }
    }
}

/// Puts into the report what does not hold or could not be looked at, where that is not in it already.
pub(in crate::audit) fn conclude(report: &mut Report, answers: &[Answer]) {
    for answer in answers.iter().filter(|answer| !answer.told && !answer.lets_pass()) {
        let message = format!("{}: {}", answer.question, answer.evidence.join("; "));
        if answer.outcome == Outcome::Unmet {
            // At the rule's own level whatever the policy says of levels: `gate` is where it says what a release needs.
            report.findings.push(Finding { help: answer.help.clone(), ..Finding::of(&RELEASE, message) });
        } else {
            let help = answer.help.as_ref().map(|help| format!(" – {help}")).unwrap_or_default();
            report.incomplete.push(format!("{message}{help}"));
        }
    }
}
