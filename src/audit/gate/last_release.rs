//! Whether anything moved on the target since the last release.

use super::{Answer, Asked};
use crate::audit::record::{Applied, ReleaseRecord, applied};
use crate::live::{Checksum, Content, HistoryTable};
use crate::policy::Requirement;

impl Asked<'_> {
    /// The target is as the newest record left it: untouched, or with just the migrations that were pending then.
    pub(super) fn last_release(self) -> Answer {
        const ASKED: Requirement = Requirement::LastRelease;
        let [_, to] = self.names();
        let question = format!("nothing moved on {to} since its newest release record");
        let record = match &self.input.last_record {
            Ok(Some(record)) => record,
            Ok(None) => return Answer::passed_over(ASKED, question, self.no_record()),
            Err(why) => {
                return Answer::unmet(ASKED, question, why)
                    .help("restore the record from where it was kept; a record that was changed proves nothing");
            }
        };
        let Some(now) = self.input.to.read() else { return Answer::unread(ASKED, question, self.input.to) };
        let at = &record.predicate.time;
        let Some(moved) = record.predicate.to.moved(now) else {
            return Answer::met(ASKED, question, format!("as recorded at {at}"));
        };
        if self.was_deployed(record) {
            let deployed = record.predicate.pending.len();
            let schema = if record.predicate.from.catalog.as_ref() == Some(&now.catalog) {
                "its schema is the one recorded for the environment before"
            } else {
                "its schema is held against its migrations by the drift requirement"
            };
            return Answer::met(
                ASKED,
                question,
                format!("as recorded at {at}, with the {deployed} then pending migrations deployed; {schema}"),
            );
        }
        Answer::unmet(ASKED, question, format!("since {at}: {}", moved.join(", ")))
            .help(format!("find out who changed it (seawall status {to}, seawall drift {to}), then record it anew: `seawall gate … --record FILE`"))
    }

    fn no_record(self) -> String {
        match &self.policy.gate.records {
            None => "the policy names no records (`gate.records`)".to_owned(),
            Some(records) => format!("no record of it yet in {}", records.value),
        }
    }

    /// What is applied on the target is what was applied then and what was pending then. Line ends may have been other ones on the
    /// machine that deployed.
    fn was_deployed(self, record: &ReleaseRecord) -> bool {
        let Some(now) = self.input.to.read() else { return false };
        if !record.says_go() || record.predicate.pending.is_empty() {
            return false;
        }
        let then: Vec<&Applied> = record.predicate.to.applied.iter().chain(&record.predicate.pending).collect();
        let applied = applied(&now.table);
        let is_known = |one: &Applied| then.iter().any(|other| self.is_same(one, other, &now.table));
        then.len() == applied.len() && applied.iter().all(is_known)
    }

    /// What is kept is the same; or the record has the digest of the file that is here, and the table does not say that another
    /// one was applied.
    fn is_same(self, one: &Applied, other: &Applied, table: &HistoryTable) -> bool {
        let text = || self.input.history.position(&one.name).map(|at| self.input.history.migrations[at].source.text());
        let is_this_file = |text: &str| Checksum::stored(&other.checksum).matches(text);
        let fits = || table.current(&one.name).is_some_and(|row| row.content != Content::Other);
        one.name == other.name && (one.checksum == other.checksum || fits() && text().is_some_and(is_this_file))
    }
}
