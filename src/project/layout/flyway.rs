//! Flyway: `V<version>__<description>.sql` by version, then `R__<description>.sql` by description
//! (Flyway documentation, "Migrations").

use super::format::{Entry, Format, Number, Part, Place, Written, number, refuse_same_version};
use super::listing::Listing;
use crate::project::error::InputError;

pub(super) const FORMAT: Format = Format { name: "flyway", entry, entries, part, templated: true, notes };

/// How deep below a location files are looked for.
const MAX_DEPTH: usize = 8;

/// A file or folder of Flyway's lies in it.
pub(super) fn owns(listing: &Listing) -> bool {
    listing.files.iter().any(|file| matches!(kind(file), Some((Kind::Versioned(_), _))))
}

/// What a file is, by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// The state at this version, for databases that are new.
    Baseline(Vec<Number>),
    /// Runs once.
    Versioned(Vec<Number>),
    /// Runs again whenever it was changed, by its description.
    Repeatable(String),
}

/// What a file is, and its name without the ending.
fn kind(file: &str) -> Option<(Kind, &str)> {
    let stem = file.strip_suffix(".sql")?;
    let (prefix, description) = stem.split_once("__")?;
    let version = |prefix: &str| {
        let parts: Vec<&str> = prefix.split(['.', '_']).collect();
        let all_digits = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
        all_digits.then(|| version(&parts))
    };
    let kind = match prefix.split_at_checked(1)? {
        ("V", rest) => Kind::Versioned(version(rest)?),
        ("B", rest) => Kind::Baseline(version(rest)?),
        ("R", "") => Kind::Repeatable(description.replace('_', " ")),
        _ => return None,
    };
    Some((kind, stem))
}

/// The parts of a version by their values; `1.0` is `1`.
fn version(parts: &[&str]) -> Vec<Number> {
    let mut version: Vec<Number> = parts.iter().map(|part| number(part)).collect();
    while version.len() > 1 && version.last().is_some_and(|(digits, _)| *digits == 0) {
        version.pop();
    }
    version
}

fn entry(path: &str) -> Option<Entry> {
    let (kind, name) = kind(path.rsplit('/').next()?)?;
    let written = if matches!(kind, Kind::Repeatable(_)) { Written::Repeatable } else { Written::Once };
    Some(Entry { written, ..Entry::sql(name, path) })
}

fn entries(place: &Place<'_>) -> Result<Vec<Entry>, InputError> {
    let mut found = Vec::new();
    let mut open = vec![(String::new(), 0)];
    while let Some((within, depth)) = open.pop() {
        for child in place.tree.children(&within)? {
            let path = if within.is_empty() { child.name.clone() } else { format!("{within}/{}", child.name) };
            if child.folder && depth < MAX_DEPTH {
                open.push((path, depth + 1));
            } else if let Some((kind, _)) = kind(&child.name).filter(|_| !child.folder) {
                found.extend(entry(&path).map(|entry| (kind, entry)));
            }
        }
    }
    leave_out_old_baselines(&mut found);
    found.sort();
    let entries: Vec<Entry> = found.into_iter().map(|(_, entry)| entry).collect();
    refuse_same_version(place, &entries, |entry| kind(entry.path.rsplit('/').next()?).map(|(kind, _)| kind))?;
    Ok(entries)
}

/// A baseline stands for the versions up to its own on a database that is new. Where those are still here, production ran them;
/// where they are gone, the newest baseline is where the history begins.
fn leave_out_old_baselines(found: &mut Vec<(Kind, Entry)>) {
    let oldest = found.iter().filter_map(|(kind, _)| versioned(kind)).min().cloned();
    let replaced = |version: &Vec<Number>| oldest.as_ref().is_some_and(|oldest| oldest <= version);
    let newest = found.iter().filter_map(|(kind, _)| baseline(kind)).max().cloned();
    found.retain(|(kind, _)| {
        baseline(kind).is_none_or(|version| !replaced(version) && Some(version) == newest.as_ref())
    });
}

fn versioned(kind: &Kind) -> Option<&Vec<Number>> {
    if let Kind::Versioned(version) = kind { Some(version) } else { None }
}

fn baseline(kind: &Kind) -> Option<&Vec<Number>> {
    if let Kind::Baseline(version) = kind { Some(version) } else { None }
}

/// `<file>.conf` beside the file may decide about the transaction: `executeInTransaction=false`.
fn part(place: &Place<'_>, entry: &Entry, _: &str) -> Result<Part, InputError> {
    let text = place.text(&format!("{}.conf", entry.path))?.unwrap_or_default();
    let setting = |line: &str| {
        let (key, value) = line.split_once('=')?;
        (key.trim() == "executeInTransaction").then(|| value.trim().eq_ignore_ascii_case("true"))
    };
    Ok(Part { transaction: text.lines().rev().find_map(setting), ..Part::default() })
}

/// Callbacks run around the migrations and belong to none.
fn notes(place: &Place<'_>) -> Result<Vec<String>, InputError> {
    let is_callback = |name: &str| {
        let sql = name.strip_suffix(".sql").is_some();
        sql && (name.starts_with("before") || name.starts_with("after"))
    };
    let children = place.tree.children("")?;
    let callbacks = children.iter().filter(|child| !child.folder && is_callback(&child.name));
    Ok(callbacks
        .map(|child| format!("{} is a callback of Flyway and was not checked", place.shown(&child.name)))
        .collect())
}
