//! Findings about migrations of the base branch that were edited, deleted or overtaken.

use std::sync::Arc;

use similar::TextDiff;

use crate::project::{History, HistoryChange, Selection, Tool};
use crate::rules::{DELETED, EDITED, Finding, Level, Location, OUT_OF_ORDER, Object, Rule};
use crate::sql::{Source, Span};

/// How many lines of a difference are shown.
const DIFF_LINES: usize = 12;

/// What the branch did to migrations that the base already has.
pub(super) fn findings(selection: &Selection) -> Vec<Finding> {
    let base = selection.base.as_ref().map_or("the base", |base| &base.reference);
    let history = &selection.history;
    selection.changes.iter().map(|change| finding(change, base, history)).collect()
}

fn finding(change: &HistoryChange, base: &str, history: &History) -> Finding {
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
        HistoryChange::OutOfOrder { name, newest, after } => return out_of_order(history, base, [name, newest], after),
    }
    .finding()
}

fn out_of_order(history: &History, base: &str, [name, newest]: [&Arc<str>; 2], after: &Source) -> Finding {
    let tool = Tool::of(history.layout);
    let by_time = history.migrations.iter().any(|migration| migration.stamp.is_some());
    let (skips, does) = overtaken(tool, by_time);
    let finding = Told {
        rule: &OUT_OF_ORDER,
        name,
        source: Some((after, Span::default())),
        message: format!("{name} is new but comes before {newest}, which is on {base} already{does}"),
        help: later(tool).to_owned(),
        path: None,
    }
    .finding();
    Finding { level: if skips { finding.level } else { Level::Warn }, ..finding }
}

/// Whether the tool never runs a migration that comes too late, and what it does; `by_time` is Drizzle before 1.0.
const fn overtaken(tool: Tool, by_time: bool) -> (bool, &'static str) {
    match tool {
        Tool::Drizzle if by_time => {
            (true, ": where that was applied, Drizzle never runs this one, and does not say so")
        }
        Tool::GolangMigrate => {
            (true, ": where that was applied, golang-migrate never runs this one, and does not say so")
        }
        Tool::Flyway => (false, ": where that was applied, Flyway refuses to run unless `outOfOrder` is set"),
        Tool::NodePgMigrate => (false, ": where that was applied, node-pg-migrate refuses to run"),
        Tool::Supabase => {
            (false, ": where that was applied, `supabase db push` refuses to run without `--include-all`")
        }
        Tool::Goose => (false, ": where that was applied, goose refuses to run without `-allow-missing`"),
        _ => (false, ""),
    }
}

/// How to bring a migration behind all others.
pub(super) const fn later(tool: Tool) -> &'static str {
    match tool {
        Tool::Drizzle => {
            "drop it and generate it anew on the current branch (`drizzle-kit drop`, `drizzle-kit generate`)"
        }
        Tool::Atlas => "give it a later version and renew the checksums (`atlas migrate rebase`)",
        Tool::Flyway => "give it a version higher than all others (git mv)",
        Tool::Prisma | Tool::Diesel | Tool::Hasura => "give its folder a new timestamp, later than all others (git mv)",
        _ => "give its file a number later than all others (git mv)",
    }
}

struct Told<'a> {
    rule: &'static Rule,
    name: &'a Arc<str>,
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
