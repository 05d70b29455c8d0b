//! From policy files as written to the policy that holds: the one place where a wrong value is refused.

mod commands;
mod entries;
mod gate;
mod levels;

use super::file::{CommandEntry, PolicyFile};
use super::mistake::Mistake;
use super::provenance::{Provenance, Sourced};
use super::read::Located;
use super::{Policy, Rules};
use crate::rules::CommandPattern;
use crate::sql::Source;

/// A file or pack as written.
pub(super) struct Document {
    /// The pack's name, where it is one.
    pub(super) pack: Option<&'static str>,
    pub(super) source: Source,
    pub(super) file: PolicyFile,
}

impl Document {
    /// As reports name it.
    fn name(&self) -> String {
        self.pack.map_or_else(|| self.source.path().to_owned(), |pack| format!("builtin:{pack}"))
    }
}

/// What is checked against, and what was found wrong.
struct Checker<'a> {
    pack: Option<&'static str>,
    source: &'a Source,
    rules: Rules,
    mistakes: &'a mut Vec<Mistake>,
}

impl Checker<'_> {
    fn from(&self, line: usize) -> Provenance {
        self.pack.map_or_else(|| Provenance::File { source: self.source.clone(), line }, Provenance::Pack)
    }

    fn sourced<T>(&self, line: usize, value: T) -> Sourced<T> {
        Sourced { value, from: self.from(line) }
    }

    fn note(&mut self, line: usize, mistake: Mistake) {
        self.mistakes.push(mistake.at(self.source.path(), Some(line)));
    }

    /// The value, or `None` once its mistake is noted.
    fn keep<T>(&mut self, line: usize, result: Result<T, Mistake>) -> Option<T> {
        result.map_err(|mistake| self.note(line, mistake)).ok()
    }

    /// A value that may be left out.
    fn optional<T, V>(
        &mut self,
        written: Option<Located<T>>,
        check: impl FnOnce(&T) -> Result<V, Mistake>,
    ) -> Option<V> {
        let written = written?;
        self.keep(written.line, check(&written.value))
    }
}

/// Makes patterns of the commands of a file; its mistakes are noted.
pub(super) fn commands(
    pack: &'static str,
    source: &Source,
    entries: Vec<Located<CommandEntry>>,
    mistakes: &mut Vec<Mistake>,
) -> Vec<CommandPattern> {
    let mut checker = Checker { pack: Some(pack), source, rules: &[], mistakes };
    entries.into_iter().filter_map(|entry| checker.command(entry)).map(|pattern| pattern.value).collect()
}

/// Adds what a file or pack says to the policy; what it says wins over what is there.
pub(super) fn add(policy: &mut Policy, document: Document, mistakes: &mut Vec<Mistake>) {
    let name = document.name();
    let Document { pack, source, file } = document;
    let mut checker = Checker { pack, source: &source, rules: policy.rules, mistakes };
    checker.version(file.version);
    policy.layers.push(checker.layer(name, file.rules, file.paths));
    if let Some(version) = checker.pg_version(file.pg_version) {
        policy.pg_version = Some(version);
    }
    policy.migrations.extend(file.migrations.into_iter().filter_map(|entry| checker.migrations(entry)));
    for (name, entry) in file.environments.0 {
        if let Some(environment) = checker.environment(entry) {
            policy.environments.insert(name.value, environment);
        }
    }
    policy.exemptions.extend(file.exemptions.into_iter().filter_map(|entry| checker.exemption(entry)));
    for category in file.inline.forbid {
        if let Some(forbidden) = checker.category(&category) {
            policy.forbidden.entry(forbidden).or_insert_with(|| checker.from(category.line));
        }
    }
    policy.commands.extend(file.commands.into_iter().filter_map(|entry| checker.command(entry)));
    checker.exec(file.exec, &mut policy.exec);
    checker.drift(file.drift, &mut policy.drift);
    checker.gate(file.gate, &mut policy.gate);
}

impl Checker<'_> {
    fn version(&mut self, version: Option<Located<u32>>) {
        if let Some(version) = version.filter(|version| version.value != 1) {
            let message = format!("version {} of the policy file is not known to this Seawall", version.value);
            self.note(version.line, Mistake::new(message).help("write `version: 1`, or update Seawall"));
        }
    }

    fn pg_version(&mut self, version: Option<Located<u32>>) -> Option<Sourced<u32>> {
        let version = version?;
        if !(12..=18).contains(&version.value) {
            let message = format!("PostgreSQL {} is not supported", version.value);
            self.note(version.line, Mistake::new(message).help("write a major version from 12 to 18"));
            return None;
        }
        Some(self.sourced(version.line, version.value))
    }
}
