//! What only one tool's history can say.

use super::written::TOOLS;
use super::{SQL, Shop};

fn shop(name: &str) -> Option<Shop> {
    Shop::ready(TOOLS.iter().find(|tool| tool.name == name).unwrap())
}

#[test]
fn drizzle_never_runs_what_is_dated_before_its_newest() {
    let Some(shop) = shop("drizzle 0.x") else { return };
    let entry = |tag: &str, when: u64| format!("{{ \"tag\": \"{tag}\", \"when\": {when} }}");
    let entries = [
        entry("0001_m", 1_767_225_600_001),
        entry("late", 1_767_225_600_000),
        entry("0002_m", 1_767_225_600_002),
        entry("0003_m", 1_767_225_600_003),
    ];
    let journal = format!("{{ \"dialect\": \"postgresql\", \"entries\": [{}] }}", entries.join(", "));
    shop.project
        .write("drizzle/late.sql", "CREATE TABLE late (id int);\n")
        .write("drizzle/meta/_journal.json", &journal);
    assert_eq!(shop.states("production"), ["applied", "pending skipped", "applied", "pending"]);
    let (code, report) = shop.json(&["status", "production"]);
    assert_eq!(code, Some(1));
    assert!(report.to_string().contains("migration-never-runs"), "{report:#}");
    let (not_met, code, report) = shop.not_met();
    assert_eq!((not_met, code), (vec!["applied-first".to_owned(), "histories-fit".to_owned()], Some(1)), "{report:#}");
}

#[test]
fn a_failed_run_blocks_and_a_running_one_is_waited_for() {
    for (name, failed) in [
        ("flyway", "UPDATE flyway_schema_history SET success = false WHERE installed_rank = 2"),
        ("sqlx", "UPDATE _sqlx_migrations SET success = false WHERE version = 20260102000000"),
        ("golang-migrate", "UPDATE schema_migrations SET dirty = true"),
    ] {
        let Some(shop) = shop(name) else { return };
        shop.production.execute(failed).unwrap();
        assert_eq!(shop.states("production")[1], "failed", "{name}");
        let (not_met, code, report) = shop.not_met();
        assert!(not_met.contains(&"nothing-unfinished".to_owned()) && code == Some(1), "{name}: {report:#}");
    }
}

#[test]
fn a_lock_tells_that_a_deploy_runs() {
    for (name, lock) in [
        ("node-pg-migrate", "SELECT pg_advisory_lock(7241865325823964)"),
        ("goose", "SELECT pg_advisory_lock(4097083626)"),
        ("drizzle 0.x", "BEGIN; INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES ('x', 1)"),
        ("dbmate", "BEGIN; INSERT INTO schema_migrations VALUES ('1')"),
    ] {
        let Some(shop) = shop(name) else { return };
        shop.production.execute(lock).unwrap();
        let (_, report) = shop.json(&["status", "production"]);
        assert_eq!(report["status"]["environments"][0]["deploy_running"], true, "{name}: {report:#}");
        shop.production.execute("SELECT pg_advisory_unlock_all(); ROLLBACK").unwrap();
        let (_, report) = shop.json(&["status", "production"]);
        assert_ne!(report["status"]["environments"][0]["deploy_running"], true, "{name}: {report:#}");
    }
}

#[test]
fn a_table_of_another_tool_with_the_same_name_is_not_read() {
    let Some(shop) = shop("dbmate") else { return };
    for (table, of) in [
        ("CREATE TABLE schema_migrations (version bigint, dirty boolean)", "golang-migrate"),
        ("CREATE TABLE schema_migrations (version bigint, inserted_at timestamp)", "Ecto"),
        (
            "CREATE TABLE schema_migrations (version varchar); CREATE TABLE ar_internal_metadata (key varchar)",
            "Ruby on Rails",
        ),
    ] {
        shop.production.execute(&format!("DROP TABLE schema_migrations; {table}")).unwrap();
        let (code, report) = shop.json(&["status", "production"]);
        assert_eq!(code, Some(2), "{report:#}");
        assert!(
            report["incomplete"].to_string().contains(&format!("is a history table of {of}, not of dbmate")),
            "{report:#}"
        );
    }
}

#[test]
fn the_table_may_lie_where_the_policy_or_the_tool_s_configuration_says() {
    let Some(shop) = shop("dbmate") else { return };
    let moved =
        "CREATE SCHEMA ops; ALTER TABLE schema_migrations RENAME TO applied; ALTER TABLE applied SET SCHEMA ops";
    shop.production.execute(moved).unwrap();
    assert_eq!(shop.json(&["status", "production"]).0, Some(1), "no history where it is looked for");
    shop.policy("migrations: [{ path: db/migrations, history_table: ops.applied }]\n");
    assert_eq!(shop.states("production"), ["applied", "applied", "pending"]);

    let Some(shop) = self::shop("flyway") else { return };
    shop.production.execute("ALTER TABLE flyway_schema_history RENAME TO applied").unwrap();
    shop.project.write("flyway.conf", "flyway.table=applied\n");
    assert_eq!(shop.states("production"), ["applied", "applied", "pending"]);
}

#[test]
fn a_changed_repeatable_migration_is_pending_and_drift_cannot_know_its_old_text() {
    let Some(shop) = shop("flyway") else { return };
    let text = "CREATE OR REPLACE VIEW totals AS SELECT sum(total) AS sum FROM invoice;";
    shop.project.write("db/migration/R__totals.sql", text);
    shop.production.execute(text).unwrap();
    let row = format!(
        "INSERT INTO flyway_schema_history VALUES (3, NULL, 'totals', 'SQL', 'R__totals.sql', {}, 'app', DEFAULT, 1, true)",
        super::written::crc32(text.as_bytes()).cast_signed()
    );
    shop.production.execute(&row).unwrap();
    assert_eq!(shop.states("production"), ["applied", "applied", "pending", "applied"]);
    assert_eq!(shop.json(&["drift", "production"]).0, Some(0));
    shop.project.write("db/migration/R__totals.sql", &text.replace("sum(total)", "count(*)"));
    assert_eq!(shop.states("production"), ["applied", "applied", "pending", "pending"]);
    let (code, report) = shop.json(&["drift", "production"]);
    assert_eq!(code, Some(2), "{report:#}");
    assert!(report.to_string().contains("its old text is not here"), "{report:#}");
}

#[test]
fn what_nothing_tells_the_tool_of_is_refused_with_a_way_on() {
    let Some(shop) = shop("golang-migrate") else { return };
    shop.policy("migrations: [{ path: migrations, layout: sql }]\n");
    for command in [["status", "production"], ["drift", "production"]] {
        let (code, report) = shop.json(&command);
        assert_eq!(code, Some(2), "{report:#}");
        let told = report.to_string();
        assert!(told.contains("nothing tells which tool applies migrations") && told.contains("`runner`"), "{told}");
    }
    shop.policy("migrations: [{ path: migrations, layout: sql, runner: golang-migrate }]\n");
    assert_eq!(shop.states("production"), ["applied", "applied", "pending"]);
}

#[test]
fn a_wait_cannot_be_asked_for_where_no_times_are_noted() {
    let Some(shop) = shop("dbmate") else { return };
    shop.policy("gate: { require: [{ soak: 1h }] }\n");
    let (not_met, code, report) = shop.not_met();
    assert_eq!((not_met, code), (vec!["soak".to_owned()], Some(2)), "{report:#}");
    assert!(report.to_string().contains("dbmate notes no times"), "{report:#}");
}

#[test]
fn statements_that_were_sent_tell_an_edit() {
    let Some(shop) = shop("supabase") else { return };
    shop.write(1, &format!("-- a comment tells nothing\n{}", SQL[0]));
    assert_eq!(shop.states("production")[0], "applied");
    shop.production.execute("UPDATE supabase_migrations.schema_migrations SET statements = NULL").unwrap();
    shop.write(1, "SELECT 1;\n");
    assert_eq!(shop.states("production")[0], "applied", "an old table keeps no statements");
}
