//! What happened to migrations that may already be on a database.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{InputError, Located};
use crate::project::git::Snapshot;
use crate::project::migration::{History, Migration};
use crate::sql::Source;

/// A change to the part of the history that the base already has.
#[derive(Debug, Clone)]
pub enum HistoryChange {
    /// The text is another than on the base; line endings do not count, as they do not for Prisma's checksum.
    Edited {
        /// The migration.
        name: Arc<str>,
        /// Its text on the base.
        before: Source,
        /// Its text now.
        after: Source,
    },
    /// It is on the base and no longer here.
    Deleted {
        /// The migration.
        name: Arc<str>,
        /// Its text on the base.
        before: Source,
    },
    /// The same text has another name here; to its tool that is a new migration.
    Renamed {
        /// Its name on the base.
        from: Arc<str>,
        /// Its name now.
        to: Arc<str>,
        /// Its text now.
        after: Source,
    },
    /// It is new and comes before one that the base already has, by its place or by the time that its tool goes by.
    OutOfOrder {
        /// The migration.
        name: Arc<str>,
        /// The newest one on the base.
        newest: Arc<str>,
        /// Its text.
        after: Source,
    },
}

/// Compares a history with the base, migration by migration, in the order of their names.
pub(super) fn changes(
    located: &Located,
    history: &History,
    base: &Snapshot<'_>,
) -> Result<Vec<HistoryChange>, InputError> {
    let known: BTreeMap<String, &str> = base.paths().filter_map(|path| Some((located.name_of(path)?, path))).collect();
    let now: HashMap<&str, &Migration> =
        history.migrations.iter().map(|migration| (&*migration.name, migration)).collect();
    let new: Vec<&Migration> =
        history.migrations.iter().filter(|migration| !known.contains_key(&*migration.name)).collect();
    let mut changes = Vec::new();
    for (name, &path) in &known {
        match now.get(name.as_str()) {
            Some(migration) if migration.repeatable => {}
            Some(migration) => changes.extend(edited(located, migration, base, path)?),
            None => changes.push(gone(&new, name, base.source(path)?)),
        }
    }
    let early = overtaken(history, |name| known.contains_key(name), &changes);
    changes.extend(early);
    Ok(changes)
}

/// New migrations that come before one that the base has; of one that was renamed, the name is the lesser matter.
fn overtaken(history: &History, is_known: impl Fn(&str) -> bool, changes: &[HistoryChange]) -> Vec<HistoryChange> {
    let known = || history.migrations.iter().filter(|migration| is_known(&migration.name) && !migration.repeatable);
    let Some(last) = known().next_back() else { return Vec::new() };
    let place = history.position(&last.name).unwrap_or_default();
    let newest = known().max_by_key(|migration| migration.stamp).unwrap_or(last);
    let renamed =
        |name: &str| changes.iter().any(|change| matches!(change, HistoryChange::Renamed { to, .. } if **to == *name));
    let early = |(at, migration): (usize, &Migration)| {
        let after = if at < place {
            last
        } else if migration.stamp.is_some() && migration.stamp <= newest.stamp {
            newest
        } else {
            return None;
        };
        let (name, newest, after) = (migration.name.clone(), after.name.clone(), migration.source.clone());
        Some(HistoryChange::OutOfOrder { name, newest, after })
    };
    let new = history.migrations.iter().enumerate().filter(|(_, migration)| !is_known(&migration.name));
    new.filter(|(_, migration)| !migration.repeatable && !renamed(&migration.name)).filter_map(early).collect()
}

/// A migration that runs whenever it was changed, and was.
pub(super) fn runs_again(migration: &Migration, located: &Located, base: &Snapshot<'_>) -> Result<bool, InputError> {
    if !migration.repeatable {
        return Ok(false);
    }
    let Some(path) = migration.file.strip_prefix(&located.folder).ok().and_then(std::path::Path::to_str) else {
        return Ok(true);
    };
    let path = path.replace(std::path::MAIN_SEPARATOR, "/");
    let before = base.other_text(&path, migration.source.text())?;
    Ok(before.is_some_and(|before| !same_lines(&before, migration.source.text())))
}

fn edited(
    located: &Located,
    migration: &Migration,
    base: &Snapshot<'_>,
    path: &str,
) -> Result<Option<HistoryChange>, InputError> {
    let Some(before) = base.other_text(path, migration.source.text())? else { return Ok(None) };
    let before = located.sent(base, path, Source::new(migration.source.path(), before));
    // The way back may change: it is no part of what databases have applied.
    let same = same_lines(before.sql().trim_end(), migration.source.sql().trim_end());
    let change = HistoryChange::Edited { name: migration.name.clone(), before, after: migration.source.clone() };
    Ok((!same).then_some(change))
}

/// A migration that is no longer here: renamed where a new one has its text.
fn gone(new: &[&Migration], name: &str, before: Source) -> HistoryChange {
    let same = |migration: &&&Migration| same_lines(before.text(), migration.source.text());
    match new.iter().find(same) {
        Some(now) if !before.text().trim().is_empty() => {
            HistoryChange::Renamed { from: name.into(), to: now.name.clone(), after: now.source.clone() }
        }
        _ => HistoryChange::Deleted { name: name.into(), before },
    }
}

/// Equal but for `\r\n` in place of `\n`, as Prisma compares checksums.
fn same_lines(a: &str, b: &str) -> bool {
    a.replace("\r\n", "\n") == b.replace("\r\n", "\n")
}
