//! What the policy says to the other commands.

use super::file::Compare;
use super::pattern::ObjectPattern;
use super::provenance::Sourced;
use crate::project::{HistoryPlace, Layout, Runner};

/// A folder with migrations that the policy names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationsFolder {
    /// The folder, relative to the folder of the policy.
    pub path: String,
    /// How its files are laid out, where it is said.
    pub layout: Option<Layout>,
    /// What applies them, and in which version.
    pub runner: Option<Runner>,
    /// Where the tool keeps its history, where it is said.
    pub history_table: Option<HistoryPlace>,
}

/// How the live schema is compared.
#[derive(Debug, Clone)]
pub struct DriftPolicy {
    /// How exactly.
    pub compare: Sourced<Compare>,
    /// Differences that are known and allowed.
    pub ignore: Vec<Sourced<IgnoredDrift>>,
    /// SQL that a throw-away database runs first.
    pub prelude: Option<Sourced<String>>,
    /// File with accepted differences.
    pub baseline: Option<Sourced<String>>,
}

impl Default for DriftPolicy {
    fn default() -> Self {
        Self { compare: Sourced::by_default(Compare::Exact), ignore: Vec::new(), prelude: None, baseline: None }
    }
}

/// Differences that are known and allowed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnoredDrift {
    /// The object.
    pub object: ObjectPattern,
    /// Why.
    pub reason: String,
}

/// What `seawall exec` keeps.
#[derive(Debug, Clone, Default)]
pub struct ExecPolicy {
    /// File of the audit log, relative to the folder of the policy; in the user's state folder where `None`.
    pub log: Option<Sourced<String>>,
}
