//! What a branch's policy lets through that its base's does not.

mod gate;
mod levels;

use super::baseline::{BASELINE_FILE, Baseline};
use super::exempt::Told;
use super::exemption::Exemption;
use super::parts::IgnoredDrift;
use super::provenance::{Provenance, Sourced};
use super::{Policy, pattern::NamePattern};
use crate::project::{BreakGlass, Environment};
use crate::rules::Finding;
use crate::rules::policy::weakened::RULE;

/// One way in which the head is weaker than the base.
#[derive(Debug, Clone)]
pub struct Weakening {
    /// What is let through now.
    pub message: String,
    /// Where it is written; the base's place where the head took something out.
    pub from: Provenance,
}

impl Weakening {
    fn new(message: impl Into<String>, from: &Provenance) -> Self {
        Self { message: message.into(), from: from.clone() }
    }

    /// It as a finding of `policy-weakened`, at the rule's own level.
    #[must_use]
    pub fn finding(self) -> Finding {
        Told::of(&RULE, self.message).at_policy(&self.from).finding()
    }
}

/// Every way in which the head's policy is weaker than the base's.
#[must_use]
pub fn weakened(base: &Policy, head: &Policy) -> Vec<Weakening> {
    let mut found = levels::weakened(base, head);
    found.extend(exemptions(base, head));
    found.extend(inline(base, head));
    found.extend(migrations(base, head));
    found.extend(drift(base, head));
    found.extend(environments(base, head));
    found.extend(commands(base, head));
    found.extend(gate::weakened(&base.gate, &head.gate));
    found
}

/// Findings about entries of the baseline that the base does not have.
pub fn grown<'a>(base: &Baseline, head: &'a Baseline) -> impl Iterator<Item = Finding> + 'a {
    head.beyond(base).into_iter().map(|entry| {
        let place = entry.path.as_deref().unwrap_or("the repository");
        let message = format!("accepts {} in {place} in the baseline: {}", entry.rule, entry.reason);
        Finding { path: Some(BASELINE_FILE.to_owned()), ..Finding::of(&RULE, message) }
    })
}

/// Exemptions that the base does not have, or not for as long.
fn exemptions<'a>(base: &'a Policy, head: &'a Policy) -> impl Iterator<Item = Weakening> + 'a {
    let known = |new: &Exemption| base.exemptions.iter().any(|old| same(old, new) && lasts(old, new));
    head.exemptions.iter().filter(move |new| !known(new)).map(move |new| {
        let longer = base.exemptions.iter().any(|old| same(old, new));
        let what = if longer { "holds an exemption longer" } else { "adds an exemption" };
        Weakening::new(format!("{what}: {} ({})", new.scope(), new.reason), &new.from)
    })
}

fn same(old: &Exemption, new: &Exemption) -> bool {
    let path = |exemption: &Exemption| exemption.path.as_ref().map(|path| path.as_str().to_owned());
    let (same_object, same_migration) = (old.object == new.object, old.migration == new.migration);
    old.rule.id == new.rule.id && same_object && same_migration && path(old) == path(new)
}

/// Whether the old exemption lasts at least as long as the new one.
fn lasts(old: &Exemption, new: &Exemption) -> bool {
    old.until.is_none_or(|old| new.until.is_some_and(|new| new <= old))
}

fn inline<'a>(base: &'a Policy, head: &'a Policy) -> impl Iterator<Item = Weakening> + 'a {
    let gone = base.forbidden.iter().filter(|(category, _)| !head.forbidden.contains_key(category));
    gone.map(|(category, from)| Weakening::new(format!("lets comments in migrations allow {category}"), from))
}

/// Where folders are named, those left out are no longer judged.
fn migrations<'a>(base: &'a Policy, head: &'a Policy) -> impl Iterator<Item = Weakening> + 'a {
    let judged = |path: &str| head.migrations.is_empty() || head.migrations.iter().any(|new| new.value.path == path);
    let gone = base.migrations.iter().filter(move |old| !judged(&old.value.path));
    gone.map(|old| Weakening::new(format!("no longer names the migrations of {}", old.value.path), &old.from))
}

fn drift(base: &Policy, head: &Policy) -> Vec<Weakening> {
    let known = |new: &Sourced<IgnoredDrift>| base.drift.ignore.iter().any(|old| old.value.object == new.value.object);
    let ignored = head.drift.ignore.iter().filter(|new| !known(new));
    let ignored = ignored.map(|new| Weakening::new(format!("ignores drift of {}", new.value.object), &new.from));
    let compare = (head.drift.compare.value < base.drift.compare.value)
        .then(|| Weakening::new("compares live schemas by structure only", &head.drift.compare.from));
    ignored.chain(compare).collect()
}

fn environments<'a>(base: &'a Policy, head: &'a Policy) -> impl Iterator<Item = Weakening> + 'a {
    base.environments.iter().filter(|(_, old)| old.value.protected).filter_map(|(name, old)| {
        match head.environments.get(name) {
            Some(new) if !new.value.protected => {
                Some(Weakening::new(format!("{name} is no longer protected"), &new.from))
            }
            Some(new) => narrower(name, &old.value, new),
            None => Some(Weakening::new(format!("{name}, a protected environment, is gone"), &old.from)),
        }
    })
}

/// A protected environment is known by fewer names, or by another address.
fn narrower(name: &str, old: &Environment, new: &Sourced<Environment>) -> Option<Weakening> {
    let known = |host: &String| new.value.hosts.iter().any(|new| NamePattern::new(new.as_str()).matches(host));
    if let Some(host) = old.hosts.iter().find(|host| !known(host)) {
        return Some(Weakening::new(format!("{name} is no longer known by the host {host}"), &new.from));
    }
    if old.system_identifier.is_some() && old.system_identifier != new.value.system_identifier {
        return Some(Weakening::new(format!("{name} is no longer known by its system identifier"), &new.from));
    }
    if old.break_glass == BreakGlass::Forbidden && new.value.break_glass == BreakGlass::Allowed {
        return Some(Weakening::new(format!("what is refused on {name} may be run with a reason"), &new.from));
    }
    (old.url != new.value.url).then(|| Weakening::new(format!("{name} is protected at another address now"), &new.from))
}

/// Commands that a protected database lets through now, and those that are no longer dangerous.
fn commands(base: &Policy, head: &Policy) -> Vec<Weakening> {
    let lacks = |policy: &Policy, command: &str, safe: bool| {
        policy.commands.iter().all(|known| known.value.safe != safe || known.value.to_string() != command)
    };
    let mut found = Vec::new();
    for command in head.commands.iter().filter(|command| command.value.safe) {
        let words = command.value.to_string();
        if lacks(base, &words, true) {
            found.push(Weakening::new(format!("lets `{words}` run on a protected database"), &command.from));
        }
    }
    for command in base.commands.iter().filter(|command| !command.value.safe) {
        let words = command.value.to_string();
        if lacks(head, &words, false) {
            found.push(Weakening::new(format!("no longer calls `{words}` dangerous"), &command.from));
        }
    }
    found
}
