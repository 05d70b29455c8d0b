//! dbmate: `<version>….sql` with `-- migrate:up` and `-- migrate:down`, by file name (`pkg/dbmate`, `migration.go`).

use super::format::{Entry, Format, Part, Place, files, leading_digits, no_notes};
use super::marks::{self, Mark};
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "dbmate", entry, entries, part, templated: true, notes: no_notes };

/// The text is one of dbmate's.
pub(super) fn wrote(text: &str) -> bool {
    marks::has_up(text, mark)
}

fn entry(path: &str) -> Option<Entry> {
    let stem = path.strip_suffix(".sql").filter(|stem| !stem.contains('/') && !leading_digits(stem).is_empty())?;
    Some(Entry::sql(stem, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    files(place, entry, str::to_owned)
}

fn part(place: &Place<'_>, entry: &Entry, text: &str) -> Result<Part, InputError> {
    if !wrote(text) {
        return Err(InputError::new("has no `-- migrate:up` line; dbmate would stop here")
            .at(place.shown(&entry.path))
            .help("begin the file with `-- migrate:up`"));
    }
    Ok(marks::part(text, mark))
}

fn mark(line: &str) -> Option<Mark> {
    let rest = line.strip_prefix("--")?.trim_start().strip_prefix("migrate:")?;
    let (word, options) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    match word {
        "up" if options.split_whitespace().any(|option| option == "transaction:false") => {
            Some(Mark::UpWithoutTransaction)
        }
        "up" => Some(Mark::Up),
        "down" => Some(Mark::Down),
        _ => None,
    }
}
