//! Looks at the live databases, and at what each should be.

use std::path::PathBuf;
use std::sync::Arc;

use futures_util::stream::{self, StreamExt as _};

use super::DriftArguments;
use super::expectation::{Expectations, Expected, Files};
use super::progress::Progress;
use super::scope;
use super::targets::{Targets, target};
use crate::audit::{DriftInput, Problem};
use crate::cli::project::Project;
use crate::live::{
    self, HistoryTable, Ledger, Limits, LiveError, MigrationState, Running, ServerIdentity, Session, Surroundings,
    Target,
};
use crate::schema::Inventory;

/// One live database, as it was at one moment.
pub(super) struct Side {
    pub(super) target: Target,
    pub(super) server: ServerIdentity,
    pub(super) surroundings: Surroundings,
    pub(super) history: HistoryTable,
    pub(super) inventory: Inventory,
}

/// One database beside what it should be.
pub(super) struct Compared {
    pub(super) environment: String,
    pub(super) expectation: String,
    pub(super) expected: Arc<Inventory>,
    pub(super) actual: Inventory,
    pub(super) migrations: usize,
    /// Every attribute was compared.
    pub(super) whole: bool,
    /// Where its migrations lie, if files of Prisma made up what it should be.
    pub(super) migrations_folder: Option<PathBuf>,
}

impl Compared {
    pub(super) fn input(&self) -> DriftInput<'_> {
        DriftInput {
            environment: &self.environment,
            expectation: self.expectation.clone(),
            expected: &self.expected,
            actual: &self.actual,
            migrations: self.migrations,
            whole: self.whole,
        }
    }
}

/// What was compared, and what could not be.
#[derive(Default)]
pub(super) struct Looked {
    pub(super) compared: Vec<Compared>,
    pub(super) incomplete: Vec<String>,
    pub(super) notes: Vec<String>,
}

impl Looked {
    /// Notes that this database could not be looked at; the others still are. Errors of the connection begin with its name.
    fn failed(&mut self, name: &str, message: &str, help: Option<&str>) {
        let help = help.map(|help| format!("; {}", help.replace('\n', " "))).unwrap_or_default();
        let name = if message.starts_with(name) { String::new() } else { format!("{name}: ") };
        self.incomplete.push(format!("{name}{message}{help}"));
    }
}

/// Looks at every database, several at a time, and then at what each should be.
///
/// # Errors
/// Nothing can be looked at whatever the databases say: no migrations, no such environment to compare with.
pub(super) async fn at(arguments: &DriftArguments, project: &Project, chosen: Targets) -> Result<Looked, Vec<Problem>> {
    let mut looked = Looked { notes: chosen.notes, ..Looked::default() };
    let mut all = chosen.targets;
    if let Some(reference) = &arguments.against {
        let (reference, notes) = target(reference, &project.names()).map_err(|problem| vec![problem])?;
        looked.notes.extend(notes);
        all.push(reference);
    }
    // Compared with another database, migrations only tell whose history table is to be left out: there need be none.
    let files = match (&arguments.against, Files::read(project, &arguments.migrations)) {
        (None, files) => Some(files?),
        (Some(_), files) => files.ok(),
    };
    let ledger = files.as_ref().and_then(|files| files.ledger.clone().ok()).unwrap_or_else(Ledger::prisma);
    let mut sides = sides(&all, &ledger, usize::from(arguments.concurrency)).await;
    let reference = arguments.against.is_some().then(|| sides.pop()).flatten();
    let mut expectations = Expectations::new(arguments, project, files, reference)?;
    for (target, side) in all.iter().zip(sides) {
        match side {
            Err(error) => looked.failed(&target.name, &error.message, error.help.as_deref()),
            Ok(mut side) => match expectations.of(&mut side).await {
                Err(problem) => looked.failed(&target.name, &problem.message, problem.help.as_deref()),
                Ok(expected) => looked.compared.push(compared(&mut side, expected)),
            },
        }
    }
    looked.notes.extend(expectations.notes());
    Ok(looked)
}

pub(super) fn compared(side: &mut Side, expected: Expected) -> Compared {
    Compared {
        environment: side.target.name.clone(),
        expectation: expected.sentence,
        actual: std::mem::take(&mut side.inventory),
        expected: expected.inventory,
        migrations: expected.migrations,
        whole: expected.whole,
        migrations_folder: expected.folder,
    }
}

/// Reads databases, so many at a time; the results stand in the order of the targets.
async fn sides(targets: &[Target], ledger: &Ledger, concurrency: usize) -> Vec<Result<Side, LiveError>> {
    let progress = Progress::new(targets.len());
    let looks = stream::iter(targets).map(async |target| {
        let side = side(target, ledger).await;
        progress.step(&target.name);
        side
    });
    looks.buffered(concurrency).collect().await
}

/// How often a database is looked at again while a deploy runs in it.
const LOOKS: usize = 5;

/// Reads one database. While a deploy runs in it, it is between two states: it is looked at again a little later.
pub(super) async fn side(target: &Target, ledger: &Ledger) -> Result<Side, LiveError> {
    let limits = Limits::default();
    let mut side = live::read(target, &limits, async |session| read(target, session, ledger).await).await?;
    for look in 1..LOOKS {
        if !is_unsettled(&side.history) || look > 1 && side.history.running != Running::Yes {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_secs(2)).await;
        side = live::read(target, &limits, async |session| read(target, session, ledger).await).await?;
    }
    Ok(side)
}

/// A deploy is at work, or a row looks failed only because its deploy ended between two reads.
fn is_unsettled(history: &HistoryTable) -> bool {
    let failed = history.currents().into_iter().any(|row| history.state(row) == MigrationState::Failed);
    history.running == Running::Yes || failed
}

pub(super) async fn read(target: &Target, session: &Session, ledger: &Ledger) -> Result<Side, LiveError> {
    let schema = target.url.schema();
    let history = live::history(session, schema, ledger).await?;
    let surroundings = live::surroundings(session).await?;
    let mut inventory = live::inspect(session).await?;
    scope::leave_out_foreign(&mut inventory, schema, &surroundings.roles);
    scope::leave_out_history(&mut inventory, &history);
    Ok(Side { target: target.clone(), server: session.server().clone(), surroundings, history, inventory })
}
