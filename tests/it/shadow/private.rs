//! A private server: found, started, replayed in, and gone without a trace.

use super::{script, shop, value};
use seawall::live::block_on;
use seawall::live::shadow::{self, ReplayError, Script, ShadowRequest};
use seawall::project::Sending;

fn replayed(scripts: &[Script<'_>]) -> Result<(), ReplayError> {
    block_on(async {
        let mut shadow = shadow::open(&shop(15)).await.unwrap();
        let outcome = shadow.replay(scripts).await;
        shadow.drop().await.unwrap();
        outcome
    })
    .unwrap()
}

#[test]
fn it_has_the_live_names_and_its_folder_goes_with_it() {
    let roles = ["app".to_owned(), "read \"only\"".to_owned(), "pg_monitor".to_owned(), "postgres".to_owned()];
    let request = ShadowRequest { roles: &roles, schema: Some("sales"), ..shop(15) };
    block_on(async {
        let mut shadow = shadow::open(&request).await.unwrap();
        assert!(shadow.describe().starts_with("private PostgreSQL "), "{}", shadow.describe());
        assert_eq!(shadow.replay_role(), "app");
        let url = &shadow.target().url;
        let folder = std::path::PathBuf::from(url.hosts().next().unwrap());
        assert!(folder.join("data").is_dir(), "{}", folder.display());
        shadow.replay(&[script("CREATE TABLE t (id int); GRANT SELECT ON t TO \"read \"\"only\"\"\"")]).await.unwrap();
        let owner =
            "SELECT current_database() || '.' || schemaname || '.' || tableowner FROM pg_tables WHERE tablename = 't'";
        assert_eq!(value(&shadow, owner).await.unwrap(), "shop.sales.app");
        let encoding = "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'shop'";
        assert_eq!(value(&shadow, encoding).await.unwrap(), "UTF8");
        shadow.drop().await.unwrap();
        assert!(!folder.exists(), "{} is still there", folder.display());
    })
    .unwrap();
}

#[test]
fn a_file_goes_as_its_runner_sends_it() {
    // One query is one transaction: what comes after an error in it takes all back.
    let half = "CREATE TABLE a (id int); SELECT 1/0";
    let error = replayed(&[script(half)]).unwrap_err();
    assert_eq!((error.sqlstate.as_deref(), error.line, error.statement), (Some("22012"), Some(1), Some(2)), "{error}");
    // What no transaction block takes went through on the live server somehow.
    let concurrently = "CREATE TABLE a (id int);\nCREATE INDEX CONCURRENTLY i ON a (id);\n";
    replayed(&[script(concurrently)]).unwrap();
    // What the file had committed itself is not sent again, and nothing behind the refused statement is sent too early.
    let committed = "CREATE TABLE b (id int); COMMIT; CREATE TABLE c (id int); CREATE INDEX CONCURRENTLY i ON b (id);
        COMMIT; CREATE TABLE d (id int)";
    for sending in [Sending::OneQuery, Sending::AllPending { split: true }, Sending::Transaction { split: false }] {
        replayed(&[Script { sending, ..script(committed) }]).unwrap_or_else(|error| panic!("{sending:?}: {error}"));
    }
    let refused_first =
        "CREATE TABLE b (id int); CREATE INDEX CONCURRENTLY i ON b (id); COMMIT; CREATE TABLE d (id int)";
    replayed(&[Script { sending: Sending::Transaction { split: true }, ..script(refused_first) }]).unwrap();
    let enumeration = "CREATE TYPE e AS ENUM ('a'); ALTER TYPE e ADD VALUE 'b'; CREATE TABLE t (e e DEFAULT 'b'); INSERT INTO t VALUES ('b')";
    replayed(&[script(enumeration)]).unwrap();
    let each =
        Script { sending: Sending::PerStatement, ..script("VACUUM; CREATE TABLE c (id int); DROP TABLE nowhere") };
    let error = replayed(&[each]).unwrap_err();
    assert_eq!((error.sqlstate.as_deref(), error.statement), (Some("42P01"), Some(3)), "{error}");
}

#[test]
fn what_a_file_leaves_open_ends_as_its_runner_ends_it() {
    let open = "CREATE TABLE kept (id int); COMMIT; BEGIN; CREATE TABLE open (id int)";
    let made_by = |sending: Sending| {
        block_on(async {
            let mut shadow = shadow::open(&shop(15)).await.unwrap();
            shadow.replay(&[Script { sending, ..script(open) }]).await.unwrap();
            let names =
                "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname IN ('kept', 'open')";
            let names = value(&shadow, names).await.unwrap();
            shadow.drop().await.unwrap();
            names
        })
        .unwrap()
    };
    // Prisma and psql close the connection; Drizzle sends its COMMIT.
    assert_eq!(made_by(Sending::OneQuery), "kept");
    assert_eq!(made_by(Sending::PerStatement), "kept");
    assert_eq!(made_by(Sending::AllPending { split: true }), "kept open");
}

#[test]
fn each_file_finds_a_fresh_session() {
    let set = "SET search_path TO nowhere; SET ROLE pg_monitor; CREATE TEMP TABLE t (id int); PREPARE p AS SELECT 1";
    replayed(&[
        script(set),
        script("CREATE TABLE t (id int); PREPARE p AS SELECT 1"),
        script("SELECT * FROM public.t"),
    ])
    .unwrap();
    // What a database or role sets holds for new sessions, and every deployment is one.
    let setting = "CREATE SCHEMA s; DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET search_path = s', current_database()); END $$";
    replayed(&[script(setting), script("CREATE TABLE here (id int)"), script("SELECT * FROM s.here")]).unwrap();
    // What a file leaves open is taken back with its session, unless its runner commits it.
    let open =
        "COMMIT; CREATE TABLE a (id int); CREATE INDEX CONCURRENTLY i ON a (id); BEGIN; CREATE TABLE open (id int)";
    let error = replayed(&[Script { sending: Sending::PerStatement, ..script(open) }, script("SELECT * FROM open")])
        .unwrap_err();
    assert_eq!(error.sqlstate.as_deref(), Some("42P01"), "{error}");
    for sending in [Sending::Transaction { split: true }, Sending::AllPending { split: true }] {
        replayed(&[Script { sending, ..script(open) }, script("SELECT * FROM open")]).unwrap();
    }
    let late = "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED); INSERT INTO t VALUES (1), (1)";
    let error = replayed(&[Script { sending: Sending::Transaction { split: false }, ..script(late) }]).unwrap_err();
    assert_eq!(error.sqlstate.as_deref(), Some("23505"), "{error}");
}

#[test]
fn a_script_in_the_format_of_psql_goes_with_its_data() {
    let dump = "\\restrict x\nCREATE TABLE t (id int, note text);\nCOPY t FROM stdin;\n1\ta;b\n2\t\\N\n\\.\n\
                SELECT 1/(count(*) - 2) FROM t;\n\\unrestrict x\n";
    let error = replayed(&[script(dump)]).unwrap_err();
    assert_eq!((error.sqlstate.as_deref(), error.line), (Some("22012"), Some(7)), "two rows came in: {error}");
    let error = replayed(&[script("COPY t FROM stdin;\n1\n\\.\n")]).unwrap_err();
    assert_eq!((error.sqlstate.as_deref(), error.line), (Some("42P01"), Some(1)), "{error}");
}

#[test]
fn an_error_has_its_place_and_a_remedy() {
    let error = replayed(&[script("-- ä\nCREATE TABLE t (\n  id int,\n  ä wrong\n)")]).unwrap_err();
    assert_eq!((error.line, error.statement), (Some(4), Some(1)), "{error}");
    assert_eq!(error.to_string(), "migrations/1_init.sql:4: type \"wrong\" does not exist");
    assert!(error.help.unwrap().contains("drift.prelude"));
    let error = replayed(&[script("SELECT 1;\nCREATE EXTENSION IF NOT EXISTS \"no-such\"")]).unwrap_err();
    assert_eq!((error.line, error.statement), (Some(2), Some(2)), "{error}");
    assert!(error.help.as_deref().unwrap().contains("the extension \"no-such\""), "{error:?}");
}

#[test]
fn a_role_that_the_history_makes_is_not_there_before() {
    let roles = ["app".to_owned(), "ops".to_owned(), "other".to_owned()];
    let request = ShadowRequest { roles: &roles, ..shop(15) };
    block_on(async {
        let mut shadow = shadow::open(&request).await.unwrap();
        shadow.replay(&[script("CREATE ROLE ops LOGIN; GRANT ops TO other")]).await.unwrap();
        shadow.drop().await.unwrap();
    })
    .unwrap();
}
