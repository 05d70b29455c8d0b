//! Diesel: `<version>_<name>/up.sql` beside `down.sql`, by the version with its dashes taken out
//! (diesel-rs/diesel, `migrations_internals`).

use serde::Deserialize;

use super::format::{Entry, Format, Part, Place, folders, leading_digits, no_notes};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "diesel", entry, entries, part, templated: false, notes: no_notes };

/// Folders that begin with a number and hold an `up.sql`.
pub(super) fn owns(listing: &Listing) -> bool {
    listing.inner_file(|folder| !leading_digits(folder).is_empty(), "up.sql")
}

fn entry(path: &str) -> Option<Entry> {
    let name = path.strip_suffix("/up.sql").filter(|name| !name.contains('/') && !name.starts_with('.'))?;
    Some(Entry::sql(name, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    folders(place, "up.sql", |name| name.split('_').next().unwrap_or_default().replace('-', ""))
}

/// `metadata.toml` beside the file may ask for no transaction.
fn part(place: &Place<'_>, entry: &Entry, _: &str) -> Result<Part, InputError> {
    #[derive(Deserialize)]
    struct Metadata {
        run_in_transaction: Option<bool>,
    }
    let path = format!("{}/metadata.toml", entry.name);
    let Some(text) = place.text(&path)? else { return Ok(Part::default()) };
    let metadata: Metadata = toml::from_str(&text).map_err(|error| {
        InputError::new(format!("is not valid TOML: {}", error.message()))
            .at(place.shown(&path))
            .help("it may hold one line: run_in_transaction = false")
    })?;
    Ok(Part { transaction: metadata.run_in_transaction, ..Part::default() })
}
