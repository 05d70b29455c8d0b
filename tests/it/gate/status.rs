//! `seawall status` on real histories.

use super::stage::{FILES, Stage, deploy, record, set, url};
use crate::project::finish;

#[test]
fn one_table_shows_what_is_applied_where() {
    let Some(stage) = Stage::ready() else { return };
    let run = stage.seawall(&["status", "staging", "production"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    snapbox::assert_data_eq!(
        run.stdout,
        snapbox::str![[r"
migration             staging  production
20260102000000_order  applied  applied
20260103000000_note   applied  pending
1 other migration applied in every environment

note[migration-pending]: production: 1 of 3 migrations are pending: 20260103000000_note

passed · noted: 1 · 1 of 3 migrations pending

"]]
    );
    assert_eq!(stage.seawall(&["status"]).stdout.matches("pending").count(), 4, "all environments of the policy");
}

#[test]
fn what_does_not_fit_is_told_and_blocks() {
    let Some(stage) = Stage::ready() else { return };
    set(&stage.staging, FILES[1].0, "checksum = repeat('0', 64)");
    set(&stage.production, FILES[1].0, "finished_at = NULL, logs = 'ERROR: x'");
    record(&stage.production, "20251231000000_hotfix", "SELECT 1;");
    let (code, report) = stage.json(&["status"]);
    assert_eq!(code, Some(1));
    let told = |level: &str| crate::cli::rules(&report, level).into_iter().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(told("block"), ["applied-migration-missing", "migration-failed", "applied-migration-edited"]);
    assert_eq!(told("warn"), ["applied-out-of-order"]);
    let row = &report["status"]["migrations"][2];
    assert_eq!(row["name"], FILES[1].0);
    assert_eq!(row["environments"][0]["state"], "failed", "{row:#}");
    assert_eq!(row["environments"][1]["marks"][0], "edited", "{row:#}");
}

#[test]
fn a_deploy_at_work_is_not_a_failure() {
    let Some(stage) = Stage::ready() else { return };
    set(&stage.production, FILES[1].0, "finished_at = NULL");
    stage.production.execute("SELECT pg_advisory_lock(72707369)").unwrap();
    let (code, report) = stage.json(&["status", "production"]);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(crate::cli::rules(&report, "warn"), ["migration-running"]);
    assert_eq!(report["status"]["environments"][0]["deploy_running"], true);
}

#[test]
fn one_that_is_not_there_leaves_the_others_told() {
    let Some(stage) = Stage::ready() else { return };
    let mut command = stage.command(&["status", "--format", "openmetrics"]);
    let run = finish(command.env("DATABASE_URL", format!("{}_gone", url(&stage.production))));
    assert_eq!(run.code, Some(2), "{run:?}");
    for line in [
        "seawall_environment_up{environment=\"production\"} 0",
        "seawall_environment_up{environment=\"staging\"} 1",
        "seawall_migrations_applied{environment=\"staging\"} 3",
        "seawall_unchecked{command=\"status\"} 1",
    ] {
        assert!(run.stdout.lines().any(|told| told == line), "{line}\n{}", run.stdout);
    }
    assert!(run.stdout.ends_with("# EOF\n") && !run.stdout.contains("pending{environment=\"production\"}"));
}

#[test]
fn tables_without_a_history_are_told() {
    let Some(stage) = Stage::new() else { return };
    deploy(&stage.staging, &FILES);
    stage.production.execute(FILES[0].1).unwrap();
    let run = stage.seawall(&["status"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("error[history-table-absent]: production: the schema public has tables"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("production (no history)"), "{}", run.stdout);
}

#[test]
fn a_url_needs_no_policy_and_its_password_is_never_told() {
    let Some(stage) = Stage::ready() else { return };
    std::fs::remove_file(stage.project.path().join("seawall.yaml")).unwrap();
    assert_eq!(stage.json(&["status", "--url", "$DATABASE_URL"]).0, Some(0));
    for url in
        ["postgresql://app:hunter2@127.0.0.1:1/shop", "app:hunter2@db", "postgresql://app:hunter2@127.0.0.1:x/shop"]
    {
        let run = stage.seawall(&["status", "--url", url]);
        assert_eq!(run.code, Some(2), "{run:?}");
        assert!(!format!("{run:?}").contains("hunter2"), "{run:?}");
    }
    let run = stage.seawall(&["status"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("no database is named") && run.stdout.contains("--url '$DATABASE_URL'"), "{run:?}");
}

#[test]
fn a_monitor_learns_of_drift_and_backups() {
    let Some(stage) = Stage::ready() else { return };
    stage.policy("gate: { require: [{ backup: { record: backups.jsonl, max_age: 24h } }] }\n");
    let line = r#"{"environment":"production","finished_at":"2026-01-01T00:00:00Z","location":"s3://b"}"#;
    stage.project.write("backups.jsonl", line);
    stage.staging.execute("CREATE TABLE hand (id int)").unwrap();
    let run = stage.seawall(&["status", "--drift", "--format", "openmetrics"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("seawall_drift_objects{environment=\"production\"} 0\n"), "{}", run.stdout);
    assert!(run.stdout.contains("seawall_drift_objects{environment=\"staging\"} 1\n"), "{}", run.stdout);
    assert!(run.stdout.contains("seawall_backup_age_seconds{environment=\"production\"} "), "{}", run.stdout);
    assert!(!run.stdout.contains("seawall_backup_age_seconds{environment=\"staging\"}"), "{}", run.stdout);
}

#[test]
fn hostile_names_of_a_history_stay_text() {
    let Some(stage) = Stage::ready() else { return };
    record(&stage.production, "x\u{1b}[2J|</details>\n::error::y", "SELECT 1;");
    for format in ["text", "markdown", "github"] {
        let run = stage.seawall(&["status", "--format", format]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(!run.stdout.contains('\u{1b}'), "{}", run.stdout);
        assert!(!run.stdout.lines().any(|line| line.starts_with("::error::")), "{}", run.stdout);
    }
}
