//! How a migration tool sends a file to the server, which depends on its version.
//!
//! Prisma ([`Runner::SPLITS_FROM`]), as far as its public sources and measurements tell:
//! - up to 7.3, `apply_migration_script` hands the whole file to `simple_query`: several statements are one implicit transaction.
//! - from 7.4 (prisma-engines#5767, February 2026) `split_script_into_statements` parses the whole file with `sqlparser` and
//!   sends each statement by itself, so each commits by itself. A file that does not parse goes as one query, as before.
//!   The shadow database does the same since prisma-engines#5799 (April 2026).
//! - the `sqlparser` that splits: prisma-engines#5847 (July 2026, open) says that 0.62 and earlier refuse
//!   `DROP INDEX CONCURRENTLY`, which is what makes such a file one query. Engines before 7.4 pinned 0.32.0 and did not use it
//!   to send migrations. The exact version and dialect that 7.4 and later pin could not be found in public text; the dialect
//!   is taken to be `PostgreSqlDialect`.

mod lockfile;
mod search;
mod tool;
mod version;

pub use tool::Tool;
pub use version::{Version, VersionRange};

use super::error::InputError;
use super::layout::Layout;
use super::migration::{History, Migration};

/// How a runner sends a file to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sending {
    /// The whole file as one simple query: one implicit transaction.
    OneQuery,
    /// The whole file as one pipeline: one implicit transaction, in which only the first statement stands outside a block.
    Pipeline,
    /// Each statement by itself, committed by itself.
    PerStatement,
    /// The file between `BEGIN` and `COMMIT` of the runner.
    Transaction {
        /// Its statements are sent one by one, so that after a `COMMIT` in the file each commits by itself.
        split: bool,
    },
    /// All pending files together between `BEGIN` and `COMMIT` of the runner.
    AllPending {
        /// As in [`Sending::Transaction`].
        split: bool,
    },
}

impl Sending {
    /// The statements of a file commit together, as far as the file itself does not commit.
    #[must_use]
    pub const fn is_one_transaction(self) -> bool {
        !matches!(self, Self::PerStatement)
    }

    /// The runner opens the transaction with a `BEGIN`.
    #[must_use]
    pub const fn begins(self) -> bool {
        matches!(self, Self::Transaction { .. } | Self::AllPending { .. })
    }
}

/// The tool that applies the migrations, in which version, and where that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Runner {
    /// The tool.
    pub tool: Tool,
    /// The versions that it may have; any where nothing is known.
    pub version: VersionRange,
    /// Where that was read: `package-lock.json`, `--runner`.
    pub source: String,
}

impl Runner {
    /// The first Prisma that commits statement by statement.
    pub const SPLITS_FROM: Version = Version::new(7, 4, 0);

    /// The runner of a history: the tool whose layout it has; Prisma in the version that the project's lockfile, installation
    /// or `package.json` names.
    #[must_use]
    pub fn find(history: &History) -> Self {
        let tool = Tool::of(history.layout);
        let (version, source) = match tool {
            Tool::Prisma => search::prisma(&history.folder)
                .unwrap_or_else(|| (VersionRange::ANY, "no lockfile or package.json tells the version".to_owned())),
            Tool::Unknown if history.layout == Layout::Sql => {
                (VersionRange::ANY, "nothing tells what applies these files".to_owned())
            }
            Tool::Unknown => (VersionRange::ANY, "no runner is known for single files".to_owned()),
            _ => (VersionRange::ANY, history.shown.to_string()),
        };
        Self { tool, version, source }
    }

    /// Reads `prisma`, `prisma@7`, `prisma@7.10`, `prisma@<7.4`, `flyway`, `psql` or `none`; `source` says where it was written.
    ///
    /// # Errors
    /// Another tool, or a version that is none.
    pub fn parse(text: &str, source: impl Into<String>) -> Result<Self, InputError> {
        let (name, version) = text.trim().split_once('@').unwrap_or((text.trim(), "*"));
        let tool = Tool::NAMED.into_iter().find(|tool| tool.name() == name).ok_or_else(|| {
            let names: Vec<&str> = Tool::NAMED.iter().map(|tool| tool.name()).collect();
            InputError::new(format!("there is no runner `{name}`"))
                .help(format!("the runners are {}; with a version: `prisma@7.10`, `prisma@<7.4`", names.join(", ")))
        })?;
        let range = VersionRange::parse(version).ok_or_else(|| {
            InputError::new(format!("`{version}` is not a version of a runner"))
                .help(format!("write `{name}`, `{name}@7.10` or `{name}@<7.4`"))
        })?;
        if tool == Tool::Prisma && range.from >= Version::new(8, 0, 0) {
            return Err(
                InputError::new("Prisma 8 is not supported yet").help("name the version that applies these migrations")
            );
        }
        Ok(Self { tool, version: range, source: source.into() })
    }

    /// Each way in which a migration may be sent, and for which runners: one where the tool or its version tells, else both.
    #[must_use]
    pub fn sendings(&self, migration: &Migration) -> Vec<(Sending, String)> {
        if let Some(sending) = self.tool.sending(migration.transaction) {
            return vec![(sending, self.tool.name().to_owned())];
        }
        let (one_query, per_statement) = match self.tool {
            Tool::Prisma => (format!("prisma@<{}", Self::SPLITS_FROM), format!("prisma@>={}", Self::SPLITS_FROM)),
            _ => ("one transaction a file".to_owned(), "one transaction a statement".to_owned()),
        };
        let mut sendings = Vec::new();
        if self.version.from < Self::SPLITS_FROM {
            sendings.push((Sending::OneQuery, one_query));
        }
        if self.version.below.is_none_or(|below| below > Self::SPLITS_FROM) {
            sendings.push((Sending::PerStatement, per_statement));
        }
        sendings
    }

    /// How to send a deployed migration in a replay: as its tool did, and where that depends on an unknown version, as one
    /// query. Prisma sends whole what its parser cannot read, in every version.
    #[must_use]
    pub fn replays(&self, migration: &Migration) -> Sending {
        let sending = self.sendings(migration).first().map_or(Sending::OneQuery, |(sending, _)| *sending);
        let whole = self.tool == Tool::Prisma
            && sending == Sending::PerStatement
            && !crate::sql::parses_whole(migration.source.sql());
        if whole { Sending::OneQuery } else { sending }
    }
}

impl std::fmt::Display for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.tool.name();
        match (self.tool, self.version) {
            (Tool::Unknown, _) => write!(f, "unknown runner ({})", self.source),
            (Tool::Prisma, VersionRange::ANY) => write!(f, "{name}, version unknown ({})", self.source),
            (_, VersionRange::ANY) => write!(f, "{name} ({})", self.source),
            (_, known) => write!(f, "{name}@{known} ({})", self.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn migration(transaction: Option<bool>) -> Migration {
        let source = crate::sql::Source::new("a.sql", "");
        Migration { transaction, ..Migration::new("a", std::path::PathBuf::new(), source) }
    }

    fn sent(text: &str, transaction: Option<bool>) -> Vec<Sending> {
        let sendings = Runner::parse(text, "--runner").unwrap().sendings(&migration(transaction));
        sendings.into_iter().map(|(sending, _)| sending).collect()
    }

    fn ways(text: &str) -> Vec<Sending> {
        sent(text, None)
    }

    #[test]
    fn sends_by_version_and_both_ways_where_it_is_unknown() {
        use Sending::{OneQuery, PerStatement};
        for text in ["prisma@7.3", "prisma@5", "prisma@<7.4", "prisma@^6.1.0", "prisma@7.3.9"] {
            assert_eq!(ways(text), [OneQuery], "{text}");
        }
        for text in ["prisma@7.4", "prisma@7.10", "prisma@>=7.4", "prisma@^7.4.0", "prisma@~7.5", "psql"] {
            assert_eq!(ways(text), [PerStatement], "{text}");
        }
        for text in ["prisma", "prisma@7", "prisma@latest", "prisma@^7.2.0", "none"] {
            assert_eq!(ways(text), [OneQuery, PerStatement], "{text}");
        }
        assert_eq!(Runner::parse("prisma", "x").unwrap().sendings(&migration(None))[0].1, "prisma@<7.4");
    }

    #[test]
    fn a_replay_sends_whole_what_prisma_cannot_split() {
        let replays = |runner: &str, sql: &str| {
            let source = crate::sql::Source::new("a.sql", sql);
            let migration = Migration { source, ..migration(None) };
            Runner::parse(runner, "--runner").unwrap().replays(&migration)
        };
        let (plain, block) = ("SELECT 1; SELECT 2", "LOCK TABLE t; DO $$ BEGIN END $$");
        assert_eq!(replays("prisma@7.10", plain), Sending::PerStatement);
        assert_eq!(replays("prisma@7.10", block), Sending::OneQuery);
        assert_eq!(replays("prisma", plain), Sending::OneQuery);
        assert_eq!(replays("psql", block), Sending::PerStatement);
    }

    #[test]
    fn a_migration_may_ask_for_no_transaction_where_its_tool_lets_it() {
        use Sending::{AllPending, OneQuery, PerStatement, Transaction};
        for (text, as_usual, alone) in [
            ("flyway", Transaction { split: true }, PerStatement),
            ("goose@3", Transaction { split: true }, PerStatement),
            ("atlas", Transaction { split: true }, PerStatement),
            ("sql-migrate", Transaction { split: true }, PerStatement),
            ("sqlx", Transaction { split: false }, OneQuery),
            ("diesel", Transaction { split: false }, OneQuery),
            ("dbmate", Transaction { split: false }, OneQuery),
            ("golang-migrate", OneQuery, OneQuery),
            ("supabase", Sending::Pipeline, Sending::Pipeline),
            ("drizzle", AllPending { split: true }, AllPending { split: true }),
        ] {
            assert_eq!((sent(text, None), sent(text, Some(false))), (vec![as_usual], vec![alone]), "{text}");
        }
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["rails", "prisma@seven", "prisma@8", ""] {
            assert!(Runner::parse(text, "--runner").is_err(), "{text}");
        }
    }
}
