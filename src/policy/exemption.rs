//! Exemptions: findings that a team knows and allows, each with its reason.

use time::{Date, macros::format_description};

use super::Policy;
use super::pattern::{NamePattern, ObjectPattern, PathPattern};
use super::provenance::Provenance;
use crate::rules::{AppliedExemption, Finding, Object, Rule};

/// Findings of a rule on an object or in a migration that are known and allowed.
#[derive(Debug, Clone)]
pub struct Exemption {
    /// The rule.
    pub rule: &'static Rule,
    pub(super) object: Option<ObjectPattern>,
    pub(super) migration: Option<NamePattern>,
    pub(super) path: Option<PathPattern>,
    /// Why they are allowed.
    pub reason: String,
    /// The last day (UTC) on which this holds.
    pub until: Option<Date>,
    /// Who approved it.
    pub approved_by: Vec<String>,
    /// Where it is written.
    pub from: Provenance,
}

impl Exemption {
    /// Whether it names this finding, be it in time or not; `policy` is the one in which it is written.
    #[must_use]
    pub fn covers(&self, finding: &Finding, policy: &Policy) -> bool {
        self.rule.id == finding.rule
            && self.object.as_ref().is_none_or(|pattern| covers_objects(pattern, &finding.objects))
            && self
                .migration
                .as_ref()
                .is_none_or(|pattern| finding.migration().is_some_and(|name| pattern.matches(name)))
            && self
                .path
                .as_ref()
                .is_none_or(|pattern| finding.file().is_some_and(|path| pattern.matches(&policy.below_folder(path))))
    }

    /// Whether it names this migration, by name or by pattern.
    pub(super) fn names_migration(&self, name: &str) -> bool {
        self.migration.as_ref().is_some_and(|pattern| pattern.matches(name))
    }

    /// What it allows, for a sentence.
    #[must_use]
    pub fn scope(&self) -> String {
        let object = self.object.as_ref().map(|object| format!(" on {object}"));
        let migration = self.migration.as_ref().map(|name| format!(" in {}", name.as_str()));
        let path = self.path.as_ref().map(|path| format!(" in {}", path.as_str()));
        let scope = [object, migration, path].into_iter().flatten().collect::<String>();
        format!("{}{scope}", self.rule.id)
    }

    pub(super) fn applied(&self) -> AppliedExemption {
        AppliedExemption {
            reason: self.reason.clone(),
            source: self.from.to_string(),
            until: self.until.map(|until| until.to_string()),
        }
    }
}

/// Every object of the main one's kind must be named: an exemption for one table does not excuse a second in the same finding.
fn covers_objects(pattern: &ObjectPattern, objects: &[Object]) -> bool {
    let Some(main) = objects.first() else { return false };
    objects.iter().filter(|object| object.kind == main.kind).all(|object| pattern.matches(object))
}

/// Reads `YYYY-MM-DD`.
pub(super) fn day(text: &str) -> Option<Date> {
    Date::parse(text, format_description!("[year]-[month]-[day]")).ok()
}

/// Whether a last day has not passed; the day itself is included.
pub(super) fn holds(until: Option<Date>, today: Date) -> bool {
    until.is_none_or(|until| today <= until)
}
