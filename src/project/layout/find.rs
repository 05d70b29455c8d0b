//! The search for migrations: named by the user, else below the working directory, else above it.

use std::path::{Path, PathBuf};

use super::prisma::{self, Listing, is_folder_of_migrations, recognise};
use super::{Located, file_name};
use crate::project::error::InputError;
use crate::project::text::unreadable;
use crate::project::workspace::Workspace;

/// How deep below the working directory is looked; real monorepos keep migrations five folders down.
const MAX_DEPTH: usize = 8;

/// How many folders are looked into; a search that takes longer than a second helps nobody.
const MAX_FOLDERS: usize = 50_000;

/// Folders of dependencies and build output, where migrations are copies.
const SKIPPED: [&str; 7] = ["node_modules", "target", "dist", "build", "out", "coverage", "vendor"];

/// Where the root of a project, its schema, or its migrations may stand, seen from the root.
const PLACES: [&str; 4] = ["", "prisma", "prisma/schema", "migrations"];

/// The folders that were named, or all that are found.
///
/// # Errors
/// A named folder without migrations; nothing found; a project of a kind that is not supported.
pub(in crate::project) fn find(workspace: &Workspace, named: &[PathBuf]) -> Result<Vec<Located>, InputError> {
    if !named.is_empty() {
        return named.iter().map(|folder| explicit(workspace, &workspace.absolute(folder))).collect();
    }
    let mut found = below(workspace)?;
    if found.is_empty() {
        found = above(workspace)?;
    }
    if found.is_empty() {
        return Err(InputError::new(
            "found no migrations here, in the folders below, or above up to the repository's root",
        )
        .at(workspace.shown(workspace.cwd()))
        .help("name the folder with `--migrations DIR`, for example `--migrations prisma/migrations`"));
    }
    Ok(leave_out_other_databases(found, workspace))
}

/// A folder of migrations, or a project that has one.
fn explicit(workspace: &Workspace, folder: &Path) -> Result<Located, InputError> {
    let shown = workspace.shown(folder);
    let help = "name the folder that holds the migrations, for example `--migrations prisma/migrations`";
    let metadata = std::fs::metadata(folder).map_err(|error| unreadable(&error, folder, &shown).help(help))?;
    if !metadata.is_dir() {
        return Err(InputError::new("is a file, not a folder of migrations")
            .at(shown)
            .help("give files as arguments: `seawall check FILE.sql`"));
    }
    if is_folder_of_migrations(folder) {
        return Ok(Located::prisma(folder.to_owned()));
    }
    if let Some(found) = project_at(workspace, folder)? {
        return Ok(Located::prisma(found));
    }
    let listing = Listing::read(folder).map_err(|error| unreadable(&error, folder, &shown))?;
    let (message, help) = match (listing.folders.is_empty(), sql_files(&listing)) {
        (true, 0) => ("holds no migrations", help),
        (_, 0) => ("holds no folder with a migration.sql", help),
        _ => ("holds SQL files, not Prisma migrations", "give the files as arguments: `seawall check FILE.sql …`"),
    };
    // A history of Prisma 8 has folders without a migration.sql, and deserves its own word.
    super::prisma::entries(&crate::project::tree::Disk { folder: folder.to_owned(), workspace }, &shown)?;
    Err(InputError::new(message).at(shown).help(help))
}

fn sql_files(listing: &Listing) -> usize {
    let is_sql =
        |file: &&String| Path::new(file).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("sql"));
    listing.files.iter().filter(is_sql).count()
}

/// The migrations of the project whose root this is.
fn project_at(workspace: &Workspace, root: &Path) -> Result<Option<PathBuf>, InputError> {
    for place in PLACES {
        let Ok(listing) = Listing::read(&root.join(place)) else { continue };
        if let Some(found) = recognise(&listing, workspace)? {
            return Ok(Some(found));
        }
    }
    let migrations = root.join("migrations");
    Ok(is_folder_of_migrations(&migrations).then_some(migrations))
}

/// Everything in the working directory and below.
fn below(workspace: &Workspace) -> Result<Vec<Located>, InputError> {
    let start = workspace.cwd();
    let mut found: Vec<PathBuf> = Vec::new();
    let mut looked = 0;
    let mut open = vec![(start.to_owned(), 0)];
    while let Some((folder, depth)) = open.pop() {
        looked += 1;
        if looked > MAX_FOLDERS {
            return Err(InputError::new(format!(
                "holds more than {MAX_FOLDERS} folders, too many to search for migrations"
            ))
            .at(workspace.shown(start))
            .help("name the folder with `--migrations DIR`"));
        }
        let listing = match Listing::read(&folder) {
            Ok(listing) => listing,
            Err(error) if depth == 0 => return Err(unreadable(&error, &folder, &workspace.shown(&folder))),
            // A database's data folder, say: nothing that could be migrated from here.
            Err(_) => continue,
        };
        let migrations = recognise(&listing, workspace)?.filter(|migrations| !found.contains(migrations));
        found.extend(migrations);
        if depth < MAX_DEPTH && !found.contains(&folder) {
            let deeper =
                listing.folders.iter().filter(|name| !name.starts_with('.') && !SKIPPED.contains(&name.as_str()));
            open.extend(deeper.map(|name| (folder.join(name), depth + 1)));
        }
    }
    found.sort_unstable();
    Ok(found.into_iter().map(Located::prisma).collect())
}

/// The nearest project around the working directory, up to the repository's root.
fn above(workspace: &Workspace) -> Result<Vec<Located>, InputError> {
    for folder in workspace.cwd().ancestors() {
        let found = if file_name(folder) == "migrations" && is_folder_of_migrations(folder) {
            Some(folder.to_owned())
        } else {
            project_at(workspace, folder)?
        };
        if let Some(found) = found {
            return Ok(vec![Located::prisma(found)]);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(Vec::new())
}

/// A project that serves several databases keeps a folder for each: those that are not for `PostgreSQL` are not ours to judge,
/// unless there is nothing else, and then reading them is the error that says so.
fn leave_out_other_databases(found: Vec<Located>, workspace: &Workspace) -> Vec<Located> {
    let other =
        |located: &Located| prisma::provider_on_disk(&located.folder).filter(|name| !prisma::is_supported(name));
    if found.iter().all(|located| other(located).is_some()) {
        return found;
    }
    let mut notes = Vec::new();
    let mut kept = Vec::new();
    for located in found {
        match other(&located) {
            Some(name) => notes.push(format!("{} is for {name} and was left out", workspace.shown(&located.folder))),
            None => kept.push(located),
        }
    }
    if let Some(first) = kept.first_mut() {
        first.notes = notes;
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    const POSTGRES: &str = "provider = \"postgresql\"\n";

    fn tree(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        root
    }

    fn found(root: &Path, cwd: &str, named: &[&str]) -> Result<Vec<String>, InputError> {
        let workspace = Workspace::new(root.join(cwd));
        let named: Vec<PathBuf> = named.iter().map(PathBuf::from).collect();
        let shown = |located: &Located| located.folder.strip_prefix(root).unwrap().to_string_lossy().into_owned();
        find(&workspace, &named).map(|located| located.iter().map(shown).collect())
    }

    #[test]
    fn finds_every_project_of_a_monorepo_and_the_nearest_from_inside() {
        let root = tree(&[
            (".git/HEAD", ""),
            ("apps/web/prisma/migrations/migration_lock.toml", POSTGRES),
            ("apps/web/src/index.ts", ""),
            ("packages/db/prisma/schema/user.prisma", ""),
            ("packages/db/prisma/schema/migrations/1_a/migration.sql", ""),
            ("packages/old/package.json", r#"{ "prisma": { "schema": "db/schema.prisma" } }"#),
            ("packages/old/db/migrations/1_a/migration.sql", ""),
            ("packages/my/prisma/migrations/migration_lock.toml", "provider = \"mysql\"\n"),
            ("node_modules/x/prisma/migrations/migration_lock.toml", POSTGRES),
        ]);
        let all = ["apps/web/prisma/migrations", "packages/db/prisma/schema/migrations", "packages/old/db/migrations"];
        assert_eq!(found(root.path(), "", &[]).unwrap(), all);
        assert_eq!(found(root.path(), "apps/web/src", &[]).unwrap(), all[..1]);
        assert_eq!(found(root.path(), "apps/web/prisma/migrations", &[]).unwrap(), all[..1]);
        assert_eq!(found(root.path(), "packages/my", &[]).unwrap(), ["packages/my/prisma/migrations"]);
        let notes = &find(&Workspace::new(root.path()), &[]).unwrap()[0].notes;
        assert_eq!(notes, &["packages/my/prisma/migrations is for mysql and was left out"]);
    }

    #[test]
    fn follows_the_configuration_in_prismas_order() {
        let root = tree(&[
            ("prisma.config.ts", "export default { migrations: { path: 'wrong' } }"),
            (
                "prisma7.config.ts",
                "export default defineConfig({\n  migrations: { path: './packages/db/migration' } })",
            ),
            ("packages/db/migration/1_a/migration.sql", ""),
        ]);
        assert_eq!(found(root.path(), "", &[]).unwrap(), ["packages/db/migration"]);
        std::fs::remove_file(root.path().join("prisma7.config.ts")).unwrap();
        let error = found(root.path(), "", &[]).unwrap_err();
        assert_eq!((error.path.as_deref(), error.line), (Some("prisma.config.ts"), Some(1)));
        std::fs::write(root.path().join("prisma.config.ts"), "export default { migrations: { path: dir() } }").unwrap();
        assert!(found(root.path(), "", &[]).unwrap_err().help.unwrap().contains("--migrations"));
    }

    #[test]
    fn takes_a_named_folder_or_the_project_around_it() {
        let root = tree(&[
            ("packages/database/migration/1_a/migration.sql", ""),
            ("web/prisma/migrations/1_a/migration.sql", ""),
            ("flat/1.sql", ""),
            ("empty/.gitkeep", ""),
            ("eight/migrations/app/1_a/migration.json", "{}"),
        ]);
        let named = |folder| found(root.path(), "", &[folder]);
        assert_eq!(named("packages/database/migration").unwrap(), ["packages/database/migration"]);
        assert_eq!(named("web").unwrap(), ["web/prisma/migrations"]);
        assert!(named("flat").unwrap_err().message.contains("SQL files"));
        assert!(named("empty").unwrap_err().message.contains("no migrations"));
        assert!(named("nowhere").unwrap_err().message.contains("does not exist"));
        assert!(named("flat/1.sql").unwrap_err().message.contains("is a file"));
        for eight in ["eight", "eight/migrations", "eight/migrations/app"] {
            assert!(named(eight).unwrap_err().message.contains("Prisma 8"), "{eight}");
        }
        assert!(found(root.path(), "", &[]).unwrap_err().message.contains("Prisma 8"));
    }

    #[test]
    fn says_where_it_looked_when_there_is_nothing() {
        let root = tree(&[(".git/HEAD", ""), ("src/index.ts", "")]);
        let error = found(root.path(), "src", &[]).unwrap_err();
        assert!(error.message.contains("found no migrations") && error.help.is_some());
    }
}
