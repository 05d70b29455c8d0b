//! Levels that the head lowers: asked of every rule, everywhere that either policy says something of.

use std::collections::BTreeMap;

use super::Weakening;
use crate::policy::Policy;
use crate::policy::level::Decision;
use crate::policy::place::Sample;
use crate::policy::provenance::Provenance;
use crate::rules::{Level, Rule};

/// How many rules a message names.
const NAMED: usize = 3;

/// Rules that one line of the head lowers in one place.
struct Lowered {
    from: Provenance,
    rules: Vec<String>,
}

/// Lower levels, one message for each line of the head and place.
pub(super) fn weakened(base: &Policy, head: &Policy) -> Vec<Weakening> {
    let mut lowered: BTreeMap<(Sample, String), Lowered> = BTreeMap::new();
    let everywhere = Sample::default();
    for sample in base.samples().union(&head.samples()) {
        for rule in head.rules {
            let at =
                |sample: &Sample| change(&base.decide(&sample.place(rule)), head.decide(&sample.place(rule)), rule);
            let Some((told, from)) = at(sample) else { continue };
            // What is lowered everywhere is not told again for each place.
            if *sample != everywhere && at(&everywhere).is_some_and(|(general, _)| general == told) {
                continue;
            }
            let key = (sample.clone(), from.to_string());
            lowered.entry(key).or_insert_with(|| Lowered { from, rules: Vec::new() }).rules.push(told);
        }
    }
    let mut found = packs(base, head);
    found.extend(lowered.into_iter().map(|((sample, _), lowered)| lowered.told(&sample)));
    found
}

/// How the head lets a rule speak less loudly than the base, and where that is written.
fn change(base: &Decision, head: Decision, rule: &Rule) -> Option<(String, Provenance)> {
    if head.level < base.level {
        return Some((format!("{} from {} to {}", rule.id, base.level, head.level), head.from));
    }
    let milder = base.chosen && !head.chosen && base.level > Level::Info;
    milder.then(|| (format!("milder cases of {} from {} to their own level", rule.id, base.level), head.from))
}

impl Lowered {
    fn told(self, sample: &Sample) -> Weakening {
        let more = self.rules.len().saturating_sub(NAMED);
        let rules = self.rules.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        Weakening::new(format!("lowers {rules}{more}{sample}"), &self.from)
    }
}

/// Packs and files that the head no longer builds on.
fn packs(base: &Policy, head: &Policy) -> Vec<Weakening> {
    let sources = head.sources();
    let gone = base.sources().into_iter().filter(|name| !sources.contains(name));
    gone.map(|name| Weakening::new(format!("no longer builds on {name}"), &Provenance::Default)).collect()
}
