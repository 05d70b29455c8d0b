//! A plain folder of SQL files that some program of its own applies, by the number at the head of their names, then by name.

use super::file_name;
use super::format::{Entry, Format, Place, files, forward, leading_digits, leading_number, no_notes, whole};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "sql", entry, entries, part: whole, templated: true, notes: no_notes };

/// What such a folder is called, where it was not named by the user.
const NAMES: [&str; 4] = ["migrations", "migration", "migrate", "db-migrations"];

/// SQL files that all begin with a number, in a folder for migrations.
pub(super) fn owns(listing: &Listing) -> bool {
    let mut files = listing.sql_files().peekable();
    NAMES.contains(&file_name(&listing.path))
        && files.peek().is_some()
        && files.all(|file| !leading_digits(file).is_empty())
}

fn entry(path: &str) -> Option<Entry> {
    let stem = path.strip_suffix(".sql").filter(|stem| !stem.contains('/'))?;
    Some(Entry::sql(forward(stem)?, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    files(place, entry, |name| (leading_digits(name).is_empty(), leading_number(name)))
}
