//! `seawall drift` from end to end: a real database, its real history table, a throw-away server.

mod browser;
mod fleet;
mod scripts;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::report;
use crate::postgres::{self, Database};
use crate::project::{Project, Run};

/// The table in which Prisma notes what it has applied, as Prisma 7 makes it.
const HISTORY: &str = "CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, \
finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, \
started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0);";

const INIT: &str = "CREATE TABLE \"User\" (id serial PRIMARY KEY, email text NOT NULL DEFAULT 'none', age integer);\n\
CREATE INDEX \"User_email_idx\" ON \"User\" (email);\n";
const NEXT: &str = "CREATE TABLE \"Order\" (id integer PRIMARY KEY, \"userId\" integer REFERENCES \"User\"(id));\n";

/// A project of two migrations, and a database that has applied the first.
struct Shop {
    project: Project,
    database: Database,
}

impl Shop {
    /// `None`, after saying so, where this machine has no server.
    fn open() -> Option<Self> {
        let database = postgres::server(None)?.database();
        let project = Project::prisma("7.3.0");
        project.migration("20260101000000_init", INIT).migration("20260201000000_order", NEXT);
        let url = url(&database);
        project.write("seawall.yaml", "version: 1\nenvironments:\n  staging: { url: $STAGING_DATABASE_URL }\n");
        project.write(".env", &format!("STAGING_DATABASE_URL={url}\n"));
        database.execute(HISTORY).unwrap();
        let shop = Self { project, database };
        shop.deploy("20260101000000_init", INIT);
        Some(shop)
    }

    /// Applies a migration and notes it, as `prisma migrate deploy` does.
    fn deploy(&self, name: &str, sql: &str) {
        self.database.execute(sql).unwrap();
        let checksum = format!("{:x}", Sha256::digest(sql));
        let noted = format!(
            "INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count) \
             VALUES ('{name}', '{checksum}', '{name}', clock_timestamp(), clock_timestamp(), 1)"
        );
        self.database.execute(&noted).unwrap();
    }

    fn drift(&self, arguments: &[&str]) -> Run {
        self.project.seawall(&[&["drift"], arguments].concat())
    }

    /// Runs `drift --format json`, whose report must keep to the published schema.
    fn json(&self, arguments: &[&str]) -> (Option<i32>, Value) {
        let run = self.drift(&[&["--format", "json"], arguments].concat());
        (run.code, report(&run))
    }

    /// `kind object attribute` of each finding that counts.
    fn told(&self, arguments: &[&str]) -> Vec<String> {
        let (_, report) = self.json(arguments);
        let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["exemption"].is_null());
        findings.map(told).collect()
    }
}

fn url(database: &Database) -> String {
    let server = database.server();
    let folder = server.folder().display().to_string().replace('/', "%2F");
    format!("postgresql://postgres@localhost/{}?host={folder}&port={}", database.name(), server.port)
}

fn told(finding: &Value) -> String {
    let object = &finding["objects"][0];
    let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let name = [&object["schema"], &object["name"], &object["column"]].map(text).join(".");
    format!("{} {name} {}", text(&finding["change"]["kind"]), text(&finding["change"]["attribute"]))
}

#[test]
fn a_database_that_only_its_migrations_made_is_clean_and_pending_ones_are_no_drift() {
    let Some(shop) = Shop::open() else { return };
    let run = shop.drift(&[]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("as expected from the 1 migration that it has applied, replayed on"), "{}", run.stdout);
    let (code, report) = shop.json(&["staging"]);
    assert_eq!((code, &report["verdict"], &report["coverage"]["migrations"]), (Some(0), &"pass".into(), &1.into()));
    let against_files = shop.told(&["--against-files"]);
    assert_eq!(against_files, ["missing public.Order. "], "all files say there is a table of orders");
}

#[test]
fn drift_is_told_by_object_and_attribute_and_blocks() {
    let Some(shop) = Shop::open() else { return };
    let changes = "ALTER TABLE \"User\" ALTER email SET DEFAULT 'x'; ALTER TABLE \"User\" DROP COLUMN age; \
                   DROP INDEX \"User_email_idx\"; CREATE TABLE hotfix (id int); COMMENT ON TABLE \"User\" IS 'people'";
    shop.database.execute(changes).unwrap();
    let expected = [
        "changed public.User. comment",
        "changed public.User.email default",
        "missing public.User.age ",
        "missing public.User_email_idx. ",
        "unexpected public.hotfix. ",
    ];
    let mut told = shop.told(&["staging"]);
    told.sort();
    assert_eq!(told, expected);
    let run = shop.drift(&["staging"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    for text in ["table public.\"User\"", "default differs ('none'::text → 'x'::text)", "to bring it back:"] {
        assert!(run.stdout.contains(text), "{text} is missing in\n{}", run.stdout);
    }
    let structure = shop.told(&["staging", "--compare", "structure"]);
    assert_eq!(structure.len(), 3, "the spelling of a default and comments are not compared: {structure:?}");
}

#[test]
fn what_the_policy_ignores_is_told_and_does_not_count() {
    let Some(shop) = Shop::open() else { return };
    shop.database.execute("CREATE TABLE hotfix (id int PRIMARY KEY); DROP INDEX \"User_email_idx\"").unwrap();
    let policy = shop.project.read("seawall.yaml")
        + "drift:\n  ignore:\n    - { object: public.hotfix, reason: a trial }\n    - { object: public.gone, reason: long ago }\n";
    shop.project.write("seawall.yaml", &policy);
    let (code, report) = shop.json(&[]);
    let findings = report["findings"].as_array().unwrap();
    let ignored: Vec<&Value> = findings.iter().filter(|finding| !finding["exemption"].is_null()).collect();
    assert_eq!((code, ignored.len(), &ignored[0]["exemption"]["reason"]), (Some(1), 1, &"a trial".into()));
    let unused = findings.iter().any(|finding| finding["message"].as_str().unwrap().contains("public.gone"));
    assert!(unused, "an entry that ignores nothing is told: {findings:?}");
}

#[test]
fn what_cannot_be_looked_at_is_incomplete_and_never_clean() {
    let Some(shop) = Shop::open() else { return };
    let incomplete = |arguments: &[&str], words: &str| {
        let (code, report) = shop.json(arguments);
        let told = report["incomplete"].to_string() + &report["errors"].to_string();
        assert_eq!((code, &report["verdict"]), (Some(2), &"incomplete".into()), "{arguments:?}: {told}");
        assert!(told.contains(words), "{words} is missing in {told}");
    };
    incomplete(&["production"], "the policy has no environment `production`");
    incomplete(&["--url", "postgresql://postgres@127.0.0.1:1/shop"], "nothing listens there");
    incomplete(&["--shadow-url", "postgresql://postgres@127.0.0.1:1/shop"], "nothing listens there");
    incomplete(&["--postgres-bin", "/nowhere"], "/nowhere");
    shop.project.write(".env", "OTHER=1\n");
    incomplete(&[], "$STAGING_DATABASE_URL is not set");
}

#[test]
fn a_history_that_the_files_do_not_tell_is_incomplete() {
    let Some(shop) = Shop::open() else { return };
    let told = || shop.json(&[]).1["incomplete"].to_string();
    shop.deploy("20260115000000_elsewhere", "SELECT 1;");
    assert!(told().contains("it has applied 20260115000000_elsewhere"), "{}", told());
    shop.database.execute("DROP TABLE _prisma_migrations").unwrap();
    assert!(told().contains("no history table says which migrations were applied"), "{}", told());
    assert_eq!(shop.drift(&["--against-files"]).code, Some(1), "with all files it can be compared");
}

#[test]
fn a_running_deploy_is_told_and_nothing_is_called_drift() {
    let Some(shop) = Shop::open() else { return };
    let deploy = shop.database.session();
    deploy.execute("SELECT pg_advisory_lock(72707369)").unwrap();
    let begun =
        "INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'x', '20260201000000_order')";
    shop.database.execute(begun).unwrap();
    let (code, report) = shop.json(&[]);
    let told = report["incomplete"].to_string();
    assert_eq!((code, report["findings"].as_array().unwrap().len()), (Some(2), 0), "{told}");
    assert!(told.contains("a deploy is running in it"), "{told}");
}

#[test]
fn hostile_names_reach_no_output_as_they_are() {
    let Some(shop) = Shop::open() else { return };
    let name = "x\u{1b}[2J</script><script>alert(1)</script>\n::error::owned";
    shop.database.execute(&format!("CREATE TABLE \"{name}\" (\"{name}\" int)")).unwrap();
    for format in ["text", "markdown", "github", "html"] {
        let run = shop.drift(&["--format", format]);
        assert_eq!(run.code, Some(1), "{format}: {run:?}");
        assert!(!run.stdout.contains('\u{1b}'), "{format}: {}", run.stdout);
        assert!(format != "html" || !run.stdout.contains("<script>alert"), "{format}: {}", run.stdout);
        let command = run.stdout.lines().any(|line| line.trim_start().starts_with("::error::owned"));
        assert!(!command, "{format}: {}", run.stdout);
    }
}
