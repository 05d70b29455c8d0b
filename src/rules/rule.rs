//! A rule is one record: from it come the check, `seawall explain`, RULES.md, the SARIF entry, the policy's keys and the tests.

use super::finding::{Category, Level, Object};
use super::step::{Judged, Step};
use crate::sql::Span;

/// One rule.
#[derive(Debug)]
pub struct Rule {
    /// Identifier in kebab case, as policies and directives name it.
    pub id: &'static str,
    /// What kind of trouble it is about.
    pub category: Category,
    /// Level where no policy says otherwise.
    pub level: Level,
    /// What happens, in one line, no full stop.
    pub summary: &'static str,
    /// What `PostgreSQL` does, why it matters, what to do instead: Markdown, a few short paragraphs.
    pub docs: &'static str,
    /// Migrations in which it must speak.
    pub bad: &'static [Example],
    /// Migrations in which it must be silent.
    pub good: &'static [Example],
    /// How it looks.
    pub check: Check,
}

/// How a rule looks at a migration.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// Once for each step, with its place among the migration's steps.
    Step(fn(&Judged<'_>, usize, &Step, &mut Hits)),
    /// Once for the migration.
    Migration(fn(&Judged<'_>, &mut Hits)),
    /// Raised by the audit itself, which alone sees what it needs: history, exemptions, drift.
    Audit,
}

/// SQL that shows a rule, and proves it on a real server.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// What is deployed already: SQL of the migration before.
    pub deployed: &'static str,
    /// The pending migration.
    pub pending: &'static str,
    /// Runner that it holds for (`prisma@7.3`); `prisma@7.10` where empty.
    pub runner: &'static str,
    /// Server version that it needs or shows; 15 where 0.
    pub pg_version: u32,
}

impl Example {
    /// An example on any server, each statement committed by itself.
    #[must_use]
    pub const fn new(deployed: &'static str, pending: &'static str) -> Self {
        Self { deployed, pending, runner: "", pg_version: 0 }
    }

    /// The same for a runner.
    #[must_use]
    pub const fn with_runner(self, runner: &'static str) -> Self {
        Self { runner, ..self }
    }

    /// The same for a server's major version.
    #[must_use]
    pub const fn on_version(self, pg_version: u32) -> Self {
        Self { pg_version, ..self }
    }
}

/// One place where a rule speaks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hit {
    /// What happens, with names.
    pub message: String,
    /// Why it matters here, where the summary does not say it.
    pub why: Option<String>,
    /// What to do instead; may hold SQL.
    pub help: Option<String>,
    /// Where, if not the step's own words.
    pub span: Option<Span>,
    /// The step that it is about, where a migration rule speaks.
    pub step: Option<usize>,
    /// Objects concerned, the main one first.
    pub objects: Vec<Object>,
    /// A level below the rule's default, where this case is milder; a policy that names the rule overrides it.
    pub level: Option<Level>,
}

impl Hit {
    /// A hit with its message.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// Says why it matters here.
    #[must_use]
    pub fn why(self, why: impl Into<String>) -> Self {
        Self { why: Some(why.into()), ..self }
    }

    /// Says what to do instead.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    /// Names an object concerned.
    #[must_use]
    pub fn on(mut self, object: Object) -> Self {
        self.objects.push(object);
        self
    }

    /// Points at other words than the step's own.
    #[must_use]
    pub fn at(self, span: Span) -> Self {
        Self { span: Some(span), ..self }
    }

    /// Says which step a migration rule speaks of.
    #[must_use]
    pub fn of_step(self, step: usize) -> Self {
        Self { step: Some(step), ..self }
    }

    /// Lowers the level for this case.
    #[must_use]
    pub fn level(self, level: Level) -> Self {
        Self { level: Some(level), ..self }
    }
}

/// What a rule found.
#[derive(Debug, Default)]
pub struct Hits(pub Vec<Hit>);

impl Hits {
    /// Adds one.
    pub fn push(&mut self, hit: Hit) {
        self.0.push(hit);
    }
}
