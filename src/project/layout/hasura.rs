//! Hasura: `migrations/<database>/<version>_<name>/up.sql` beside `down.sql`, by version (hasura/graphql-engine, `cli/migrate`).

use super::file_name;
use super::format::{Entry, Format, Place, folders, leading_digits, leading_number, no_notes, whole};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format =
    Format { name: "hasura", entry, entries, part: whole, templated: false, notes: no_notes };

/// Versions in milliseconds, inside the `migrations` of a Hasura project.
pub(super) fn owns(listing: &Listing) -> bool {
    let milliseconds = |folder: &str| leading_digits(folder).len() == 13;
    let above = listing.path.ancestors().skip(1).take(2);
    let in_migrations =
        above.map(file_name).any(|name| name == "migrations") || file_name(&listing.path) == "migrations";
    in_migrations && listing.inner_file(milliseconds, "up.sql")
}

fn entry(path: &str) -> Option<Entry> {
    let name = path.strip_suffix("/up.sql").filter(|name| !name.contains('/') && !leading_digits(name).is_empty())?;
    Some(Entry::sql(name, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let mut entries = folders(place, "up.sql", leading_number)?;
    entries.retain(|entry| !leading_digits(&entry.name).is_empty());
    Ok(entries)
}
