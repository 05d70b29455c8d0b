//! Drift that was accepted: a committed file, after which only new drift counts.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::rules::Finding;
use crate::rules::drift::VANISHED;
use crate::schema::Change;

/// Version of the file's format.
const VERSION: u32 = 1;

/// Characters of a value that are kept as they are; a longer one is told by its digest.
const READABLE: usize = 120;

/// Differences that were accepted.
#[derive(Debug, Clone, Default)]
pub struct Baseline {
    path: String,
    known: BTreeSet<Accepted>,
}

/// The file as written.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaselineFile {
    version: u32,
    drift: BTreeSet<Accepted>,
}

/// One difference. Another value tomorrow is another difference.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Accepted {
    environment: String,
    object: String,
    change: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attribute: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    expected: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    actual: Option<String>,
}

impl Accepted {
    fn new(environment: &str, change: &Change) -> Self {
        Self {
            environment: environment.to_owned(),
            object: change.object.to_string(),
            change: change.kind.as_str().to_owned(),
            attribute: change.attribute.map(|attribute| attribute.name.to_owned()),
            expected: change.expected.as_deref().map(readable),
            actual: change.actual.as_deref().map(readable),
        }
    }
}

impl Baseline {
    /// Reads a baseline; `path` is how it is shown.
    ///
    /// # Errors
    /// What is wrong with the text, with the line.
    pub fn parse(path: &str, text: &str) -> Result<Self, String> {
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if file.version != VERSION {
            return Err(format!("its version is {}, and this Seawall knows version {VERSION}", file.version));
        }
        Ok(Self { path: path.to_owned(), known: file.drift })
    }

    /// How its file is shown.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text of a baseline that accepts all these findings' changes, and keeps what it knew of other environments.
    #[must_use]
    pub fn accepting(&self, environments: &[String], findings: &[Finding]) -> String {
        let kept = self.known.iter().filter(|known| !environments.contains(&known.environment)).cloned();
        let new = findings
            .iter()
            .filter_map(|finding| Some(Accepted::new(finding.environment.as_deref()?, finding.change.as_ref()?)));
        let file = BaselineFile { version: VERSION, drift: kept.chain(new).collect() };
        serde_json::to_string_pretty(&file).map_or_else(|error| error.to_string(), |text| text + "\n")
    }

    /// Whether this change was accepted in this environment.
    pub(super) fn knows(&self, environment: &str, change: &Change) -> bool {
        !self.known.is_empty() && self.known.contains(&Accepted::new(environment, change))
    }

    /// What was accepted in this environment and is not there any more.
    pub(super) fn vanished(&self, environment: &str, changes: &[Change]) -> Vec<Finding> {
        let there: BTreeSet<Accepted> = changes.iter().map(|change| Accepted::new(environment, change)).collect();
        let gone = self.known.iter().filter(|known| known.environment == environment && !there.contains(known));
        gone.map(|gone| self.finding(gone)).collect()
    }

    fn finding(&self, gone: &Accepted) -> Finding {
        let what = gone.attribute.as_ref().map(|attribute| format!(" ({attribute})")).unwrap_or_default();
        let message = format!("{}{what} is not {} any more as the baseline says", gone.object, gone.change);
        Finding {
            path: Some(self.path.clone()),
            environment: Some(gone.environment.as_str().into()),
            help: Some(format!("write it anew: seawall drift {} --baseline", gone.environment)),
            ..Finding::of(&VANISHED, message)
        }
    }
}

/// A value as the file keeps it.
fn readable(value: &str) -> String {
    if value.chars().count() <= READABLE {
        return value.to_owned();
    }
    format!("sha256:{:x}", Sha256::digest(value.as_bytes()))
}
