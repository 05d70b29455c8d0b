//! A session on every version of the server.

use super::{elsewhere, run, target, url_of, with_session};
use crate::postgres::{majors, server};
use seawall::live::{self, Limits, LiveErrorKind};

#[test]
fn a_session_tells_which_server_it_reads() {
    for major in majors() {
        let Some(server) = server(Some(major)) else { return };
        let database = server.database();
        let identity =
            with_session(&url_of(&database, "postgres"), async |session| Ok(session.server().clone())).unwrap();
        assert_eq!((identity.major, identity.version_num / 10_000), (major, major));
        assert_eq!((identity.database.as_str(), identity.user.as_str()), (database.name(), "postgres"));
        assert!(identity.is_superuser && !identity.in_recovery, "{identity:?}");
        let asked = "SELECT oid, (SELECT system_identifier FROM pg_control_system()) FROM pg_database WHERE datname = current_database()";
        let row = &database.query_strings(asked).unwrap()[0];
        assert_eq!(row[0], Some(identity.database_oid.to_string()));
        assert_eq!(row[1], identity.system_identifier);
    }
}

#[test]
fn a_role_that_may_only_log_in_can_read_catalogs_and_the_systems_identifier() {
    for major in majors() {
        let Some(server) = server(Some(major)) else { return };
        let database = server.database();
        let role = format!("reader_{}", database.name());
        database.execute(&format!("CREATE ROLE {role} LOGIN; CREATE TABLE secret (id int)")).unwrap();
        let (identity, tables) = with_session(&url_of(&database, &role), async |session| {
            let rows = session.query("SELECT oid FROM pg_catalog.pg_class WHERE relname = 'secret'").await?;
            Ok((session.server().clone(), rows.len()))
        })
        .unwrap();
        assert!(identity.system_identifier.is_some() && !identity.is_superuser, "PostgreSQL {major}: {identity:?}");
        assert_eq!(tables, 1);
        database.execute(&format!("DROP ROLE {role}")).unwrap();
    }
}

#[test]
fn a_system_identifier_that_may_not_be_asked_for_is_unknown() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    let role = format!("reader_{}", database.name());
    database
        .execute(&format!("CREATE ROLE {role} LOGIN; REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public"))
        .unwrap();
    let identity = with_session(&url_of(&database, &role), async |session| Ok(session.server().clone())).unwrap();
    assert_eq!(identity.system_identifier, None);
    database.execute(&format!("DROP ROLE {role}")).unwrap();
}

#[test]
fn nothing_can_be_written_through_a_session() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    database.execute("CREATE TABLE kept (id int); CREATE SEQUENCE counter").unwrap();
    for write in [
        "INSERT INTO public.kept VALUES (1)",
        "DROP TABLE public.kept",
        "CREATE TABLE public.other ()",
        "SELECT nextval('public.counter')",
        "SET TRANSACTION READ WRITE; DROP TABLE public.kept",
        "SET transaction_read_only = off",
    ] {
        let error =
            with_session(&url_of(&database, "postgres"), async |session| session.query(write).await).unwrap_err();
        assert!(matches!(error.sqlstate.as_deref(), Some("25006" | "25001")), "{write}: {error:?}");
    }
    assert_eq!(database.query_strings("SELECT is_called FROM counter").unwrap()[0][0].as_deref(), Some("f"));
}

#[test]
fn a_session_sees_one_moment_and_answers_by_statement() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    database.execute("CREATE TABLE t (id int, name text); INSERT INTO t VALUES (1, NULL)").unwrap();
    with_session(&url_of(&database, "postgres"), async |session| {
        elsewhere(|| database.execute("INSERT INTO t VALUES (2, 'later')")).unwrap();
        let answers = session.queries("SELECT 1 WHERE false; SELECT id, name FROM public.t; SHOW search_path").await?;
        assert_eq!(answers.iter().map(Vec::len).collect::<Vec<_>>(), [0, 1, 1]);
        let row = &answers[1][0];
        assert_eq!((row.get("id"), row.get("name"), row.parse::<i64>("id")?), (Some("1"), None, Some(1)));
        assert_eq!((row.columns().len(), answers[2][0].at(0)), (2, Some("\"\"")));
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_script_on_the_shadow_tells_where_it_failed_and_what_it_said() {
    let Some(server) = server(None) else { return };
    let database = server.database();
    run(async {
        let shadow = live::connect_shadow(&target(&url_of(&database, "postgres")), &Limits::default()).await?;
        shadow.execute("CREATE TABLE a (id int); DROP TABLE IF EXISTS b; CREATE TABLE c ()").await?;
        let notices = shadow.take_notices();
        assert_eq!(notices.len(), 1, "{notices:?}");
        assert_eq!(
            (notices[0].severity.as_str(), notices[0].message.as_str()),
            ("NOTICE", "table \"b\" does not exist, skipping")
        );
        let error = shadow.execute("CREATE TABLE d (); SELECT nothing FROM a").await.unwrap_err();
        assert_eq!(
            (error.kind, error.sqlstate.as_deref(), error.position),
            (LiveErrorKind::Server, Some("42703"), Some(27))
        );
        let tables = shadow.queries("SELECT relname FROM pg_class WHERE relname IN ('a', 'd')").await?;
        assert_eq!(tables[0].len(), 1, "a script without BEGIN is one transaction");
        shadow.close().await;
        Ok::<_, live::LiveError>(())
    })
    .unwrap();
}
