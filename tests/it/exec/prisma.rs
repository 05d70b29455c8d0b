//! The real Prisma CLI behind the shims, on a real server.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::{assert_refused, project};
use crate::postgres::{self, Extras};
use crate::project::{Project, Run, finish};
use crate::{shared, skip};

/// The folder with the real Prisma and its engine: installed from npm once, below `target`.
pub(crate) fn installed() -> Option<PathBuf> {
    // Two tests at once would install into one folder.
    static INSTALLED: OnceLock<Option<PathBuf>> = OnceLock::new();
    INSTALLED.get_or_init(install).clone()
}

fn install() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("target/prisma");
    if folder.join("node_modules/.bin/prisma").exists() {
        return Some(folder);
    }
    let source = shared::folder()?.join("prisma");
    std::fs::create_dir_all(&folder).unwrap();
    for file in ["package.json", "schema-engine.mjs"] {
        std::fs::copy(source.join(file), folder.join(file)).unwrap();
    }
    let npm = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    let installed = std::process::Command::new("npm").args(npm).current_dir(&folder).status();
    if installed.is_ok_and(|status| status.success()) {
        return Some(folder);
    }
    skip::skip("npm could not fetch Prisma", "It needs Node and the npm registry.");
    None
}

/// Runs a line in a project whose first folder on `PATH` holds the shims.
pub(crate) fn run(project: &Project, prisma: &std::path::Path, url: &str, line: &str) -> Run {
    let path = std::env::var("PATH").unwrap();
    let shims = project.path().join("shims").display().to_string();
    let bin = prisma.join("node_modules/.bin").display().to_string();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(project.path()).env("PATH", format!("{shims}:{bin}:{path}"));
    command
        .env("DATABASE_URL", url)
        .env("HOME", project.path())
        .env("PRISMA_SCHEMA_ENGINE_BINARY", prisma.join("schema-engine.mjs"));
    for variable in ["NO_COLOR", "CI", "CHECKPOINT_DISABLE", "PRISMA_HIDE_UPDATE_MESSAGE"] {
        command.env(variable, "1");
    }
    finish(&mut command)
}

#[test]
fn the_real_prisma_resets_nothing_and_deploys() {
    let Some(prisma) = installed() else { return };
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(server) = postgres::server_with(&Extras { port: Some(port), ..Extras::default() }) else { return };
    let server = server.unwrap();
    let shop = server.database();
    shop.execute("CREATE TABLE kept (id int); INSERT INTO kept SELECT generate_series(1, 42)").unwrap();
    let number = shop.query_strings("SELECT system_identifier::text FROM pg_control_system()").unwrap()[0][0].clone();
    let project = project(&format!(
        "version: 1\nenvironments: {{ production: {{ url: $ELSEWHERE, protected: true, system_identifier: \"{}\" }} }}\nexec: {{ log: audit.jsonl }}\n",
        number.unwrap()
    ));
    project.write("prisma.config.mjs", "export default { schema: 'schema.prisma', migrations: { path: 'migrations' }, datasource: { url: process.env.DATABASE_URL } }\n");
    project.write("schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    assert_eq!(project.seawall(&["exec", "--shim", "shims"]).code, Some(0));
    let url = format!("postgresql://postgres@127.0.0.1:{port}/{}?schema=public", shop.name());
    let kept = || shop.query_strings("SELECT count(*)::text FROM kept").unwrap()[0][0].clone();

    for line in
        ["prisma migrate reset --force", "prisma db push --accept-data-loss", "npx prisma migrate reset --force"]
    {
        assert_refused(&run(&project, &prisma, &url, line));
        assert_eq!(kept().as_deref(), Some("42"), "{line}");
    }

    shop.execute("DROP TABLE kept").unwrap();
    project.write("migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    project.write("migrations/20260101000000_init/migration.sql", "CREATE TABLE made (id int);\n");
    let deployed = run(&project, &prisma, &url, "prisma migrate deploy");
    assert_eq!(deployed.code, Some(0), "{deployed:?}");
    let made = shop.query_strings("SELECT to_regclass('made')::text").unwrap();
    assert_eq!(made[0][0].as_deref(), Some("made"));
    assert!(project.read("audit.jsonl").contains("\"outcome\":\"passed\""));
}
