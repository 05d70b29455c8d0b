//! Command patterns and tools as data.

use crate::rules::{Level, NamePattern, Rule};

/// What a command works on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, schemars::JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Reach {
    /// The database that its flags, its variables or its configuration name.
    #[default]
    Database,
    /// A service or cluster that is named otherwise.
    Cloud,
    /// Files and volumes of this machine.
    Local,
    /// No database at all.
    Nothing,
}

/// Where a command stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Context {
    /// In what runs on deploy.
    Deploy,
    /// In what may run anywhere.
    Elsewhere,
    /// In what is named for local use, with a local database.
    Local,
}

/// The level of a finding by where the command stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContextLevels {
    /// On deploy.
    pub deploy: Level,
    /// Anywhere.
    pub elsewhere: Level,
    /// In local use.
    pub local: Level,
}

impl ContextLevels {
    /// The levels where a pattern says none: those of its rule.
    #[must_use]
    pub fn of(rule: &Rule) -> Self {
        let elsewhere = if rule.level == Level::Block { Level::Warn } else { Level::Info };
        Self { deploy: rule.level, elsewhere, local: Level::Off }
    }

    /// The level in a context.
    #[must_use]
    pub const fn at(&self, context: Context) -> Level {
        match context {
            Context::Deploy => self.deploy,
            Context::Elsewhere => self.elsewhere,
            Context::Local => self.local,
        }
    }
}

/// A flag by its names, and the value that it must have: `--force|-f`, `--status=applied`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlagPattern {
    /// Each name with the value that is asked for.
    pub alternatives: Vec<(String, Option<String>)>,
}

impl FlagPattern {
    /// Reads `--force|-f`, `--status=applied|--status=reverted`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let one = |text: &str| {
            let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
            let valid = name.len() > 1 && name.starts_with('-') && !name.contains(char::is_whitespace);
            valid.then(|| (name.to_owned(), value.map(str::to_owned)))
        };
        Some(Self { alternatives: text.split('|').map(one).collect::<Option<_>>()? })
    }
}

/// A variable, and the value that it must have: `NAME`, `NAME=1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariablePattern {
    /// Its name.
    pub name: String,
    /// The value; any that is not empty where `None`.
    pub value: Option<String>,
}

impl VariablePattern {
    /// Reads `NAME` or `NAME=value`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (name, value) = text.split_once('=').map_or((text, None), |(name, value)| (name, Some(value)));
        let valid = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        valid.then(|| Self { name: name.to_owned(), value: value.map(str::to_owned) })
    }

    /// Whether a variable's value is one that the pattern means.
    #[must_use]
    pub fn holds(&self, value: &str) -> bool {
        match &self.value {
            Some(wanted) => wanted.eq_ignore_ascii_case(value),
            None => !matches!(value, "" | "0" | "false"),
        }
    }
}

/// A command that is dangerous, or that a protected database lets through.
#[derive(Debug, Clone)]
pub struct CommandPattern {
    /// Names of the program in lower case, without folders and endings.
    pub programs: Vec<NamePattern>,
    /// The words of its subcommand, one list for each alternative; any where empty.
    pub subcommands: Vec<Vec<NamePattern>>,
    /// Flags of which all must be there.
    pub flags: Vec<FlagPattern>,
    /// Flags of which none may be there.
    pub without: Vec<FlagPattern>,
    /// Words of which one must be there.
    pub arguments: Vec<NamePattern>,
    /// Variables of which one must be set.
    pub variables: Vec<VariablePattern>,
    /// Whether a protected database lets it through; else it is dangerous.
    pub safe: bool,
    /// Whether it applies migrations, so that a release record can be demanded before it.
    pub applies: bool,
    /// The rule to which it belongs.
    pub rule: &'static Rule,
    /// What it works on.
    pub reach: Reach,
    /// What it does, as a predicate: `drops all tables`.
    pub destroys: Option<String>,
    /// What to run instead.
    pub instead: Option<String>,
    /// Its level by where it stands.
    pub levels: ContextLevels,
}

impl std::fmt::Display for CommandPattern {
    /// The command as one would type it: `prisma migrate reset --force`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let words = |patterns: &[NamePattern]| patterns.iter().map(NamePattern::as_str).collect::<Vec<_>>().join(" ");
        let variables = self.variables.iter().map(|variable| format!("{}=… ", variable.name));
        f.write_str(&variables.collect::<String>())?;
        f.write_str(&self.programs.first().map(|name| name.as_str().to_owned()).unwrap_or_default())?;
        if let Some(first) = self.subcommands.first() {
            write!(f, " {}", words(first))?;
        }
        for (name, value) in self.flags.iter().filter_map(|flag| flag.alternatives.first()) {
            write!(f, " {name}")?;
            value.as_ref().map_or(Ok(()), |value| write!(f, "={value}"))?;
        }
        Ok(())
    }
}

/// How a program's words are read, and how it finds its database.
#[derive(Debug, Clone, Default)]
pub struct Tool {
    /// Names of the program.
    pub programs: Vec<String>,
    /// Flags that are followed by a value.
    pub values: Vec<String>,
    /// Flags that hold a connection string.
    pub url_flags: Vec<String>,
    /// Flags that send it to the project that it is linked to.
    pub linked_flags: Vec<String>,
    /// Variables that hold a connection string, the first that is set holding.
    pub url_variables: Vec<String>,
    /// Files from which it takes variables that are not set, in its order.
    pub env_files: Vec<String>,
    /// A configuration of its own: `prisma`, `supabase`.
    pub config: Option<String>,
    /// Whether it understands the flags and variables of libpq (manual, 34.15 "Environment Variables").
    pub libpq: bool,
    /// Whether it runs SQL that it is given.
    pub sql: bool,
    /// Whether each of its words is a task.
    pub tasks: bool,
    /// Whether words of its own stand before the subcommand.
    pub anywhere: bool,
    /// Whether long flags begin with one dash, so that short ones cannot be bundled.
    pub long_dash: bool,
    /// Whether long flags may be cut short while they stay unambiguous (`getopt_long`).
    pub abbreviates: bool,
}
