//! What a team allows: `seawall.yaml`, the packs it builds on, and what follows from them for a finding.
//!
//! A file is read in three steps. [`node`] keeps YAML as a tree with lines, [`read`] and [`file`] make a `PolicyFile` of it
//! (as written), [`valid`] makes that the [`Policy`] (valid). Each step notes what is wrong and goes on, so that all mistakes
//! are told at once.

mod baseline;
mod commands;
mod exempt;
mod exemption;
mod file;
mod gate;
mod level;
mod load;
mod mistake;
mod node;
mod pack;
mod parts;
mod pattern;
mod place;
mod provenance;
mod read;
mod schema;
mod show;
mod valid;
mod weaken;
mod words;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub use baseline::{BASELINE_FILE, Baseline, BaselineEntry};
pub use exempt::{Exempter, InlineExemption};
pub use exemption::Exemption;
pub use file::{Compare, RecordNeed};
pub use gate::{Approvals, GatePolicy, Need, Requirement, Unchecked, Window};
pub use level::{Decision, Subject};
pub use load::LoadOptions;
pub use mistake::{Mistake, nearest};
pub use pack::Pack;
pub use parts::{DriftPolicy, ExecPolicy, IgnoredDrift, MigrationsFolder};
pub use pattern::ObjectPattern;
pub use provenance::{Provenance, Sourced};
pub use schema::schema;
pub use show::Row;
pub use weaken::{Weakening, grown, weakened};
pub use words::{counted, in_words};

use crate::project::Environment;
use crate::rules::{Category, CommandPattern, Rule};

/// The rules there are.
type Rules = &'static [&'static Rule];

/// What a team allows: valid, and each value with where it comes from.
#[derive(Debug, Clone)]
pub struct Policy {
    rules: Rules,
    /// Levels of the command line.
    flags: level::LevelTable,
    /// Weakest first.
    layers: Vec<level::Layer>,
    /// Folder to which paths of the policy are relative.
    folder: PathBuf,
    /// Working directory, to which paths of findings are relative.
    start: PathBuf,
    /// Major version of the production server.
    pub pg_version: Option<Sourced<u32>>,
    /// Folders with migrations; empty where they are to be found.
    pub migrations: Vec<Sourced<MigrationsFolder>>,
    /// Databases by name.
    pub environments: BTreeMap<String, Sourced<Environment>>,
    /// Findings that are known and allowed.
    pub exemptions: Vec<Exemption>,
    /// Categories that no inline directive may allow.
    pub forbidden: BTreeMap<Category, Provenance>,
    /// Further commands that are dangerous, or that a protected database lets through.
    pub commands: Vec<Sourced<CommandPattern>>,
    /// What `seawall exec` keeps.
    pub exec: ExecPolicy,
    /// How the live schema is compared.
    pub drift: DriftPolicy,
    /// What a release needs.
    pub gate: GatePolicy,
}

impl Policy {
    fn empty(folder: &Path, options: &LoadOptions<'_>) -> Self {
        Self {
            rules: options.rules,
            flags: level::LevelTable::default(),
            layers: Vec::new(),
            folder: folder.to_owned(),
            start: options.start.to_owned(),
            pg_version: None,
            migrations: Vec::new(),
            environments: BTreeMap::new(),
            exemptions: Vec::new(),
            forbidden: BTreeMap::new(),
            commands: Vec::new(),
            exec: ExecPolicy::default(),
            drift: DriftPolicy::default(),
            gate: GatePolicy::default(),
        }
    }

    /// Names of the files and packs that hold, weakest first.
    #[must_use]
    pub fn sources(&self) -> Vec<String> {
        self.layers.iter().map(|layer| layer.name.clone()).collect()
    }

    /// The folder to which paths of the policy are relative: that of its file, else the working directory.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn rule(&self, id: &str) -> Option<&'static Rule> {
        self.rules.iter().copied().find(|rule| rule.id == id)
    }

    /// A path relative to the working directory, as the policy's patterns see it; one outside its folder stays absolute.
    fn below_folder(&self, path: &str) -> String {
        let path = load::normal(&self.start.join(path));
        path.strip_prefix(&self.folder).unwrap_or(&path).to_string_lossy().replace('\\', "/")
    }
}

#[cfg(test)]
mod tests;
