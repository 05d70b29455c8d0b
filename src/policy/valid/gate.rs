//! What the gate needs.

use std::time::Duration;

use bytesize::ByteSize;
use time::{Time, Weekday, macros::format_description};

use super::Checker;
use super::entries::text;
use crate::policy::file::{BackupEntry, GateEntry, RequireEntry, UncheckedEntry, WindowEntry};
use crate::policy::gate::{Approvals, GatePolicy, Need, Requirement, Unchecked, Window};
use crate::policy::level::Selector;
use crate::policy::mistake::Mistake;
use crate::policy::provenance::Sourced;
use crate::policy::read::Located;

/// The days as the policy writes them, Monday first.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

impl Checker<'_> {
    pub(super) fn gate(&mut self, entry: GateEntry, gate: &mut GatePolicy) {
        if let Some(record) = entry.record {
            gate.record = self.sourced(record.line, record.value);
        }
        let line = entry.records.as_ref().map_or(0, |records| records.line);
        if let Some(records) = self.optional(entry.records, |path| text(path, "the path of release records")) {
            gate.records = Some(self.sourced(line, records));
        }
        let line = entry.record_max_age.as_ref().map_or(0, |age| age.line);
        if let Some(age) = self.optional(entry.record_max_age, |age| duration(age)) {
            gate.record_max_age = self.sourced(line, age);
        }
        let line = entry.large_table.as_ref().map_or(0, |size| size.line);
        if let Some(size) = self.optional(entry.large_table, |size| bytes(size)) {
            gate.large_table = self.sourced(line, size);
        }
        for required in entry.require {
            let needs = self.needs(required.value);
            gate.require.extend(needs.into_iter().map(|need| self.sourced(required.line, need)));
        }
        gate.unchecked.extend(entry.unchecked.into_iter().filter_map(|entry| self.unchecked(entry)));
    }

    /// The requirement of an entry; the reader has noted where it names several.
    fn needs(&mut self, entry: RequireEntry) -> Vec<Need> {
        let RequireEntry { backup, soak, approved, branch, window } = entry;
        let backup = backup.and_then(|backup| self.backup(backup.value));
        let soak = self.optional(soak, |time| duration(time)).map(Need::Soak);
        let approved = approved.and_then(|approved| self.approved(approved));
        let branch = self.optional(branch, |branch| text(branch, "the branch")).map(Need::Branch);
        let window = window.and_then(|windows| self.windows(windows));
        [backup, soak, approved, branch, window].into_iter().flatten().collect()
    }

    fn backup(&mut self, entry: BackupEntry) -> Option<Need> {
        let record = self.optional(entry.record, |path| text(path, "the record of backups"));
        let max_age = self.optional(entry.max_age, |age| duration(age));
        Some(Need::Backup { record: record?, max_age: max_age? })
    }

    fn approved(&mut self, entry: Located<Vec<Located<String>>>) -> Option<Need> {
        if entry.value.is_empty() {
            let help = "name rules or categories: `approved: [data-loss]`";
            self.note(entry.line, Mistake::new("`approved` names no rule and no category").help(help));
            return None;
        }
        let rules = self.rules;
        let selectors = entry.value.into_iter();
        let selectors = selectors.filter_map(|word| self.keep(word.line, Selector::parse(&word.value, rules)));
        Some(Need::Approved(Approvals(selectors.collect())))
    }

    fn windows(&mut self, entry: Located<Vec<Located<WindowEntry>>>) -> Option<Need> {
        if entry.value.is_empty() {
            let help = "write at least one: `window: [{ days: [mon, tue], from: \"08:00\", to: \"16:00\" }]`";
            self.note(entry.line, Mistake::new("`window` names no time").help(help));
            return None;
        }
        Some(Need::Window(entry.value.into_iter().filter_map(|window| self.window(window)).collect()))
    }

    fn window(&mut self, entry: Located<WindowEntry>) -> Option<Window> {
        let WindowEntry { days, from, to } = entry.value;
        let days = days.into_iter().filter_map(|word| self.keep(word.line, day(&word.value))).collect();
        let from = self.optional(from, |from| minute(from)).flatten().unwrap_or(Time::MIDNIGHT);
        let to = self.optional(to, |to| minute(to)).flatten();
        if to.is_some_and(|to| to <= from) {
            let help = "one that goes past midnight is written as two windows";
            self.note(entry.line, Mistake::new("this window ends before it begins").help(help));
            return None;
        }
        Some(Window { days, from, to })
    }

    fn unchecked(&mut self, entry: Located<UncheckedEntry>) -> Option<Sourced<Unchecked>> {
        let requirement = self.optional(entry.value.requirement, |word| requirement(word));
        let reason = self.optional(entry.value.reason, |reason| text(reason, "the reason"));
        Some(self.sourced(entry.line, Unchecked { requirement: requirement?, reason: reason? }))
    }
}

fn requirement(word: &str) -> Result<Requirement, Mistake> {
    let found = Requirement::ALL.into_iter().find(|requirement| requirement.as_str() == word);
    let known = Requirement::ALL.iter().map(|requirement| requirement.as_str());
    found.ok_or_else(|| Mistake::unknown("requirement", word, known))
}

fn day(word: &str) -> Result<Weekday, Mistake> {
    let found = DAYS.iter().find(|(name, _)| *name == word).map(|(_, day)| *day);
    found.ok_or_else(|| Mistake::new(format!("`{word}` is not a day")).help("write `mon`, `tue`, … or `sun`"))
}

/// `None` is midnight at the end of the day.
fn minute(text: &str) -> Result<Option<Time>, Mistake> {
    if text == "24:00" {
        return Ok(None);
    }
    let time = Time::parse(text, format_description!("[hour]:[minute]"));
    time.map(Some).map_err(|_| Mistake::new(format!("`{text}` is not a time")).help("write hours and minutes: `08:30`"))
}

fn duration(text: &str) -> Result<Duration, Mistake> {
    let parsed = humantime::parse_duration(text).ok().filter(|duration| !duration.is_zero());
    let mistake = || Mistake::new(format!("`{text}` is not a length of time")).help("write `30m`, `24h` or `7d`");
    parsed.ok_or_else(mistake)
}

fn bytes(text: &str) -> Result<ByteSize, Mistake> {
    text.parse().map_err(|_| Mistake::new(format!("`{text}` is not a size")).help("write `500MB`, `1GB` or `1.5TB`"))
}
