//! `--only sql,commands,secrets,history`: which parts of a check run.

use clap::ValueEnum;

use crate::project::Wanted;
use crate::rules::{Category, Finding};

/// A part of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum Part {
    /// What pending migrations would do
    Sql,
    /// Commands in scripts, workflows and images, and code that acts like them
    Commands,
    /// Passwords in files
    Secrets,
    /// Migrations that were edited, deleted or overtaken
    History,
}

/// The parts that run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Only<'a>(&'a [Part]);

impl<'a> Only<'a> {
    /// All of them where none is named.
    pub(super) const fn new(parts: &'a [Part]) -> Self {
        Self(parts)
    }

    fn runs(self, part: Part) -> bool {
        self.0.is_empty() || self.0.contains(&part)
    }

    /// Whether migrations are looked at.
    pub(super) fn migrations(self) -> bool {
        self.runs(Part::Sql) || self.runs(Part::History)
    }

    /// What is looked for in other files; `None` for nothing.
    pub(super) fn files(self) -> Option<Wanted> {
        let wanted = Wanted { commands: self.runs(Part::Commands), secrets: self.runs(Part::Secrets) };
        (wanted.commands || wanted.secrets).then_some(wanted)
    }

    /// Whether a finding is of a part that runs. What is said of the policy itself always is.
    pub(super) fn keeps(self, finding: &Finding) -> bool {
        match finding.category {
            Category::History if finding.rule.starts_with("migration-") => self.runs(Part::History),
            Category::History | Category::Command | Category::Secret => true,
            Category::Opaque if finding.rule == "unreadable-file" => true,
            _ => self.runs(Part::Sql),
        }
    }
}
