//! Every rule on every step of a migration, for each way in which the runner may send it.

use super::transactions::transactions;
use crate::project::{Sending, Tool};
use crate::rules::{Check, Finding, Hit, Hits, Judged, Location, Rule, Step};
use crate::schema::Server;
use crate::sql::{Source, Statement};

/// A way of sending the file, and for which runners it holds.
#[derive(Debug, Clone)]
pub(super) struct Way {
    /// How.
    pub(super) sending: Sending,
    /// `prisma@<7.4`.
    pub(super) label: String,
}

/// A migration and what was made of it.
pub(super) struct Subject<'a> {
    pub(super) name: &'a std::sync::Arc<str>,
    pub(super) source: &'a Source,
    pub(super) statements: &'a [Statement],
    pub(super) steps: &'a [Step],
    pub(super) server: Server,
    pub(super) tool: Tool,
    pub(super) complete: bool,
}

/// One hit of one rule, and the runners for which it holds (all, where empty).
pub(super) struct Raised {
    pub(super) rule: &'static Rule,
    pub(super) hit: Hit,
    pub(super) step: usize,
    pub(super) runners: Vec<String>,
}

/// What the rules say of a migration, in the order of its statements.
pub(super) fn judge(subject: &Subject<'_>, ways: &[Way], wanted: &[&'static Rule]) -> Vec<Raised> {
    let mut raised: Vec<Raised> = Vec::new();
    let sendings = by_sending(ways);
    for (sending, label) in &sendings {
        let judged = Judged {
            name: subject.name,
            source: subject.source,
            statements: subject.statements,
            steps: subject.steps,
            transactions: transactions(subject.steps, *sending),
            sending: *sending,
            runner: label,
            tool: subject.tool,
            server: subject.server,
            complete: subject.complete,
        };
        for found in run_rules(&judged, wanted) {
            merge(&mut raised, found, label);
        }
    }
    // What holds for every way names none.
    for raised in raised.iter_mut().filter(|raised| raised.runners.len() == sendings.len()) {
        raised.runners.clear();
    }
    raised.sort_by_key(|raised| (raised.step, raised.rule.id));
    raised
}

/// The ways in which the file may be sent, each once, and for which runners.
fn by_sending(ways: &[Way]) -> Vec<(Sending, String)> {
    let mut sendings: Vec<(Sending, String)> = Vec::new();
    for way in ways {
        match sendings.iter_mut().find(|(sending, _)| *sending == way.sending) {
            Some((_, label)) => *label = format!("{label} or {}", way.label),
            None => sendings.push((way.sending, way.label.clone())),
        }
    }
    sendings
}

fn run_rules(judged: &Judged<'_>, wanted: &[&'static Rule]) -> Vec<(&'static Rule, Hit, usize)> {
    let mut found = Vec::new();
    for rule in wanted {
        match rule.check {
            Check::Step(check) => {
                for (at, step) in judged.steps.iter().enumerate() {
                    let mut hits = Hits::default();
                    check(judged, at, step, &mut hits);
                    if hits.0.is_empty() {
                        continue;
                    }
                    found.extend(hits.0.into_iter().map(|hit| (*rule, hit, at)));
                }
            }
            Check::Migration(check) => {
                let mut hits = Hits::default();
                check(judged, &mut hits);
                found.extend(hits.0.into_iter().map(|hit| {
                    let at = hit.step.unwrap_or(0);
                    (*rule, hit, at)
                }));
            }
            Check::Audit => {}
        }
    }
    found
}

/// The same hit for another way of sending is one finding that holds for both.
fn merge(raised: &mut Vec<Raised>, (rule, hit, step): (&'static Rule, Hit, usize), label: &str) {
    let same = |other: &&mut Raised| {
        other.rule.id == rule.id && other.step == step && other.hit.message == hit.message && other.hit.span == hit.span
    };
    match raised.iter_mut().find(same) {
        Some(known) if known.runners.iter().any(|known| known == label) => {}
        Some(known) => known.runners.push(label.to_owned()),
        None => raised.push(Raised { rule, hit, step, runners: vec![label.to_owned()] }),
    }
}

/// A hit as a finding at its rule's own level; the policy has not spoken yet.
pub(super) fn finding(subject: &Subject<'_>, raised: Raised) -> Finding {
    let Raised { rule, hit, step, runners } = raised;
    let step = subject.steps.get(step);
    let span = hit.span.or_else(|| step.map(Step::span)).unwrap_or_default();
    Finding {
        level: hit.level.unwrap_or(rule.level),
        why: hit.why,
        help: hit.help,
        location: Some(Location {
            source: subject.source.clone(),
            span,
            migration: Some(subject.name.clone()),
            statement: step.map(|step| step.statement),
        }),
        runners,
        objects: hit.objects,
        locks: step.map(Step::locked_relations).unwrap_or_default(),
        rewrites: step.map(Step::rewritten_tables).unwrap_or_default(),
        ..Finding::of(rule, hit.message)
    }
}
