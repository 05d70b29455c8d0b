//! A database on a given server.

use super::{script, shop, value};
use crate::postgres::{self, Database, Server};
use seawall::live::shadow::{self, Locale, ShadowRequest};
use seawall::live::{ConnectionUrl, Limits, LiveError, ServerIdentity, Target, block_on, connect_shadow};

fn url(server: &Server, role: &str, database: &str) -> ConnectionUrl {
    ConnectionUrl::parse(&format!("host={} user={role} dbname={database}", server.folder().display())).unwrap()
}

fn identity(url: &ConnectionUrl) -> ServerIdentity {
    let target = Target { name: "live".into(), url: url.clone(), source: "a test".into() };
    block_on(async { connect_shadow(&target, &Limits::default()).await.unwrap().server().clone() }).unwrap()
}

/// The shadows on a server, in the order of their names.
fn shadows(database: &Database) -> Vec<String> {
    let rows =
        database.query_strings("SELECT datname FROM pg_database WHERE datname LIKE 'seawall\\_shadow\\_%' ORDER BY 1");
    rows.unwrap().into_iter().map(|row| row[0].clone().unwrap()).collect()
}

fn refusal(request: &ShadowRequest<'_>) -> LiveError {
    block_on(async { shadow::open(request).await.unwrap_err() }).unwrap()
}

#[test]
fn it_is_made_and_dropped_on_every_version() {
    for major in postgres::majors() {
        let Some(server) = postgres::server(Some(major)) else { return };
        let onlooker = server.database();
        let url = url(server, "postgres", "postgres");
        let locale = Some(Locale { encoding: "UTF8", collate: "C", ctype: "C" });
        let name = block_on(async {
            let mut shadow = shadow::open(&ShadowRequest { url: Some(&url), locale, ..shop(major) }).await.unwrap();
            let name = value(&shadow, "SELECT current_database()").await.unwrap();
            assert!(name.starts_with(&format!("seawall_shadow_{}_", std::process::id())), "{name}");
            assert!(shadow.describe().contains(&name), "{}", shadow.describe());
            assert_eq!(shadow.replay_role(), "postgres");
            shadow.replay(&[script("CREATE TABLE t (id int)")]).await.unwrap();
            // A session that somebody forgot does not keep it.
            let forgotten = connect_shadow(shadow.target(), &Limits::default()).await.unwrap();
            shadow.drop().await.unwrap();
            drop(forgotten);
            name
        })
        .unwrap();
        assert!(!shadows(&onlooker).contains(&name), "PostgreSQL {major}: {name} is still there");
    }
}

#[test]
fn it_goes_with_an_error_and_with_a_future_that_is_dropped() {
    let Some(server) = postgres::server(None) else { return };
    let onlooker = server.database();
    let url = url(server, "postgres", "postgres");
    let name = block_on(async {
        let mut shadow = shadow::open(&ShadowRequest { url: Some(&url), ..shop(server.major) }).await.unwrap();
        let name = value(&shadow, "SELECT current_database()").await.unwrap();
        assert!(shadow.replay(&[script("SELECT 1/0")]).await.is_err());
        name
    })
    .unwrap();
    assert!(!shadows(&onlooker).contains(&name), "{name} is still there");
}

#[test]
fn a_guarded_database_is_refused_and_its_server_is_left_alone() {
    let Some(server) = postgres::server(None) else { return };
    let live = server.database();
    let live_url = url(server, "postgres", live.name());
    let guarded = [identity(&live_url)];
    let request = ShadowRequest { url: Some(&live_url), guarded: &guarded, ..shop(server.major) };
    let error = refusal(&request);
    assert!(error.message.contains("is the database"), "{error}");
    // A role that may not ask for the identifier leaves a doubt, which is resolved against the shadow.
    let unknown = [ServerIdentity { system_identifier: None, ..guarded[0].clone() }];
    let error = refusal(&ShadowRequest { guarded: &unknown, ..request });
    assert!(error.message.contains("cannot be told from"), "{error}");
    // Beside it, what the server's databases share must stay as it is.
    let beside = url(server, "postgres", "postgres");
    block_on(async {
        let mut shadow = shadow::open(&ShadowRequest { url: Some(&beside), ..request }).await.unwrap();
        shadow.replay(&[script("CREATE TABLE t (id int)")]).await.unwrap();
        let error = shadow.replay(&[script("SELECT 1;\nCREATE ROLE left_behind")]).await.unwrap_err();
        assert_eq!((error.line, error.statement), (Some(2), Some(2)), "{error}");
        assert_eq!(value(&shadow, "SELECT 1 FROM pg_roles WHERE rolname = 'left_behind'").await, None);
        shadow.drop().await.unwrap();
    })
    .unwrap();
}

#[test]
fn a_role_that_may_not_make_databases_is_told_what_it_lacks() {
    let Some(server) = postgres::server(None) else { return };
    let onlooker = server.database();
    onlooker.execute("CREATE ROLE seawall_weak LOGIN").unwrap();
    let url = url(server, "seawall_weak", "postgres");
    let error = refusal(&ShadowRequest { url: Some(&url), ..shop(server.major) });
    onlooker.execute("DROP ROLE seawall_weak").unwrap();
    assert!(error.message.contains("permission denied to create database"), "{error}");
    assert!(error.help.unwrap().contains("CREATEDB"));
}

#[test]
fn what_a_killed_run_left_is_named_and_stays() {
    let Some(server) = postgres::server(None) else { return };
    let onlooker = server.database();
    onlooker.execute("CREATE DATABASE seawall_shadow_1_left TEMPLATE template0").unwrap();
    let url = url(server, "postgres", "postgres");
    let notes = block_on(async {
        let shadow = shadow::open(&ShadowRequest { url: Some(&url), ..shop(server.major) }).await.unwrap();
        let notes = shadow.notes().to_vec();
        shadow.drop().await.unwrap();
        notes
    })
    .unwrap();
    assert!(shadows(&onlooker).contains(&"seawall_shadow_1_left".to_owned()));
    onlooker.execute("DROP DATABASE seawall_shadow_1_left").unwrap();
    assert!(notes.iter().any(|note| note.contains("DROP DATABASE seawall_shadow_1_left")), "{notes:?}");
}

#[test]
fn a_pooler_that_shares_sessions_is_refused() {
    let url = ConnectionUrl::parse("postgresql://app@db.example:6543/postgres?pgbouncer=true").unwrap();
    let error = refusal(&ShadowRequest { url: Some(&url), ..shop(15) });
    assert!(error.message.contains("pooler"), "{error}");
}
