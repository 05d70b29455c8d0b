//! What a comparison found, cut for reading: each object with its findings, and its two definitions side by side.

use similar::{ChangeTag, TextDiff};

use crate::audit::{Comparison, Difference, Report};
use crate::rules::Finding;
use crate::schema::{Change, ChangeKind};

/// Unchanged lines that are kept around changed ones.
const CONTEXT: usize = 2;
/// Longest value that stands in a line beside the other one.
const SHORT: usize = 60;

/// A line of the two definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) side: Side,
    pub(super) text: String,
}

/// On which side a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Both,
    Expected,
    Actual,
    /// Lines of both sides that are left out stand here.
    Gap,
}

impl Side {
    /// What a unified diff puts in front of the line.
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Both => " ",
            Self::Expected => "-",
            Self::Actual => "+",
            Self::Gap => "…",
        }
    }
}

/// The two definitions as one text: what is expected only, what is there only, and a few lines around. Empty where they do not
/// differ: then the difference is one that no definition shows.
pub(super) fn lines(difference: &Difference) -> Vec<Line> {
    let (expected, actual) = (difference.expected.as_deref(), difference.actual.as_deref());
    let diff = TextDiff::from_lines(expected.unwrap_or_default(), actual.unwrap_or_default());
    let mut lines = Vec::new();
    for (at, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if at > 0 {
            lines.push(Line { side: Side::Gap, text: String::new() });
        }
        lines.extend(group.iter().flat_map(|op| diff.iter_changes(op)).map(|change| Line {
            side: match change.tag() {
                ChangeTag::Equal => Side::Both,
                ChangeTag::Delete => Side::Expected,
                ChangeTag::Insert => Side::Actual,
            },
            text: change.value().trim_end_matches(['\r', '\n']).to_owned(),
        }));
    }
    lines
}

/// `integer → bigint`, where a change's values are short enough to stand in a line.
pub(super) fn values(change: &Change) -> Option<String> {
    if change.kind != ChangeKind::Changed {
        return None;
    }
    let short = |value: Option<&str>| match value {
        None => Some("nothing".to_owned()),
        Some("") => Some("empty".to_owned()),
        Some(text) if text.chars().count() <= SHORT && !text.contains('\n') => Some(text.to_owned()),
        Some(_) => None,
    };
    Some(format!("{} → {}", short(change.expected.as_deref())?, short(change.actual.as_deref())?))
}

/// Every object that differs, with those of its findings that `shown` lets through.
pub(super) fn objects<'a>(
    report: &'a Report,
    comparison: &'a Comparison,
    shown: impl Fn(&Finding) -> bool,
) -> Vec<(&'a Difference, Vec<&'a Finding>)> {
    let findings = |difference: &'a Difference| {
        let found = report.findings.get(difference.findings.clone()).unwrap_or_default();
        found.iter().filter(|finding| shown(finding)).collect::<Vec<_>>()
    };
    let all = comparison.differences.iter().map(|difference| (difference, findings(difference)));
    all.filter(|(_, findings)| !findings.is_empty()).collect()
}

/// The findings that belong to no object that was compared.
pub(super) fn others(report: &Report) -> impl Iterator<Item = &Finding> {
    let compared = |at: usize| {
        let all = report.comparisons.iter().flat_map(|comparison| &comparison.differences);
        all.into_iter().any(|difference| difference.findings.contains(&at))
    };
    report.findings.iter().enumerate().filter(move |(at, _)| !compared(*at)).map(|(_, finding)| finding)
}
