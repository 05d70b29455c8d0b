//! sqlx: `migrations/<version>_<description>.sql`, or `.up.sql` beside `.down.sql`, by version (`sqlx-core`, `migrate/source.rs`).

use super::file_name;
use super::format::{
    Direction, Entry, Format, Number, Part, Place, directed, files, forward, leading_number, no_notes, numbered,
    refuse_same_version,
};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "sqlx", entry, entries, part, templated: false, notes: no_notes };

/// Numbered files of a folder for migrations in a Rust package; or files with a direction beside files without one, of which others read only the first.
pub(super) fn owns(listing: &Listing) -> bool {
    let found: Vec<Direction> = listing.sql_files().filter_map(numbered).map(|stem| directed(stem).1).collect();
    let mixed = found.contains(&Direction::Up) && found.contains(&Direction::Unsaid);
    let of_migrations = file_name(&listing.path).contains("migrat");
    mixed || of_migrations && !found.is_empty() && listing.around(&["Cargo.toml", ".sqlx", "sqlx.toml"]).is_some()
}

fn entry(path: &str) -> Option<Entry> {
    Some(Entry::sql(forward(numbered(path)?)?, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let entries = files(place, entry, leading_number)?;
    refuse_same_version::<Number>(place, &entries, |entry| Some(leading_number(&entry.name)))?;
    Ok(entries)
}

/// The first line may ask for no transaction.
#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
fn part(_: &Place<'_>, _: &Entry, text: &str) -> Result<Part, InputError> {
    let transaction = text.starts_with("-- no-transaction").then_some(false);
    Ok(Part { transaction, ..Part::default() })
}
