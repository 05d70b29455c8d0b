//! What the two history tables must say.

use std::time::Duration;

use super::{Answer, Asked, Side};
use crate::audit::status::{State, listed};
use crate::live::{Content, HistoryTable, Keeps, MigrationState, Running};
use crate::policy::{Requirement, in_words};
use crate::rules::history::{recorded, unfinished};
use crate::rules::{Category, Finding, Level};

impl Asked<'_> {
    /// Every migration that is pending on the target is applied on the source: by a run, to its end, with the text that the
    /// repository has.
    pub(super) fn applied_first(self) -> Answer {
        const ASKED: Requirement = Requirement::AppliedFirst;
        let [from, to] = self.names();
        let question = format!("every migration pending on {to} is applied on {from}, {}", self.by_what());
        let (Some(source), Some(_)) = (self.input.from.read(), self.input.to.read()) else {
            return Answer::unread(ASKED, question, self.unread_side());
        };
        let against = self.pending.iter().filter_map(|name| self.unproven(name, &source.table)).collect();
        let names: Vec<&str> = self.pending.iter().map(String::as_str).collect();
        let met =
            listed(&names).map_or_else(|| format!("nothing is pending on {to}"), |names| format!("pending: {names}"));
        Answer::unless(ASKED, question, against, met)
            .help(format!("deploy this commit to {from} first, try it there, then ask again"))
    }

    /// What the source's history keeps, by which a migration is held against its file.
    fn by_what(self) -> String {
        let table = self.input.from.read().map(|reading| &reading.table);
        match table.map(|table| (table.keeps(), table)) {
            Some((Keeps::Nothing, table)) => format!("by its name only: {} stores no checksum", table.title()),
            Some((Keeps::Statements, _)) => "with the same statements".to_owned(),
            _ => "with the same content".to_owned(),
        }
    }

    /// Why a migration does not count as proven on the source.
    fn unproven(self, name: &str, table: &HistoryTable) -> Option<String> {
        let [from, _] = self.names();
        let Some(row) = table.current(name) else { return Some(format!("{name} is pending on {from}")) };
        let state = State::from(table.state(row));
        match state {
            State::Applied if row.content != Content::Other => None,
            State::Applied => Some(format!("{name} was applied on {from} with another text than the file has now")),
            State::Baselined => Some(format!("{name} was declared applied on {from} and never ran there")),
            other => Some(format!("{name} is {} on {from}", other.as_str())),
        }
    }

    pub(super) fn nothing_unfinished(self) -> Answer {
        const ASKED: Requirement = Requirement::NothingUnfinished;
        let [from, to] = self.names();
        let both = [self.input.from, self.input.to].into_iter().filter_map(Side::read);
        let question = unfinished_question(from, to, both.map(|reading| &reading.table));
        let (Some(source), Some(target)) = (self.input.from.read(), self.input.to.read()) else {
            return Answer::unread(ASKED, question, self.unread_side());
        };
        let mut against = unfinished_in(from, &source.table);
        against.extend(unfinished_in(to, &target.table));
        let rules = [unfinished::FAILED.id];
        let told = self.blocks(|finding| rules.contains(&finding.rule));
        let unseen =
            [(from, source), (to, target)].into_iter().find(|(_, side)| side.table.running == Running::Unknown);
        if let (Some((name, _)), true) = (unseen, against.is_empty()) {
            let why = format!("{name} is a standby, where nobody can see whether a deploy is running");
            return Answer::unchecked(ASKED, question, why).help("name the primary server in the connection string");
        }
        Answer::unless(ASKED, question, against, unlocked(&source.table))
            .help("resolve what failed, or wait until the deploy has ended, then ask again")
            .told(told)
    }

    /// All else that the histories say and the policy does not let pass.
    pub(super) fn histories_fit(self) -> Answer {
        const ASKED: Requirement = Requirement::HistoriesFit;
        let [from, to] = self.names();
        let question = format!("what {from} and {to} have applied is what the repository has");
        if self.input.from.read().is_none() || self.input.to.read().is_none() {
            return Answer::unread(ASKED, question, self.unread_side());
        }
        let own =
            |finding: &&Finding| finding.rule != unfinished::FAILED.id && blocks(finding) && is_of_status(finding);
        let against: Vec<String> =
            self.report.findings.iter().filter(own).map(|finding| finding.message.clone()).collect();
        let told = !against.is_empty();
        let met = format!("{} migrations in {}", self.input.history.migrations.len(), self.input.history.shown);
        Answer::unless(ASKED, question, against, met).told(told)
    }

    /// The pending migrations have been on the source for some time.
    pub(super) fn soak(self, wanted: Duration) -> Answer {
        const ASKED: Requirement = Requirement::Soak;
        let [from, to] = self.names();
        let wanted_words = in_words(wanted);
        let question = format!("what is pending on {to} has been on {from} for {wanted_words}");
        let Some(source) = self.input.from.read() else { return Answer::unread(ASKED, question, self.input.from) };
        let applied = |name: &String| source.table.current(name).filter(|row| source.table.state(row).is_applied());
        if self.pending.iter().filter_map(applied).any(|row| row.finished_at.is_none()) {
            let why = format!("{} notes no times in {}", source.table.title(), source.table.shown());
            return Answer::unchecked(ASKED, question, why)
                .help("take `soak` out of the policy's `gate.require`, or excuse it there: `gate.unchecked`");
        }
        let finished = |name: &String| source.table.current(name).and_then(|row| row.finished_at);
        let too_young = |name: &&String| finished(name).is_none_or(|at| self.input.now - at < wanted);
        let told = |name: &String| match finished(name) {
            Some(at) => format!("{name} has been there for {}", self.ago(at)),
            None => format!("{name} is not applied there"),
        };
        let against = self.pending.iter().filter(too_young).map(told).collect();
        let newest = self.pending.iter().filter_map(finished).max();
        let met = newest.map_or_else(
            || format!("nothing is pending on {to}"),
            |at| format!("the newest came {} ago", self.ago(at)),
        );
        Answer::unless(ASKED, question, against, met).help("wait, and watch the application there meanwhile")
    }

    /// How long ago, in whole seconds; a time of a clock that is ahead is now.
    pub(super) fn ago(self, at: time::OffsetDateTime) -> String {
        in_words(Duration::try_from(self.input.now - at).unwrap_or_default())
    }

    pub(super) fn unread_side(&self) -> &Side {
        if self.input.from.reading.is_err() { self.input.from } else { self.input.to }
    }

    /// Findings that do not pass.
    pub(super) fn blocks(&self, wanted: impl Fn(&Finding) -> bool) -> bool {
        self.report.findings.iter().any(|finding| blocks(finding) && wanted(finding))
    }
}

pub(super) fn blocks(finding: &Finding) -> bool {
    finding.counts() && finding.level == Level::Block
}

/// Findings about a history table: those of `check` about files have other rules.
fn is_of_status(finding: &Finding) -> bool {
    use recorded::{ABSENT, BASELINED, EDITED, MISSING, OUT_OF_ORDER, SKIPPED, TWICE};
    let rules = [&ABSENT, &BASELINED, &EDITED, &MISSING, &OUT_OF_ORDER, &SKIPPED, &TWICE, &unfinished::ROLLED_BACK];
    finding.category == Category::History && rules.iter().any(|rule| rule.id == finding.rule)
}

/// Whether nothing is at work; where a tool shows nothing of a run, no more is asked than can be seen.
pub(in crate::audit) fn unfinished_question<'a>(
    from: &str,
    to: &str,
    tables: impl IntoIterator<Item = &'a HistoryTable>,
) -> String {
    match tables.into_iter().find(|table| table.running == Running::Untold) {
        None => format!("no migration failed or is running on {from} or {to}"),
        Some(table) => format!(
            "no migration failed on {from} or {to}, and none is seen running ({} shows a run only once it writes its history)",
            table.title()
        ),
    }
}

/// What was seen where nothing is at work.
pub(in crate::audit) fn unlocked(table: &HistoryTable) -> String {
    match table.running {
        Running::Untold => format!("nobody is writing to {}", table.shown()),
        _ => format!("nobody holds the lock of {}", table.title()),
    }
}

pub(in crate::audit) fn unfinished_in(environment: &str, table: &HistoryTable) -> Vec<String> {
    let rows = table.currents().into_iter().map(|row| (&row.name, table.state(row)));
    let mut found: Vec<String> = rows
        .filter(|(_, state)| !state.is_applied() && *state != MigrationState::RolledBack)
        .map(|(name, state)| format!("{environment}: {name} is {}", State::from(state).as_str()))
        .collect();
    if found.is_empty() && table.running == Running::Yes {
        found.push(format!("{environment}: somebody holds the lock of {}", table.title()));
    }
    found
}
