//! Where a Prisma project keeps its migrations.

use std::path::{Path, PathBuf};

use super::config::{self, Setting};
use super::{LOCK, SUFFIX, refuse_prisma_8};
use crate::project::error::InputError;
use crate::project::layout::file_name;
use crate::project::layout::listing::Listing;
use crate::project::text::{Unread, decode, read_file};
use crate::project::tree::{Child, Disk};
use crate::project::workspace::Workspace;

/// The migrations folder to which a folder points: by its configuration, its `package.json`, or by Prisma's conventions.
pub(in crate::project::layout) fn recognise(
    listing: &Listing,
    workspace: &Workspace,
) -> Result<Option<PathBuf>, InputError> {
    if let Some(folder) = configured(listing, workspace)? {
        return Ok(Some(folder));
    }
    let by_package =
        listing.has_file("package.json").then(|| package_schema(&listing.path.join("package.json"))).flatten();
    if let Some(folder) = by_package.and_then(|schema| beside_schema(&listing.path.join(schema))) {
        return Ok(Some(folder));
    }
    by_convention(listing, workspace)
}

/// By `prisma.config.*`: `migrations.path`, else next to `schema`.
fn configured(listing: &Listing, workspace: &Workspace) -> Result<Option<PathBuf>, InputError> {
    let Some(name) = config::present(listing).next() else { return Ok(None) };
    let file = listing.path.join(&name);
    let shown = workspace.shown(&file);
    let bytes = read_file(&file, &shown).map_err(|unread| match unread {
        Unread::Failed(error) => error,
        Unread::Missing => InputError::new("does not exist").at(&shown),
    })?;
    let config = config::read(&decode(bytes, &shown)?);
    // Prisma takes paths from the configuration's own folder; for `.config/` some write them from the project's.
    let places = [file.parent().unwrap_or(&listing.path), &listing.path].map(Path::to_owned);
    match config.migrations {
        Setting::Path(path, line) => {
            migrations_at(&places, &path, workspace).map_err(|error| error.at(shown).on_line(line)).map(Some)
        }
        Setting::Computed(line) => {
            Err(InputError::new("computes `migrations.path`, which Seawall cannot know without running the file")
                .at(shown)
                .on_line(line)
                .help("write the path as a plain string, or name the folder with `--migrations DIR`"))
        }
        Setting::Absent => match config.schema {
            Setting::Path(schema, _) => {
                Ok(places.iter().find_map(|place| beside_schema(&workspace.absolute(&place.join(&schema)))))
            }
            Setting::Absent | Setting::Computed(_) => Ok(None),
        },
    }
}

fn migrations_at(places: &[PathBuf], path: &str, workspace: &Workspace) -> Result<PathBuf, InputError> {
    let found = places.iter().map(|place| workspace.absolute(&place.join(path))).find(|folder| folder.is_dir());
    found.ok_or_else(|| {
        InputError::new(format!("`migrations.path` names {path}, and there is no such folder"))
            .help("correct the path, or name the folder with `--migrations DIR`")
    })
}

/// The `schema` of the `prisma` section.
fn package_schema(file: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file).ok().filter(|text| text.contains("\"prisma\""))?;
    let package: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok()?;
    package.get("prisma")?.get("schema")?.as_str().map(str::to_owned)
}

/// Prisma keeps migrations next to the schema file; where the schema is a folder, inside or next to it.
fn beside_schema(schema: &Path) -> Option<PathBuf> {
    let inside = schema.join("migrations");
    let beside = schema.parent()?.join("migrations");
    [inside, beside].into_iter().find(|folder| folder.is_dir())
}

fn by_convention(listing: &Listing, workspace: &Workspace) -> Result<Option<PathBuf>, InputError> {
    if listing.has_file(LOCK) {
        return Ok(Some(listing.path.clone()));
    }
    let name = file_name(&listing.path);
    if name == "migrations" && listing.has_folder("app") {
        let disk = Disk { folder: listing.path.clone(), workspace };
        refuse_prisma_8(&disk, &[Child { name: "app".to_owned(), folder: true }], &workspace.shown(&listing.path))?;
    }
    let is_schema = |file: &String| Path::new(file).extension().is_some_and(|extension| extension == "prisma");
    let of_prisma = name == "prisma" || listing.files.iter().any(is_schema);
    let migrations = listing.path.join("migrations");
    Ok((of_prisma && listing.has_folder("migrations") && is_folder_of_migrations(&migrations)).then_some(migrations))
}

/// It holds a lock file, or a folder with a `migration.sql`.
pub(in crate::project::layout) fn is_folder_of_migrations(folder: &Path) -> bool {
    if folder.join(LOCK).exists() {
        return true;
    }
    let Ok(children) = std::fs::read_dir(folder) else { return false };
    let holds_file = |entry: std::fs::DirEntry| entry.path().join(SUFFIX.trim_start_matches('/')).is_file();
    children.flatten().any(holds_file)
}
