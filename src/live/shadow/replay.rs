//! Sends scripts to a shadow, as their runner sent them to the live server.

use futures_util::future::try_join;
use futures_util::{SinkExt, StreamExt, TryStreamExt, pin_mut, stream};
use tokio_postgres::error::{DbError, ErrorPosition, SqlState};
use tokio_postgres::{Client, SimpleQueryMessage};

use super::advice;
use super::quoted;
use super::replay_error::ReplayError;
use super::script::{Part, Reading};
use crate::live::ShadowSession;
use crate::project::Sending;

/// So many statements are under way at once: the server works through them in order while the next ones travel.
const IN_FLIGHT: usize = 64;

/// Sends one script after an opening of the session's own. What cannot run in the transaction of its way of sending goes
/// statement by statement.
///
/// # Errors
/// The first statement that the server refuses.
pub(super) async fn run(session: &ShadowSession, reading: &Reading<'_>, opening: &str) -> Result<(), ReplayError> {
    let client = session.client();
    let way = Way::of(reading.script.sending);
    let command = async |sql: &str| client.batch_execute(sql).await.map_err(|error| refused(reading, 0, 1, &error));
    if !opening.is_empty() {
        command(opening).await?;
    }
    if way.wrapped {
        command("BEGIN").await?;
    }
    match send(client, reading, &reading.parts(way.whole)?).await {
        Err(error) if (way.wrapped || way.whole) && needs_own_transaction(&error) => {
            // The runner's BEGIN, or one in the script, outlives the error.
            command("ROLLBACK").await?;
            // What the script itself had committed is done.
            let done = error.statement.map_or(0, |failed| reading.ended_before(failed));
            let rest: Vec<Part<'_>> = reading.parts(false)?.into_iter().filter(|part| part.at() >= done).collect();
            send(client, reading, &rest).await
        }
        outcome => outcome,
    }
}

/// What a way of sending means for one file.
struct Way {
    /// The file goes at once.
    whole: bool,
    /// Between `BEGIN` and `COMMIT` of the runner.
    wrapped: bool,
}

impl Way {
    /// A pipeline is one implicit transaction, as a simple query of several statements is. Which files were once pending
    /// together nobody knows any more: each has its transaction here.
    const fn of(sending: Sending) -> Self {
        match sending {
            Sending::OneQuery | Sending::Pipeline => Self { whole: true, wrapped: false },
            Sending::PerStatement => Self { whole: false, wrapped: false },
            Sending::Transaction { split } | Sending::AllPending { split } => Self { whole: !split, wrapped: true },
        }
    }
}

/// `CREATE INDEX CONCURRENTLY` and its like in a transaction block, or a new enum value used in the transaction that adds it.
fn needs_own_transaction(error: &ReplayError) -> bool {
    let refused = [SqlState::ACTIVE_SQL_TRANSACTION, SqlState::UNSAFE_NEW_ENUM_VALUE_USAGE];
    refused.iter().any(|state| error.sqlstate.as_deref() == Some(state.code()))
}

async fn send(client: &Client, reading: &Reading<'_>, parts: &[Part<'_>]) -> Result<(), ReplayError> {
    // COPY waits for the server's answer before its data goes: nothing may be under way behind it. And behind a COMMIT, what
    // follows a statement that fails is no longer taken back with it.
    let waits = parts.iter().any(|part| matches!(part, Part::Copy { .. })) || reading.ends_transactions();
    let in_flight = if waits { 1 } else { IN_FLIGHT };
    stream::iter(parts).map(|part| send_part(client, reading, *part)).buffered(in_flight).try_collect().await
}

async fn send_part(client: &Client, reading: &Reading<'_>, part: Part<'_>) -> Result<(), ReplayError> {
    match part {
        Part::Query { sql, at } => query(client, sql).await.map_err(|(done, error)| {
            // A statement is known by those that were done before it.
            let statement = reading.statement(at) + done;
            refused(reading, at, statement, &error)
        }),
        Part::Copy { sql, at, data } => {
            let outcome = copy(client, sql, data).await;
            outcome.map_err(|error| refused(reading, at, reading.statement(at), &error))
        }
    }
}

/// Runs a simple query and throws its rows away; on an error, how many statements were done before it.
async fn query(client: &Client, sql: &str) -> Result<(), (usize, tokio_postgres::Error)> {
    let messages = client.simple_query_raw(sql).await.map_err(|error| (0, error))?;
    pin_mut!(messages);
    let mut done = 0;
    while let Some(message) = messages.next().await {
        match message {
            Ok(SimpleQueryMessage::CommandComplete(_)) => done += 1,
            Ok(_) => {}
            Err(error) => return Err((done, error)),
        }
    }
    Ok(())
}

async fn copy(client: &Client, sql: &str, data: &str) -> Result<(), tokio_postgres::Error> {
    let sink = client.copy_in(sql).await?;
    pin_mut!(sink);
    sink.send(std::io::Cursor::new(data.to_owned())).await?;
    sink.finish().await.map(drop)
}

/// Makes the session as new: settings, roles, prepared statements, temporary tables, advisory locks.
///
/// A transaction that is open at the end is committed where the runner does so, and else taken back, as at the end of the
/// runner's session.
///
/// # Errors
/// The transaction cannot be committed, or the connection is gone.
pub(super) async fn reset(session: &ShadowSession, reading: &Reading<'_>) -> Result<(), ReplayError> {
    let client = session.client();
    // Without a transaction, either is but a warning. Two queries, since DISCARD ALL takes no statement beside it; both
    // travel at once.
    let end = if Way::of(reading.script.sending).wrapped { "COMMIT" } else { "ROLLBACK" };
    let outcome = try_join(client.batch_execute(end), client.batch_execute("DISCARD ALL")).await;
    let last = reading.script.sql.len();
    outcome.map(drop).map_err(|error| refused(reading, last, reading.statement(last), &error))
}

/// Takes away the roles that the scripts will make: the live server has them from these scripts.
pub(super) async fn forget_roles(session: &ShadowSession, scripts: &[Reading<'_>], but: &str) {
    let created = scripts.iter().flat_map(Reading::created_roles).filter(|role| role.as_str() != but);
    for role in created {
        // One that a prelude gave something stays, and the script says so itself.
        session.client().batch_execute(&format!("DROP ROLE IF EXISTS {}", quoted(role.as_str()))).await.ok();
    }
}

/// What the server said, at the place that it named, else at the statement.
fn refused(reading: &Reading<'_>, at: usize, statement: usize, error: &tokio_postgres::Error) -> ReplayError {
    let Some(answer) = error.as_db_error() else {
        return ReplayError::new(reading, error.to_string()).at(reading, at);
    };
    let start = reading.start(statement).unwrap_or(at);
    let place = position(&reading.script.sql[at..], answer).map_or(start, |inside| at + inside);
    let told = ReplayError::new(reading, message(answer)).at(reading, place);
    let help = advice::on(answer, reading.cursor(statement)).map(Into::into);
    ReplayError { statement: Some(statement), sqlstate: Some(answer.code().code().into()), help, ..told }
}

/// The server counts characters of the query from 1.
fn position(query: &str, answer: &DbError) -> Option<usize> {
    let Some(ErrorPosition::Original(character)) = answer.position() else { return None };
    let before = usize::try_from(*character).ok()?.checked_sub(1)?;
    query.char_indices().nth(before).map(|(at, _)| at)
}

fn message(answer: &DbError) -> String {
    match answer.detail() {
        Some(detail) => format!("{} ({})", answer.message(), detail.trim_end_matches('.')),
        None => answer.message().to_owned(),
    }
}
