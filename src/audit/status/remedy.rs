//! What to do about a history, tool by tool.

use crate::live::HistoryTable;
use crate::project::Tool;

/// What to do about a history of this tool.
#[derive(Debug, Clone, Copy)]
pub(super) struct Remedy {
    pub(super) tool: Tool,
}

impl Remedy {
    /// After a migration that failed.
    pub(super) fn failed(self, name: &str) -> String {
        let then = match self.tool {
            Tool::Prisma => command("npx prisma migrate resolve --rolled-back", name),
            Tool::Flyway => "flyway repair".to_owned(),
            Tool::GolangMigrate => "migrate force <the version before>".to_owned(),
            Tool::Atlas => {
                "correct the file, `atlas migrate hash`, and deploy: Atlas goes on where it stopped".to_owned()
            }
            _ => "delete its row by hand, in the open, and deploy again".to_owned(),
        };
        format!("undo what stayed of it, then: {then}")
    }

    /// To have back what the repository lacks.
    pub(super) const fn missing(self) -> &'static str {
        match self.tool {
            Tool::Prisma | Tool::Diesel => "merge the branch that has it, or restore its folder from git",
            _ => "merge the branch that has it, or restore its file from git",
        }
    }

    /// To bring a migration behind all others.
    pub(super) fn later(self) -> String {
        crate::audit::history::later(self.tool).to_owned()
    }

    /// What the tool makes of a migration that comes too late.
    pub(super) const fn does(self) -> &'static str {
        match self.tool {
            Tool::Flyway => ": Flyway refuses to run unless `outOfOrder` is set",
            Tool::NodePgMigrate => ": node-pg-migrate refuses to run",
            Tool::Supabase => ": `supabase db push` refuses to run without `--include-all`",
            Tool::Goose => ": goose refuses to run without `-allow-missing`",
            Tool::Atlas => ": Atlas refuses to run, or skips it, by its `exec-order`",
            _ => "",
        }
    }

    /// The table in a sentence: with its schema where that is not the application's.
    pub(super) fn table(table: &HistoryTable) -> String {
        if table.schema == table.around { table.name.clone() } else { table.shown() }
    }

    /// Where tables are there and the history is not.
    pub(super) fn absent(self, table: &HistoryTable) -> String {
        match (table.elsewhere.first(), self.tool) {
            (Some(schema), Tool::Prisma) => {
                format!("there is one in the schema {schema}: name it in the connection string with `?schema=`")
            }
            (Some(schema), _) => format!(
                "there is one in the schema {schema}: write `history_table: {schema}.{}` at the folder's entry under `migrations` in seawall.yaml",
                table.name
            ),
            (None, Tool::Prisma) => format!("check the connection string; if it is right, {}", self.baseline()),
            (None, _) => format!(
                "check the connection string, and name the table with `history_table` in seawall.yaml where it has another name; if both are right, {}",
                self.baseline()
            ),
        }
    }

    const fn baseline(self) -> &'static str {
        match self.tool {
            Tool::Prisma => "baseline with `prisma migrate resolve --applied`",
            Tool::Supabase => "baseline with `supabase migration repair --status applied <version>`",
            Tool::Flyway => "baseline with `flyway baseline`",
            Tool::GolangMigrate => "baseline with `migrate force <version>`",
            Tool::Atlas => "baseline with `atlas migrate apply --baseline <version>`",
            Tool::SqlMigrate => "baseline with `sql-migrate skip`",
            Tool::Drizzle => {
                "they were made by `drizzle-kit push` or by hand, and each migration that is there needs its row"
            }
            _ => "they were made by hand, and each migration that is there needs its row",
        }
    }
}

/// A command to copy. A name that a shell would read otherwise is left to the reader to fill in.
fn command(verb: &str, name: &str) -> String {
    let plain =
        name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.')) && !name.starts_with('-');
    format!("{verb} {}", if plain { name } else { "<migration>" })
}
