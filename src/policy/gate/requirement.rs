//! What `seawall gate` asks for, by name.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

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
