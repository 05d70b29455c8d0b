//! Atlas: `<version>_<name>.sql` beside an `atlas.sum`, by file name (ariga/atlas, `sql/migrate/dir.go`).
//!
//! In the layout of golang-migrate, which Atlas writes too, the files end in `.up.sql`.

use super::format::{Entry, Format, Part, Place, files, forward, leading_digits, no_notes};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "atlas", entry, entries, part, templated: true, notes: no_notes };

/// The file of checksums.
const SUM: &str = "atlas.sum";

/// The folder holds its checksums.
pub(super) fn owns(listing: &Listing) -> bool {
    listing.has_file(SUM)
}

fn entry(path: &str) -> Option<Entry> {
    let stem = path.strip_suffix(".sql").filter(|stem| !stem.contains('/') && !leading_digits(stem).is_empty())?;
    Some(Entry::sql(forward(stem)?, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    files(place, entry, str::to_owned)
}

/// The comments at the head, up to an empty line, may ask for no transaction: `-- atlas:txmode none`.
#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
fn part(_: &Place<'_>, _: &Entry, text: &str) -> Result<Part, InputError> {
    let head = text.lines().take_while(|line| line.starts_with("--"));
    let mode = head.filter_map(|line| line.trim_start_matches('-').trim().strip_prefix("atlas:txmode")).last();
    let transaction = mode.map(|mode| mode.trim() != "none");
    Ok(Part { transaction, ..Part::default() })
}
