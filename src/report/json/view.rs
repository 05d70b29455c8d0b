//! The published form of a finding.

use schemars::JsonSchema;
use serde::Serialize;

use super::super::fingerprint;
use super::super::place::{self, Range};
use crate::rules::{AppliedExemption, Category, Finding, Level, LockedRelation, Object, RewrittenTable};
use crate::schema::{ATTRIBUTES, Change};

/// One finding.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Finding")]
pub(crate) struct FindingView<'a> {
    /// Identifier of the rule.
    rule: &'a str,
    /// What kind of trouble it is about.
    category: Category,
    /// How it counts.
    level: Level,
    /// What happens, with names.
    message: &'a str,
    /// Why it matters here; absent where the rule says it already.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
    /// What to do instead; may hold SQL.
    help: Option<&'a str>,
    /// File, relative to the working directory and `/`-separated; absolute outside it; null where there is none.
    path: Option<&'a str>,
    /// First line, from 1.
    line: Option<usize>,
    /// First column in characters, from 1.
    column: Option<usize>,
    /// Line of the last character.
    end_line: Option<usize>,
    /// Column behind the last character.
    end_column: Option<usize>,
    /// Name of the migration.
    migration: Option<&'a str>,
    /// Statement in the file, from 1.
    statement: Option<usize>,
    /// The runners for which it holds; absent where it holds for all.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    runners: &'a [String],
    /// Objects concerned, the main one first.
    objects: &'a [Object],
    /// Relations locked.
    locks: &'a [LockedRelation],
    /// Tables written again.
    rewrites: &'a [RewrittenTable],
    /// Stays the same when lines move.
    #[schemars(regex(pattern = "^[0-9a-f]{32}$"))]
    fingerprint: String,
    /// The live database that it is about; absent where it is about files.
    #[serde(skip_serializing_if = "Option::is_none")]
    environment: Option<&'a str>,
    /// The difference that it tells; absent where no databases were compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<ChangeView<'a>>,
    /// Why it does not count; null where it counts.
    exemption: Option<&'a AppliedExemption>,
}

/// One difference between two databases.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Change")]
struct ChangeView<'a> {
    /// How the object differs.
    #[schemars(extend("enum" = ["missing", "unexpected", "changed"]))]
    kind: &'a str,
    /// In what; null where the object itself is missing or unexpected.
    #[schemars(extend("enum" = attribute_names()))]
    attribute: Option<&'a str>,
    /// The value that was expected; of a missing object its definition.
    expected: Option<&'a str>,
    /// The value that is there; of an unexpected object its definition.
    actual: Option<&'a str>,
}

/// Every name that `attribute` can have, and null.
fn attribute_names() -> Vec<Option<&'static str>> {
    ATTRIBUTES.iter().map(|attribute| Some(attribute.name)).chain([None]).collect()
}

impl<'a> From<&'a Change> for ChangeView<'a> {
    fn from(change: &'a Change) -> Self {
        Self {
            kind: change.kind.as_str(),
            attribute: change.attribute.map(|attribute| attribute.name),
            expected: change.expected.as_deref(),
            actual: change.actual.as_deref(),
        }
    }
}

impl<'a> FindingView<'a> {
    /// The published form of a finding, with its place.
    pub(crate) fn new(finding: &'a Finding, range: Option<Range>) -> Self {
        let location = finding.location.as_ref();
        Self {
            rule: finding.rule,
            category: finding.category,
            level: finding.level,
            message: &finding.message,
            why: finding.why.as_deref(),
            help: finding.help.as_deref(),
            // `<stdin>` is no file.
            path: place::path(finding).filter(|path| !path.starts_with('<')),
            line: range.map(|range| range.line),
            column: range.map(|range| range.column),
            end_line: range.map(|range| range.end_line),
            end_column: range.map(|range| range.end_column),
            migration: location.and_then(|location| location.migration.as_deref()),
            statement: location.and_then(|location| location.statement),
            runners: &finding.runners,
            objects: &finding.objects,
            locks: &finding.locks,
            rewrites: &finding.rewrites,
            fingerprint: fingerprint(finding),
            environment: finding.environment.as_deref(),
            change: finding.change.as_ref().map(ChangeView::from),
            exemption: finding.exemption.as_ref(),
        }
    }
}
