//! `gate --verify`: is everything still as a release record says? Cheap enough to ask right before the deploy.

use std::time::Duration;

use time::OffsetDateTime;

use super::gate::{Answer, Gate, Reading, Side, conclude, unfinished_in, unfinished_question, unlocked};
use super::record::{RecordedSide, ReleaseRecord};
use super::report::{Report, Verdict};
use crate::policy::{Policy, Requirement, in_words};
use crate::project::{Checkout, History};

/// What a record is held against.
#[derive(Debug)]
pub struct VerifyInput<'a> {
    /// The record.
    pub record: &'a ReleaseRecord,
    /// The migrations of the repository.
    pub history: &'a History,
    /// What is checked out; why that cannot be told otherwise.
    pub checkout: Result<Checkout, String>,
    /// Where the pending migrations were proven, as it is now.
    pub from: &'a Side,
    /// Where they go, as it is now.
    pub to: &'a Side,
    /// Now.
    pub now: OffsetDateTime,
}

/// Whether a record may be relied on without looking anywhere else: it says go, for this environment, and is young enough. For the
/// guard of commands, before it lets a deploy through.
///
/// # Errors
/// Why not, as a sentence.
pub fn record_is_fresh(
    record: &ReleaseRecord,
    environment: &str,
    max_age: Duration,
    now: OffsetDateTime,
) -> Result<(), String> {
    let target = &record.predicate.to.environment;
    if target != environment {
        return Err(format!("the release record is about {target}, not about {environment}"));
    }
    if !record.says_go() {
        return Err(format!("the release record of {} says no-go", record.predicate.time));
    }
    let age = record.time().map(|at| now - at).ok_or("the release record has no time")?;
    // A minute of difference between two clocks is no forgery.
    if age < time::Duration::minutes(-1) {
        return Err(format!("the release record is of the future: {}", record.predicate.time));
    }
    if age > max_age {
        let (age, limit) = (in_words(Duration::try_from(age).unwrap_or_default()), in_words(max_age));
        return Err(format!("the release record is {age} old, and the policy relies on one for {limit}"));
    }
    Ok(())
}

/// Holds a record against the files, the commit, the policy and both environments.
#[must_use]
pub fn verify(input: &VerifyInput<'_>, policy: &Policy) -> Report {
    let requirements = answers(input, policy);
    let mut report = Report { command: "gate", policy: policy.sources(), ..Report::default() };
    for side in [input.from, input.to] {
        if let Err(error) = &side.reading {
            report.incomplete.push(super::status::unread(&side.environment, error));
        }
    }
    conclude(&mut report, &requirements);
    let go = report.verdict() == Verdict::Pass;
    report.notes.push("only a signature over the record proves who wrote it".to_owned());
    report.gate = Some(Gate {
        from: input.from.environment.clone(),
        to: input.to.environment.clone(),
        go,
        pending: input.record.predicate.pending.iter().map(|one| one.name.clone()).collect(),
        requirements,
    });
    report
}

fn answers(input: &VerifyInput<'_>, policy: &Policy) -> Vec<Answer> {
    let predicate = &input.record.predicate;
    let answers = vec![
        fresh(input, policy),
        files(input),
        commit(input),
        same_policy(input, policy),
        side(Requirement::SourceUnmoved, &predicate.from, input.from),
        side(Requirement::TargetUnmoved, &predicate.to, input.to),
        nobody_deploys(input),
    ];
    answers.into_iter().map(|answer| answer.excused_by(&policy.gate)).collect()
}

fn fresh(input: &VerifyInput<'_>, policy: &Policy) -> Answer {
    let to = &input.to.environment;
    let question = format!("the record lets {to} be deployed to, and is young enough");
    let limit = policy.gate.record_max_age.value;
    match record_is_fresh(input.record, to, limit, input.now) {
        Ok(()) => Answer::met(Requirement::RecordFresh, question, format!("go, of {}", input.record.predicate.time)),
        Err(why) => Answer::unmet(Requirement::RecordFresh, question, why).help(again(input)),
    }
}

fn files(input: &VerifyInput<'_>) -> Answer {
    let question = "the migration files are those of the record";
    let moved = input.record.moved_files(input.history);
    let met = format!("{} files", input.history.migrations.len());
    let names: Vec<&str> = moved.iter().map(String::as_str).collect();
    let against =
        super::status::listed(&names).map(|names| format!("other, new or gone: {names}")).into_iter().collect();
    Answer::unless(Requirement::FilesUnmoved, question, against, met).help(again(input))
}

fn commit(input: &VerifyInput<'_>) -> Answer {
    const ASKED: Requirement = Requirement::CommitUnmoved;
    let question = "the commit that is checked out is that of the record";
    match (&input.checkout, input.record.commit()) {
        (_, None) => Answer::passed_over(ASKED, question, "the record was made outside git"),
        (Err(why), _) => Answer::unchecked(ASKED, question, why),
        (Ok(checkout), Some(commit)) if input.record.commit_moved(checkout) => {
            let now = checkout.commit.get(..7).unwrap_or(&checkout.commit);
            Answer::unmet(ASKED, question, format!("the record is of {commit}, checked out is {now}"))
                .help(again(input))
        }
        (Ok(_), Some(commit)) => Answer::met(ASKED, question, commit),
    }
}

fn same_policy(input: &VerifyInput<'_>, policy: &Policy) -> Answer {
    const ASKED: Requirement = Requirement::PolicyUnmoved;
    let question = "the policy says what it said then";
    if input.record.policy_moved(policy) {
        return Answer::unmet(ASKED, question, "a value of the policy is another one").help(again(input));
    }
    Answer::met(ASKED, question, policy.sources().join(", "))
}

fn side(asked: Requirement, then: &RecordedSide, now: &Side) -> Answer {
    let question = format!("{} is as it was then", now.environment);
    let Some(reading) = now.read() else { return Answer::unread(asked, question, now) };
    if then.environment != now.environment {
        return Answer::unmet(asked, question, format!("the record is about {}", then.environment));
    }
    match then.moved(reading) {
        Some(moved) => Answer::unmet(asked, question, moved.join(", ")).help(format!(
            "see what moved (seawall status {0}, seawall drift {0}), then ask the gate again",
            now.environment
        )),
        None if reading.server.system_identifier.is_none() => Answer::unchecked(
            asked,
            question,
            "the role may not ask which cluster this is, so another one with the same content looks alike",
        ),
        None => Answer::met(asked, question, "history and schema are equal"),
    }
}

/// The record can be read and held against both sides while a deploy is at work; it must not be relied on.
fn nobody_deploys(input: &VerifyInput<'_>) -> Answer {
    const ASKED: Requirement = Requirement::NothingUnfinished;
    let [from, to] = [input.from, input.to];
    let tables = [from, to].into_iter().filter_map(|side| Some(&side.read()?.table));
    let question = unfinished_question(&from.environment, &to.environment, tables);
    let both: Vec<(&str, &Reading)> =
        [from, to].into_iter().filter_map(|side| Some((side.environment.as_str(), side.read()?))).collect();
    if both.len() < 2 {
        return Answer::unread(ASKED, question, if from.reading.is_err() { from } else { to });
    }
    let against = both.iter().flat_map(|(name, reading)| unfinished_in(name, &reading.table)).collect();
    Answer::unless(ASKED, question, against, unlocked(&both[0].1.table))
        .help("wait until the deploy has ended, then ask again")
}

fn again(input: &VerifyInput<'_>) -> String {
    format!("ask again: seawall gate --from {} --to {} --record FILE", input.from.environment, input.to.environment)
}
