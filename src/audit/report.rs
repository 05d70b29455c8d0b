//! What an audit found, before anything is printed.

use serde::Serialize;

use super::gate::Gate;
use super::status::Status;
use crate::rules::{Finding, Level};

/// Whether the change may pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Nothing at `block`, everything looked at.
    Pass,
    /// At least one finding that does not pass.
    Block,
    /// Something could not be checked, and nothing else blocks.
    Incomplete,
}

impl Verdict {
    /// Exit code of the process.
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Pass => 0,
            Self::Block => 1,
            Self::Incomplete => 2,
        }
    }
}

/// How much was looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Coverage {
    /// Migrations in the history.
    pub migrations: usize,
    /// Of them, judged.
    pub pending: usize,
    /// Statements of the pending migrations.
    pub statements: usize,
    /// Of them, read but not understood.
    pub unknown: usize,
    /// Of them, with parts that run but cannot be seen.
    pub opaque: usize,
    /// Files in which commands and passwords were looked for.
    #[serde(skip_serializing_if = "is_zero")]
    pub files: usize,
    /// Objects of live databases that were compared.
    #[serde(skip_serializing_if = "is_zero")]
    pub objects: usize,
    /// What a comparison left out (drift).
    pub not_compared: Vec<String>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
const fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// One live database beside what it should be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// The name of the database.
    pub environment: String,
    /// What it should be, for a sentence.
    pub expectation: String,
    /// Objects compared.
    pub objects: usize,
    /// The objects that differ.
    pub differences: Vec<Difference>,
}

/// What both sides say of one object that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// The object, for a title: `table public."User"`.
    pub title: String,
    /// Its definition as it should be; `None` where it should not be.
    pub expected: Option<String>,
    /// Its definition as it is; `None` where it is not.
    pub actual: Option<String>,
    /// Places of its findings among those of the report.
    #[serde(skip)]
    pub findings: std::ops::Range<usize>,
}

/// Something that went wrong and kept Seawall from checking.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Problem {
    /// What is wrong.
    pub message: String,
    /// File, as shown to the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Line in it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// The result of one command.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// The subcommand: `check`, `drift`, …
    pub command: &'static str,
    /// Names of the policies that judged, weakest first.
    pub policy: Vec<String>,
    /// What was looked at.
    pub coverage: Coverage,
    /// How the pending migrations were chosen, as a sentence: `new against the merge base with origin/main`.
    pub selection: String,
    /// The runner that was assumed and where that was read.
    pub runner: String,
    /// What the user should know besides: a file that is missing, a folder that moved.
    pub notes: Vec<String>,
    /// Everything found, in the order of files and statements.
    pub findings: Vec<Finding>,
    /// Live databases that were compared, and what differs.
    pub comparisons: Vec<Comparison>,
    /// Histories of databases beside the repository.
    pub status: Option<Status>,
    /// Whether a release may happen, requirement by requirement.
    pub gate: Option<Gate>,
    /// What could not be checked, and why.
    pub incomplete: Vec<String>,
    /// What was wrong with the input.
    pub errors: Vec<Problem>,
    /// `--deny warn`: warnings do not pass either.
    pub deny_warnings: bool,
}

impl Report {
    /// Whether the change may pass: a block is a block even where something else could not be checked.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        let limit = if self.deny_warnings { Level::Warn } else { Level::Block };
        if self.findings.iter().any(|finding| finding.counts() && finding.level >= limit) {
            Verdict::Block
        } else if self.incomplete.is_empty() && self.errors.is_empty() {
            Verdict::Pass
        } else {
            Verdict::Incomplete
        }
    }

    /// Takes over what another report found.
    pub fn absorb(&mut self, other: &Self) {
        let moved = self.findings.len();
        self.findings.extend(other.findings.iter().cloned());
        for comparison in &other.comparisons {
            let mut comparison = comparison.clone();
            for difference in &mut comparison.differences {
                difference.findings = difference.findings.start + moved..difference.findings.end + moved;
            }
            self.comparisons.push(comparison);
        }
        self.coverage.statements += other.coverage.statements;
        self.coverage.unknown += other.coverage.unknown;
        self.coverage.opaque += other.coverage.opaque;
        self.coverage.objects += other.coverage.objects;
        for text in &other.coverage.not_compared {
            if !self.coverage.not_compared.contains(text) {
                self.coverage.not_compared.push(text.clone());
            }
        }
        self.notes.extend(other.notes.iter().filter(|note| !note.is_empty()).cloned());
        self.incomplete.extend(other.incomplete.iter().cloned());
        self.errors.extend(other.errors.iter().cloned());
    }

    /// Findings at a level that count.
    #[must_use]
    pub fn count(&self, level: Level) -> usize {
        self.findings.iter().filter(|finding| finding.counts() && finding.level == level).count()
    }

    /// Findings that are exempted.
    #[must_use]
    pub fn exempted(&self) -> usize {
        self.findings.iter().filter(|finding| !finding.counts()).count()
    }
}
