//! The safe way depends on the runner: what to say for each.

use super::step::Judged;
use crate::project::{Sending, Tool};

/// Why a statement that stands outside `BEGIN … COMMIT` runs in a transaction block all the same.
pub(crate) fn why_block(judged: &Judged<'_>) -> String {
    let runner = judged.runner();
    match judged.sending() {
        Sending::OneQuery | Sending::PerStatement => {
            format!("{runner} sends this file as one query, and several statements in one query are one transaction")
        }
        Sending::Pipeline => {
            format!(
                "{runner} sends this file as one pipeline, in which only the first statement may refuse a transaction"
            )
        }
        Sending::Transaction { .. } if judged.tool == Tool::Flyway => {
            "flyway refuses to mix it with statements that run in a transaction".to_owned()
        }
        Sending::Transaction { .. } => format!("{runner} runs each migration in a transaction"),
        Sending::AllPending { .. } => format!("{runner} runs all pending migrations in one transaction"),
    }
}

/// Where a statement that cannot run in a transaction block must stand.
pub(crate) fn outside_transaction(judged: &Judged<'_>) -> &'static str {
    match judged.tool {
        Tool::Supabase => "first in a migration of its own, with nothing else in the file",
        Tool::Drizzle => "outside the migrations, with psql, because Drizzle runs all pending ones in one transaction",
        Tool::Flyway => "in a migration of its own, which Flyway then runs without a transaction",
        Tool::Sqlx => "alone in a migration whose first line is `-- no-transaction`",
        Tool::Diesel => "alone in a migration with `run_in_transaction = false` in the metadata.toml beside its up.sql",
        Tool::Dbmate => "alone in a migration that begins with `-- migrate:up transaction:false`",
        Tool::Goose => "in a migration of its own that begins with `-- +goose NO TRANSACTION`",
        Tool::NodePgMigrate => "in a migration in JavaScript that calls `pgm.noTransaction()`",
        Tool::Atlas => "in a migration of its own that begins with `-- atlas:txmode none`",
        Tool::SqlMigrate => "in a migration of its own, under `-- +migrate Up notransaction`",
        Tool::Hasura => {
            "outside the migrations, with psql, and mark its migration with `hasura migrate apply --skip-execution`"
        }
        Tool::Prisma | Tool::GolangMigrate | Tool::Psql | Tool::Unknown => match judged.sending() {
            Sending::PerStatement => "outside BEGIN … COMMIT (this runner commits each statement by itself)",
            _ => {
                "in a migration of its own, with nothing else in the file (this runner sends a file as one transaction)"
            }
        },
    }
}

/// How to keep two statements out of one transaction.
pub(crate) fn apart(judged: &Judged<'_>) -> &'static str {
    match judged.sending() {
        Sending::PerStatement => "keep both outside BEGIN … COMMIT: this runner commits each statement by itself",
        Sending::AllPending { .. } => {
            "deploy the second later, as a migration of the next release: this runner runs all pending migrations in one transaction"
        }
        _ => "move the second into the next migration: this runner sends a file as one transaction",
    }
}

/// SQL in two transactions: the second part runs without the strong lock that the first one took.
pub(crate) fn in_two(judged: &Judged<'_>, first: &str, second: &str) -> String {
    match judged.sending() {
        Sending::PerStatement => {
            format!("{first}\n{second}\nBoth can stand in one file: this runner commits each statement by itself.")
        }
        Sending::AllPending { .. } => format!(
            "{first}\nand in a later release, because this runner runs all pending migrations in one transaction:\n{second}"
        ),
        _ => format!(
            "{first}\nand in the next migration, because this runner sends a file as one transaction:\n{second}"
        ),
    }
}

/// How to mark a migration as applied without touching the history table, where the tool has a command for it.
pub(crate) const fn mark_as_applied(tool: Tool) -> &'static str {
    match tool {
        Tool::Prisma => "use the tool's own command:\nnpx prisma migrate resolve --applied <migration>",
        Tool::Supabase => "use the tool's own command:\nsupabase migration repair --status applied <version>",
        Tool::Flyway => "use the tool's own commands:\nflyway repair",
        Tool::GolangMigrate => "use the tool's own command:\nmigrate force <version>",
        Tool::Atlas => "use the tool's own command:\natlas migrate set <version>",
        Tool::SqlMigrate => "use the tool's own command:\nsql-migrate skip",
        Tool::Hasura => "use the tool's own command:\nhasura migrate apply --skip-execution --version <version>",
        _ => "let the migration tool write it; repair a broken history by hand, in the open, and not in a migration",
    }
}
