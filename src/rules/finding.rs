//! What Seawall says: one kind of finding for lints, drift, commands, history and secrets.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::rule::Rule;
use crate::schema::{Change, ObjectKey, ObjectKind};
use crate::sql::{ObjectName, Source, Span};

/// How a finding counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Not looked for.
    Off,
    /// Worth knowing.
    Info,
    /// Worth a second look; fails with `--deny warn`.
    Warn,
    /// Does not pass.
    Block,
}

impl Level {
    /// All levels, weakest first.
    pub const ALL: [Self; 4] = [Self::Off, Self::Info, Self::Warn, Self::Block];

    /// The word in policies and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Info => "info",
            Self::Warn => "warn",
            Self::Block => "block",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What kind of trouble a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Rows or values are gone, or silently changed.
    DataLoss,
    /// Fails, or not, by the rows that exist.
    DataDependent,
    /// Writes the whole table again.
    Rewrite,
    /// Held while a long operation runs on a table in use.
    Lock,
    /// Breaks application code that runs.
    Compatibility,
    /// Rules on the data are gone or weaker.
    Integrity,
    /// Who may see or do what.
    Security,
    /// What the transaction around it changes: fails in it, applies in part, holds locks too long.
    Transaction,
    /// Migrations that were deployed and then edited, deleted or overtaken.
    History,
    /// The live schema is not what the migration files say.
    Drift,
    /// A command that resets, pushes or bypasses.
    Command,
    /// Credentials in files.
    Secret,
    /// Could not be seen.
    Opaque,
}

impl Category {
    /// All categories, in the order of the design.
    pub const ALL: [Self; 13] = [
        Self::DataLoss,
        Self::DataDependent,
        Self::Rewrite,
        Self::Lock,
        Self::Compatibility,
        Self::Integrity,
        Self::Security,
        Self::Transaction,
        Self::History,
        Self::Drift,
        Self::Command,
        Self::Secret,
        Self::Opaque,
    ];

    /// The word in policies and JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DataLoss => "data-loss",
            Self::DataDependent => "data-dependent",
            Self::Rewrite => "rewrite",
            Self::Lock => "lock",
            Self::Compatibility => "compatibility",
            Self::Integrity => "integrity",
            Self::Security => "security",
            Self::Transaction => "transaction",
            Self::History => "history",
            Self::Drift => "drift",
            Self::Command => "command",
            Self::Secret => "secret",
            Self::Opaque => "opaque",
        }
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Every kind of object that a finding can name; the JSON Schema closes the list.
pub const OBJECT_KINDS: &[&str] = ObjectKind::WORDS;

/// Something in a database that a finding is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
pub struct Object {
    /// What it is: `table`, `column`, `index`, …; the JSON Schema has the whole list.
    #[schemars(extend("enum" = OBJECT_KINDS))]
    pub kind: &'static str,
    /// Schema; `None` for what lies in none.
    pub schema: Option<String>,
    /// Name; of a column's, constraint's or enum label's owner.
    pub name: String,
    /// Column, constraint or label inside the named object.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
}

impl Object {
    /// An object in a schema.
    #[must_use]
    pub fn new(kind: &'static str, name: &ObjectName) -> Self {
        Self { kind, schema: Some(name.schema.as_str().into()), name: name.name.as_str().into(), column: None }
    }

    /// A part of an object: a column, a constraint, a label.
    #[must_use]
    pub fn part(kind: &'static str, owner: &ObjectName, part: &str) -> Self {
        Self { column: Some(part.into()), ..Self::new(kind, owner) }
    }

    /// An object without schema: a database, role, extension or schema.
    #[must_use]
    pub fn global(kind: &'static str, name: &str) -> Self {
        Self { kind, schema: None, name: name.into(), column: None }
    }
}

impl From<&ObjectKey> for Object {
    fn from(key: &ObjectKey) -> Self {
        Self {
            kind: key.kind.as_str(),
            schema: key.schema.as_deref().map(Into::into),
            name: key.name.as_ref().into(),
            column: key.part.as_deref().map(Into::into),
        }
    }
}

impl fmt::Display for Object {
    /// `public."User"."legacyName"`: the form in which exemptions name objects.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quote = |text: &str| crate::sql::Ident::quoted(text).to_string();
        if let Some(schema) = &self.schema {
            write!(f, "{}.", quote(schema))?;
        }
        f.write_str(&quote(&self.name))?;
        self.column.as_deref().map_or(Ok(()), |column| write!(f, ".{}", quote(column)))
    }
}

/// A relation that is locked, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
pub struct LockedRelation {
    /// Schema.
    pub schema: String,
    /// Relation.
    pub name: String,
    /// `PostgreSQL`'s name of the mode, in upper case.
    #[schemars(extend("enum" = ["ACCESS SHARE", "ROW SHARE", "ROW EXCLUSIVE", "SHARE UPDATE EXCLUSIVE", "SHARE", "SHARE ROW EXCLUSIVE", "EXCLUSIVE", "ACCESS EXCLUSIVE"]))]
    pub mode: &'static str,
}

/// A table that is written again.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, schemars::JsonSchema)]
pub struct RewrittenTable {
    /// Schema.
    pub schema: String,
    /// Table.
    pub name: String,
}

/// Where a finding is.
#[derive(Debug, Clone)]
pub struct Location {
    /// The text, with its path as shown to the user (relative to the working directory, `/`-separated).
    pub source: Source,
    /// The words it is about.
    pub span: Span,
    /// The migration's name.
    pub migration: Option<Arc<str>>,
    /// Statement in its file, from 1.
    pub statement: Option<usize>,
}

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct AppliedExemption {
    /// The reason that was given.
    pub reason: String,
    /// `seawall.yaml:12`, or the file and line of an inline directive.
    pub source: String,
    /// Last day on which it holds (UTC), `YYYY-MM-DD`.
    pub until: Option<String>,
}

/// One thing that Seawall says.
#[derive(Debug, Clone)]
pub struct Finding {
    /// Identifier of the rule.
    pub rule: &'static str,
    /// Category of the rule.
    pub category: Category,
    /// Level: the rule's own first, then what the policy makes of it.
    pub level: Level,
    /// What happens, with names. One or two sentences, no final full stop needed.
    pub message: String,
    /// Why it matters, where the rule's summary does not say it already.
    pub why: Option<String>,
    /// What to do instead, for this runner: may hold SQL to copy, several lines.
    pub help: Option<String>,
    /// Where; `None` where there is no file (a live database).
    pub location: Option<Location>,
    /// A file without text in it (deleted, or a folder): used where `location` is `None`.
    pub path: Option<String>,
    /// The runners for which it holds, where it does not hold for all.
    pub runners: Vec<String>,
    /// Objects concerned, the main one first.
    pub objects: Vec<Object>,
    /// Relations locked.
    pub locks: Vec<LockedRelation>,
    /// Tables rewritten.
    pub rewrites: Vec<RewrittenTable>,
    /// The live database that it is about, by the name that the policy gives it.
    pub environment: Option<Arc<str>>,
    /// The difference that it tells, where two databases were compared.
    pub change: Option<Change>,
    /// Why it does not count, if so.
    pub exemption: Option<AppliedExemption>,
}

impl Finding {
    /// What a rule says at its own level, of nothing in particular yet.
    #[must_use]
    pub fn of(rule: &Rule, message: impl Into<String>) -> Self {
        Self {
            rule: rule.id,
            category: rule.category,
            level: rule.level,
            message: message.into(),
            why: None,
            help: None,
            location: None,
            path: None,
            runners: Vec::new(),
            objects: Vec::new(),
            locks: Vec::new(),
            rewrites: Vec::new(),
            environment: None,
            change: None,
            exemption: None,
        }
    }

    /// Says which difference it tells.
    #[must_use]
    pub fn with_change(self, change: Change) -> Self {
        Self { change: Some(change), ..self }
    }

    /// The file that it is in, if any.
    #[must_use]
    pub fn file(&self) -> Option<&str> {
        self.location.as_ref().map(|location| location.source.path()).or(self.path.as_deref())
    }

    /// The migration that it is about: the one whose file it points at, else the one that it names.
    #[must_use]
    pub fn migration(&self) -> Option<&str> {
        let named = || self.objects.iter().find(|object| object.kind == "migration").map(|object| object.name.as_str());
        self.location.as_ref().and_then(|location| location.migration.as_deref()).or_else(named)
    }

    /// Whether it counts for the verdict at all.
    #[must_use]
    pub const fn counts(&self) -> bool {
        self.exemption.is_none()
    }
}
