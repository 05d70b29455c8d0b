//! Histories that the real Prisma CLI wrote.

use serde_json::Value;

use super::stage::{FILES, Stage};
use crate::exec::prisma::{installed, run};
use crate::postgres::{self, Extras};

/// What the table of `status` says of a migration: its state, and what does not fit.
fn state(stage: &Stage, url: &str, name: &str) -> String {
    let run = stage.seawall(&["status", "--url", url, "--format", "json"]);
    let report: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|why| panic!("{why}: {run:?}"));
    let rows = report["status"]["migrations"].as_array().unwrap_or_else(|| panic!("{report:#}"));
    let row = rows.iter().find(|row| row["name"] == name).unwrap_or_else(|| panic!("{report:#}"));
    let cell = &row["environments"][0];
    let marks = cell["marks"].as_array().map(|marks| marks.iter().map(ToString::to_string).collect::<String>());
    format!("{}{}", cell["state"].as_str().unwrap(), marks.unwrap_or_default())
}

#[test]
fn every_state_that_prisma_leaves_is_read() {
    let Some(prisma) = installed() else { return };
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let Some(server) = postgres::server_with(&Extras { port: Some(port), ..Extras::default() }) else { return };
    let stage = Stage::on(server.unwrap());
    stage.project.write("prisma.config.mjs", "export default { schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' }, datasource: { url: process.env.DATABASE_URL } }\n");
    stage.project.write("prisma/schema.prisma", "datasource db {\n  provider = \"postgresql\"\n}\n");
    let windows = ("20260104000000_windows", "CREATE TABLE w (\r\n  id int\r\n);\r\n");
    stage.project.migration(windows.0, windows.1);
    let url = format!("postgresql://postgres@127.0.0.1:{port}/{}?schema=public", stage.staging.name());
    let prisma = |line: &str| run(&stage.project, &prisma, &url, &format!("prisma migrate {line}"));

    let told = |name: &str| state(&stage, &url, name);

    let deployed = prisma("deploy");
    assert_eq!(deployed.code, Some(0), "{deployed:?}");
    for name in FILES.iter().map(|(name, _)| *name).chain([windows.0]) {
        assert_eq!(told(name), "applied", "{name}");
    }
    stage.project.migration(windows.0, &windows.1.replace("\r\n", "\n"));
    assert_eq!(told(windows.0), "applied", "git may have written other line ends");
    stage.project.migration(windows.0, "CREATE TABLE w (id bigint);\n");
    assert_eq!(told(windows.0), "applied\"edited\"");
    stage.project.migration(windows.0, windows.1);

    let broken = "20260105000000_broken";
    stage.project.migration(broken, "SELECT 1 / 0;\n");
    assert_ne!(prisma("deploy").code, Some(0));
    assert_eq!(told(broken), "failed");
    assert_eq!(prisma(&format!("resolve --rolled-back {broken}")).code, Some(0));
    assert_eq!(told(broken), "rolled-back");
    assert_eq!(prisma(&format!("resolve --applied {broken}")).code, Some(0));
    assert_eq!(told(broken), "baselined");
}
