//! Reads a whole database: every object and attribute, by a fixed number of queries.

mod layout;
mod reader;

use super::error::LiveError;
use super::queries::QUERY_FILES;
use super::session::Session;
use crate::schema::Inventory;
use reader::Reader;

/// Reads everything that the database says of itself, as of the session's snapshot.
///
/// A role that may only log in can read all but what [`Inventory::not_compared`] then names.
///
/// # Errors
/// The server refuses a query, takes too long, or is gone.
pub async fn inspect(session: &Session) -> Result<Inventory, LiveError> {
    let major = session.server().major;
    let mut reader = Reader::default();
    for file in QUERY_FILES {
        for rows in session.queries(&file.for_major(major)).await? {
            reader.read(&rows);
        }
    }
    Ok(reader.finish(major))
}
