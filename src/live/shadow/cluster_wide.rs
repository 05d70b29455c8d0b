//! What a migration does beyond its own database: roles, databases, tablespaces and the server's settings are shared by
//! all databases of a server (manual, 23.1), so a replay beside a guarded database would change what that one has.

use crate::sql::{ObjectKind, Operation, Source, Statement, read};

use super::replay_error::ReplayError;
use super::script::Reading;

/// Words of which one stands in every statement that reaches beyond its database.
const WORDS: [&str; 9] =
    ["role", "user", "group", "database", "tablespace", "subscription", "system", "owned", "authorization"];

/// Refuses a script that changes what all databases of the server share, or may do so.
///
/// # Errors
/// The first such statement.
pub(super) fn refuse(reading: &Reading<'_>) -> Result<(), ReplayError> {
    let source = Source::new(reading.script.path, reading.script.sql);
    let statements = read(&source);
    let Some(statement) = statements.iter().find(|statement| reaches_beyond(statement, &source)) else { return Ok(()) };
    let message = "changes what all databases of a server share, and a database that must stay as it is lies on the \
                   server of the shadow";
    Err(ReplayError::new(reading, message)
        .at(reading, statement.span.start)
        .help("leave --shadow-url out, or let it name another server"))
}

fn reaches_beyond(statement: &Statement, source: &Source) -> bool {
    statement.operations.iter().any(|located| match &located.operation {
        Operation::RoleOptions { .. }
        | Operation::DropRole { .. }
        | Operation::DropOwned { .. }
        | Operation::ReassignOwned { .. }
        | Operation::CreateDatabase { .. }
        | Operation::AlterConfiguration { .. } => true,
        Operation::Drop { kind, .. }
        | Operation::Rename { kind, .. }
        | Operation::SetOwner { kind, .. }
        | Operation::Comment { kind, .. }
        | Operation::Replication { kind, .. } => is_shared(*kind),
        Operation::Privileges(privileges) => is_shared(privileges.kind),
        Operation::Do { dynamic, readable, .. } => {
            (!readable || !dynamic.is_empty()) && names_shared(source.slice(statement.span))
        }
        Operation::Unknown { .. } | Operation::Harmless { .. } => names_shared(source.slice(statement.span)),
        _ => false,
    })
}

const fn is_shared(kind: ObjectKind) -> bool {
    matches!(kind, ObjectKind::Role | ObjectKind::Database | ObjectKind::Tablespace | ObjectKind::Subscription)
}

fn names_shared(text: &str) -> bool {
    let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.any(|word| WORDS.iter().any(|shared| word.eq_ignore_ascii_case(shared)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::live::shadow::Script;
    use crate::project::Sending;

    fn refused(sql: &str) -> bool {
        refuse(&Reading::of(Script { name: "1", path: "1.sql", sql, sending: Sending::OneQuery })).is_err()
    }

    #[test]
    fn what_all_databases_share_is_left_alone() {
        for sql in [
            "CREATE ROLE app",
            "ALTER USER app PASSWORD 'x'",
            "DROP ROLE IF EXISTS app",
            "GRANT readers TO app",
            "ALTER DATABASE shop SET search_path TO app",
            "ALTER ROLE app SET statement_timeout = 0",
            "ALTER SYSTEM SET work_mem = '1GB'",
            "DROP DATABASE shop",
            "CREATE TABLESPACE fast LOCATION '/x'",
            "CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p",
            "GRANT CONNECT ON DATABASE shop TO app",
            "REASSIGN OWNED BY a TO b",
            "COMMENT ON ROLE app IS 'x'",
            "SELECT 1; DO $$ BEGIN CREATE ROLE app; END $$",
            "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET a.b = 1', current_database()); END $$",
        ] {
            assert!(refused(sql), "{sql}");
        }
        for sql in [
            "CREATE TABLE t (role text)",
            "GRANT SELECT ON t TO app",
            "ALTER TABLE t OWNER TO app",
            "SET ROLE app",
            "CREATE EXTENSION citext",
            "DO $$ BEGIN EXECUTE format('ALTER TABLE %I ADD c int', 't'); END $$",
            "CREATE PUBLICATION p FOR ALL TABLES",
        ] {
            assert!(!refused(sql), "{sql}");
        }
    }
}
