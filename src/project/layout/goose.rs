//! goose: `<version>_<name>.sql` with `-- +goose Up` and `-- +goose Down`, and migrations in Go, by version
//! (pressly/goose, documentation, "Annotations": case-insensitive, at the head of a line).

use super::format::{
    Entry, Format, Number, Part, Place, files, leading_digits, leading_number, no_notes, numbered, refuse_same_version,
};
use super::marks::{self, Mark};
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "goose", entry, entries, part, templated: true, notes: no_notes };

/// The text is one of goose's.
pub(super) fn wrote(text: &str) -> bool {
    marks::has_up(text, mark)
}

fn entry(path: &str) -> Option<Entry> {
    if let Some(name) = numbered(path) {
        return Some(Entry::sql(name, path));
    }
    let stem = path.strip_suffix(".go").filter(|stem| !stem.contains('/') && !stem.ends_with("_test"))?;
    let digits = leading_digits(stem);
    (!digits.is_empty() && stem[digits.len()..].starts_with('_')).then(|| Entry::program(stem, path, "Go"))
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let entries = files(place, entry, leading_number)?;
    refuse_same_version::<Number>(place, &entries, |entry| Some(leading_number(&entry.name)))?;
    Ok(entries)
}

fn part(place: &Place<'_>, entry: &Entry, text: &str) -> Result<Part, InputError> {
    if !wrote(text) && !text.trim().is_empty() {
        return Err(InputError::new("has no `-- +goose Up` line; goose would stop here")
            .at(place.shown(&entry.path))
            .help("put `-- +goose Up` before what is to be applied"));
    }
    Ok(marks::part(text, mark))
}

fn mark(line: &str) -> Option<Mark> {
    let words = line.strip_prefix("--")?.trim_start().strip_prefix("+goose")?;
    let words: Vec<String> = words.split_whitespace().map(str::to_ascii_lowercase).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["up"] => Some(Mark::Up),
        ["down"] => Some(Mark::Down),
        ["no", "transaction"] => Some(Mark::NoTransaction),
        _ => None,
    }
}
