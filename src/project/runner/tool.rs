//! The tools that apply migrations, and what each makes of a file.
//!
//! Where it is written or was seen:
//! - Supabase: `supabase/cli`, `pkg/migration/file.go`: one pipeline of the extended protocol a file.
//! - Drizzle: `drizzle-orm`, `pg-core/dialect.ts`, `migrate`: all pending migrations in one transaction.
//! - Flyway: documentation, "Migration transaction handling" and "mixed": a transaction each, and none for statements that refuse one.
//! - sqlx: `sqlx-postgres`, `migrate.rs`; with `-- no-transaction` the file goes as one query (sqlx#3694).
//! - Diesel: `migrations/migrations_internals`, `run_in_transaction` of `metadata.toml`; the file is one `batch_execute`.
//! - dbmate: README, "Migration Options"; the part goes as one query either way (dbmate#285).
//! - golang-migrate: `database/postgres`: one query, no transaction of its own (migrate#137).
//! - goose: documentation, "Annotations"; statements are split.
//! - node-pg-migrate: documentation, "Transactions": all pending migrations in one, unless a migration in JavaScript asks for none.
//! - Atlas: documentation, "Transaction configuration": a transaction a file; statements are split.
//! - sql-migrate: README, `notransaction`; statements are split.
//! - Hasura: `run_sql` runs in a transaction (graphql-engine#2939).

use super::Sending;
use crate::project::layout::Layout;

/// The program that applies migrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Prisma Migrate.
    Prisma,
    /// The Supabase CLI.
    Supabase,
    /// Drizzle's migrator.
    Drizzle,
    /// Flyway.
    Flyway,
    /// sqlx.
    Sqlx,
    /// Diesel.
    Diesel,
    /// dbmate.
    Dbmate,
    /// golang-migrate.
    GolangMigrate,
    /// goose.
    Goose,
    /// node-pg-migrate.
    NodePgMigrate,
    /// Atlas.
    Atlas,
    /// sql-migrate.
    SqlMigrate,
    /// The Hasura CLI.
    Hasura,
    /// `psql -f`, without `--single-transaction`.
    Psql,
    /// None that Seawall knows.
    Unknown,
}

impl Tool {
    /// All that a policy or `--runner` can name, by their names.
    pub(super) const NAMED: [Self; 15] = [
        Self::Prisma,
        Self::Supabase,
        Self::Drizzle,
        Self::Flyway,
        Self::Sqlx,
        Self::Diesel,
        Self::Dbmate,
        Self::GolangMigrate,
        Self::Goose,
        Self::NodePgMigrate,
        Self::Atlas,
        Self::SqlMigrate,
        Self::Hasura,
        Self::Psql,
        Self::Unknown,
    ];

    /// The name in the policy file and in reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Prisma => "prisma",
            Self::Supabase => "supabase",
            Self::Drizzle => "drizzle",
            Self::Flyway => "flyway",
            Self::Sqlx => "sqlx",
            Self::Diesel => "diesel",
            Self::Dbmate => "dbmate",
            Self::GolangMigrate => "golang-migrate",
            Self::Goose => "goose",
            Self::NodePgMigrate => "node-pg-migrate",
            Self::Atlas => "atlas",
            Self::SqlMigrate => "sql-migrate",
            Self::Hasura => "hasura",
            Self::Psql => "psql",
            Self::Unknown => "none",
        }
    }

    /// The tool whose layout this is.
    #[must_use]
    pub const fn of(layout: Layout) -> Self {
        match layout {
            Layout::Prisma => Self::Prisma,
            Layout::Supabase => Self::Supabase,
            Layout::Drizzle => Self::Drizzle,
            Layout::Flyway => Self::Flyway,
            Layout::Sqlx => Self::Sqlx,
            Layout::Diesel => Self::Diesel,
            Layout::Dbmate => Self::Dbmate,
            Layout::GolangMigrate => Self::GolangMigrate,
            Layout::Goose => Self::Goose,
            Layout::NodePgMigrate => Self::NodePgMigrate,
            Layout::Atlas => Self::Atlas,
            Layout::SqlMigrate => Self::SqlMigrate,
            Layout::Hasura => Self::Hasura,
            Layout::Sql | Layout::Files | Layout::Stdin => Self::Unknown,
        }
    }

    /// How the tool sends a migration that asks for a transaction, for none, or for neither; `None` where more must be known.
    pub(super) const fn sending(self, asks: Option<bool>) -> Option<Sending> {
        let alone = matches!(asks, Some(false));
        Some(match self {
            Self::Prisma | Self::Unknown => return None,
            Self::Psql => Sending::PerStatement,
            Self::GolangMigrate => Sending::OneQuery,
            Self::Supabase => Sending::Pipeline,
            Self::Drizzle => Sending::AllPending { split: true },
            Self::NodePgMigrate => Sending::AllPending { split: false },
            Self::Flyway | Self::Goose | Self::Atlas | Self::SqlMigrate if alone => Sending::PerStatement,
            Self::Flyway | Self::Goose | Self::Atlas | Self::SqlMigrate => Sending::Transaction { split: true },
            Self::Sqlx | Self::Diesel | Self::Dbmate if alone => Sending::OneQuery,
            Self::Sqlx | Self::Diesel | Self::Dbmate | Self::Hasura => Sending::Transaction { split: false },
        })
    }
}
