//! Drift that the policy ignores, and ignored drift that is not there.

use super::{Exempter, Told};
use crate::policy::provenance::Provenance;
use crate::rules::policy::exemption::UNUSED;
use crate::rules::{AppliedExemption, Finding, Object};

impl Exempter<'_> {
    /// Exempts the drift of one object, and of what goes with it, that `drift.ignore` names. A pattern for a table covers its
    /// columns, indexes and triggers.
    pub fn ignore_drift(&mut self, owner: &Object, findings: &mut [Finding]) {
        for (ignored, used) in self.policy.drift.ignore.iter().zip(&mut self.ignored) {
            let pattern = &ignored.value.object;
            let covers = |finding: &Finding| {
                pattern.matches(owner) || finding.objects.first().is_some_and(|object| pattern.matches(object))
            };
            for finding in findings.iter_mut().filter(|finding| covers(finding)) {
                *used = true;
                finding.exemption.get_or_insert_with(|| AppliedExemption {
                    reason: ignored.value.reason.clone(),
                    source: ignored.from.to_string(),
                    until: None,
                });
            }
        }
    }

    /// What is to be said of ignored drift that is not there. A pack speaks for many databases: what it names need not be.
    #[must_use]
    pub fn unused_ignores(&self) -> Vec<Finding> {
        let ignored = self.policy.drift.ignore.iter().zip(&self.ignored);
        let useless = ignored.filter(|(ignored, used)| !**used && matches!(ignored.from, Provenance::File { .. }));
        let told = useless.map(|(ignored, _)| {
            Told::of(&UNUSED, format!("there is no drift of {} to ignore", ignored.value.object))
                .at_policy(&ignored.from)
                .help("remove it, or correct the object that it names")
        });
        told.filter_map(|told| self.finding(told)).collect()
    }
}
