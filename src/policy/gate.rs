//! What a release needs, by the policy.

mod requirement;
mod window;

pub use requirement::Requirement;
pub use window::Window;

use std::fmt;
use std::time::Duration;

use bytesize::ByteSize;

use super::exemption::Exemption;
use super::file::RecordNeed;
use super::level::Selector;
use super::provenance::Sourced;
use super::words::in_words;
use crate::rules::Rule;

/// What a release needs.
#[derive(Debug, Clone)]
pub struct GatePolicy {
    /// Whether a release record is needed.
    pub record: Sourced<RecordNeed>,
    /// The release record, or the folder of release records, relative to the policy's folder.
    pub records: Option<Sourced<String>>,
    /// How old a release record may be when it is relied on.
    pub record_max_age: Sourced<Duration>,
    /// From this size on, what blocks or rewrites a table takes too long to be let through with a warning.
    pub large_table: Sourced<ByteSize>,
    /// Requirements beyond those that always hold.
    pub require: Vec<Sourced<Need>>,
    /// Requirements that may stay unchecked.
    pub unchecked: Vec<Sourced<Unchecked>>,
}

impl Default for GatePolicy {
    fn default() -> Self {
        const DAY: Duration = Duration::from_secs(24 * 60 * 60);
        Self {
            record: Sourced::by_default(RecordNeed::Optional),
            records: None,
            record_max_age: Sourced::by_default(DAY),
            large_table: Sourced::by_default(ByteSize::gb(1)),
            require: Vec::new(),
            unchecked: Vec::new(),
        }
    }
}

impl GatePolicy {
    /// Why a requirement may stay unchecked, where the policy says so.
    #[must_use]
    pub fn excuse(&self, requirement: Requirement) -> Option<&str> {
        let named = self.unchecked.iter().find(|unchecked| unchecked.value.requirement == requirement);
        named.map(|unchecked| unchecked.value.reason.as_str())
    }
}

/// A requirement that a policy adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    /// A backup of the target was recorded, not longer ago than this.
    Backup {
        /// The file that records backups, relative to the policy's folder.
        record: String,
        /// How old the newest may be.
        max_age: Duration,
    },
    /// The pending migrations have been on the source for so long.
    Soak(Duration),
    /// Exemptions of these rules and categories name who approved them.
    Approved(Approvals),
    /// The commit is on this branch and nothing was changed since.
    Branch(String),
    /// One of these windows is open.
    Window(Vec<Window>),
}

impl Need {
    /// The requirement that it is.
    #[must_use]
    pub const fn requirement(&self) -> Requirement {
        match self {
            Self::Backup { .. } => Requirement::Backup,
            Self::Soak(_) => Requirement::Soak,
            Self::Approved(_) => Requirement::Approved,
            Self::Branch(_) => Requirement::Branch,
            Self::Window(_) => Requirement::Window,
        }
    }

    /// Whether whatever meets this one meets the other, too.
    pub(super) fn is_as_strict_as(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Backup { record, max_age }, Self::Backup { record: other, max_age: longest }) => {
                record == other && max_age <= longest
            }
            (Self::Soak(one), Self::Soak(other)) => one >= other,
            (Self::Approved(one), Self::Approved(other)) => other.0.iter().all(|asked| one.0.contains(asked)),
            (Self::Window(one), Self::Window(other)) => one.iter().all(|window| other.contains(window)),
            _ => self == other,
        }
    }
}

impl fmt::Display for Need {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Backup { record, max_age } => {
                write!(f, "a backup in {record} of the last {}", in_words(*max_age))
            }
            Self::Soak(time) => write!(f, "{} on the environment before", in_words(*time)),
            Self::Approved(approvals) => write!(f, "approvals of exempted {approvals}"),
            Self::Branch(branch) => write!(f, "a clean commit of {branch}"),
            Self::Window(windows) => f.write_str(&joined(windows, " or ")),
        }
    }
}

/// Rules and categories whose exemptions name who approved them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approvals(pub(super) Vec<Selector>);

impl Approvals {
    /// Whether exemptions of this rule must be approved.
    #[must_use]
    pub fn ask_for(&self, rule: &Rule) -> bool {
        self.0.iter().any(|selector| match selector {
            Selector::Rule(id) => *id == rule.id,
            Selector::Category(category) => *category == rule.category,
        })
    }
}

impl fmt::Display for Approvals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.0, ", "))
    }
}

/// A requirement that may stay unchecked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// Which.
    pub requirement: Requirement,
    /// Why.
    pub reason: String,
}

impl super::Policy {
    /// Who approved the exemption that excuses a finding; empty where nobody is named.
    #[must_use]
    pub fn approvers<'a>(&'a self, finding: &crate::rules::Finding) -> &'a [String] {
        let applied = finding.exemption.as_ref().map(|exemption| exemption.source.as_str());
        let excuses = |exemption: &&Exemption| {
            Some(exemption.from.to_string().as_str()) == applied && exemption.covers(finding, self)
        };
        self.exemptions.iter().find(excuses).map_or(&[], |exemption| &exemption.approved_by)
    }
}

fn joined<T: fmt::Display>(items: &[T], separator: &str) -> String {
    items.iter().map(ToString::to_string).collect::<Vec<_>>().join(separator)
}
