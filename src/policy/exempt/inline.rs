//! `-- seawall: allow RULE reason`: exemptions that stand beside their statement.

use std::sync::Arc;

use super::{Exempter, Told};
use crate::policy::exemption::{day, holds};
use crate::policy::mistake::Mistake;
use crate::rules::policy::exemption::{EXPIRED, UNUSED};
use crate::rules::policy::inline::{FORBIDDEN, UNKNOWN_RULE, UNREADABLE, WITHOUT_REASON};
use crate::rules::{AppliedExemption, Finding, Location, Rule};
use crate::sql::{Directive, DirectiveProblem, Source};

/// One rule that a comment in a migration allows; a comment that names several is one for each.
#[derive(Debug, Clone)]
pub struct InlineExemption {
    /// Where the comment stands: with its statement, from 1.
    pub location: Location,
    /// The rule as written.
    pub rule: String,
    /// Why, in the author's words.
    pub reason: Option<String>,
    /// The day after `until=` as written.
    pub until: Option<String>,
    /// Why the comment cannot be read, where that is so; the other fields then do not count.
    pub unreadable: Option<String>,
}

impl InlineExemption {
    /// What the directives of a migration say, rule by rule.
    #[must_use]
    pub fn all(directives: &[Directive], source: &Source, migration: &Arc<str>) -> Vec<Self> {
        let location = |directive: &Directive, span| Location {
            source: source.clone(),
            span,
            migration: Some(migration.clone()),
            statement: directive.statement.map(|index| index + 1),
        };
        let one = |directive: &Directive, rule: &str, span| Self {
            location: location(directive, span),
            rule: rule.to_owned(),
            reason: directive.reason.clone(),
            until: directive.until.clone(),
            unreadable: directive
                .problem
                .as_ref()
                .filter(|problem| **problem != DirectiveProblem::NoReason)
                .map(ToString::to_string),
        };
        let each = |directive: &Directive| match directive.rules.as_slice() {
            [] => vec![one(directive, "", directive.span)],
            rules => rules.iter().map(|rule| one(directive, &rule.name, rule.span)).collect(),
        };
        directives.iter().flat_map(each).collect()
    }

    fn covers(&self, rule: &Rule, finding: &Finding) -> bool {
        let same_statement = |location: &Location| {
            location.source.path() == self.location.source.path()
                && location.statement.is_some()
                && location.statement == self.location.statement
        };
        finding.rule == rule.id && finding.location.as_ref().is_some_and(same_statement)
    }

    fn applied(&self, reason: &str) -> AppliedExemption {
        let source = &self.location.source;
        let line = source.position(self.location.span.start).line;
        AppliedExemption {
            reason: reason.to_owned(),
            source: format!("{}:{line}", source.path()),
            until: self.until.clone(),
        }
    }
}

impl Exempter<'_> {
    /// Exempts what a directive names, if it may; else tells why it does not.
    pub(super) fn inline(&self, directive: &InlineExemption, findings: &mut [Finding]) -> Option<Told> {
        self.obey(directive, findings).err().map(|told| told.at(&directive.location))
    }

    fn obey(&self, directive: &InlineExemption, findings: &mut [Finding]) -> Result<(), Told> {
        let (rule, reason) = self.read(directive)?;
        let until = match directive.until.as_deref() {
            Some(written) => Some(day(written).ok_or_else(|| bad_day(written))?),
            None => None,
        };
        let named: Vec<&mut Finding> = findings.iter_mut().filter(|finding| directive.covers(rule, finding)).collect();
        if named.is_empty() {
            let message = format!("{} says nothing about this statement, so there is nothing to allow", rule.id);
            return Err(Told::of(&UNUSED, message).help("remove the comment"));
        }
        if let Some(from) = self.policy.forbidden.get(&rule.category) {
            let message = format!("{} is {}, which no comment may allow ({from})", rule.id, rule.category);
            return Err(Told::of(&FORBIDDEN, message).help("ask for an exemption in the policy file"));
        }
        if !holds(until, self.today) {
            let day = directive.until.as_deref().unwrap_or_default();
            let message = format!("this held until {day}; the finding of {} counts again", rule.id);
            return Err(Told::of(&EXPIRED, message).help("give it a new day if the reason still holds, else remove it"));
        }
        for finding in named {
            finding.exemption.get_or_insert_with(|| directive.applied(reason));
        }
        Ok(())
    }

    /// The rule and the reason, where the directive has both.
    fn read<'d>(&self, directive: &'d InlineExemption) -> Result<(&'static Rule, &'d str), Told> {
        if let Some(problem) = &directive.unreadable {
            return Err(Told::of(&UNREADABLE, problem.as_str()).help("write `-- seawall: allow RULE reason`"));
        }
        let known = || self.policy.rules.iter().map(|rule| rule.id);
        let unknown = || Told::mistake(&UNKNOWN_RULE, Mistake::unknown("rule", &directive.rule, known()));
        let rule = self.policy.rule(&directive.rule).ok_or_else(unknown)?;
        let reason = directive.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
        let without = || {
            Told::of(&WITHOUT_REASON, format!("this allows {} without a reason, so it does not count", rule.id))
                .help(format!("say why: `-- seawall: allow {} <why>`", rule.id))
        };
        Ok((rule, reason.ok_or_else(without)?))
    }
}

fn bad_day(written: &str) -> Told {
    Told::of(&UNREADABLE, format!("`until={written}` is not a day")).help("write it as `until=2026-12-31`")
}
