//! `seawall.yaml` as written. The doc comments here become the descriptions in its JSON Schema.

mod gate;
mod parse;

use schemars::JsonSchema;

pub use gate::RecordNeed;
pub(super) use gate::{BackupEntry, GateEntry, RequireEntry, UncheckedEntry, WindowEntry};

use super::read::{Entries, Located, OneOrMany};
use crate::project::BreakGlass;
use crate::rules::{Level, Reach};

/// What a team allows Seawall to let through.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields, title = "seawall.yaml")]
pub(super) struct PolicyFile {
    /// Version of this format: 1.
    #[schemars(with = "u32", range(min = 1, max = 1))]
    pub(super) version: Option<Located<u32>>,
    /// Packs and files that this one builds on; later ones win, lists append. `default` comes first where it is not
    /// named; an empty list leaves even that out. A file is relative to this one and has a `/` or a `.` in its name.
    pub(super) extends: Option<Vec<Located<PackOrFile>>>,
    /// Major version of the production server, 12 to 18.
    #[schemars(range(min = 12, max = 18))]
    pub(super) pg_version: Option<Located<u32>>,
    /// Folders with migrations; found by themselves where this is left out.
    #[schemars(default)]
    pub(super) migrations: Vec<Located<MigrationsEntry>>,
    /// Databases by name.
    #[schemars(default)]
    pub(super) environments: Entries<Located<EnvironmentEntry>>,
    /// Levels by rule or by category.
    #[schemars(default)]
    pub(super) rules: Levels,
    /// Levels by the path of a file: globs relative to the folder of the policy file; later ones win.
    #[schemars(default)]
    pub(super) paths: Entries<PathEntry>,
    /// Findings that are known and allowed, each with its reason.
    #[schemars(default)]
    pub(super) exemptions: Vec<Located<ExemptionEntry>>,
    /// What `-- seawall: allow` in a migration may do.
    #[schemars(default)]
    pub(super) inline: InlineEntry,
    /// Further commands that are dangerous, or that a protected database lets through.
    #[schemars(default)]
    pub(super) commands: Vec<Located<CommandEntry>>,
    /// What `seawall exec` keeps.
    #[schemars(default)]
    pub(super) exec: ExecEntry,
    /// How the live schema is compared with the migration files.
    #[schemars(default)]
    pub(super) drift: DriftEntry,
    /// What a release needs.
    #[schemars(default)]
    pub(super) gate: GateEntry,
}

/// The name of a built-in pack, or the path of a policy file.
#[derive(Debug, Clone, JsonSchema)]
pub(super) struct PackOrFile(pub(super) String);

/// The identifier of a rule.
#[derive(Debug, Clone, JsonSchema)]
pub(super) struct RuleName(pub(super) String);

/// The name of a category.
#[derive(Debug, Clone, JsonSchema)]
pub(super) struct CategoryName(pub(super) String);

/// Levels by rule or by category.
#[derive(Debug, Default, JsonSchema)]
pub(super) struct Levels(pub(super) Entries<RuleEntry>);

/// The level of a rule or a category: one word, or more detail.
#[derive(Debug, JsonSchema)]
#[schemars(untagged)]
pub(super) enum RuleEntry {
    /// The level everywhere.
    Word(Located<Level>),
    /// The level, and exceptions from it.
    Detailed(RuleDetail),
}

/// The level of a rule or a category, and exceptions from it.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct RuleDetail {
    /// The level everywhere else.
    pub(super) level: Option<Located<Level>>,
    /// Levels by table: `public.Event`, `"public"."Event"`, `audit.*`. Case counts; `*` stands for any text.
    #[schemars(default)]
    pub(super) tables: Entries<Located<Level>>,
}

/// What holds for the files of a path.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct PathEntry {
    /// Levels by rule or by category.
    #[schemars(default)]
    pub(super) rules: Levels,
}

/// A folder with migrations.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct MigrationsEntry {
    /// The folder, relative to the folder of the policy file.
    #[schemars(with = "String")]
    pub(super) path: Option<Located<String>>,
    /// How its files are laid out: `prisma`.
    pub(super) layout: Option<Located<String>>,
    /// What applies them, with its version where the lockfile does not tell: `prisma@7.10`.
    pub(super) runner: Option<Located<String>>,
    /// The table in which that tool keeps its history, where it is another than usual: `table` or `schema.table`.
    pub(super) history_table: Option<Located<String>>,
}

/// A database.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct EnvironmentEntry {
    /// `$NAME` of an environment variable that holds the connection string, or a connection string without password.
    #[schemars(with = "String")]
    pub(super) url: Option<Located<String>>,
    /// Commands that destroy data are refused here.
    #[schemars(default)]
    pub(super) protected: bool,
    /// Host names by which it is known besides, as globs.
    #[schemars(default)]
    pub(super) hosts: Vec<Located<String>>,
    /// The server's own number, by which it is known under any host name: `SELECT system_identifier FROM
    /// pg_control_system()`.
    #[schemars(extend("pattern" = "^[0-9]+$"))]
    pub(super) system_identifier: Option<Located<String>>,
    /// Whether `seawall exec --break-glass REASON` may run what is refused here. A protected one forbids it unless this says
    /// otherwise.
    pub(super) break_glass: Option<Located<BreakGlass>>,
}

/// Findings that are known and allowed. At least one of `object`, `migration` and `path` is named.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields, extend("anyOf" = [{ "required": ["object"] }, { "required": ["migration"] }, { "required": ["path"] }]))]
pub(super) struct ExemptionEntry {
    /// The rule whose findings are allowed.
    #[schemars(with = "RuleName")]
    pub(super) rule: Option<Located<RuleName>>,
    /// The object: `public."User"."legacyName"`. Case counts; `*` stands for any text within one part.
    pub(super) object: Option<Located<String>>,
    /// The migration's name; `*` stands for any text.
    pub(super) migration: Option<Located<String>>,
    /// The file, relative to the folder of the policy file; `*` stays within a folder, `**` does not.
    pub(super) path: Option<Located<String>>,
    /// Why this is allowed.
    #[schemars(with = "String", length(min = 1))]
    pub(super) reason: Option<Located<String>>,
    /// The last day on which this holds: `YYYY-MM-DD`, UTC.
    #[schemars(extend("format" = "date"))]
    pub(super) until: Option<Located<String>>,
    /// Who approved this; `gate.require` may ask for it.
    #[schemars(default)]
    pub(super) approved_by: Vec<Located<String>>,
}

/// What `-- seawall: allow` in a migration may do.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct InlineEntry {
    /// Categories that it may not allow.
    #[schemars(default)]
    pub(super) forbid: Vec<Located<CategoryName>>,
}

/// A command that is dangerous, or that a protected database lets through.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct CommandEntry {
    /// The program, or several, without folders and endings: `prisma`; `*` stands for any text.
    #[schemars(with = "OneOrMany")]
    pub(super) program: Option<OneOrMany>,
    /// The words of its subcommand: `migrate reset`; several where each of them is meant. `*` stands for any text in a word.
    #[schemars(default)]
    pub(super) subcommand: OneOrMany,
    /// Flags that must all be there, in any order: `--force`, `--force|-f`, `--status=applied`.
    #[schemars(default)]
    pub(super) flags: OneOrMany,
    /// Flags of which none may be there.
    #[schemars(default)]
    pub(super) without: OneOrMany,
    /// Words of which one must be there; `*` stands for any text.
    #[schemars(default)]
    pub(super) arguments: OneOrMany,
    /// Variables of which one must be set: `NAME`, `NAME=1`.
    #[schemars(default)]
    pub(super) variables: OneOrMany,
    /// Whether a protected database lets it through.
    #[schemars(default)]
    pub(super) safe: bool,
    /// Whether it applies migrations: with `gate.record: required` it needs a fresh release record.
    #[schemars(default)]
    pub(super) applies: bool,
    /// The rule to which it belongs: `destructive-command` where none is named.
    pub(super) rule: Option<Located<RuleName>>,
    /// What it works on: `database` where nothing is said.
    pub(super) reaches: Option<Located<Reach>>,
    /// What it does: `drops all tables`.
    pub(super) destroys: Option<Located<String>>,
    /// What to run instead.
    pub(super) instead: Option<Located<String>>,
    /// Its level by where it stands; those of its rule where nothing is said.
    #[schemars(default)]
    pub(super) levels: CommandLevels,
}

/// The level of a command by where it stands.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct CommandLevels {
    /// In what runs on deploy.
    pub(super) deploy: Option<Located<Level>>,
    /// Anywhere.
    pub(super) elsewhere: Option<Located<Level>>,
    /// In what is named for local use.
    pub(super) local: Option<Located<Level>>,
}

/// What `seawall exec` keeps.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ExecEntry {
    /// File of the audit log, relative to the folder of the policy file; in the user's state folder where it is left out.
    pub(super) log: Option<Located<String>>,
}

/// How the live schema is compared with the migration files.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct DriftEntry {
    /// `exact` needs a throw-away database; `structure` compares with the files alone and says what it left out.
    pub(super) compare: Option<Located<Compare>>,
    /// Differences that are known and allowed.
    #[schemars(default)]
    pub(super) ignore: Vec<Located<IgnoreEntry>>,
    /// SQL that a throw-away database runs first, for roles and schemas of the platform: a file, or `builtin:supabase`,
    /// `builtin:neon`, `builtin:rds`.
    pub(super) prelude: Option<Located<String>>,
    /// File with accepted differences.
    pub(super) baseline: Option<Located<String>>,
}

/// How exactly schemas are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, JsonSchema)]
#[schemars(rename_all = "lowercase")]
pub enum Compare {
    /// With the files alone: what they cannot tell is listed as not compared.
    Structure,
    /// Two servers, every attribute.
    #[default]
    Exact,
}

/// A difference that is known and allowed.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct IgnoreEntry {
    /// The object: `auth.*`, `public."User"."legacyName"`.
    #[schemars(with = "String")]
    pub(super) object: Option<Located<String>>,
    /// Why this is allowed.
    #[schemars(with = "String", length(min = 1))]
    pub(super) reason: Option<Located<String>>,
}

impl std::fmt::Display for Compare {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Structure => "structure",
            Self::Exact => "exact",
        })
    }
}
