//! Prisma's history table on real servers.

use super::{elsewhere, run, target, url_of, with_session};
use crate::postgres::{Database, majors, server};
use seawall::live::{self, HistoryTable, Ledger, Limits, LiveError, LiveErrorKind, MigrationState, Running};

/// The table as Prisma's engine creates it.
const TABLE: &str = "CREATE TABLE _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);";

/// One row for each state, in order: applied, baselined, rolled back and applied again, unfinished.
const ROWS: &str = "INSERT INTO _prisma_migrations VALUES
    ('1', 'c1', '2026-01-01 00:00:01+00', 'a', NULL, NULL, '2026-01-01 00:00:00+00', 1),
    ('2', 'c2', '2026-01-02 00:00:00+00', 'b', '', NULL, '2026-01-02 00:00:00+00', 0),
    ('3', 'c3', NULL, 'c', 'ERROR', '2026-01-03 00:00:05+00', '2026-01-03 00:00:00+00', 0),
    ('4', 'c4', '2026-01-04 00:00:00.25+00', 'c', NULL, NULL, '2026-01-04 00:00:00+00', 1),
    ('5', 'c5', NULL, 'd', NULL, NULL, '2026-01-05 00:00:00+00', 0);";

fn history(url: &str) -> Result<HistoryTable, LiveError> {
    with_session(url, async |session| live::history(session, target(url).url.schema(), &Ledger::prisma()).await)
}

fn states(table: &HistoryTable) -> Vec<MigrationState> {
    table.rows.iter().map(|row| table.state(row)).collect()
}

fn in_schema(database: &Database, role: &str, schema: &str) -> String {
    format!("{}?schema={schema}", url_of(database, role))
}

#[test]
fn every_state_is_read_on_every_version() {
    for major in majors() {
        let Some(server) = server(Some(major)) else { return };
        let database = server.database();
        database.execute(&format!("{TABLE} {ROWS} SET TimeZone = 'Asia/Tokyo'")).unwrap();
        let table = history(&url_of(&database, "postgres")).unwrap();
        let expected = [
            MigrationState::Applied,
            MigrationState::Baselined,
            MigrationState::RolledBack,
            MigrationState::Applied,
            MigrationState::Failed,
        ];
        assert_eq!(states(&table), expected, "PostgreSQL {major}");
        assert_eq!((table.present, table.nonempty, table.running), (true, false, Running::No));
        assert_eq!(table.owner.as_deref(), Some("postgres"));
        let finished = table.rows[3].finished_at.unwrap();
        assert_eq!(finished.unix_timestamp_nanos(), 1_767_484_800_250_000_000, "{finished}");
        assert_eq!((table.rows[3].stored.to_string().as_str(), table.rows[1].logs.as_deref()), ("c4", Some("")));
    }
}

#[test]
fn a_deploy_that_holds_its_lock_is_running() {
    let Some(server) = server(None) else { return };
    let (database, other) = (server.database(), server.database());
    database.execute(&format!("{TABLE} {ROWS}")).unwrap();
    let url = url_of(&database, "postgres");
    other.execute("SELECT pg_advisory_lock(72707369)").unwrap();
    assert_eq!(history(&url).unwrap().running, Running::No, "another database's deploy is not ours");
    database.execute("SELECT pg_advisory_lock(72707369)").unwrap();
    let table = history(&url).unwrap();
    assert_eq!((table.running, states(&table)[4]), (Running::Yes, MigrationState::Running));
}

#[test]
fn a_row_that_is_finished_in_between_is_not_called_failed() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    database.execute(&format!("{TABLE} {ROWS}")).unwrap();
    let target = target(&url_of(&database, "postgres"));
    run(async {
        let first = live::read(&target, &Limits::default(), async |session| {
            live::history(session, None, &Ledger::prisma()).await
        })
        .await?;
        assert_eq!(states(&first)[4], MigrationState::Failed);
        elsewhere(|| database.execute("UPDATE _prisma_migrations SET finished_at = now() WHERE id = '5'")).unwrap();
        let settled = live::settled_history(&target, &Limits::default(), &Ledger::prisma()).await?;
        assert_eq!(states(&settled)[4], MigrationState::Applied);
        Ok::<_, LiveError>(())
    })
    .unwrap();
}

#[test]
fn an_absent_table_is_told_with_what_is_there_instead() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let url = url_of(&database, "postgres");
    let empty = history(&url).unwrap();
    assert_eq!((empty.present, empty.nonempty, empty.schema.as_str()), (false, false, "public"));
    database
        .execute(&format!(
            "CREATE SCHEMA \"we\"\"ird\"; SET search_path = \"we\"\"ird\"; {TABLE} CREATE TABLE public.t ()"
        ))
        .unwrap();
    let table = history(&url).unwrap();
    assert_eq!((table.present, table.nonempty, table.elsewhere), (false, true, vec!["we\"ird".to_owned()]));
    let weird = history(&in_schema(&database, "postgres", "we%22ird")).unwrap();
    assert!(weird.present && !weird.nonempty && weird.elsewhere.is_empty(), "{weird:?}");
}

#[test]
fn a_table_that_may_not_be_read_is_an_error_that_names_the_grant() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let role = format!("reader_{}", database.name());
    database
        .execute(&format!("CREATE ROLE {role} LOGIN; CREATE SCHEMA s; SET search_path = s; {TABLE} {ROWS}"))
        .unwrap();
    let url = in_schema(&database, &role, "s");
    let error = history(&url).unwrap_err();
    assert_eq!(error.kind, LiveErrorKind::Permission);
    let help =
        format!("GRANT USAGE ON SCHEMA \"s\" TO \"{role}\"; GRANT SELECT ON \"s\"._prisma_migrations TO \"{role}\";");
    assert!(error.help.as_deref().is_some_and(|found| found.ends_with(&help)), "{error:?}");

    database
        .execute(&format!("GRANT USAGE ON SCHEMA s TO {role}; GRANT SELECT ON _prisma_migrations TO {role}"))
        .unwrap();
    assert_eq!(history(&url).unwrap().rows.len(), 5);

    database.execute("ALTER TABLE _prisma_migrations ENABLE ROW LEVEL SECURITY").unwrap();
    let error = history(&url).unwrap_err();
    assert_eq!(error.kind, LiveErrorKind::Permission, "hidden rows are not an empty history: {error:?}");
    assert!(error.help.unwrap().contains("BYPASSRLS"));
    database.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}")).unwrap();
}

#[test]
fn another_tools_table_of_that_name_is_not_read_as_prismas() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    database.execute("CREATE TABLE _prisma_migrations (name text)").unwrap();
    let error = history(&url_of(&database, "postgres")).unwrap_err();
    assert!(error.message.contains("has not the columns of the history table of Prisma Migrate"), "{error:?}");
}
