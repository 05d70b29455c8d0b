//! sql-migrate: `<id>.sql` with `-- +migrate Up` and `-- +migrate Down`, by the number at the head of the id
//! (rubenv/sql-migrate, `migrate.go`, `sqlparse.go`).

use super::format::{Entry, Format, Part, Place, files, leading_digits, leading_number, no_notes};
use super::marks::{self, Mark};
use crate::project::error::InputError;

pub(super) const FORMAT: Format =
    Format { name: "sql-migrate", entry, entries, part, templated: true, notes: no_notes };

/// The text is one of sql-migrate's.
pub(super) fn wrote(text: &str) -> bool {
    marks::has_up(text, mark)
}

fn entry(path: &str) -> Option<Entry> {
    let stem = path.strip_suffix(".sql").filter(|stem| !stem.contains('/'))?;
    Some(Entry::sql(stem, path))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    // Ids without a number sort after those with one, by their letters.
    files(place, entry, |name| (leading_digits(name).is_empty(), leading_number(name)))
}

fn part(place: &Place<'_>, entry: &Entry, text: &str) -> Result<Part, InputError> {
    if !wrote(text) {
        return Err(InputError::new("has no `-- +migrate Up` line; sql-migrate would stop here")
            .at(place.shown(&entry.path))
            .help("put `-- +migrate Up` before what is to be applied"));
    }
    Ok(marks::part(text, mark))
}

fn mark(line: &str) -> Option<Mark> {
    let mut words = line.strip_prefix("--")?.trim_start().strip_prefix("+migrate")?.split_whitespace();
    match words.next()? {
        "Up" if words.any(|option| option == "notransaction") => Some(Mark::UpWithoutTransaction),
        "Up" => Some(Mark::Up),
        "Down" => Some(Mark::Down),
        _ => None,
    }
}
