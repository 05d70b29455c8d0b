//! Exempting findings, and telling which exemptions were expired, useless or not obeyed.

mod drift;
mod inline;

use time::Date;

use super::exemption::{self, Exemption};
use super::provenance::Provenance;
use super::{Policy, mistake::Mistake};
use crate::rules::policy::exemption::{EXPIRED, UNUSED};
use crate::rules::{Finding, Level, Location, Rule};

pub use inline::InlineExemption;

/// Exempts the findings of one run, migration by migration, and remembers which exemptions were needed.
#[derive(Debug)]
pub struct Exempter<'a> {
    policy: &'a Policy,
    today: Date,
    /// Beside each exemption of the policy.
    fates: Vec<Fate>,
    /// Beside each `drift.ignore` of the policy: it names a difference of this run.
    ignored: Vec<bool>,
}

/// What became of an exemption in the policy.
#[derive(Debug, Clone, Copy, Default)]
struct Fate {
    /// It names a finding of this run.
    needed: bool,
    /// It names a migration that was judged.
    judged: bool,
}

impl<'a> Exempter<'a> {
    /// Begins a run on a day (UTC).
    #[must_use]
    pub fn new(policy: &'a Policy, today: Date) -> Self {
        let fates = vec![Fate::default(); policy.exemptions.len()];
        Self { policy, today, fates, ignored: vec![false; policy.drift.ignore.len()] }
    }

    /// Exempts the findings of one migration (or of none) and returns what is to be said of its directives.
    /// Findings have their final level; those at `off` are left out already.
    pub fn exempt(
        &mut self,
        migration: Option<&str>,
        findings: &mut [Finding],
        directives: &[InlineExemption],
    ) -> Vec<Finding> {
        for (exemption, fate) in self.policy.exemptions.iter().zip(&mut self.fates) {
            fate.judged |= migration.is_some_and(|name| exemption.names_migration(name));
            for finding in findings.iter_mut().filter(|finding| exemption.covers(finding, self.policy)) {
                fate.needed = true;
                if exemption::holds(exemption.until, self.today) && finding.exemption.is_none() {
                    finding.exemption = Some(exemption.applied());
                }
            }
        }
        let told = directives.iter().filter_map(|directive| self.inline(directive, findings));
        told.filter_map(|told| self.finding(told)).collect()
    }

    /// What is to be said of the policy's exemptions. With `whole`, everything there is was judged, so one that names
    /// nothing is unused; else only one whose migration was judged. `looked_for` tells which rules spoke in this run.
    #[must_use]
    pub fn finish(&self, whole: bool, looked_for: &dyn Fn(&Rule) -> bool) -> Vec<Finding> {
        let fates = self.policy.exemptions.iter().zip(&self.fates);
        let told = fates.filter_map(|(exemption, fate)| {
            let expired = !exemption::holds(exemption.until, self.today);
            let useless = !fate.needed && (whole || fate.judged) && looked_for(exemption.rule);
            let told = (expired && fate.needed).then(|| expired_in_policy(exemption));
            told.or_else(|| useless.then(|| unused_in_policy(exemption, expired)))
        });
        told.filter_map(|told| self.finding(told)).collect()
    }

    /// What is told as a finding at its level; `None` where the policy has it off.
    fn finding(&self, told: Told) -> Option<Finding> {
        let finding = told.finding();
        let level = self.policy.level_of(&finding);
        (level != Level::Off).then_some(Finding { level, ..finding })
    }
}

fn expired_in_policy(exemption: &Exemption) -> Told {
    let day = exemption.until.map(|until| until.to_string()).unwrap_or_default();
    let message = format!("the exemption of {} held until {day}; its finding counts again", exemption.scope());
    Told::of(&EXPIRED, message)
        .at_policy(&exemption.from)
        .help("give it a new day if the reason still holds, else remove it")
}

fn unused_in_policy(exemption: &Exemption, expired: bool) -> Told {
    let also = if expired { ", and is expired" } else { "" };
    let message = format!("the exemption of {} excuses nothing{also}", exemption.scope());
    Told::of(&UNUSED, message)
        .at_policy(&exemption.from)
        .help("remove it, or correct the object or migration that it names")
}

/// A finding about the policy or a directive, while it is put together.
pub(super) struct Told {
    rule: &'static Rule,
    message: String,
    help: Option<String>,
    /// Boxed: it travels as an error, too.
    location: Option<Box<Location>>,
}

impl Told {
    pub(super) fn of(rule: &'static Rule, message: impl Into<String>) -> Self {
        Self { rule, message: message.into(), help: None, location: None }
    }

    /// Takes over what is wrong and what to do from a mistake.
    fn mistake(rule: &'static Rule, mistake: Mistake) -> Self {
        Self { help: mistake.help, ..Self::of(rule, mistake.message) }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn at(self, location: &Location) -> Self {
        Self { location: Some(Box::new(location.clone())), ..self }
    }

    pub(super) fn at_policy(self, from: &Provenance) -> Self {
        let location = from.words().map(|(source, span)| {
            Box::new(Location { source: source.clone(), span, migration: None, statement: None })
        });
        Self { location, ..self }
    }

    pub(super) fn finding(self) -> Finding {
        let location = self.location.map(|location| *location);
        Finding { help: self.help, location, ..Finding::of(self.rule, self.message) }
    }
}
