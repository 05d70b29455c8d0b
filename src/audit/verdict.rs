//! The policy's word on what the rules found: levels, exemptions, and what is to be said of the exemptions themselves.

use time::Date;

use crate::policy::{Exempter, InlineExemption, Policy};
use crate::project::Migration;
use crate::rules::{self, Finding, Level, Object, Rule};
use crate::sql;

/// One run's judge: the policy, and the exemptions that were needed so far.
pub(super) struct Bench<'a> {
    policy: &'a Policy,
    exempter: Exempter<'a>,
    /// The rules that are looked for at all: somewhere, the policy does not have them off.
    wanted: Vec<&'static Rule>,
}

impl<'a> Bench<'a> {
    /// Begins a run on a day (UTC).
    pub(super) fn new(policy: &'a Policy, today: Date) -> Self {
        let wanted = rules::all().iter().copied().filter(|rule| policy.looks_for(rule)).collect();
        Self { policy, exempter: Exempter::new(policy, today), wanted }
    }

    /// The policy by which it judges.
    pub(super) const fn policy(&self) -> &'a Policy {
        self.policy
    }

    /// The rules that are looked for at all.
    pub(super) fn wanted(&self) -> &[&'static Rule] {
        &self.wanted
    }

    /// Levels and exemptions of a migration's findings, and what is to be said of its directives.
    pub(super) fn settle(&mut self, migration: &Migration, findings: Vec<Finding>) -> Vec<Finding> {
        let mut findings = self.leveled(findings);
        let directives = sql::read_directives(&migration.source);
        let inline = InlineExemption::all(&directives, &migration.source, &migration.name);
        let told = self.exempter.exempt(Some(&migration.name), &mut findings, &inline);
        findings.extend(told);
        findings
    }

    /// The same for findings that no directive in a migration can allow: about the history itself, and in other files.
    pub(super) fn settle_history(&mut self, findings: Vec<Finding>) -> Vec<Finding> {
        let mut findings = self.leveled(findings);
        for finding in &mut findings {
            let migration = finding.migration().map(str::to_owned);
            self.exempter.exempt(migration.as_deref(), std::slice::from_mut(finding), &[]);
        }
        findings
    }

    /// The same for the drift of one object and of what goes with it.
    pub(super) fn settle_drift(&mut self, owner: &Object, findings: Vec<Finding>) -> Vec<Finding> {
        let mut findings = self.settle_history(findings);
        self.exempter.ignore_drift(owner, &mut findings);
        findings
    }

    /// What is to be said of the policy's exemptions of drift, once every database was compared.
    pub(super) fn unused_ignores(&self) -> Vec<Finding> {
        self.exempter.unused_ignores()
    }

    /// What is to be said of the policy's exemptions, once everything was judged.
    pub(super) fn exemption_findings(&self, everything: bool) -> Vec<Finding> {
        self.exempter.finish(everything, &|rule| self.wanted.iter().any(|wanted| wanted.id == rule.id))
    }

    fn leveled(&self, findings: Vec<Finding>) -> Vec<Finding> {
        let leveled = findings.into_iter().map(|finding| Finding { level: self.policy.level_of(&finding), ..finding });
        leveled.filter(|finding| finding.level != Level::Off).collect()
    }
}
