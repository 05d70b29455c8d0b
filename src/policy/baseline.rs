//! `seawall.baseline.json`: findings that were there when a team began. The list can only shrink.
//!
//! Each entry covers one finding, so that a second one of the same words counts. Nobody adds to the list but
//! `seawall baseline --accept-new REASON`, and what is added is told as a weakening where the base judges.

use serde::{Deserialize, Serialize};

use super::mistake::Mistake;
use crate::rules::{AppliedExemption, Finding};

/// The file, in the folder of the policy or at the root.
pub const BASELINE_FILE: &str = "seawall.baseline.json";

/// The version of the format.
const VERSION: u32 = 1;

/// A finding that is accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BaselineEntry {
    /// What kind of thing is accepted: `finding`.
    pub kind: String,
    /// Its rule.
    pub rule: String,
    /// Its file.
    pub path: Option<String>,
    /// What it said; for people, it is not compared.
    pub message: String,
    /// What it is known by.
    pub fingerprint: String,
    /// Why it is accepted.
    pub reason: String,
}

/// The file as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    version: u32,
    accepted: Vec<BaselineEntry>,
}

/// Findings that are accepted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// In the order of the file.
    pub entries: Vec<BaselineEntry>,
}

impl Baseline {
    /// Reads the file.
    ///
    /// # Errors
    /// A text that is not such a file, with the line where it ends to be one.
    pub fn parse(path: &str, text: &str) -> Result<Self, Mistake> {
        let told = |message: String, line| {
            Mistake::new(message).help("make it anew with `seawall baseline`, or restore it from git").at(path, line)
        };
        let file: BaselineFile =
            serde_json::from_str(text).map_err(|error| told(format!("is no baseline: {error}"), Some(error.line())))?;
        if file.version != VERSION {
            return Err(told(format!("has version {}, and this Seawall reads version {VERSION}", file.version), None));
        }
        Ok(Self { entries: file.accepted })
    }

    /// The file's text, its entries by file and rule so that a change in it is small.
    #[must_use]
    pub fn text(&self) -> String {
        let mut accepted = self.entries.clone();
        accepted.sort_by(|one, other| {
            (&one.path, &one.rule, &one.fingerprint).cmp(&(&other.path, &other.rule, &other.fingerprint))
        });
        let text = serde_json::to_string_pretty(&BaselineFile { version: VERSION, accepted });
        text.map(|text| text + "\n").unwrap_or_default()
    }

    /// Exempts each finding that an entry covers, and gives the places of the entries that cover none.
    pub fn cover(&self, findings: &mut [Finding], fingerprint: &dyn Fn(&Finding) -> String) -> Vec<usize> {
        let mut unused: Vec<usize> = (0..self.entries.len()).collect();
        for finding in findings.iter_mut().filter(|finding| finding.exemption.is_none()) {
            if unused.is_empty() {
                break;
            }
            let print = fingerprint(finding);
            let covers = |&at: &usize| self.entries[at].rule == finding.rule && self.entries[at].fingerprint == print;
            let Some(place) = unused.iter().position(covers) else { continue };
            let entry = &self.entries[unused.remove(place)];
            let (reason, source) = (entry.reason.clone(), BASELINE_FILE.to_owned());
            finding.exemption = Some(AppliedExemption { reason, source, until: None });
        }
        unused
    }

    /// The entries that another baseline does not have: what it would let through besides.
    #[must_use]
    pub fn beyond<'a>(&'a self, other: &Self) -> Vec<&'a BaselineEntry> {
        let mut known: Vec<&str> = other.entries.iter().map(|entry| entry.fingerprint.as_str()).collect();
        let mut is_new = |entry: &&BaselineEntry| match known.iter().position(|known| *known == entry.fingerprint) {
            Some(at) => {
                known.swap_remove(at);
                false
            }
            None => true,
        };
        self.entries.iter().filter(|entry| is_new(entry)).collect()
    }

    /// Takes out the entries at these places.
    pub fn remove(&mut self, places: &[usize]) {
        let mut at = 0;
        self.entries.retain(|_| {
            at += 1;
            !places.contains(&(at - 1))
        });
    }

    /// Accepts a finding for a reason.
    pub fn accept(&mut self, finding: &Finding, fingerprint: String, reason: &str) {
        self.entries.push(BaselineEntry {
            kind: "finding".to_owned(),
            rule: finding.rule.to_owned(),
            path: finding.file().map(str::to_owned),
            message: finding.message.clone(),
            fingerprint,
            reason: reason.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    fn finding(message: &str) -> Finding {
        Finding { path: Some("package.json".into()), ..Finding::of(rules::by_id("unreadable-file").unwrap(), message) }
    }

    fn print(finding: &Finding) -> String {
        finding.message.clone()
    }

    #[test]
    fn an_entry_covers_one_finding_and_one_that_covers_none_is_told() {
        let mut baseline = Baseline::default();
        for old in ["a", "gone"] {
            baseline.accept(&finding(old), old.to_owned(), "there before");
        }
        let mut findings = [finding("a"), finding("a"), finding("b")];
        assert_eq!(baseline.cover(&mut findings, &print), [1]);
        let exempted: Vec<bool> = findings.iter().map(|finding| finding.exemption.is_some()).collect();
        assert_eq!(exempted, [true, false, false]);
        baseline.remove(&[1]);
        assert_eq!(baseline.entries.len(), 1);
    }

    #[test]
    fn the_file_is_read_back_and_a_broken_one_is_told() {
        let mut baseline = Baseline::default();
        baseline.accept(&finding("a"), "f".into(), "there before");
        assert_eq!(Baseline::parse("b.json", &baseline.text()).unwrap(), baseline);
        assert_eq!(Baseline::parse("b.json", "{\n\"version\": 1,\n").unwrap_err().line, Some(3));
        assert!(
            Baseline::parse("b.json", "{\"version\": 2, \"accepted\": []}").unwrap_err().message.contains("version 2")
        );
    }

    #[test]
    fn what_is_beyond_another_baseline_counts_each_entry() {
        let (mut old, mut new) = (Baseline::default(), Baseline::default());
        old.accept(&finding("a"), "a".into(), "r");
        for message in ["a", "a", "b"] {
            new.accept(&finding(message), message.into(), "r");
        }
        assert_eq!(new.beyond(&old).len(), 2);
        assert_eq!(old.beyond(&new).len(), 0);
    }
}
