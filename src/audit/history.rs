//! Findings about migrations of the base branch that were edited, deleted or overtaken.

use similar::TextDiff;

use crate::project::{HistoryChange, Selection};
use crate::rules::{DELETED, EDITED, Finding, Location, OUT_OF_ORDER, Object, Rule};
use crate::sql::{Source, Span};

/// How many lines of a difference are shown.
const DIFF_LINES: usize = 12;

/// What the branch did to migrations that the base already has.
pub(super) fn findings(selection: &Selection) -> Vec<Finding> {
    let base = selection.base.as_ref().map_or("the base", |base| &base.reference);
    selection.changes.iter().map(|change| finding(change, base)).collect()
}

fn finding(change: &HistoryChange, base: &str) -> Finding {
    match change {
        HistoryChange::Edited { name, before, after } => Told {
            rule: &EDITED,
            name,
            source: Some((after, first_difference(before.text(), after.text()))),
            message: format!("{name} is on {base} already, with other content"),
            help: format!(
                "restore it, and write the change as a new migration:\n{}\ngit checkout {base} -- {}",
                difference(before.text(), after.text()),
                after.path()
            ),
            path: None,
        },
        HistoryChange::Deleted { name, before } => Told {
            rule: &DELETED,
            name,
            source: None,
            message: format!("{name} is on {base} already, and was deleted here"),
            help: format!("restore it:\ngit checkout {base} -- {}", before.path()),
            path: Some(before.path().to_owned()),
        },
        HistoryChange::Renamed { from, to, after } => Told {
            rule: &DELETED,
            name: to,
            source: Some((after, Span::default())),
            message: format!("{from} is on {base} already, and was renamed to {to}: it would run a second time"),
            help: format!("give it its old name back:\ngit mv {} {}", after.path(), after.path().replace(&**to, from)),
            path: None,
        },
        HistoryChange::OutOfOrder { name, newest, after } => Told {
            rule: &OUT_OF_ORDER,
            name,
            source: Some((after, Span::default())),
            message: format!("{name} is new but sorts before {newest}, which is on {base} already"),
            help: "give its folder a new timestamp, later than all others (git mv)".to_owned(),
            path: None,
        },
    }
    .finding()
}

struct Told<'a> {
    rule: &'static Rule,
    name: &'a std::sync::Arc<str>,
    source: Option<(&'a Source, Span)>,
    message: String,
    help: String,
    path: Option<String>,
}

impl Told<'_> {
    fn finding(self) -> Finding {
        let location = self.source.map(|(source, span)| Location {
            source: source.clone(),
            span,
            migration: Some(self.name.clone()),
            statement: None,
        });
        Finding {
            help: Some(self.help),
            location,
            path: self.path,
            objects: vec![Object::global("migration", self.name)],
            ..Finding::of(self.rule, self.message)
        }
    }
}

/// The first line that differs, in the new text.
fn first_difference(before: &str, after: &str) -> Span {
    let mut start = 0;
    let mut old = before.lines();
    for line in after.split_inclusive('\n') {
        let text = line.trim_end_matches(['\r', '\n']);
        if old.next() != Some(text) {
            return Span::new(start, start + text.len());
        }
        start += line.len();
    }
    Span::new(after.len(), after.len())
}

/// The changed lines, a few of them, with `-` and `+`.
fn difference(before: &str, after: &str) -> String {
    let diff = TextDiff::from_lines(before, after);
    let mut lines: Vec<String> = diff
        .iter_all_changes()
        .filter(|change| change.tag() != similar::ChangeTag::Equal)
        .map(|change| format!("{} {}", change.tag(), change.value().trim_end()))
        .collect();
    if lines.len() > DIFF_LINES {
        let more = lines.len() - DIFF_LINES;
        lines.truncate(DIFF_LINES);
        lines.push(format!("… and {more} more changed lines"));
    }
    lines.join("\n")
}
