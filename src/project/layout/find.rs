//! The search for migrations: named by the user, else below the working directory, else above it.

mod search;

use std::path::{Path, PathBuf};

use self::search::Search;
use super::listing::Listing;
use super::prisma::{self, is_folder_of_migrations, recognise};
use super::recognise::{is_plain, owner};
use super::{Layout, Located, drizzle, file_name, flyway, unsupported};
use crate::project::error::InputError;
use crate::project::text::unreadable;
use crate::project::workspace::Workspace;

/// Where the root of a project, its schema, or its migrations may stand, seen from the root.
const PLACES: [&str; 13] = [
    "",
    "prisma",
    "prisma/schema",
    "migrations",
    "supabase/migrations",
    "drizzle",
    "db/migrations",
    "database/migrations",
    "sql/migrations",
    "src/main/resources/db/migration",
    "db/migration",
    "sql",
    "db",
];

/// A folder of migrations that the user named, on the command line or in the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The folder.
    pub folder: PathBuf,
    /// How its files are laid out, where that was said too.
    pub layout: Option<Layout>,
}

impl From<PathBuf> for Named {
    fn from(folder: PathBuf) -> Self {
        Self { folder, layout: None }
    }
}

/// The folders that were named, or all that are found.
///
/// # Errors
/// A named folder without migrations; nothing found; a project of a kind that is not supported.
pub(in crate::project) fn find(workspace: &Workspace, named: &[Named]) -> Result<Vec<Located>, InputError> {
    if !named.is_empty() {
        return named.iter().map(|named| explicit(workspace, named)).collect();
    }
    let mut search = Search::below(workspace)?;
    if search.found.is_empty() {
        search.found = above(workspace)?;
    }
    search.result(workspace)
}

/// A folder of migrations, or a project that has one.
fn explicit(workspace: &Workspace, named: &Named) -> Result<Located, InputError> {
    let folder = workspace.absolute(&named.folder);
    let shown = workspace.shown(&folder);
    let help = "name the folder that holds the migrations, for example `--migrations prisma/migrations`";
    let metadata = std::fs::metadata(&folder).map_err(|error| unreadable(&error, &folder, &shown).help(help))?;
    if !metadata.is_dir() {
        return Err(InputError::new("is a file, not a folder of migrations")
            .at(shown)
            .help("give files as arguments: `seawall check FILE.sql`"));
    }
    if let Some(layout) = named.layout {
        return Ok(Located::new(layout, folder));
    }
    let listing = Listing::read(&folder).map_err(|error| unreadable(&error, &folder, &shown))?;
    if let Some(located) = owner(&listing) {
        return Ok(located);
    }
    if is_folder_of_migrations(&folder) {
        return Ok(Located::new(Layout::Prisma, folder));
    }
    if let Some(found) = project_at(workspace, &folder)? {
        return Ok(found);
    }
    by_its_folders(&listing).ok_or(()).or_else(|()| refused(workspace, &listing, help))
}

/// Locations of Flyway one beside the other, or plain SQL files.
fn by_its_folders(listing: &Listing) -> Option<Located> {
    let inner = listing.folders.iter().filter_map(|name| Listing::read(&listing.path.join(name)).ok());
    let of_flyway = inner.filter(flyway::owns).count() > 0;
    if of_flyway {
        return Some(Located::new(Layout::Flyway, listing.path.clone()));
    }
    is_plain(listing).then(|| Located::new(Layout::Sql, listing.path.clone()))
}

/// Says why a named folder cannot be read.
fn refused(workspace: &Workspace, listing: &Listing, help: &str) -> Result<Located, InputError> {
    let shown = workspace.shown(&listing.path);
    if let Some(tool) = unsupported::tool(listing) {
        return Err(not_supported(tool).at(shown));
    }
    // A history of Prisma 8 has folders without a migration.sql, and deserves its own word.
    let disk = crate::project::tree::Disk { folder: listing.path.clone(), workspace };
    (prisma::FORMAT.entries)(&super::Place { tree: &disk, shown: &shown })?;
    let message = if listing.folders.is_empty() {
        "holds no migrations"
    } else {
        "holds no migrations that Seawall knows: no SQL files, and no folders with a migration.sql or up.sql"
    };
    Err(InputError::new(message).at(shown).help(help))
}

fn not_supported(tool: &str) -> InputError {
    InputError::new(format!("not supported yet: migrations of {tool}; nothing was checked"))
        .help("let the tool print the SQL that it would run, and check that as a file or from standard input: `seawall check -`")
}

/// The migrations of the project whose root this is.
fn project_at(workspace: &Workspace, root: &Path) -> Result<Option<Located>, InputError> {
    for place in PLACES {
        let Ok(listing) = Listing::read(&root.join(place)) else { continue };
        if let Some(found) = at(&listing, workspace)? {
            return Ok(Some(found));
        }
    }
    let migrations = root.join("migrations");
    Ok(is_folder_of_migrations(&migrations).then(|| Located::new(Layout::Prisma, migrations)))
}

/// The migrations in a folder, or those to which it points.
fn at(listing: &Listing, workspace: &Workspace) -> Result<Option<Located>, InputError> {
    if let Some(located) = owner(listing) {
        return Ok(Some(located));
    }
    let of_prisma = recognise(listing, workspace)?;
    // Prisma's conventions fit the folders of Drizzle 1.0 too.
    let of_drizzle = |folder: &PathBuf| Listing::read(folder).is_ok_and(|listing| drizzle::owns(&listing));
    Ok(of_prisma.filter(|folder| !of_drizzle(folder)).map(|folder| Located::new(Layout::Prisma, folder)))
}

/// The nearest project around the working directory, up to the repository's root.
fn above(workspace: &Workspace) -> Result<Vec<Located>, InputError> {
    for folder in workspace.cwd().ancestors() {
        let found = if file_name(folder) == "migrations" && is_folder_of_migrations(folder) {
            Some(Listing::read(folder).ok().and_then(|listing| owner(&listing)))
                .map(|owner| owner.unwrap_or_else(|| Located::new(Layout::Prisma, folder.to_owned())))
        } else {
            project_at(workspace, folder)?
        };
        if let Some(found) = found {
            return Ok(vec![found]);
        }
        if folder.join(".git").exists() {
            break;
        }
    }
    Ok(Vec::new())
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
        let named: Vec<Named> = named.iter().map(|folder| PathBuf::from(folder).into()).collect();
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
        assert_eq!(named("flat").unwrap(), ["flat"]);
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
