//! Which server and database a session reads.

use super::connect::Link;
use super::error::{LiveError, LiveErrorKind};
use super::row::Row;

/// The oldest major version that Seawall reads; the catalogs of older ones differ (manual, release notes of 12).
const OLDEST_MAJOR: u32 = 12;

/// Which server and database a session reads, and as whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerIdentity {
    /// `server_version_num`, such as 150018.
    pub version_num: u32,
    /// The major version, such as 15.
    pub major: u32,
    /// The database's name.
    pub database: String,
    /// The database's OID.
    pub database_oid: u32,
    /// The cluster's identifier, equal on a primary and its standbys; `None` where the role may not ask for it.
    pub system_identifier: Option<String>,
    /// The role.
    pub user: String,
    /// The role is a superuser.
    pub is_superuser: bool,
    /// The server is a standby.
    pub in_recovery: bool,
}

/// Reads what [`ServerIdentity`] holds, all but the system identifier, and whether the role may ask for that.
pub(super) const QUERY: &str = "\
SELECT current_setting('server_version_num') AS version_num, version() AS version,
       d.datname AS database, d.oid AS database_oid, current_user AS \"user\",
       current_setting('is_superuser') = 'on' AS is_superuser,
       pg_is_in_recovery() AS in_recovery,
       current_setting('transaction_read_only') = 'on' AS transaction_read_only,
       has_function_privilege('pg_catalog.pg_control_system()', 'EXECUTE') AS may_ask_system
FROM pg_catalog.pg_database d WHERE d.datname = current_database()";

impl ServerIdentity {
    /// Takes the last answer, that to [`QUERY`], and asks for the system identifier.
    ///
    /// `PostgreSQL` checks the right to call a function even where a condition would not call it, so that is a round trip of
    /// its own (manual, 9.28 Control Data Functions).
    ///
    /// # Errors
    /// The server is none that Seawall reads, or fails to answer.
    pub(super) async fn read(link: &Link, answers: &[Vec<Row>]) -> Result<Self, LiveError> {
        let row = answers.last().and_then(|rows| rows.first()).ok_or_else(|| link.unexpected("names no database"))?;
        let mut identity = Self::of(row)?;
        if row.is_true("may_ask_system") {
            let answers = link.exchange("SELECT system_identifier FROM pg_catalog.pg_control_system()").await?;
            identity.system_identifier = answers.first().and_then(|rows| rows.first()?.at(0).map(str::to_owned));
        }
        Ok(identity)
    }

    fn of(row: &Row) -> Result<Self, LiveError> {
        let version_num = row.parse("version_num")?.unwrap_or_default();
        let identity = Self {
            version_num,
            major: version_num / 10_000,
            database: text(row, "database"),
            database_oid: row.parse("database_oid")?.unwrap_or_default(),
            system_identifier: None,
            user: text(row, "user"),
            is_superuser: row.is_true("is_superuser"),
            in_recovery: row.is_true("in_recovery"),
        };
        refuse_others(&text(row, "version"), &identity)?;
        Ok(identity)
    }

    /// Both are the same database of the same cluster; `None` where that cannot be told.
    #[must_use]
    pub fn is_same_database(&self, other: &Self) -> Option<bool> {
        if self.database_oid != other.database_oid {
            return Some(false);
        }
        Some(self.system_identifier.as_ref()? == other.system_identifier.as_ref()?)
    }
}

fn text(row: &Row, column: &str) -> String {
    row.get(column).unwrap_or_default().to_owned()
}

/// `CockroachDB` and Redshift speak PostgreSQL's protocol and have other catalogs.
fn refuse_others(version: &str, identity: &ServerIdentity) -> Result<(), LiveError> {
    if let Some(kind) = ["CockroachDB", "Redshift", "Materialize"].into_iter().find(|kind| version.contains(kind)) {
        let message = format!("the server is {kind}, and Seawall reads PostgreSQL only");
        return Err(LiveError::new(LiveErrorKind::Unsupported, message));
    }
    if identity.major < OLDEST_MAJOR {
        let message =
            format!("the server is PostgreSQL {}, and Seawall reads {OLDEST_MAJOR} and later", identity.major);
        return Err(LiveError::new(LiveErrorKind::Unsupported, message)
            .help("upgrade the server: the PostgreSQL project supports no version before 13 any more"));
    }
    Ok(())
}
