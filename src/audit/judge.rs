//! Every rule on every step of a migration, for each way in which the runner may send it.

use super::transactions::transactions;
use crate::project::{Sending, Tool};
use crate::rules::{Check, Finding, Hit, Hits, Judged, Location, Rule, Sent, Step};
use crate::schema::Server;
use crate::sql::{Source, Statement};

/// A way of sending the file, and for which runners it holds (`prisma@<7.4`).
pub(super) type Way = (Sending, String);

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

impl Subject<'_> {
    fn sent<'a>(&'a self, (sending, runners): &'a Way) -> Judged<'a> {
        Judged {
            name: self.name,
            source: self.source,
            statements: self.statements,
            steps: self.steps,
            sent: Sent::new(*sending, runners, transactions(self.steps, *sending)),
            tool: self.tool,
            server: self.server,
            complete: self.complete,
        }
    }
}

/// One hit of one rule, and the runners for which it holds (all, where empty).
#[derive(Debug)]
pub(super) struct Raised {
    pub(super) rule: &'static Rule,
    pub(super) hit: Hit,
    pub(super) step: usize,
    pub(super) runners: Vec<String>,
}

impl PartialEq for Raised {
    fn eq(&self, other: &Self) -> bool {
        (self.rule.id, self.step, &self.hit, &self.runners) == (other.rule.id, other.step, &other.hit, &other.runners)
    }
}

/// What the rules say of a migration, in the order of its statements.
///
/// A runner that sends statement by statement may send this file whole: `splits`, where there is a doubt, tells. It is asked
/// only where the answer matters, because to know it may take as long as all the rules.
pub(super) fn judge<Splits: FnOnce() -> bool>(
    subject: &Subject<'_>,
    ways: &[Way],
    splits: Option<Splits>,
    wanted: &[&'static Rule],
) -> Vec<Raised> {
    let runners: Vec<&str> = ways.iter().map(|(_, runners)| runners.as_str()).collect();
    let everyone = (Sending::OneQuery, runners.join(" or "));
    let whole = splits.as_ref().map(|_| subject.sent(&everyone));
    let apart: Vec<Judged<'_>> = ways.iter().map(|way| subject.sent(way)).collect();
    let Some((first, others)) = apart.split_first() else { return Vec::new() };
    let (mut raised, mut if_whole, mut if_apart) = (Vec::new(), Vec::new(), Vec::new());
    for rule in wanted {
        let found = run(rule, first);
        if first.take_asked() {
            if_whole.extend(whole.iter().flat_map(|whole| run(rule, whole)));
            let found = std::iter::once(found).chain(others.iter().map(|other| run(rule, other)));
            if_apart.extend(merged(found.zip(&runners)));
        } else {
            raised.extend(found);
        }
    }
    let sent_whole = splits.is_some_and(|splits| if_whole != if_apart && !splits());
    raised.extend(if sent_whole { if_whole } else { if_apart });
    raised.sort_by_key(|raised| (raised.step, raised.rule.id));
    raised
}

/// What a rule says for one way of sending.
fn run(rule: &'static Rule, judged: &Judged<'_>) -> Vec<Raised> {
    let mut hits = Hits::default();
    match rule.check {
        Check::Step(check) => {
            for (at, step) in judged.steps.iter().enumerate() {
                let known = hits.0.len();
                check(judged, at, step, &mut hits);
                hits.0[known..].iter_mut().for_each(|hit| hit.step = Some(at));
            }
        }
        Check::Migration(check) => check(judged, &mut hits),
        Check::Audit => {}
    }
    let raised = |hit: Hit| Raised { rule, step: hit.step.unwrap_or(0), hit, runners: Vec::new() };
    hits.0.into_iter().map(raised).collect()
}

/// What a rule says for each way of sending. The same hit for several is one that holds for them; for all, it names none.
fn merged<'a>(ways: impl Iterator<Item = (Vec<Raised>, &'a &'a str)>) -> Vec<Raised> {
    let mut raised: Vec<Raised> = Vec::new();
    let mut count = 0;
    for (found, runner) in ways {
        count += 1;
        for mut found in found {
            let same = |known: &&mut Raised| {
                known.step == found.step && known.hit.message == found.hit.message && known.hit.span == found.hit.span
            };
            match raised.iter_mut().find(same) {
                Some(known) if known.runners.iter().any(|known| known == runner) => {}
                Some(known) => known.runners.push((*runner).to_owned()),
                None => {
                    found.runners.push((*runner).to_owned());
                    raised.push(found);
                }
            }
        }
    }
    for raised in raised.iter_mut().filter(|raised| raised.runners.len() == count) {
        raised.runners.clear();
    }
    raised
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::audit::replay::Replay;
    use crate::rules;
    use crate::sql::read;

    fn told(pending: &str, splits: impl FnOnce() -> bool) -> Vec<(&'static str, String, Vec<String>)> {
        let server = Server::new(15);
        let mut replay = Replay::new("public", server);
        replay.apply(0, &read(&Source::new("0.sql", "CREATE TABLE item (id int, price int);")));
        replay.judge_from(1);
        let source = Source::new("1.sql", pending);
        let statements = read(&source);
        let steps = replay.steps(1, &statements);
        let name = "1".into();
        let subject = Subject {
            name: &name,
            source: &source,
            statements: &statements,
            steps: &steps,
            server,
            tool: Tool::Prisma,
            complete: true,
        };
        let ways = [(Sending::OneQuery, "old".to_owned()), (Sending::PerStatement, "new".to_owned())];
        let raised = judge(&subject, &ways, Some(splits), rules::all());
        raised.into_iter().map(|raised| (raised.rule.id, raised.hit.message, raised.runners)).collect()
    }

    #[test]
    fn asks_whether_the_file_is_split_only_where_that_matters() {
        let same = told("CREATE INDEX i ON item (id); ALTER TABLE item DROP COLUMN price;", || panic!("not asked"));
        assert!(same.iter().any(|(rule, _, runners)| *rule == "drop-column" && runners.is_empty()), "{same:?}");
        let sql = "CREATE INDEX CONCURRENTLY i ON item (id); SELECT 1;";
        let fails = |splits| {
            let found = told(sql, move || splits).into_iter().find(|(rule, ..)| *rule == "concurrently-in-transaction");
            found.map(|(_, message, runners)| (message.contains("old or new"), runners))
        };
        assert_eq!(fails(true), Some((false, vec!["old".to_owned()])));
        assert_eq!(fails(false), Some((true, Vec::new())), "sent whole, it fails for everybody");
    }
}
