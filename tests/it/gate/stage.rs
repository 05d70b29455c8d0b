//! A project, and the databases `staging` and `production` that its policy names.

use std::process::Command;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::postgres::{Database, Server, server};
use crate::project::{Project, Run, finish};

/// The table as Prisma's engine creates it.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);";

/// The migrations that every stage begins with.
pub(super) const FILES: [(&str, &str); 3] = [
    ("20260101000000_init", "CREATE TABLE \"User\" (id int PRIMARY KEY, email text);\n"),
    ("20260102000000_order", "CREATE TABLE \"Order\" (id int PRIMARY KEY, total int);\n"),
    ("20260103000000_note", "ALTER TABLE \"Order\" ADD COLUMN note text;\n"),
];

/// A project in git with three migrations, and two databases.
pub(super) struct Stage {
    pub(super) project: Project,
    pub(super) staging: Database,
    pub(super) production: Database,
}

impl Stage {
    /// Nothing is applied anywhere; `None` where this machine has no server.
    pub(super) fn new() -> Option<Self> {
        Some(Self::on(server(None)?))
    }

    /// Nothing is applied anywhere, on this server.
    pub(super) fn on(server: &'static Server) -> Self {
        let project = Project::prisma("7.3.0");
        project.lockfile("7.3.0");
        for (name, sql) in FILES {
            project.migration(name, sql);
        }
        let stage = Self { project, staging: server.database(), production: server.database() };
        stage.policy("");
        stage
    }

    /// All three on staging, the first two on production.
    pub(super) fn ready() -> Option<Self> {
        let stage = Self::new()?;
        deploy(&stage.staging, &FILES);
        deploy(&stage.production, &FILES[..2]);
        Some(stage)
    }

    /// Writes the policy: both environments and this.
    pub(super) fn policy(&self, text: &str) {
        let environments = "version: 1\nenvironments:\n  staging: { url: $STAGING_DATABASE_URL }\n  \
                            production: { url: $DATABASE_URL, protected: true }\n";
        self.project.write("seawall.yaml", &format!("{environments}{text}"));
    }

    /// A command that knows both connection strings.
    pub(super) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.project.command(arguments);
        command.env("STAGING_DATABASE_URL", url(&self.staging)).env("DATABASE_URL", url(&self.production));
        command
    }

    /// Runs Seawall.
    pub(super) fn seawall(&self, arguments: &[&str]) -> Run {
        finish(&mut self.command(arguments))
    }

    /// Runs Seawall for its JSON.
    pub(super) fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let run = self.seawall(&[arguments, &["--format", "json"]].concat());
        let value = serde_json::from_str(&run.stdout).unwrap_or_else(|why| panic!("{why}: {run:?}"));
        (run.code, value)
    }
}

/// The connection string of a database, through its server's socket.
pub(super) fn url(database: &Database) -> String {
    let folder = database.server().folder().to_string_lossy().replace('/', "%2F");
    format!("postgresql://postgres@{folder}/{}", database.name())
}

/// Runs migrations and records them, as `prisma migrate deploy` does.
pub(super) fn deploy(database: &Database, files: &[(&str, &str)]) {
    for (name, sql) in files {
        database.execute(sql).unwrap();
        record(database, name, sql);
    }
}

/// Records a migration as applied a moment ago, after all that is recorded so far.
pub(super) fn record(database: &Database, name: &str, sql: &str) {
    let checksum = format!("{:x}", Sha256::digest(sql));
    let name = name.replace('\'', "''");
    let insert = format!(
        "{TABLE} INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
         SELECT n, '{checksum}', '{name}', at, at + interval '1 ms', 1
         FROM (SELECT count(*) AS n, now() - interval '1 hour' + count(*) * interval '1 s' AS at FROM _prisma_migrations) t"
    );
    database.execute(&insert).unwrap();
}

/// Changes the row of a migration.
pub(super) fn set(database: &Database, name: &str, assignment: &str) {
    database.execute(&format!("UPDATE _prisma_migrations SET {assignment} WHERE migration_name = '{name}'")).unwrap();
}
