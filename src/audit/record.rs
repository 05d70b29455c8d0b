//! The release record: what a gate saw, as an in-toto statement that others can sign.
//!
//! The record proves nothing by itself about who wrote it: whoever can write the file can write another one. Only a signature over it
//! (cosign, GitHub's attestations) does. What can be told without one is told: a record whose parts contradict each other.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::gate::{Gate, GateInput, Outcome, Reading, Side};
use super::status::instant;
use crate::live::{HistoryRow, HistoryTable, MigrationState};
use crate::policy::{Policy, Requirement};
use crate::project::{Checkout, History};

/// The form of the statement (in-toto attestation framework, v1).
const STATEMENT: &str = "https://in-toto.io/Statement/v1";

/// What the predicate is; a name, from which nothing is ever fetched.
const PREDICATE: &str = "https://seawall.dev/attestations/release/v1";

/// An in-toto statement about the migration files of one commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRecord {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<Subject>,
    #[serde(rename = "predicateType")]
    predicate_type: String,
    /// What was seen.
    pub predicate: Predicate,
}

/// A file, or the commit, and its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Subject {
    name: String,
    digest: BTreeMap<String, String>,
}

/// What was seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Predicate {
    tool: Tool,
    /// When: RFC 3339, UTC.
    pub time: String,
    verdict: Verdict,
    commit: Option<String>,
    /// Where the pending migrations were proven.
    pub from: RecordedSide,
    /// Where they go.
    pub to: RecordedSide,
    /// Migrations that were pending on the target.
    pub pending: Vec<Applied>,
    policy: RecordedPolicy,
    requirements: Vec<RecordedAnswer>,
    /// SHA-256 of the statement with this value empty.
    digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Tool {
    name: String,
    version: String,
}

/// Whether the release may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Go,
    NoGo,
}

/// One environment as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedSide {
    /// Its name.
    pub environment: String,
    /// Digest of system identifier and database OID; `null` where it could not be told.
    server: Option<String>,
    /// Digest of every row of its history table.
    pub history: Option<String>,
    /// Digest of its catalogs.
    pub catalog: Option<String>,
    /// Migrations that counted as applied.
    pub applied: Vec<Applied>,
}

/// A migration and the checksum that its history table has, or will have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applied {
    /// Its name.
    pub name: String,
    /// What the history table keeps of its text, as Prisma's SHA-256 of the file; empty where the tool keeps nothing. Of a pending
    /// migration the SHA-256 of its file.
    pub checksum: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedPolicy {
    sources: Vec<String>,
    digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RecordedAnswer {
    requirement: Requirement,
    outcome: Outcome,
    evidence: Vec<String>,
    excused: Option<String>,
}

impl ReleaseRecord {
    /// Records what a gate saw and answered.
    #[must_use]
    pub fn of(gate: &Gate, input: &GateInput<'_>, policy: &Policy) -> Self {
        let checkout = input.checkout.as_ref().ok();
        let is_pending = |name: &str| gate.pending.iter().any(|pending| pending == name);
        let pending = files(input.history).into_iter().filter(|file| is_pending(&file.name)).collect();
        let answer = |answer: &super::Answer| RecordedAnswer {
            requirement: answer.requirement,
            outcome: answer.outcome,
            evidence: answer.evidence.clone(),
            excused: answer.excused.clone(),
        };
        let predicate = Predicate {
            tool: Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
            time: instant(input.now),
            verdict: if gate.go { Verdict::Go } else { Verdict::NoGo },
            commit: checkout.map(|checkout| checkout.commit.clone()),
            from: RecordedSide::of(input.from),
            to: RecordedSide::of(input.to),
            pending,
            policy: RecordedPolicy { sources: policy.sources(), digest: policy.digest() },
            requirements: gate.requirements.iter().map(answer).collect(),
            digest: String::new(),
        };
        let mut record = Self {
            kind: STATEMENT.to_owned(),
            subject: subjects(input.history, checkout),
            predicate_type: PREDICATE.to_owned(),
            predicate,
        };
        record.predicate.digest = record.own_digest();
        record
    }

    /// Reads a record; `shown` names its file.
    ///
    /// # Errors
    /// It is none, or was changed since it was written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let record: Self = serde_json::from_str(text).map_err(|error| format!("is no release record: {error}"))?;
        let contradictions = record.contradictions();
        if contradictions.is_empty() {
            Ok(record)
        } else {
            Err(format!("was changed since it was written: {}", contradictions.join("; ")))
        }
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        serde_json::to_string_pretty(self).map_or_else(|error| error.to_string(), |text| text + "\n")
    }

    /// When it was written.
    #[must_use]
    pub fn time(&self) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(&self.predicate.time, &Rfc3339).ok()
    }

    /// The gate said go.
    #[must_use]
    pub fn says_go(&self) -> bool {
        self.predicate.verdict == Verdict::Go
    }

    /// Files that are not as the record names them.
    #[must_use]
    pub fn moved_files(&self, history: &History) -> Vec<String> {
        let then: BTreeSet<(&str, &str)> = self.files().collect();
        let now: Vec<(String, String)> = history
            .migrations
            .iter()
            .map(|one| (one.source.path().to_owned(), sha256(one.source.text().as_bytes())))
            .collect();
        let now: BTreeSet<(&str, &str)> = now.iter().map(|(path, digest)| (path.as_str(), digest.as_str())).collect();
        let names: BTreeSet<&str> = then.symmetric_difference(&now).map(|(path, _)| *path).collect();
        names.into_iter().map(str::to_owned).collect()
    }

    /// The commit is another one.
    #[must_use]
    pub fn commit_moved(&self, checkout: &Checkout) -> bool {
        self.predicate.commit.as_deref() != Some(checkout.commit.as_str())
    }

    /// The commit that it names, as people write it.
    #[must_use]
    pub fn commit(&self) -> Option<&str> {
        self.predicate.commit.as_deref().map(|commit| commit.get(..7).unwrap_or(commit))
    }

    /// The policy says something else by now.
    #[must_use]
    pub fn policy_moved(&self, policy: &Policy) -> bool {
        self.predicate.policy.digest != policy.digest()
    }

    fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.subject.iter().filter_map(|subject| Some((subject.name.as_str(), subject.digest.get("sha256")?.as_str())))
    }

    fn own_digest(&self) -> String {
        let mut blank = self.clone();
        blank.predicate.digest.clear();
        sha256(serde_json::to_string(&blank).unwrap_or_default().as_bytes())
    }

    /// What in it contradicts the rest.
    fn contradictions(&self) -> Vec<&'static str> {
        let predicate = &self.predicate;
        let passes = |answer: &RecordedAnswer| match answer.outcome {
            Outcome::Met | Outcome::PassedOver => true,
            Outcome::Unchecked => answer.excused.is_some(),
            Outcome::Unmet => false,
        };
        let asked: BTreeSet<Requirement> = predicate.requirements.iter().map(|answer| answer.requirement).collect();
        let all = Requirement::ALL.iter().take(Requirement::ALWAYS).all(|always| asked.contains(always));
        let in_subject = |file: &Applied| self.files().any(|(_, digest)| digest == file.checksum);
        let commit = self.subject.iter().find_map(|subject| subject.digest.get("gitCommit"));
        [
            (self.kind == STATEMENT && self.predicate_type == PREDICATE, "it is a statement about something else"),
            (predicate.digest == self.own_digest(), "its digest is not that of its content"),
            (
                !self.says_go() || predicate.requirements.iter().all(passes),
                "it says go, though a requirement is not met",
            ),
            (all, "requirements that are always asked for are missing"),
            (predicate.pending.iter().all(in_subject), "a pending migration is not among its files"),
            (commit == predicate.commit.as_ref(), "it names two commits"),
            (self.time().is_some(), "its time is none"),
        ]
        .into_iter()
        .filter_map(|(holds, otherwise)| (!holds).then_some(otherwise))
        .collect()
    }
}

impl RecordedSide {
    fn of(side: &Side) -> Self {
        let read = side.read();
        Self {
            environment: side.environment.clone(),
            server: read.and_then(server_digest),
            history: read.map(|reading| history_digest(&reading.table)),
            catalog: read.map(|reading| reading.catalog.clone()),
            applied: read.map(|reading| applied(&reading.table)).unwrap_or_default(),
        }
    }

    /// What is not as it was; `None` where nothing moved.
    #[must_use]
    pub fn moved(&self, now: &Reading) -> Option<Vec<&'static str>> {
        let moved = [
            (self.server == server_digest(now), "it is another database"),
            (self.history.as_deref() == Some(&history_digest(&now.table)), "its history moved"),
            (self.catalog.as_deref() == Some(&now.catalog), "its schema moved"),
        ];
        let moved: Vec<&str> = moved.into_iter().filter_map(|(same, what)| (!same).then_some(what)).collect();
        (!moved.is_empty()).then_some(moved)
    }
}

/// Migrations that count as applied.
#[must_use]
pub(super) fn applied(table: &HistoryTable) -> Vec<Applied> {
    let rows = table.currents().into_iter().filter(|row| table.state(row).is_applied());
    rows.map(|row| Applied { name: row.name.clone(), checksum: row.stored.to_string() }).collect()
}

fn files(history: &History) -> Vec<Applied> {
    let file = |one: &crate::project::Migration| Applied {
        name: one.name.to_string(),
        checksum: sha256(one.source.text().as_bytes()),
    };
    history.migrations.iter().map(file).collect()
}

fn subjects(history: &History, checkout: Option<&Checkout>) -> Vec<Subject> {
    let digest = |kind: &str, value: String| BTreeMap::from([(kind.to_owned(), value)]);
    let files = history.migrations.iter().map(|one| Subject {
        name: one.source.path().to_owned(),
        digest: digest("sha256", sha256(one.source.text().as_bytes())),
    });
    let commit = checkout
        .map(|checkout| Subject { name: "git:HEAD".to_owned(), digest: digest("gitCommit", checkout.commit.clone()) });
    files.chain(commit).collect()
}

/// Only where the cluster can be told: a digest without it would be equal for two clusters.
fn server_digest(reading: &Reading) -> Option<String> {
    let cluster = reading.server.system_identifier.as_ref()?;
    Some(sha256(format!("{cluster}:{}", reading.server.database_oid).as_bytes()))
}

/// Every row with all that can move, in the order of the table.
fn history_digest(table: &HistoryTable) -> String {
    let row = |row: &HistoryRow| {
        let nanoseconds =
            |at: Option<OffsetDateTime>| at.map(OffsetDateTime::unix_timestamp_nanos).map(|at| at.to_string());
        let times = [row.started_at, row.finished_at, row.rolled_back_at].map(nanoseconds);
        (row.id.clone(), row.key.clone(), row.stored.to_string(), times, row.steps)
    };
    let rows: Vec<_> = table.rows.iter().map(row).collect();
    // Where no time tells that a migration did not end, its key does.
    let open = |row: &&HistoryRow| !table.state(row).is_applied() && table.state(row) != MigrationState::RolledBack;
    let open = table.rows.iter().filter(open).filter(|row| row.started_at.is_none()).map(|row| &row.key);
    let open: Vec<_> = open.collect();
    let text = if open.is_empty() {
        serde_json::to_string(&(table.present, rows))
    } else {
        serde_json::to_string(&(table.present, rows, open))
    };
    sha256(text.unwrap_or_default().as_bytes())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
