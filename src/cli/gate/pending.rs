//! What `check` says of the migrations that are pending on the target, by the size of its tables.

use crate::audit::{self, CheckInput, Report, Side};
use crate::cli::project::Project;
use crate::live::{self, Limits, Target, table_facts};
use crate::project::Selection;
use crate::schema::Server;

/// Judges what is pending on the target.
///
/// # Errors
/// Why that could not be done, as a sentence.
pub(super) fn check(project: &Project, selection: &Selection, side: &Side, target: &Target) -> Result<Report, String> {
    let Some(reading) = side.read() else { return Err(format!("{} could not be read", side.environment)) };
    let limits = Limits::default();
    let facts = live::block_on(live::read(target, &limits, async |session| table_facts(session).await));
    let facts = facts.and_then(|facts| facts).map_err(|error| error.message)?;
    let runner = project.judgement.runner(None, selection).map_err(|problems| messages(&problems))?;
    let names = audit::pending(&selection.history, side);
    let pending = names.iter().filter_map(|name| selection.history.position(name)).collect();
    let sentence = format!("pending on {}", side.environment);
    let selection = Selection { pending, each_alone: false, sentence, ..selection.clone() };
    let input = CheckInput {
        selection: &selection,
        runner: &runner,
        server: Server::new(reading.server.major),
        schema: target.url.schema().unwrap_or("public"),
        facts: &facts,
    };
    Ok(audit::check(&[input], None, &project.judgement.policy, project.judgement.today))
}

fn messages(problems: &[audit::Problem]) -> String {
    problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>().join("; ")
}
