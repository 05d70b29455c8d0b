//! `seawall gate` through every state that two environments can be in: verdict, exit code and remedy.

use serde_json::Value;

use super::stage::{FILES, Stage, deploy, record, set, url};
use crate::project::finish;

/// Requirements that do not hold, and the exit code.
fn asked(stage: &Stage) -> (Vec<String>, Option<i32>, Value) {
    let (code, report) = stage.json(&["gate"]);
    let gate = &report["gate"];
    let holds = |answer: &&Value| answer["outcome"] == "met" || answer["outcome"] == "passed-over";
    let answers = gate["requirements"].as_array().unwrap_or_else(|| panic!("{report:#}"));
    let not_met = answers.iter().filter(|answer| !holds(answer));
    let told = not_met.map(|answer| answer["requirement"].as_str().unwrap().to_owned()).collect();
    assert_eq!(gate["go"], code == Some(0), "{report:#}");
    (told, code, report)
}

/// Asks the gate, which must find just these requirements not met and give this exit code.
#[track_caller]
fn expect(stage: &Stage, requirements: &[&str], code: i32) -> Value {
    let (told, actual, report) = asked(stage);
    assert_eq!(told, requirements, "{report:#}");
    assert_eq!(actual, Some(code), "{report:#}");
    report
}

/// Every help of the report.
fn remedies(report: &Value) -> String {
    let helps = report["findings"].as_array().unwrap().iter().filter_map(|finding| finding["help"].as_str());
    helps.collect::<Vec<_>>().join("\n")
}

#[test]
fn what_staging_proved_may_go_to_production() {
    let Some(stage) = Stage::ready() else { return };
    let report = expect(&stage, &[], 0);
    assert_eq!(report["gate"]["pending"][0], FILES[2].0);
    let run = stage.seawall(&["gate"]);
    assert!(run.stdout.starts_with("go: 1 pending migration from staging to production\n"), "{}", run.stdout);
    assert_eq!(run.stdout.matches('✓').count(), 7, "{}", run.stdout);
    assert!(run.stdout.contains("– nothing moved on production since its newest release record"), "{}", run.stdout);
    let page = stage.seawall(&["gate", "--format", "html"]).stdout;
    assert!(page.contains("<span class=\"verdict pass\">go</span>"), "{page}");
    assert_eq!(page.matches("<span class=\"sign pass\">✓</span>").count(), 7, "{page}");
    assert!(page.contains(
        "<code>20260103000000_note</code></td><td class=\"pass\">applied</td><td class=\"note\">pending</td>"
    ));
}

#[test]
fn histories_that_do_not_fit_are_no_go() {
    let Some(stage) = Stage::ready() else { return };
    let newest = ("20260104000000_tag", "ALTER TABLE \"Order\" ADD COLUMN tag text;\n");
    stage.project.migration(newest.0, newest.1);
    let report = expect(&stage, &["applied-first"], 1);
    assert!(remedies(&report).contains("deploy this commit to staging first"), "{report:#}");
    deploy(&stage.staging, &[newest]);
    expect(&stage, &[], 0);

    set(&stage.staging, newest.0, "checksum = repeat('0', 64)");
    let report = expect(&stage, &["applied-first", "histories-fit"], 1);
    assert!(remedies(&report).contains("bring the old text back from git"), "{report:#}");
    stage.staging.execute(&format!("DELETE FROM _prisma_migrations WHERE migration_name = '{}'", newest.0)).unwrap();
    record(&stage.staging, newest.0, newest.1);
    expect(&stage, &[], 0);

    let path = stage.project.path().join(format!("prisma/migrations/{}", newest.0));
    std::fs::remove_dir_all(path).unwrap();
    let report = expect(&stage, &["histories-fit", "no-drift-source"], 1);
    assert!(remedies(&report).contains("merge the branch that has it"), "{report:#}");
}

#[test]
fn a_migration_that_comes_out_of_order_is_told_and_blocks_where_the_policy_says_so() {
    let Some(stage) = Stage::ready() else { return };
    let late = ("20260102120000_tag", "ALTER TABLE \"Order\" ADD COLUMN tag text;\n");
    stage.project.migration(late.0, late.1);
    deploy(&stage.staging, &[late]);
    deploy(&stage.production, &FILES[2..]);
    // Prisma runs it on production after all that sort behind it, just as it did on staging.
    let report = expect(&stage, &[], 0);
    assert_eq!(report["gate"]["pending"], serde_json::json!([late.0]));
    assert!(crate::cli::rules(&report, "warn").contains(&"applied-out-of-order"), "{report:#}");
    assert!(remedies(&report).contains("give its folder a new timestamp"), "{report:#}");

    stage.policy("rules: { applied-out-of-order: block }\n");
    let report = expect(&stage, &["histories-fit"], 1);
    assert_eq!(crate::cli::rules(&report, "block"), ["applied-out-of-order", "applied-out-of-order"], "both sides");
}

#[test]
fn what_failed_or_runs_is_no_go() {
    let Some(stage) = Stage::ready() else { return };
    set(&stage.production, FILES[1].0, "finished_at = NULL, logs = 'ERROR: x'");
    let (told, code, report) = asked(&stage);
    assert_eq!((told.contains(&"nothing-unfinished".to_owned()), code), (true, Some(1)), "{report:#}");
    assert!(remedies(&report).contains("npx prisma migrate resolve --rolled-back"), "{report:#}");
    set(&stage.production, FILES[1].0, "finished_at = started_at, logs = NULL");
    expect(&stage, &[], 0);
    stage.production.execute("SELECT pg_advisory_lock(72707369)").unwrap();
    let (told, code, report) = asked(&stage);
    assert_eq!((told.contains(&"nothing-unfinished".to_owned()), code), (true, Some(1)), "{report:#}");
    assert!(remedies(&report).contains("wait until the deploy has ended"), "{report:#}");
}

#[test]
fn drift_on_either_side_is_no_go() {
    let Some(stage) = Stage::ready() else { return };
    stage.staging.execute("CREATE INDEX hand ON \"User\" (email)").unwrap();
    expect(&stage, &["no-drift-source"], 1);
    assert_eq!(stage.seawall(&["drift", "staging", "--baseline"]).code, Some(0));
    expect(&stage, &[], 0);
    stage.production.execute("ALTER TABLE \"User\" DROP COLUMN email").unwrap();
    let report = expect(&stage, &["no-drift-target"], 1);
    assert!(remedies(&report).contains("ADD COLUMN"), "{report:#}");
}

#[test]
fn what_is_pending_must_pass_check_by_the_size_of_its_tables() {
    let Some(stage) = Stage::ready() else { return };
    let drop = ("20260104000000_drop", "DROP TABLE \"Order\";\n");
    stage.project.migration(drop.0, drop.1);
    deploy(&stage.staging, &[drop]);
    expect(&stage, &[], 0);
    stage.production.execute("INSERT INTO \"Order\" VALUES (1, 2)").unwrap();
    let report = expect(&stage, &["check"], 1);
    assert_eq!(crate::cli::rules(&report, "block"), ["drop-table"]);
    stage.policy(
        "exemptions: [{ rule: drop-table, migration: 20260104000000_drop, reason: moved }]\n\
                  gate: { require: [{ approved: [data-loss] }] }\n",
    );
    expect(&stage, &["approved"], 1);
    stage.policy(
        "exemptions: [{ rule: drop-table, migration: 20260104000000_drop, reason: moved, approved_by: [ada] }]\n\
                  gate: { require: [{ approved: [data-loss] }] }\n",
    );
    expect(&stage, &[], 0);
}

#[test]
fn a_lock_that_a_small_table_bears_is_no_go_on_a_large_one() {
    let Some(stage) = Stage::ready() else { return };
    let index = ("20260104000000_index", "CREATE INDEX total ON \"Order\" (total);\n");
    stage.project.migration(index.0, index.1);
    deploy(&stage.staging, &[index]);
    stage.production.execute("INSERT INTO \"Order\" SELECT n, n FROM generate_series(1, 2000) n; ANALYZE").unwrap();
    let report = expect(&stage, &[], 0);
    assert_eq!(crate::cli::rules(&report, "warn"), ["index-build-blocks-writes"]);
    stage.policy("gate: { large_table: 50kB }\n");
    let report = expect(&stage, &["check"], 1);
    assert_eq!(crate::cli::rules(&report, "block"), ["index-build-blocks-writes"]);
    assert!(remedies(&report).contains("CREATE INDEX CONCURRENTLY"), "{report:#}");
    stage.policy("gate: { large_table: 50kB }\nrules: { index-build-blocks-writes: warn }\n");
    expect(&stage, &[], 0);
}

#[test]
fn what_cannot_be_seen_is_no_go() {
    let Some(stage) = Stage::ready() else { return };
    let mut command = stage.command(&["gate", "--format", "json"]);
    let run = finish(command.env("DATABASE_URL", format!("{}_gone", url(&stage.production))));
    assert_eq!(run.code, Some(2), "{run:?}");
    let report: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(report["incomplete"].as_array().unwrap().len(), 1, "{report:#}");
    let mut command = stage.command(&["gate", "--format", "json"]);
    let run = finish(command.env("DATABASE_URL", url(&stage.staging)));
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("one proves nothing for the other"), "{run:?}");
}

#[test]
fn a_database_without_history_is_no_go() {
    let Some(stage) = Stage::new() else { return };
    deploy(&stage.staging, &FILES);
    expect(&stage, &[], 0);
    stage.production.execute(FILES[0].1).unwrap();
    let (told, code, report) = asked(&stage);
    assert_eq!((told.contains(&"histories-fit".to_owned()), code), (true, Some(1)), "{report:#}");
    assert!(remedies(&report).contains("baseline with `prisma migrate resolve --applied`"), "{report:#}");
}

#[test]
fn hostile_names_stay_text() {
    let Some(stage) = Stage::ready() else { return };
    record(&stage.staging, "x\u{1b}[2J|</details>@all\n::error::y", "SELECT 1;");
    for format in ["text", "markdown", "github"] {
        let run = stage.seawall(&["gate", "--format", format]);
        assert_eq!(run.code, Some(1), "{run:?}");
        assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains("@all\n"), "{}", run.stdout);
        assert!(!run.stdout.lines().any(|line| line.starts_with("::error::y")), "{}", run.stdout);
    }
}
