//! What a release needs, by the policy.

use std::fmt;
use std::time::Duration;

use bytesize::ByteSize;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, Time, Weekday};

use super::exemption::Exemption;
use super::file::RecordNeed;
use super::level::Selector;
use super::provenance::Sourced;
use crate::rules::Rule;

/// One thing that `seawall gate` asks for; the words are those of its report, of the release record and of `gate.unchecked`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Requirement {
    /// The two environments are two databases.
    TwoDatabases,
    /// Every migration that is pending on the one is applied on the other, with the same content.
    AppliedFirst,
    /// No migration failed or is running on either side.
    NothingUnfinished,
    /// What either side has applied is what the repository has.
    HistoriesFit,
    /// The source is what its migrations make it.
    NoDriftSource,
    /// The target is what its migrations make it.
    NoDriftTarget,
    /// The pending migrations pass `check`, with what the target's statistics say of its tables.
    Check,
    /// Nothing moved on the target since the last release record.
    LastRelease,
    /// A backup of the target was recorded.
    Backup,
    /// The pending migrations have been on the source for some time.
    Soak,
    /// Exemptions name who approved them.
    Approved,
    /// The commit is on the branch from which releases are made, and nothing was changed since.
    Branch,
    /// It is a time at which releases may happen.
    Window,
    /// A release record says go, and is young enough.
    RecordFresh,
    /// The files are those of the record.
    FilesUnmoved,
    /// The commit is that of the record.
    CommitUnmoved,
    /// The policy is that of the record.
    PolicyUnmoved,
    /// The source is as the record says.
    SourceUnmoved,
    /// The target is as the record says.
    TargetUnmoved,
}

impl Requirement {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 19] = [
        Self::TwoDatabases,
        Self::AppliedFirst,
        Self::NothingUnfinished,
        Self::HistoriesFit,
        Self::NoDriftSource,
        Self::NoDriftTarget,
        Self::Check,
        Self::LastRelease,
        Self::Backup,
        Self::Soak,
        Self::Approved,
        Self::Branch,
        Self::Window,
        Self::RecordFresh,
        Self::FilesUnmoved,
        Self::CommitUnmoved,
        Self::PolicyUnmoved,
        Self::SourceUnmoved,
        Self::TargetUnmoved,
    ];

    /// So many of them, the first ones, are asked for whatever the policy says.
    pub const ALWAYS: usize = 8;

    /// The word in policies, JSON and release records.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TwoDatabases => "two-databases",
            Self::AppliedFirst => "applied-first",
            Self::NothingUnfinished => "nothing-unfinished",
            Self::HistoriesFit => "histories-fit",
            Self::NoDriftSource => "no-drift-source",
            Self::NoDriftTarget => "no-drift-target",
            Self::Check => "check",
            Self::LastRelease => "last-release",
            Self::Backup => "backup",
            Self::Soak => "soak",
            Self::Approved => "approved",
            Self::Branch => "branch",
            Self::Window => "window",
            Self::RecordFresh => "record-fresh",
            Self::FilesUnmoved => "files-unmoved",
            Self::CommitUnmoved => "commit-unmoved",
            Self::PolicyUnmoved => "policy-unmoved",
            Self::SourceUnmoved => "source-unmoved",
            Self::TargetUnmoved => "target-unmoved",
        }
    }
}

impl fmt::Display for Requirement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

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
                write!(f, "a backup in {record} of the last {}", humantime::format_duration(*max_age))
            }
            Self::Soak(time) => write!(f, "{} on the environment before", humantime::format_duration(*time)),
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

/// A time of the week (UTC) at which releases may happen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Days; every day where empty.
    pub(super) days: Vec<Weekday>,
    /// The first minute.
    pub(super) from: Time,
    /// The minute in which it has ended; `None` at midnight.
    pub(super) to: Option<Time>,
}

impl Window {
    /// Whether it is open at a time.
    #[must_use]
    pub fn is_open(&self, now: OffsetDateTime) -> bool {
        let now = now.to_offset(time::UtcOffset::UTC);
        let day = self.days.is_empty() || self.days.contains(&now.weekday());
        day && self.from <= now.time() && self.to.is_none_or(|to| now.time() < to)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let minute = |time: Time| format!("{:02}:{:02}", time.hour(), time.minute());
        let days: Vec<String> = self.days.iter().map(|day| day.to_string()[..3].to_lowercase()).collect();
        let days = if days.is_empty() { "every day".to_owned() } else { days.join(", ") };
        write!(f, "{days} {}–{} UTC", minute(self.from), self.to.map_or_else(|| "24:00".to_owned(), minute))
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
