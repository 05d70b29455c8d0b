//! What the policy asks for besides.

use std::time::Duration;

use super::backup::newest_backup;
use super::{Answer, Asked};
use crate::audit::status::listed;
use crate::policy::{Need, Requirement, Window, in_words};

impl Asked<'_> {
    pub(super) fn need(self, need: &Need) -> Answer {
        match need {
            Need::Backup { record, max_age } => self.backup(record, *max_age),
            Need::Soak(wanted) => self.soak(*wanted),
            Need::Approved(approvals) => self.approved(approvals),
            Need::Branch(branch) => self.branch(branch),
            Need::Window(windows) => self.window(windows),
        }
    }

    fn backup(self, record: &str, max_age: Duration) -> Answer {
        const ASKED: Requirement = Requirement::Backup;
        let [_, to] = self.names();
        let limit = in_words(max_age);
        let question = format!("a backup of {to} was recorded in {record} within the last {limit}");
        let backups = match self.input.backups.get(record) {
            Some(Ok(backups)) => backups,
            Some(Err(why)) => return Answer::unchecked(ASKED, question, why),
            None => return Answer::unchecked(ASKED, question, format!("{record} was not read")),
        };
        let Some(newest) = newest_backup(backups, to, self.input.now) else {
            return Answer::unmet(ASKED, question, format!("it records none of {to}"))
                .help("let the backup job append a line when it has finished; docs: `seawall gate --help`");
        };
        let evidence = format!("{} ago, at {}, as its job says", self.ago(newest.finished_at), newest.location);
        let against = if self.input.now - newest.finished_at > max_age { vec![evidence.clone()] } else { Vec::new() };
        Answer::unless(ASKED, question, against, evidence).help("make a backup, then ask again")
    }

    fn branch(self, branch: &str) -> Answer {
        const ASKED: Requirement = Requirement::Branch;
        let question = format!("a clean commit of {branch} is checked out");
        let checkout = match &self.input.checkout {
            Ok(checkout) => checkout,
            Err(why) => return Answer::unchecked(ASKED, question, why),
        };
        let short = checkout.commit.get(..7).unwrap_or(&checkout.commit);
        let is_on_branch = match checkout.branches.get(branch) {
            Some(Ok(on)) => *on,
            Some(Err(why)) => return Answer::unchecked(ASKED, question, why),
            None => return Answer::unchecked(ASKED, question, format!("nobody looked for {branch}")),
        };
        let changed: Vec<&str> = checkout.changed.iter().map(String::as_str).collect();
        let mut against: Vec<String> =
            listed(&changed).map(|names| format!("not committed: {names}")).into_iter().collect();
        if !is_on_branch {
            against.push(format!("commit {short} is not on {branch}"));
        }
        Answer::unless(ASKED, question, against, format!("commit {short}")).help(
            match (changed.is_empty(), is_on_branch) {
                (false, true) => "commit what was changed, or take it back".to_owned(),
                (true, _) => format!("merge it into {branch}, and release from there"),
                (false, false) => format!("commit what was changed, merge it into {branch}, and release from there"),
            },
        )
    }

    fn window(self, windows: &[Window]) -> Answer {
        let told: Vec<String> = windows.iter().map(ToString::to_string).collect();
        let question = format!("a deploy window is open: {}", told.join(" or "));
        let now = format!("it is {}", crate::audit::status::instant(self.input.now));
        let against =
            if windows.iter().any(|window| window.is_open(self.input.now)) { Vec::new() } else { vec![now.clone()] };
        Answer::unless(Requirement::Window, question, against, now).help("wait for the next window")
    }
}
