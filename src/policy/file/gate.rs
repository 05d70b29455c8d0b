//! `gate:` as written.

use schemars::JsonSchema;

use crate::policy::read::Located;

/// What a release needs.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::policy) struct GateEntry {
    /// Requirements beyond those that always hold: each entry names one.
    #[schemars(default)]
    pub(in crate::policy) require: Vec<Located<RequireEntry>>,
    /// Requirements that may stay unchecked, each with its reason; one that is not met is no-go all the same.
    #[schemars(default)]
    pub(in crate::policy) unchecked: Vec<Located<UncheckedEntry>>,
    /// Whether a release record is needed.
    pub(in crate::policy) record: Option<Located<RecordNeed>>,
    /// The release record, or the folder in which the newest one counts; relative to the folder of the policy file.
    pub(in crate::policy) records: Option<Located<String>>,
    /// How old a release record may be when it is relied on: `30m`, `24h`, `7d`.
    pub(in crate::policy) record_max_age: Option<Located<String>>,
    /// From this size on (`500MB`, `1GB`), with its indexes, a table is too large to be locked or rewritten with no more than a
    /// warning: the gate makes such a warning a no-go, but for rules that the policy names.
    pub(in crate::policy) large_table: Option<Located<String>>,
}

/// Whether a release record is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum RecordNeed {
    /// It is looked at where there is one.
    #[default]
    Optional,
    /// No release without one.
    Required,
}

/// One requirement of the gate. Exactly one key is named.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, extend("minProperties" = 1, "maxProperties" = 1))]
pub(in crate::policy) struct RequireEntry {
    /// A backup was recorded.
    pub(in crate::policy) backup: Option<Located<BackupEntry>>,
    /// How long the pending migrations must have been on the environment that they come from: `1h`.
    pub(in crate::policy) soak: Option<Located<String>>,
    /// Rules and categories whose exemptions must name who approved them (`approved_by`).
    pub(in crate::policy) approved: Option<Located<Vec<Located<String>>>>,
    /// The branch that must hold the commit that is checked out, with nothing changed in the working tree.
    pub(in crate::policy) branch: Option<Located<String>>,
    /// When a release may happen (UTC); one of the windows must be open.
    pub(in crate::policy) window: Option<Located<Vec<Located<WindowEntry>>>>,
}

/// A backup that a backup job recorded.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::policy) struct BackupEntry {
    /// The file in which the job records its backups, one JSON object each: `environment`, `finished_at` (RFC 3339) and
    /// `location`. Relative to the folder of the policy file.
    #[schemars(with = "String")]
    pub(in crate::policy) record: Option<Located<String>>,
    /// How old the newest one may be: `24h`.
    #[schemars(with = "String")]
    pub(in crate::policy) max_age: Option<Located<String>>,
}

/// A time of the week (UTC).
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::policy) struct WindowEntry {
    /// `mon`, `tue`, `wed`, `thu`, `fri`, `sat`, `sun`; every day where this is left out.
    #[schemars(default, inner(regex(pattern = "^(mon|tue|wed|thu|fri|sat|sun)$")))]
    pub(in crate::policy) days: Vec<Located<String>>,
    /// The first minute, `HH:MM`; `00:00` where this is left out.
    pub(in crate::policy) from: Option<Located<String>>,
    /// The minute in which it has ended, `HH:MM`; `24:00` where this is left out.
    pub(in crate::policy) to: Option<Located<String>>,
}

/// A requirement that may stay unchecked.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(in crate::policy) struct UncheckedEntry {
    /// The requirement, as `seawall gate` names it.
    #[schemars(with = "crate::policy::gate::Requirement")]
    pub(in crate::policy) requirement: Option<Located<String>>,
    /// Why this is allowed.
    #[schemars(with = "String", length(min = 1))]
    pub(in crate::policy) reason: Option<Located<String>>,
}

impl std::fmt::Display for RecordNeed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Optional => "optional",
            Self::Required => "required",
        })
    }
}
