//! golang-migrate: `<version>_<title>.up.sql` beside `.down.sql`, by version (`source/parse.go`).

use super::format::{
    Direction, Entry, Format, Number, Place, directed, files, leading_number, no_notes, numbered, refuse_same_version,
    whole,
};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format =
    Format { name: "golang-migrate", entry, entries, part: whole, templated: true, notes: no_notes };

/// Numbered files that say their direction.
pub(super) fn owns(listing: &Listing) -> bool {
    listing.sql_files().any(|file| entry(file).is_some())
}

fn entry(path: &str) -> Option<Entry> {
    let (name, direction) = directed(numbered(path)?);
    (direction == Direction::Up).then(|| Entry::sql(name, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let entries = files(place, entry, leading_number)?;
    refuse_same_version::<Number>(place, &entries, |entry| Some(leading_number(&entry.name)))?;
    Ok(entries)
}
