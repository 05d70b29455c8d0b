//! A connection inside one transaction that can only read.

use std::time::Duration;

use super::connect::Link;
use super::error::LiveError;
use super::identity::{self, ServerIdentity};
use super::limits::Limits;
use super::row::Row;

/// A connection inside one `READ ONLY`, `REPEATABLE READ` transaction, so that everything read is of one moment.
///
/// It speaks the simple query protocol only and leaves no setting behind, so that it works through poolers that hand the
/// connection on after each transaction.
#[derive(Debug)]
pub struct Session {
    link: Link,
    server: ServerIdentity,
}

impl Session {
    /// Begins the transaction on a fresh connection.
    pub(super) async fn begin(link: Link, limits: &Limits) -> Result<Self, LiveError> {
        let answers = link.exchange(&format!("{}; {}", opening(limits), identity::QUERY)).await?;
        let server = ServerIdentity::read(&link, &answers).await?;
        if !answers.iter().flatten().any(|row| row.is_true("transaction_read_only")) {
            return Err(link.unexpected("did not begin a read-only transaction"));
        }
        Ok(Self { link, server })
    }

    /// Which server and database this is.
    #[must_use]
    pub fn server(&self) -> &ServerIdentity {
        &self.server
    }

    /// Sends one statement and returns its rows.
    ///
    /// # Errors
    /// The server refuses it, takes too long, or is gone.
    pub async fn query(&self, sql: &str) -> Result<Vec<Row>, LiveError> {
        Ok(self.queries(sql).await?.pop().unwrap_or_default())
    }

    /// Sends several statements in one round trip and returns the rows of each, in their order.
    ///
    /// # Errors
    /// The server refuses one of them, takes too long, or is gone.
    pub async fn queries(&self, sql: &str) -> Result<Vec<Vec<Row>>, LiveError> {
        self.link.exchange(sql).await
    }

    /// Ends the transaction and says good-bye to the server.
    pub async fn close(self) {
        self.link.close().await;
    }
}

/// Begins the transaction, with limits and with settings that make every server write an expression in the same way.
fn opening(limits: &Limits) -> String {
    let milliseconds = |limit: Duration| limit.as_millis();
    format!(
        "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; \
         SET LOCAL statement_timeout = {statement}; SET LOCAL lock_timeout = {lock}; \
         SET LOCAL idle_in_transaction_session_timeout = {idle}; {SETTINGS}",
        statement = milliseconds(limits.statement),
        lock = milliseconds(limits.lock),
        idle = milliseconds(limits.total),
    )
}

/// With an empty `search_path` every `pg_get_…def` function qualifies the names it writes. `row_security` off turns rows
/// hidden by a policy into an error (manual, 20.11): a history that is only partly seen must not pass for the whole.
const SETTINGS: &str = "\
SET LOCAL search_path = ''; SET LOCAL row_security = off; SET LOCAL quote_all_identifiers = off; \
SET LOCAL standard_conforming_strings = on; SET LOCAL DateStyle = 'ISO, MDY'; SET LOCAL IntervalStyle = postgres; \
SET LOCAL TimeZone = 'UTC'; SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = hex; \
SET LOCAL lc_monetary = 'C'; SET LOCAL jit = off; SET LOCAL work_mem = '64MB'";
