//! Drizzle: `<tag>.sql` in the order of `meta/_journal.json` (drizzle-orm 0.x, `migrator.ts`), or
//! `<timestamp>_<name>/migration.sql` by name (1.0).

use std::collections::HashSet;

use serde::Deserialize;

use super::file_name;
use super::format::{Entry, Format, Part, Place, files, folders, leading_digits};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "drizzle", entry, entries, part, templated: false, notes };

/// Where Drizzle 0.x keeps the order of its migrations.
const JOURNAL: &str = "meta/_journal.json";

/// The configuration of a project of Drizzle's.
const CONFIGURATIONS: [&str; 5] =
    ["drizzle.config.ts", "drizzle.config.js", "drizzle.config.mjs", "drizzle.config.cjs", "drizzle.config.json"];

/// What stands between two statements.
const BREAKPOINT: &str = "--> statement-breakpoint";

/// The file of a migration of Drizzle 1.0, after its name.
const SUFFIX: &str = "/migration.sql";

/// It holds a journal; or folders with a snapshot beside the SQL, or those in a project or folder of Drizzle's.
pub(super) fn owns(listing: &Listing) -> bool {
    if listing.has_folder("meta") && listing.path.join(JOURNAL).is_file() {
        return true;
    }
    let timestamp = |folder: &str| leading_digits(folder).len() == 14;
    listing.inner_file(timestamp, "migration.sql")
        && (listing.inner_file(timestamp, "snapshot.json")
            || file_name(&listing.path) == "drizzle"
            || listing.around(&CONFIGURATIONS).is_some())
}

/// The database of a folder of Drizzle 0.x on disk, where it is another than `PostgreSQL`.
pub(super) fn other_database(folder: &std::path::Path) -> Option<String> {
    let journal: Journal = serde_json::from_str(&std::fs::read_to_string(folder.join(JOURNAL)).ok()?).ok()?;
    journal.dialect.filter(|dialect| !is_postgres(dialect))
}

fn is_postgres(dialect: &str) -> bool {
    matches!(dialect, "postgresql" | "pg")
}

#[derive(Deserialize)]
struct Journal {
    dialect: Option<String>,
    entries: Vec<JournalEntry>,
}

#[derive(Deserialize)]
struct JournalEntry {
    tag: String,
    when: Option<u64>,
}

fn entry(path: &str) -> Option<Entry> {
    let name = path.strip_suffix(SUFFIX).or_else(|| path.strip_suffix(".sql"))?;
    (!name.contains('/')).then(|| Entry::sql(name, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    match journal(place)? {
        Some(journal) => {
            let entry = |entry: &JournalEntry| Entry {
                stamp: entry.when,
                ..Entry::sql(&entry.tag, &format!("{}.sql", entry.tag))
            };
            Ok(journal.entries.iter().map(entry).collect())
        }
        None => folders(place, &SUFFIX[1..], str::to_owned),
    }
}

/// The file is split at each breakpoint, wherever it stands.
#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
fn part(_: &Place<'_>, _: &Entry, text: &str) -> Result<Part, InputError> {
    let ends = text.match_indices(BREAKPOINT).map(|(at, found)| at..at + found.len()).collect();
    Ok(Part { ends, ..Part::default() })
}

fn journal(place: &Place<'_>) -> Result<Option<Journal>, InputError> {
    let Some(text) = place.text(JOURNAL)? else { return Ok(None) };
    let at = |error: InputError| error.at(place.shown(JOURNAL));
    let journal: Journal = serde_json::from_str(text.trim_start_matches('\u{feff}')).map_err(|error| {
        let help = "resolve a merge conflict in it, or restore it with git: Drizzle applies what it lists";
        at(InputError::new(format!("is not a journal of Drizzle: {error}")).on_line(error.line()).help(help))
    })?;
    if let Some(dialect) = journal.dialect.as_deref().filter(|dialect| !is_postgres(dialect)) {
        return Err(at(InputError::new(format!(
            "the migrations are for \"{dialect}\", and Seawall checks PostgreSQL only"
        ))
        .help("name the PostgreSQL migrations with `--migrations DIR`")));
    }
    Ok(Some(journal))
}

/// SQL that the journal does not list never runs.
fn notes(place: &Place<'_>) -> Result<Vec<String>, InputError> {
    let Some(journal) = journal(place)? else { return Ok(Vec::new()) };
    let listed: HashSet<&str> = journal.entries.iter().map(|entry| entry.tag.as_str()).collect();
    let unlisted =
        files(place, entry, str::to_owned)?.into_iter().filter(|entry| !listed.contains(entry.name.as_str()));
    let told = |entry: Entry| {
        format!("{} is not in {JOURNAL}: Drizzle does not run it, and it was not checked", place.shown(&entry.path))
    };
    Ok(unlisted.map(told).collect())
}
