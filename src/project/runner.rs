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
mod version;

pub use version::{Version, VersionRange};

use super::error::InputError;
use super::layout::Layout;
use super::migration::History;

/// How a runner sends a file to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sending {
    /// The whole file as one simple query: one implicit transaction.
    OneQuery,
    /// Each statement by itself, committed by itself.
    PerStatement,
}

/// The program that applies migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Prisma Migrate.
    Prisma,
    /// `psql -f`, without `--single-transaction`.
    Psql,
    /// None that Seawall knows.
    Unknown,
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

    /// The runner of a history: Prisma in the version that the project's lockfile, installation or `package.json` names.
    #[must_use]
    pub fn find(history: &History) -> Self {
        if history.layout != Layout::Prisma {
            return Self {
                tool: Tool::Unknown,
                version: VersionRange::ANY,
                source: "no runner is known for single files".into(),
            };
        }
        let (version, source) = search::prisma(&history.folder)
            .unwrap_or_else(|| (VersionRange::ANY, "no lockfile or package.json tells the version".to_owned()));
        Self { tool: Tool::Prisma, version, source }
    }

    /// Reads `prisma`, `prisma@7`, `prisma@7.10`, `prisma@<7.4`, `psql` or `none`; `source` says where it was written.
    ///
    /// # Errors
    /// Another tool, or a version that is none.
    pub fn parse(text: &str, source: impl Into<String>) -> Result<Self, InputError> {
        let (tool, version) = text.trim().split_once('@').unwrap_or((text.trim(), "*"));
        let help = "write `prisma`, `prisma@7.10`, `prisma@<7.4`, `psql` or `none`";
        let tool = match tool {
            "prisma" => Tool::Prisma,
            "psql" => Tool::Psql,
            "none" => Tool::Unknown,
            _ => return Err(InputError::new(format!("there is no runner `{tool}`")).help(help)),
        };
        let range = VersionRange::parse(version)
            .ok_or_else(|| InputError::new(format!("`{version}` is not a version of a runner")).help(help))?;
        if tool == Tool::Prisma && range.from >= Version::new(8, 0, 0) {
            return Err(
                InputError::new("Prisma 8 is not supported yet").help("name the version that applies these migrations")
            );
        }
        Ok(Self { tool, version: range, source: source.into() })
    }

    /// Each way in which the file may be sent, and for which runners: one where the version tells, else both.
    #[must_use]
    pub fn sendings(&self) -> Vec<(Sending, String)> {
        let (one_query, per_statement) = match self.tool {
            Tool::Psql => return vec![(Sending::PerStatement, "psql".to_owned())],
            Tool::Prisma => (format!("prisma@<{}", Self::SPLITS_FROM), format!("prisma@>={}", Self::SPLITS_FROM)),
            Tool::Unknown => ("one transaction a file".to_owned(), "one transaction a statement".to_owned()),
        };
        let mut sendings = Vec::new();
        if self.tool == Tool::Unknown || self.version.from < Self::SPLITS_FROM {
            sendings.push((Sending::OneQuery, one_query));
        }
        if self.tool == Tool::Unknown || self.version.below.is_none_or(|below| below > Self::SPLITS_FROM) {
            sendings.push((Sending::PerStatement, per_statement));
        }
        sendings
    }
}

impl std::fmt::Display for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.tool {
            Tool::Prisma => "prisma",
            Tool::Psql => "psql",
            Tool::Unknown => return write!(f, "unknown runner ({})", self.source),
        };
        match self.version {
            VersionRange::ANY => write!(f, "{name}, version unknown ({})", self.source),
            known => write!(f, "{name}@{known} ({})", self.source),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ways(text: &str) -> Vec<Sending> {
        Runner::parse(text, "--runner").unwrap().sendings().into_iter().map(|(sending, _)| sending).collect()
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
        assert_eq!(Runner::parse("prisma", "x").unwrap().sendings()[0].1, "prisma@<7.4");
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for text in ["flyway", "prisma@seven", "prisma@8", ""] {
            assert!(Runner::parse(text, "--runner").is_err(), "{text}");
        }
    }
}
