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
    /// It is new and sorts before one that the base already has.
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
    let known: BTreeMap<&str, &str> = base.paths().filter_map(|path| Some((located.name_of(path)?, path))).collect();
    let now: HashMap<&str, &Migration> =
        history.migrations.iter().map(|migration| (&*migration.name, migration)).collect();
    let new: Vec<&Migration> =
        history.migrations.iter().filter(|migration| !known.contains_key(&*migration.name)).collect();
    let mut changes = Vec::new();
    for (&name, &path) in &known {
        match now.get(name) {
            Some(migration) => changes.extend(edited(migration, base, path)?),
            None => changes.push(gone(&new, name, base.source(path)?)),
        }
    }
    let newest = known.keys().next_back().copied();
    let early: Vec<HistoryChange> = new.iter().filter_map(|migration| early(migration, newest?, &changes)).collect();
    changes.extend(early);
    Ok(changes)
}

/// A new migration that sorts before the newest of the base; of one that was renamed, the name is the lesser matter.
fn early(migration: &Migration, newest: &str, changes: &[HistoryChange]) -> Option<HistoryChange> {
    let renamed = |change: &HistoryChange| matches!(change, HistoryChange::Renamed { to, .. } if *to == migration.name);
    let (name, after) = (migration.name.clone(), migration.source.clone());
    let early = &*migration.name < newest && !changes.iter().any(renamed);
    early.then(|| HistoryChange::OutOfOrder { name, newest: newest.into(), after })
}

fn edited(migration: &Migration, base: &Snapshot<'_>, path: &str) -> Result<Option<HistoryChange>, InputError> {
    let Some(before) = base.other_text(path, migration.source.text())? else { return Ok(None) };
    let same = same_lines(&before, migration.source.text());
    let change = HistoryChange::Edited {
        name: migration.name.clone(),
        before: Source::new(migration.source.path(), before),
        after: migration.source.clone(),
    };
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
