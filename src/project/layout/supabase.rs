//! Supabase: `supabase/migrations/<digits>_<name>.sql` (supabase/cli, `pkg/migration`), by file name.

use super::file_name;
use super::format::{Entry, Format, Place, files, no_notes, numbered, whole};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format =
    Format { name: "supabase", entry, entries, part: whole, templated: false, notes: no_notes };

/// `supabase/migrations`, or the configuration beside it.
pub(super) fn owns(listing: &Listing) -> bool {
    let parent = listing.path.parent();
    let of_supabase = parent.is_some_and(|parent| {
        file_name(parent) == "supabase" || parent.join("config.toml").is_file() && parent.join("seed.sql").is_file()
    });
    file_name(&listing.path) == "migrations" && of_supabase && listing.sql_files().any(|file| numbered(file).is_some())
}

fn entry(path: &str) -> Option<Entry> {
    numbered(path).map(|name| Entry::sql(name, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let mut entries = files(place, entry, str::to_owned)?;
    // What `supabase init` wrote before 2021-12-09 is skipped by the tool (`ListLocalMigrations`).
    let is_old = |entry: &Entry| {
        let digits = super::format::leading_digits(&entry.name);
        digits.len() == 14 && digits < "20211209000000" && &entry.name[digits.len()..] == "_init"
    };
    if entries.first().is_some_and(is_old) {
        entries.remove(0);
    }
    Ok(entries)
}
