//! Prisma Migrate: `migrations/<name>/migration.sql` beside a `migration_lock.toml`, applied in the order of the names.

mod config;
mod datasource;
mod recognise;

pub(crate) use config::candidates as prisma_configs;
pub(in crate::project) use config::settings_of;
pub use datasource::ConnectionSchema;
pub(in crate::project) use datasource::connection_schema;
pub(super) use recognise::{is_folder_of_migrations, recognise};

use std::path::Path;

use super::format::{Entry, Format, Place, whole};
use crate::project::error::InputError;
use crate::project::tree::{Child, Tree};

pub(super) const FORMAT: Format = Format { name: "prisma", entry, entries, part: whole, templated: false, notes };

/// The file in each migration's folder, after the name.
pub(super) const SUFFIX: &str = "/migration.sql";

/// Where Prisma notes the database for which the migrations were written.
pub(super) const LOCK: &str = "migration_lock.toml";

/// The migrations in the order in which `prisma migrate deploy` applies them: by the bytes of their names.
pub(super) fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let (tree, shown) = (place.tree, place.shown);
    let children = tree.children("")?;
    refuse_prisma_8(tree, &children, shown)?;
    if let Some(provider) = provider(tree, shown)? {
        refuse_other_provider(&provider, shown)?;
    }
    let mut entries: Vec<Entry> = children
        .into_iter()
        .filter(|child| child.folder)
        .map(|child| Entry::sql(&child.name, &format!("{}{SUFFIX}", child.name)))
        .collect();
    entries.sort_unstable();
    Ok(entries)
}

fn entry(path: &str) -> Option<Entry> {
    let name = path.strip_suffix(SUFFIX).filter(|name| !name.contains('/'))?;
    Some(Entry::sql(name, path))
}

/// A folder without its file: Prisma stops there too (P3015).
pub(super) fn missing_file(shown: &str) -> InputError {
    InputError::new("does not exist, though its folder does; Prisma would stop here with P3015")
        .at(shown)
        .help("restore the file, or delete the folder if the migration was never applied")
}

/// Prisma 8 keeps its history in `migrations/app/<name>/migration.json` and has no SQL files.
pub(super) fn refuse_prisma_8(tree: &dyn Tree, children: &[Child], shown: &str) -> Result<(), InputError> {
    let of_prisma_8 = |path: &str| Ok::<_, InputError>(tree.read(path)?.is_some());
    for child in children.iter().filter(|child| child.folder) {
        if child.name == "app" {
            for inner in tree.children("app")?.iter().filter(|inner| inner.folder) {
                if of_prisma_8(&format!("app/{}/migration.json", inner.name))? {
                    return Err(prisma_8(shown));
                }
            }
        }
    }
    // The folder `app` itself was named: one look is enough, for Prisma 8 writes the file into every folder.
    match children.iter().find(|child| child.folder) {
        Some(first) if of_prisma_8(&format!("{}/migration.json", first.name))? => Err(prisma_8(shown)),
        _ => Ok(()),
    }
}

fn prisma_8(shown: &str) -> InputError {
    InputError::new("holds migrations of Prisma 8, which are not supported yet: nothing was checked")
        .at(shown)
        .help("check the SQL that they run as files: `seawall check FILE.sql`")
}

/// The provider named in the lock file; `None` where there is no lock file.
pub(super) fn provider(tree: &dyn Tree, shown: &str) -> Result<Option<String>, InputError> {
    let Some(bytes) = tree.read(LOCK)? else { return Ok(None) };
    let text = String::from_utf8_lossy(&bytes);
    parse_provider(&text).map(Some).map_err(|error| error.at(joined(shown, LOCK)))
}

fn parse_provider(text: &str) -> Result<String, InputError> {
    #[derive(serde::Deserialize)]
    struct Lock {
        provider: Option<String>,
    }
    let text = text.trim_start_matches('\u{feff}');
    if let Some(conflict) = text.lines().position(|line| line.starts_with("<<<<<<<")) {
        return Err(InputError::new("holds a merge conflict")
            .on_line(conflict + 1)
            .help("resolve the conflict and try again"));
    }
    let help = "it should hold one line: provider = \"postgresql\"";
    let lock: Lock = toml::from_str(text).map_err(|error| {
        let before = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(before).filter(|&byte| byte == b'\n').count() + 1;
        InputError::new(format!("is not valid TOML: {}", error.message())).on_line(line).help(help)
    })?;
    lock.provider.ok_or_else(|| InputError::new("names no provider").help(help))
}

/// Seawall knows the rules of `PostgreSQL`; `CockroachDB` speaks its protocol and runs schema changes by other rules.
fn refuse_other_provider(provider: &str, shown: &str) -> Result<(), InputError> {
    if is_supported(provider) {
        return Ok(());
    }
    Err(InputError::new(format!("the migrations are for \"{provider}\", and Seawall checks PostgreSQL only"))
        .at(joined(shown, LOCK))
        .help("name the PostgreSQL migrations with `--migrations DIR`; if these are for PostgreSQL, set provider = \"postgresql\" there"))
}

/// `postgres` is Prisma's older spelling of the same provider.
pub(super) fn is_supported(provider: &str) -> bool {
    matches!(provider, "postgresql" | "postgres")
}

/// `prisma migrate deploy` runs without a lock file and takes the provider of the schema; so does Seawall, and says so.
fn notes(place: &Place<'_>) -> Result<Vec<String>, InputError> {
    if provider(place.tree, place.shown)?.is_some() {
        return Ok(Vec::new());
    }
    Ok(vec![format!("{} is missing: the migrations are taken to be for PostgreSQL", place.shown(LOCK))])
}

fn joined(shown: &str, name: &str) -> String {
    if shown == "." { name.to_owned() } else { format!("{shown}/{name}") }
}

/// Reads the provider of a folder on disk without failing: what cannot be read is told when the folder is.
pub(super) fn provider_on_disk(folder: &Path) -> Option<String> {
    parse_provider(&std::fs::read_to_string(folder.join(LOCK)).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_provider_and_places_what_is_wrong_with_it() {
        assert_eq!(parse_provider("# comment\nprovider = \"postgresql\"\n").unwrap(), "postgresql");
        assert_eq!(parse_provider("# a\nprovider = postgresql\n").unwrap_err().line, Some(2));
        assert_eq!(parse_provider("a = 1\n<<<<<<< HEAD\n").unwrap_err().line, Some(2));
        assert!(parse_provider("").unwrap_err().message.contains("no provider"));
        assert!(refuse_other_provider("cockroachdb", "prisma/migrations").is_err());
    }
}
