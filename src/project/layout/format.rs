//! What every migration tool has in common: names of files, their order, and the part of a file that is applied.

use std::ops::Range;

use crate::project::error::InputError;
use crate::project::tree::Tree;

/// One migration tool, as its files show it.
pub(super) struct Format {
    /// The name in the policy file and in reports.
    pub(super) name: &'static str,
    /// The migration that a path in the folder holds, by its letters alone.
    pub(super) entry: fn(&str) -> Option<Entry>,
    /// All migrations of a folder, in the order in which the tool applies them.
    pub(super) entries: fn(&Place<'_>) -> Result<Vec<Entry>, InputError>,
    /// The part of a file that the tool applies, and whether in a transaction.
    pub(super) part: fn(&Place<'_>, &Entry, &str) -> Result<Part, InputError>,
    /// A program fills in placeholders before the files are sent.
    pub(super) templated: bool,
    /// What the user should know about a folder.
    pub(super) notes: fn(&Place<'_>) -> Result<Vec<String>, InputError>,
}

/// One version of a folder of migrations, and how it is shown.
pub(super) struct Place<'a> {
    pub(super) tree: &'a dyn Tree,
    pub(super) shown: &'a str,
}

impl Place<'_> {
    /// A file of the folder as it is shown.
    pub(super) fn shown(&self, path: &str) -> String {
        if self.shown == "." { path.to_owned() } else { format!("{}/{path}", self.shown) }
    }

    /// The text of a small file beside the migrations; `None` where there is none.
    pub(super) fn text(&self, path: &str) -> Result<Option<String>, InputError> {
        let bytes = self.tree.read(path)?;
        bytes.map(|bytes| crate::project::text::decode(bytes, &self.shown(path))).transpose()
    }
}

/// One migration in a folder: its name and its file, relative to the folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) written: Written,
    /// [`crate::project::Migration::stamp`].
    pub(super) stamp: Option<u64>,
}

/// How a migration is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Written {
    /// As SQL that runs once.
    Once,
    /// As SQL that runs again whenever it was changed.
    Repeatable,
    /// As a program in this language, which Seawall does not run.
    Program(&'static str),
}

impl Entry {
    /// A migration in SQL that runs once.
    pub(super) fn sql(name: &str, path: &str) -> Self {
        Self { name: name.to_owned(), path: path.to_owned(), written: Written::Once, stamp: None }
    }

    /// A migration that is a program.
    pub(super) fn program(name: &str, path: &str, language: &'static str) -> Self {
        Self { written: Written::Program(language), ..Self::sql(name, path) }
    }
}

/// What of a file is applied.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Part {
    /// The bytes that are sent; `None` for the whole file.
    pub(super) sent: Option<Vec<Range<usize>>>,
    /// Where the tool ends a statement, with or without a semicolon.
    pub(super) ends: Vec<Range<usize>>,
    /// Whether the migration asks for a transaction or for none; `None` where it says nothing.
    pub(super) transaction: Option<bool>,
}

/// The whole file, as most tools send it.
#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
pub(super) fn whole(_: &Place<'_>, _: &Entry, _: &str) -> Result<Part, InputError> {
    Ok(Part::default())
}

/// Nothing to tell.
#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
pub(super) fn no_notes(_: &Place<'_>) -> Result<Vec<String>, InputError> {
    Ok(Vec::new())
}

/// Migrations that are files of the folder itself, in the order of a key.
pub(super) fn files<K: Ord>(
    place: &Place<'_>,
    entry: fn(&str) -> Option<Entry>,
    key: impl Fn(&str) -> K,
) -> Result<Vec<Entry>, InputError> {
    let files = place.tree.children("")?.into_iter().filter(|child| !child.folder);
    let mut entries: Vec<Entry> = files.filter_map(|child| entry(&child.name)).collect();
    entries.sort_by_cached_key(|entry| (key(&entry.name), entry.path.clone()));
    Ok(entries)
}

/// Migrations that are folders which hold a file of this name, in the order of a key.
pub(super) fn folders<K: Ord>(
    place: &Place<'_>,
    file: &str,
    key: impl Fn(&str) -> K,
) -> Result<Vec<Entry>, InputError> {
    let mut entries = Vec::new();
    for child in place.tree.children("")?.into_iter().filter(|child| child.folder) {
        let holds = place.tree.children(&child.name)?.iter().any(|inner| !inner.folder && inner.name == file);
        if holds {
            entries.push(Entry::sql(&child.name, &format!("{}/{file}", child.name)));
        }
    }
    entries.sort_by_cached_key(|entry| (key(&entry.name), entry.path.clone()));
    Ok(entries)
}

/// Two migrations with one version, which the tool refuses to run.
pub(super) fn refuse_same_version<K: Ord>(
    place: &Place<'_>,
    entries: &[Entry],
    key: impl Fn(&Entry) -> Option<K>,
) -> Result<(), InputError> {
    let mut seen = std::collections::BTreeMap::new();
    for entry in entries {
        let Some(version) = key(entry) else { continue };
        if let Some(other) = seen.insert(version, entry) {
            return Err(InputError::new(format!(
                "has the same version as {}; the tool refuses to run both",
                other.path
            ))
            .at(place.shown(&entry.path))
            .help("give the one that was not deployed yet a later version"));
        }
    }
    Ok(())
}

/// A run of digits by its value, whatever its length: `(2, "10")` sorts after `(1, "9")`.
pub(super) type Number = (usize, String);

/// The value of a text of digits.
pub(super) fn number(digits: &str) -> Number {
    let digits = digits.trim_start_matches('0');
    (digits.len(), digits.to_owned())
}

/// The digits at the head of a name.
pub(super) fn leading_digits(name: &str) -> &str {
    &name[..name.find(|character: char| !character.is_ascii_digit()).unwrap_or(name.len())]
}

/// The number at the head of a name.
pub(super) fn leading_number(name: &str) -> Number {
    number(leading_digits(name))
}

/// A file name that begins with a number, then `_`, and ends in `.sql`: `20240102_add_user.sql`, without its ending.
pub(super) fn numbered(file: &str) -> Option<&str> {
    let stem = file.strip_suffix(".sql").filter(|stem| !stem.contains('/'))?;
    let digits = leading_digits(stem);
    (!digits.is_empty() && stem[digits.len()..].starts_with('_')).then_some(stem)
}

/// Which way a file leads, by the last part of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// It does not say.
    Unsaid,
    /// `….up.sql`.
    Up,
    /// `….down.sql`.
    Down,
}

/// The name of a migration and its direction, from a file's name without `.sql`.
pub(super) fn directed(stem: &str) -> (&str, Direction) {
    match stem.rsplit_once('.') {
        Some((name, "up")) => (name, Direction::Up),
        Some((name, "down")) => (name, Direction::Down),
        _ => (stem, Direction::Unsaid),
    }
}

/// The name of a migration from a file's name without `.sql`; `None` for the way back.
pub(super) fn forward(stem: &str) -> Option<&str> {
    let (name, direction) = directed(stem);
    (direction != Direction::Down).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_sort_by_value() {
        let mut names = ["10_a", "9_b", "0002_c", "00010_d", "1_e"];
        names.sort_by_key(|name| leading_number(name));
        assert_eq!(names, ["1_e", "0002_c", "9_b", "10_a", "00010_d"]);
        assert_eq!(numbered("0001_a.sql"), Some("0001_a"));
        for no in ["0001.sql", "a_1.sql", "0001_a.sql.bak", "x/0001_a.sql"] {
            assert_eq!(numbered(no), None, "{no}");
        }
    }
}
