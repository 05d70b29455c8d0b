//! The shadow: private servers, and databases on a given server.

mod given;
mod histories;
mod installation;
mod life;
mod preludes;
mod private;

use seawall::live::shadow::{Script, Shadow, ShadowRequest};
use seawall::live::{Limits, connect_shadow};
use seawall::project::Sending;
use std::path::Path;

/// What is asked of a shadow for a live database `shop` of this version, owned by `app`.
fn shop(major: u32) -> ShadowRequest<'static> {
    ShadowRequest {
        url: None,
        guarded: &[],
        major,
        database: "shop",
        locale: None,
        owner: "app",
        roles: &[],
        schema: None,
        bin: None,
        project: Path::new("/"),
    }
}

/// One file as one query.
fn script(sql: &str) -> Script<'_> {
    Script { name: "1_init", path: "migrations/1_init.sql", sql, sending: Sending::OneQuery }
}

/// The first value that a query on the shadow gives.
async fn value(shadow: &Shadow, sql: &str) -> Option<String> {
    let session = connect_shadow(shadow.target(), &Limits::default()).await.unwrap();
    let rows = session.queries(sql).await.unwrap().pop().unwrap();
    session.close().await;
    rows.first().and_then(|row| row.at(0).map(str::to_owned))
}
