//! What a database should be: its own applied migrations, or all files, or another database.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use super::DriftArguments;
use super::look::Side;
use super::replay::{Replayed, Replays};
use super::scope;
use crate::audit::{Problem, replay_catalog};
use crate::cli::project::Project;
use crate::live::{Content, HistoryTable, Ledger, LiveError, Running};
use crate::policy::Compare;
use crate::project::{History, Layout, Runner};
use crate::schema::{Inventory, empty_like, structure};
use crate::sql::Source;

/// What a database should be.
pub(super) struct Expected {
    /// For a sentence: `the 163 migrations that it has applied, replayed on private PostgreSQL 15.18`.
    pub(super) sentence: String,
    pub(super) inventory: Arc<Inventory>,
    pub(super) migrations: usize,
    /// It tells every attribute.
    pub(super) whole: bool,
    /// Where a new migration of Prisma belongs.
    pub(super) folder: Option<PathBuf>,
}

/// Makes the expectations of one run; databases in the same state share one replay.
pub(super) struct Expectations<'a> {
    arguments: &'a DriftArguments,
    compare: Compare,
    reference: Option<Result<Side, LiveError>>,
    files: Option<Files>,
    replays: Replays<'a>,
}

/// The migration files, and how their tool sends them.
pub(super) struct Files {
    pub(super) history: Arc<History>,
    pub(super) runner: Runner,
    /// The table that says which of them were applied, or why none is read.
    pub(super) ledger: Result<Ledger, Problem>,
}

impl Files {
    /// The one history of the project.
    ///
    /// # Errors
    /// There is none, or there are several.
    pub(super) fn read(project: &Project, folders: &[PathBuf]) -> Result<Self, Vec<Problem>> {
        let selection = project.history(folders)?;
        let runner = project.judgement.runner(None, &selection)?;
        let ledger = project.ledger(&selection).map_err(|problems| problems.into_iter().next().unwrap_or_default());
        Ok(Self { history: Arc::new(selection.history), runner, ledger })
    }
}

impl<'a> Expectations<'a> {
    /// # Errors
    /// The shadow's connection string or the prelude cannot be read.
    pub(super) fn new(
        arguments: &'a DriftArguments,
        project: &'a Project,
        files: Option<Files>,
        reference: Option<Result<Side, LiveError>>,
    ) -> Result<Self, Vec<Problem>> {
        let compare = arguments.compare.map_or(project.judgement.policy.drift.compare.value, Into::into);
        let replays = Replays::new(arguments, &project.names(), &project.workspace)?;
        Ok(Self { arguments, compare, reference, files, replays })
    }

    /// What this database should be; of the live side only what can be compared with that is kept.
    ///
    /// # Errors
    /// That cannot be told: files are missing, a migration does not replay, there is no throw-away server.
    pub(super) async fn of(&mut self, side: &mut Side) -> Result<Expected, Problem> {
        if let Some(reference) = &self.reference {
            return of_reference(reference);
        }
        let Some(files) = &self.files else { return Err(Problem::default()) };
        let places = if self.arguments.against_files {
            (0..files.history.migrations.len()).collect()
        } else {
            applied(side, files)?
        };
        let what = self.sentence(&places, files);
        let expected = match self.compare {
            Compare::Structure => of_catalog(files, &places, side, self.replays.prelude().as_ref()),
            Compare::Exact => {
                let Replayed { inventory, server } = self.replays.of(files, &places, side).await?;
                scope::leave_out_of_shadow(&mut side.inventory);
                Expected { sentence: server, inventory, migrations: places.len(), whole: true, folder: None }
            }
        };
        let folder = (files.history.layout == Layout::Prisma).then(|| files.history.folder.clone());
        Ok(Expected { sentence: format!("{what}, {}", expected.sentence), folder, ..expected })
    }

    fn sentence(&self, places: &[usize], files: &Files) -> String {
        let count = match places.len() {
            1 => "1 migration".to_owned(),
            count => format!("{count} migrations"),
        };
        if self.arguments.against_files {
            format!("all {count} in {}", files.history.shown)
        } else {
            format!("the {count} that it has applied")
        }
    }

    /// What the reader must know of the throw-away servers.
    pub(super) fn notes(&self) -> Vec<String> {
        self.replays.notes()
    }
}

/// Another live database.
fn of_reference(reference: &Result<Side, LiveError>) -> Result<Expected, Problem> {
    let side = reference.as_ref().map_err(|error| Problem::from(error.clone()))?;
    Ok(Expected {
        sentence: format!("{}, as it is now", side.target.name),
        inventory: Arc::new(side.inventory.clone()),
        migrations: 0,
        whole: true,
        folder: None,
    })
}

/// What the files alone tell, and the live side without all else.
fn of_catalog(files: &Files, places: &[usize], side: &mut Side, prelude: Option<&Source>) -> Expected {
    let migrations = places.iter().map(|&place| &files.history.migrations[place].source);
    let sources = prelude.into_iter().chain(migrations);
    let (catalog, doubt) =
        replay_catalog(sources, empty_like(&side.inventory, side.target.url.schema().unwrap_or("public")));
    let (inventory, reduced) = structure(&catalog, &doubt, &side.inventory);
    side.inventory = reduced;
    Expected {
        sentence: "read from the files without a server".to_owned(),
        inventory: Arc::new(inventory),
        migrations: places.len(),
        whole: false,
        folder: None,
    }
}

/// Places of the migrations that the database's own history calls applied, in the order in which they were.
fn applied(side: &Side, files: &Files) -> Result<Vec<usize>, Problem> {
    let history = &side.history;
    files.ledger.as_ref().map_err(Clone::clone)?;
    if history.running == Running::Yes {
        return Err(problem("a deploy is running in it", "look again when it has ended"));
    }
    if !history.present && history.nonempty {
        return Err(problem(
            "it has tables, but no history table says which migrations were applied",
            "compare it with all files (`--against-files`), or name the schema of the table in its URL (`?schema=`)",
        ));
    }
    if let Some(moved) = repeated_anew(history, files) {
        return Err(problem(
            &format!(
                "{moved} was changed since it was applied, and runs again with the next deploy: its old text is not here"
            ),
            "check out the commit that was deployed there, or deploy first",
        ));
    }
    let by_name: HashMap<&str, usize> =
        files.history.migrations.iter().enumerate().map(|(place, migration)| (&*migration.name, place)).collect();
    let names = applied_names(history);
    let missing: Vec<&str> = names.iter().copied().filter(|name| !by_name.contains_key(name)).collect();
    if let Some(first) = missing.first() {
        let more = if missing.len() > 1 { format!(" and {} more", missing.len() - 1) } else { String::new() };
        return Err(problem(
            &format!("it has applied {first}{more}, and {} has no such migration", files.history.shown),
            "check out the commit that was deployed there, or restore the missing files",
        ));
    }
    Ok(names.iter().filter_map(|name| by_name.get(name).copied()).collect())
}

/// A migration that runs again whenever it was changed, and has another text than the one that was applied.
fn repeated_anew<'a>(history: &HistoryTable, files: &'a Files) -> Option<&'a str> {
    let mut repeatable = files.history.migrations.iter().filter(|migration| migration.repeatable);
    let moved = |name: &str| history.current(name).is_some_and(|row| row.content == Content::Other);
    repeatable.find(|migration| moved(&migration.name)).map(|migration| &*migration.name)
}

fn applied_names(history: &HistoryTable) -> Vec<&str> {
    let currents = history.currents().into_iter().filter(|row| history.state(row).is_applied());
    currents.map(|row| row.name.as_str()).collect()
}

fn problem(message: &str, help: &str) -> Problem {
    Problem { message: message.to_owned(), help: Some(help.to_owned()), ..Problem::default() }
}
