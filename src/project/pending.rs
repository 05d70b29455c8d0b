//! Which migrations are pending: how the user chose them, or how they are told apart without a choice.

mod against;
mod change;
mod files;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

pub use change::HistoryChange;

use super::error::InputError;
use super::git::Base;
use super::layout::{Located, Named, find, standard_input, text_alone};
use super::migration::{History, Origin};
use super::tree::Disk;
use super::workspace::Workspace;

/// How the pending migrations are chosen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Selector {
    /// As the repository tells: new against the remote's default branch; on it, since the previous commit; without one, the newest.
    #[default]
    Default,
    /// New against the merge base with this branch, tag or commit; what is not committed counts as new.
    Base(String),
    /// What the next commit will add, read from the git index.
    Staged,
    /// Everything after this migration.
    After(String),
    /// This many, from the end.
    Last(usize),
    /// Each one, as if all before it were deployed.
    All,
    /// These files.
    Files(Vec<PathBuf>),
    /// The text on standard input.
    Stdin,
}

/// One history, and which part of it is judged.
#[derive(Debug, Clone)]
pub struct Selection {
    /// All migrations.
    pub history: History,
    /// The places of the pending ones, ascending.
    pub pending: Vec<usize>,
    /// Each is judged as if all before it were deployed (`--all`); otherwise the pending ones are judged together.
    pub each_alone: bool,
    /// How they were chosen, for the report: `new against the merge base with origin/main (1a2b3c4)`.
    pub sentence: String,
    /// The commit against which they are new, where there is one.
    pub base: Option<Base>,
    /// What happened to migrations that the base already has.
    pub changes: Vec<HistoryChange>,
    /// What the user should know besides.
    pub notes: Vec<String>,
}

impl Selection {
    fn new(history: History, pending: Vec<usize>, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        Self { history, pending, each_alone: false, sentence, base: None, changes: Vec::new(), notes: Vec::new() }
    }

    /// One text that runs on a database of which nothing is known.
    #[must_use]
    pub fn of_text(name: &str, text: String) -> Self {
        Self::new(text_alone(name, text), vec![0], name)
    }

    /// Whether a migration counts as deployed.
    #[must_use]
    pub fn origin(&self, migration: usize) -> Origin {
        if self.pending.binary_search(&migration).is_ok() { Origin::Pending } else { Origin::Deployed }
    }
}

/// Finds the histories (`folders` names them; empty searches), reads them and chooses what is pending.
///
/// The git repository is opened only where the choice needs it.
///
/// # Errors
/// The first thing that cannot be found or read, with its remedy.
pub fn select(workspace: &Workspace, selector: &Selector, folders: &[Named]) -> Result<Vec<Selection>, InputError> {
    match selector {
        Selector::Files(named) => return files::select(workspace, named),
        Selector::Stdin => {
            let history = standard_input(workspace, std::io::stdin().lock())?;
            return Ok(vec![Selection::new(history, vec![0], "standard input")]);
        }
        _ => {}
    }
    let found = find(workspace, folders)?;
    if let (Selector::After(name), [_, _, ..]) = (selector, found.as_slice()) {
        let shown: Vec<String> = found.iter().map(|located| workspace.shown(&located.folder)).collect();
        return Err(InputError::new(format!(
            "`--after {name}` names a migration of one project, and several were found"
        ))
        .help(format!("choose one with `--migrations DIR`: {}", shown.join(", "))));
    }
    found.iter().map(|located| one(workspace, selector, located)).collect()
}

fn one(workspace: &Workspace, selector: &Selector, located: &Located) -> Result<Selection, InputError> {
    if *selector == Selector::Staged {
        return against::staged(workspace, located);
    }
    let disk = Disk { folder: located.folder.clone(), workspace };
    let history = located.read(&disk, workspace)?;
    if history.migrations.is_empty() {
        return Err(InputError::new("holds no migrations")
            .at(&*history.shown)
            .help("create the first one with your migration tool, or name another folder with `--migrations DIR`"));
    }
    let notes = located.notes(&disk, workspace)?;
    let mut selection = match selector {
        Selector::After(name) => after(history, name)?,
        Selector::Last(count) => last(history, *count)?,
        Selector::All => all(history),
        Selector::Base(_) => against::base(workspace, located, history, selector)?,
        _ => against::default(workspace, located, history)?,
    };
    selection.notes.extend(notes);
    Ok(selection)
}

fn all(history: History) -> Selection {
    let pending = (0..history.migrations.len()).collect();
    let sentence = "all migrations, each as if those before it were deployed";
    Selection { each_alone: true, ..Selection::new(history, pending, sentence) }
}

fn last(history: History, count: usize) -> Result<Selection, InputError> {
    let total = history.migrations.len();
    if count == 0 {
        return Err(InputError::new("`--last 0` would check nothing").help("give a number from 1, or use `--all`"));
    }
    let sentence = match count {
        1 => "the newest migration (--last 1)".to_owned(),
        _ if count > total => format!("all {total} migrations (--last {count})"),
        _ => format!("the newest {count} migrations (--last {count})"),
    };
    Ok(Selection::new(history, (total.saturating_sub(count)..total).collect(), sentence))
}

fn after(history: History, name: &str) -> Result<Selection, InputError> {
    let Some(at) = history.position(name) else { return Err(unknown_migration(&history, name)) };
    let pending = (at + 1..history.migrations.len()).collect();
    Ok(Selection::new(history, pending, format!("after {name}")))
}

/// Names the nearest migration by its letters; with a name cut short, the one that begins so.
fn unknown_migration(history: &History, name: &str) -> InputError {
    let names = || history.migrations.iter().map(|migration| &*migration.name);
    let nearest = names()
        .find(|known| !name.is_empty() && (known.starts_with(name) || known.ends_with(name)))
        .or_else(|| names().max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name))));
    InputError::new(format!("there is no migration `{name}`"))
        .at(&*history.shown)
        .help(nearest.map_or_else(String::new, |nearest| format!("did you mean `--after {nearest}`?")))
}
