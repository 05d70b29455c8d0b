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
