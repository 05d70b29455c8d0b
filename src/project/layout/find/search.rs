//! The walk through everything below the working directory, and what is left out of what it finds.

use std::path::{Path, PathBuf};

use super::{at, not_supported};
use crate::project::error::InputError;
use crate::project::layout::listing::Listing;
use crate::project::layout::{Layout, Located, drizzle, prisma, unsupported};
use crate::project::text::unreadable;
use crate::project::workspace::Workspace;

/// How deep below the working directory is looked; real monorepos keep migrations five folders down.
const MAX_DEPTH: usize = 8;

/// How many folders are looked into; a search that takes longer than a second helps nobody.
const MAX_FOLDERS: usize = 50_000;

/// Folders of dependencies and build output, where migrations are copies.
const SKIPPED: [&str; 7] = ["node_modules", "target", "dist", "build", "out", "coverage", "vendor"];

/// Databases after which projects name the folder of their migrations, where they serve several.
const OTHER_DATABASES: [&str; 12] = [
    "mysql",
    "mariadb",
    "sqlite",
    "sqlite3",
    "mssql",
    "sqlserver",
    "oracle",
    "h2",
    "db2",
    "clickhouse",
    "cockroachdb",
    "cockroach",
];

/// What a search found.
#[derive(Default)]
pub(super) struct Search {
    pub(super) found: Vec<Located>,
    /// Folders of tools that are not supported yet.
    unsupported: Vec<(PathBuf, &'static str)>,
}

impl Search {
    /// Everything in the working directory and below.
    pub(super) fn below(workspace: &Workspace) -> Result<Self, InputError> {
        let start = workspace.cwd();
        let mut search = Self::default();
        let mut looked = 0;
        let mut open = vec![(start.to_owned(), 0)];
        while let Some((folder, depth)) = open.pop() {
            looked += 1;
            if looked > MAX_FOLDERS {
                return Err(too_many(workspace));
            }
            let listing = match Listing::read(&folder) {
                Ok(listing) => listing,
                Err(error) if depth == 0 => return Err(unreadable(&error, &folder, &workspace.shown(&folder))),
                // A database's data folder, say: nothing that could be migrated from here.
                Err(_) => continue,
            };
            let known = |folder: &Path, search: &Self| search.found.iter().any(|located| located.folder == folder);
            let found = if known(&folder, &search) { None } else { at(&listing, workspace)? };
            search.found.extend(found.filter(|found| !known(&found.folder, &search)));
            if known(&folder, &search) {
                continue;
            }
            search.unsupported.extend(unsupported::tool(&listing).map(|tool| (folder.clone(), tool)));
            if depth < MAX_DEPTH {
                let deeper =
                    listing.folders.iter().filter(|name| !name.starts_with('.') && !SKIPPED.contains(&name.as_str()));
                open.extend(deeper.map(|name| (folder.join(name), depth + 1)));
            }
        }
        search.found.sort_unstable_by(|a, b| a.folder.cmp(&b.folder));
        Ok(search)
    }

    /// What is to be checked, and what the user should know of the rest.
    pub(super) fn result(self, workspace: &Workspace) -> Result<Vec<Located>, InputError> {
        if self.found.is_empty() {
            return Err(match self.unsupported.first() {
                Some((folder, tool)) => not_supported(tool).at(workspace.shown(folder)),
                None => nothing_found(workspace),
            });
        }
        let mut notes: Vec<String> = self
            .unsupported
            .iter()
            .map(|(folder, tool)| {
                format!("{} was not checked: migrations of {tool} are not supported yet", workspace.shown(folder))
            })
            .collect();
        let mut kept = leave_out_other_databases(self.found, workspace, &mut notes);
        notes.extend(beside_one_another(&kept, workspace));
        if let Some(first) = kept.first_mut() {
            notes.append(&mut first.notes);
            first.notes = notes;
        }
        Ok(kept)
    }
}

fn too_many(workspace: &Workspace) -> InputError {
    InputError::new(format!("holds more than {MAX_FOLDERS} folders, too many to search for migrations"))
        .at(workspace.shown(workspace.cwd()))
        .help("name the folder with `--migrations DIR`")
}

fn nothing_found(workspace: &Workspace) -> InputError {
    InputError::new("found no migrations here, in the folders below, or above up to the repository's root")
        .absent()
        .at(workspace.shown(workspace.cwd()))
        .help("name the folder with `--migrations DIR`, for example `--migrations prisma/migrations`")
}

/// A project that serves several databases keeps a folder for each: those that are not for `PostgreSQL` are not ours to judge,
/// unless there is nothing else, and then reading them is the error that says so.
fn leave_out_other_databases(found: Vec<Located>, workspace: &Workspace, notes: &mut Vec<String>) -> Vec<Located> {
    let other = |located: &Located| other_database(located, workspace);
    if found.iter().all(|located| other(located).is_some()) {
        return found;
    }
    let mut kept = Vec::new();
    for located in found {
        match other(&located) {
            Some(name) => notes.push(format!("{} is for {name} and was left out", workspace.shown(&located.folder))),
            None => kept.push(located),
        }
    }
    kept
}

/// The database of a folder, where its files or the names of folders say that it is not `PostgreSQL`.
fn other_database(located: &Located, workspace: &Workspace) -> Option<String> {
    match located.layout {
        Layout::Prisma => prisma::provider_on_disk(&located.folder).filter(|name| !prisma::is_supported(name)),
        Layout::Drizzle => drizzle::other_database(&located.folder),
        _ => {
            let inside = located.folder.strip_prefix(workspace.cwd()).ok()?;
            let mut names = inside.iter().filter_map(|name| name.to_str()).map(str::to_ascii_lowercase);
            names.find(|name| OTHER_DATABASES.contains(&name.as_str()))
        }
    }
}

/// Flyway can read several folders as one history, which only its configuration tells.
fn beside_one_another(found: &[Located], workspace: &Workspace) -> Option<String> {
    let of_flyway: Vec<&Located> = found.iter().filter(|located| located.layout == Layout::Flyway).collect();
    let parent = of_flyway.windows(2).find_map(|pair| {
        let parent = pair[0].folder.parent()?;
        (pair[1].folder.parent() == Some(parent)).then_some(parent)
    })?;
    let shown = workspace.shown(parent);
    Some(format!(
        "{shown} holds several folders of Flyway, each checked as a history of its own; if they are locations of one database, use `--migrations {shown}`"
    ))
}
