//! node-pg-migrate: `<timestamp>_<name>.sql` with `-- Up Migration` and `-- Down Migration`, and migrations in JavaScript, by
//! timestamp (salsita/node-pg-migrate, `migration.ts`, `sqlMigration.ts`).

use super::format::{Entry, Format, Part, Place, files, leading_digits, leading_number, no_notes};
use super::marks::{self, Mark};
use crate::project::error::InputError;

pub(super) const FORMAT: Format =
    Format { name: "node-pg-migrate", entry, entries, part, templated: true, notes: no_notes };

/// The text is one of node-pg-migrate's.
pub(super) fn wrote(text: &str) -> bool {
    marks::has_up(text, mark)
}

fn entry(path: &str) -> Option<Entry> {
    let (stem, extension) = path.rsplit_once('.').filter(|(stem, _)| !stem.contains('/'))?;
    let digits = leading_digits(stem);
    if digits.is_empty() || !stem[digits.len()..].starts_with(['_', '-']) {
        return None;
    }
    match extension {
        "sql" => Some(Entry::sql(stem, path)),
        "js" | "cjs" | "mjs" => Some(Entry::program(stem, path, "JavaScript")),
        "ts" | "cts" | "mts" => Some(Entry::program(stem, path, "TypeScript")),
        _ => None,
    }
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    files(place, entry, leading_number)
}

/// A file without marks is applied whole.
#[expect(clippy::unnecessary_wraps, reason = "it stands among functions that may fail")]
fn part(_: &Place<'_>, _: &Entry, text: &str) -> Result<Part, InputError> {
    Ok(if wrote(text) { marks::part(text, mark) } else { Part::default() })
}

fn mark(line: &str) -> Option<Mark> {
    let words = line.trim_start().strip_prefix("--")?.trim_start_matches(|c: char| c == '-' || c.is_whitespace());
    let words = words.to_ascii_lowercase();
    let rest = |direction| words.strip_prefix(direction).is_some_and(|rest: &str| is_migration(rest));
    match () {
        () if rest("up") => Some(Mark::Up),
        () if rest("down") => Some(Mark::Down),
        () => None,
    }
}

/// Space, then the word.
fn is_migration(rest: &str) -> bool {
    rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with("migration")
}
