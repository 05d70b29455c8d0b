//! A real server that is protected under one name, reached under others.

use std::net::TcpListener;

use super::{assert_refused, exec, project};
use crate::postgres::{self, Extras};
use crate::project::Project;

/// A server on a TCP port and a socket, with two databases.
struct Site {
    server: &'static postgres::Server,
}

impl Site {
    fn new() -> Option<Self> {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let extras = Extras { port: Some(port), ..Extras::default() };
        Some(Self { server: postgres::server_with(&extras)?.unwrap() })
    }

    fn by_tcp(&self, host: &str, database: &str) -> String {
        format!("postgresql://postgres@{host}:{}/{database}", self.server.port)
    }

    fn by_socket(&self, database: &str) -> String {
        let folder = self.server.folder().display().to_string().replace('/', "%2F");
        format!("postgresql://postgres@{folder}:{}/{database}", self.server.port)
    }
}

fn with(policy: &str, url: &str) -> (Project, Vec<(&'static str, String)>) {
    let project = project(policy);
    (project, vec![("PRODUCTION_URL", url.to_owned())])
}

#[test]
fn a_server_is_known_under_any_name() {
    let Some(site) = Site::new() else { return };
    let shop = site.server.database();
    let other = site.server.database();
    let policy = "version: 1\nenvironments: { production: { url: $PRODUCTION_URL, protected: true } }\nexec: { log: audit.jsonl }\n";
    let reset = ["prisma", "migrate", "reset"];
    let (project, mut variables) = with(policy, &site.by_socket(shop.name()));
    let target = |url: String, variables: &mut Vec<(&'static str, String)>| {
        variables.retain(|(name, _)| *name != "DATABASE_URL");
        variables.push(("DATABASE_URL", url));
        let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        exec(&project, &variables, &reset)
    };
    for url in
        [site.by_tcp("127.0.0.1", shop.name()), site.by_tcp("localhost", shop.name()), site.by_socket(shop.name())]
    {
        let run = target(url, &mut variables);
        assert_refused(&run);
        assert!(run.stderr.contains("on production"), "{run:?}");
    }
    let run = target(site.by_tcp("127.0.0.1", other.name()), &mut variables);
    assert!(!run.stderr.contains("refused"), "another database of the server is not the protected one: {run:?}");
    let run = target(site.by_tcp("127.0.0.1", "no_such_database"), &mut variables);
    assert!(!run.stderr.contains("refused"), "what is not there cannot be lost: {run:?}");
}

#[test]
fn the_system_identifier_in_the_policy_is_enough() {
    let Some(site) = Site::new() else { return };
    let shop = site.server.database();
    let rows = shop.query_strings("SELECT system_identifier::text FROM pg_control_system()").unwrap();
    let number = rows[0][0].clone().unwrap();
    let policy = |number: &str| {
        format!(
            "version: 1\nenvironments: {{ production: {{ url: $UNKNOWN_HERE, protected: true, system_identifier: \"{number}\" }} }}\nexec: {{ log: audit.jsonl }}\n"
        )
    };
    let url = site.by_tcp("127.0.0.1", shop.name());
    let run = exec(&project(&policy(&number)), &[("DATABASE_URL", &url)], &["prisma", "migrate", "reset"]);
    assert_refused(&run);
    assert!(run.stderr.contains(&number), "{run:?}");
    let run = exec(&project(&policy("1")), &[("DATABASE_URL", &url)], &["prisma", "migrate", "reset"]);
    assert!(!run.stderr.contains("refused"), "{run:?}");
}
