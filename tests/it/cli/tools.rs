//! The same SQL under each tool: what its transaction changes, and advice that fits it.

use super::{check, finding, rules};
use crate::project::Project;

const TABLE: &str = "CREATE TABLE item (id int PRIMARY KEY, name text);\n";
const INDEX: &str = "CREATE INDEX CONCURRENTLY item_name ON item (name);\n";

/// A project whose second migration is the pending one.
fn project(first: (&str, &str), second: (&str, &str), beside: &str) -> Project {
    let project = Project::empty();
    project.write(first.0, first.1).write(second.0, second.1).write(beside, "");
    project
}

#[test]
fn an_index_built_concurrently_passes_where_the_tool_lets_it() {
    let goose = |sql: &str| format!("-- +goose Up\n{sql}\n-- +goose Down\nDROP TABLE item;\n");
    let alone = goose(INDEX).replace("-- +goose Up", "-- +goose NO TRANSACTION\n-- +goose Up");
    for (first, second, beside, passes, advice) in [
        ("db/V1__a.sql", ("db/V2__b.sql", INDEX.to_owned()), "pom.xml", true, ""),
        ("db/V1__a.sql", ("db/V2__b.sql", format!("{INDEX}SELECT 1;")), "pom.xml", false, "which Flyway then runs"),
        ("migrations/1_a.sql", ("migrations/2_b.sql", INDEX.to_owned()), "Cargo.toml", false, "`-- no-transaction`"),
        ("migrations/1_a.sql", ("migrations/2_b.sql", format!("-- no-transaction\n{INDEX}")), "Cargo.toml", true, ""),
        ("m/1_a.up.sql", ("m/2_b.up.sql", INDEX.to_owned()), "go.mod", true, ""),
        ("m/1_a.up.sql", ("m/2_b.up.sql", format!("{INDEX}SELECT 1;")), "go.mod", false, "a migration of its own"),
        ("m/1_a.sql", ("m/2_b.sql", goose(INDEX)), "go.mod", false, "-- +goose NO TRANSACTION"),
        ("m/1_a.sql", ("m/2_b.sql", alone), "go.mod", true, ""),
        ("supabase/migrations/1_a.sql", ("supabase/migrations/2_b.sql", format!("{INDEX}SELECT 1;")), "x", true, ""),
        (
            "supabase/migrations/1_a.sql",
            ("supabase/migrations/2_b.sql", format!("SELECT 1;\n{INDEX}")),
            "x",
            false,
            "first in",
        ),
    ] {
        let table = if second.1.contains("goose") { goose(TABLE) } else { TABLE.to_owned() };
        let project = project((first, &table), (second.0, &second.1), beside);
        let (code, seen) = check(&project, &["--last", "1"]);
        assert_eq!(code, Some(i32::from(!passes)), "{}\n{}\n{seen:#}", second.0, second.1);
        if !passes {
            let help = finding(&seen, "concurrently-in-transaction")["help"].as_str().unwrap();
            assert!(help.contains(advice), "{help}");
        }
        assert!(!seen.to_string().contains("npx prisma"), "{seen:#}");
    }
}

#[test]
fn a_commit_in_the_file_ends_the_transaction_of_a_tool_that_sends_statements_one_by_one() {
    let journal = r#"{ "dialect": "postgresql", "entries": [ { "tag": "0000_a" }, { "tag": "0001_b" } ] }"#;
    let second = |commit: &str| format!("SELECT 1;--> statement-breakpoint\n{commit}{INDEX}");
    for (commit, fails) in [("", true), ("COMMIT;--> statement-breakpoint\n", false)] {
        let project = project(("drizzle/0000_a.sql", TABLE), ("drizzle/0001_b.sql", &second(commit)), "x");
        project.write("drizzle/meta/_journal.json", journal);
        let (_, seen) = check(&project, &["--last", "1"]);
        assert_eq!(rules(&seen, "block").contains(&"concurrently-in-transaction"), fails, "{seen:#}");
    }
}

#[test]
fn findings_stand_at_their_place_in_the_whole_file() {
    let text = "-- é\n-- migrate:up\nSELECT 1;\n  DROP TABLE item;\n-- migrate:down\nDROP TABLE other;\n";
    let project =
        project(("db/migrations/1_a.sql", &format!("-- migrate:up\n{TABLE}")), ("db/migrations/2_b.sql", text), "x");
    let (code, seen) = check(&project, &["--last", "1"]);
    assert_eq!(code, Some(1));
    let found = finding(&seen, "drop-table");
    assert_eq!(
        (found["line"].as_u64(), found["column"].as_u64(), found["statement"].as_u64()),
        (Some(4), Some(3), Some(2))
    );
    assert_eq!(seen["coverage"]["statements"], 2, "the way back is not sent: {seen:#}");
}

#[test]
fn a_pending_program_blocks_until_a_person_read_it() {
    let project = project(("m/1_a.sql", "-- +goose Up\nSELECT 1;\n"), ("m/2_b.go", "package m"), "go.mod");
    let (code, seen) = check(&project, &["--last", "1"]);
    assert_eq!((code, rules(&seen, "block")), (Some(1), vec!["unreadable-migration"]));
    let exemption =
        "version: 1\nexemptions:\n  - { rule: unreadable-migration, migration: 2_b, reason: fills a column }\n";
    project.write("seawall.yaml", exemption);
    assert_eq!(check(&project, &["--last", "1"]).0, Some(0));
}

#[test]
fn the_policy_names_layout_and_runner() {
    let project = project(("sql/1.sql", TABLE), ("sql/2.sql", INDEX), "x");
    project.write("seawall.yaml", "version: 1\nmigrations:\n  - { path: sql, layout: sql, runner: sqlx }\n");
    let (code, seen) = check(&project, &["--last", "1"]);
    assert_eq!(code, Some(1), "{seen:#}");
    assert!(finding(&seen, "concurrently-in-transaction").get("runners").is_none());
    assert_eq!(check(&project, &["--last", "1", "--runner", "golang-migrate"]).0, Some(0));
}
