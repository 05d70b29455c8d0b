//! The same file judged as each version of its tool sends it.

use super::{check, finding, report, shop};
use crate::project::Project;

const CONCURRENTLY: &str = "CREATE INDEX CONCURRENTLY user_email ON \"User\" (email);\nSELECT 1;\n";

#[test]
fn before_7_4_a_file_is_one_transaction_and_later_it_is_not() {
    let project = shop();
    project.migration("20260102000000_index", CONCURRENTLY);
    let (code, seen) = check(&project, &["--last", "1"]);
    assert_eq!(code, Some(1), "the lockfile says 7.3: {seen:#}");
    assert!(finding(&seen, "concurrently-in-transaction").get("runners").is_none());
    assert_eq!(check(&project, &["--last", "1", "--runner", "prisma@7.4"]).0, Some(0));
    assert_eq!(check(&project, &["--last", "1", "--runner", "prisma@7.3"]).0, Some(1));
}

#[test]
fn where_the_version_is_unknown_both_are_judged_and_named() {
    let project = Project::prisma("*");
    project.migration("20260101000000_init", super::INIT).migration("20260102000000_index", CONCURRENTLY);
    let (code, seen) = check(&project, &["--last", "1"]);
    assert_eq!(code, Some(1), "{seen:#}");
    assert_eq!(finding(&seen, "concurrently-in-transaction")["runners"], serde_json::json!(["prisma@<7.4"]));
    let text = project.seawall(&["check", "--last", "1"]).stdout;
    assert!(text.contains("runners: only for prisma@<7.4"), "{text}");
}

#[test]
fn the_version_of_the_server_counts() {
    let project = shop();
    project.migration("20260102000000_required", "ALTER TABLE \"User\" ALTER COLUMN email SET NOT NULL;\n");
    let help = |version| {
        let run = project.seawall(&["check", "--last", "1", "--pg-version", version, "--format", "json"]);
        finding(&report(&run), "set-not-null-scans")["help"].as_str().unwrap().to_owned()
    };
    assert!(help("17").contains("CHECK (email IS NOT NULL) NOT VALID"), "{}", help("17"));
    assert!(help("18").contains("NOT NULL email NOT VALID"), "{}", help("18"));
}

#[test]
fn names_mean_the_schema_of_the_connection_url() {
    let project = shop();
    project.write(".env", "DATABASE_URL=\"postgresql://app:hunter2@db:5432/shop?schema=app\"\n");
    project.migration("20260102000000_drop", super::DROP);
    let run = project.seawall(&["check", "--last", "1"]);
    let note = "names without a schema mean schema app, which `?schema=` names: DATABASE_URL in .env";
    assert!(run.stdout.contains(note) && !run.stdout.contains("hunter2"), "{run:?}");
    let schema = |arguments: &[&str]| {
        let (_, seen) = check(&project, &[&["--last", "1"], arguments].concat());
        finding(&seen, "drop-column")["objects"][0]["schema"].as_str().unwrap().to_owned()
    };
    assert_eq!((schema(&[]).as_str(), schema(&["--schema", "public"]).as_str()), ("app", "public"));
}
