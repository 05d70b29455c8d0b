//! Where a migration tool keeps its history, as far as its own configuration says so plainly.

use std::path::Path;

use serde::Deserialize;

use super::env::Variables;
use super::layout::settings_of;
use super::migration::History;
use super::runner::Tool;

/// The schema and the name of a history table, where they are not the tool's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HistoryPlace {
    /// The schema.
    pub schema: Option<String>,
    /// The table.
    pub table: Option<String>,
}

impl HistoryPlace {
    /// Reads `table` or `schema.table`; a part in double quotes may hold a dot.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = vec![String::new()];
        let mut quoted = false;
        for character in text.trim().chars() {
            match character {
                '"' => quoted = !quoted,
                '.' if !quoted => parts.push(String::new()),
                other => parts.last_mut()?.push(other),
            }
        }
        let named = !quoted && parts.iter().all(|part| !part.trim().is_empty());
        match parts.as_slice() {
            [table] if named => Some(Self { schema: None, table: Some(table.clone()) }),
            [schema, table] if named => Some(Self { schema: Some(schema.clone()), table: Some(table.clone()) }),
            _ => None,
        }
    }

    /// What the configuration of the tool says, which lies in the folder of migrations or around it.
    #[must_use]
    pub fn of_project(tool: Tool, history: &History, variables: &Variables) -> Self {
        let variable = |name: &str| variables.value(name).and_then(|value| Self::parse(&value)).unwrap_or_default();
        match tool {
            Tool::Flyway => flyway(&history.folder),
            Tool::Sqlx => sqlx(&history.folder),
            Tool::Drizzle => drizzle(&history.folder),
            Tool::Dbmate => variable("DBMATE_MIGRATIONS_TABLE"),
            Tool::Goose => variable("GOOSE_TABLE"),
            _ => Self::default(),
        }
    }
}

/// The text of the first of these files that lies in the folder or around it, up to the root of the repository.
fn around(folder: &Path, names: &[&str]) -> Option<String> {
    for folder in folder.ancestors() {
        if let Some(text) = names.iter().find_map(|name| std::fs::read_to_string(folder.join(name)).ok()) {
            return Some(text);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    None
}

/// `flyway.table` with `flyway.defaultSchema`, else the first of `flyway.schemas`.
fn flyway(folder: &Path) -> HistoryPlace {
    let Some(text) = around(folder, &["flyway.toml", "flyway.conf", "conf/flyway.toml", "conf/flyway.conf"]) else {
        return HistoryPlace::default();
    };
    let setting = |key: &str| {
        let line = |line: &str| {
            let (name, value) = line.split_once('=')?;
            let value = value.trim().trim_matches(['[', ']', ' ']);
            let first = value.split(',').next()?.trim().trim_matches(['"', '\'']);
            (name.trim().trim_start_matches("flyway.") == key && !first.is_empty()).then(|| first.to_owned())
        };
        text.lines().rev().find_map(line)
    };
    HistoryPlace { schema: setting("defaultSchema").or_else(|| setting("schemas")), table: setting("table") }
}

/// `migrate.table-name` of `sqlx.toml` (0.9).
fn sqlx(folder: &Path) -> HistoryPlace {
    #[derive(Deserialize)]
    struct File {
        migrate: Option<Migrate>,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "kebab-case")]
    struct Migrate {
        table_name: Option<String>,
    }
    let file = around(folder, &["sqlx.toml"]).and_then(|text| toml::from_str::<File>(&text).ok());
    let name = file.and_then(|file| file.migrate?.table_name);
    name.and_then(|name| HistoryPlace::parse(&name)).unwrap_or_default()
}

/// `migrations: { table, schema }` of `drizzle.config`.
fn drizzle(folder: &Path) -> HistoryPlace {
    const NAMES: [&str; 5] =
        ["drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs", "drizzle.config.cjs", "drizzle.config.json"];
    let Some(text) = around(folder, &NAMES) else { return HistoryPlace::default() };
    let [table, schema] = settings_of(&text, "migrations", ["table", "schema"]);
    HistoryPlace { schema, table }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_have_a_schema_and_quotes() {
        let place = |schema: Option<&str>, table: &str| {
            Some(HistoryPlace { schema: schema.map(str::to_owned), table: Some(table.to_owned()) })
        };
        assert_eq!(HistoryPlace::parse("applied"), place(None, "applied"));
        assert_eq!(HistoryPlace::parse("ops.\"a.b\""), place(Some("ops"), "a.b"));
        for none in ["", "a.", "a.b.c", "\"a"] {
            assert_eq!(HistoryPlace::parse(none), None, "{none}");
        }
    }

    #[test]
    fn the_tools_own_configuration_is_read() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("db/migrations");
        std::fs::create_dir_all(&folder).unwrap();
        let write = |name: &str, text: &str| std::fs::write(root.path().join(name), text).unwrap();
        write(".git", "");
        write("flyway.toml", "[flyway]\nschemas = [\"app\", \"other\"]\ntable = \"applied\"\n");
        write("sqlx.toml", "[migrate]\ntable-name = \"ops.applied\"\n");
        write(
            "drizzle.config.ts",
            "export default defineConfig({ out: './x', migrations: { schema: 'public', table: `mine` } })",
        );
        let wanted =
            |schema: &str, table: &str| HistoryPlace { schema: Some(schema.into()), table: Some(table.into()) };
        assert_eq!(flyway(&folder), wanted("app", "applied"));
        assert_eq!(sqlx(&folder), wanted("ops", "applied"));
        assert_eq!(drizzle(&folder), wanted("public", "mine"));
    }
}
