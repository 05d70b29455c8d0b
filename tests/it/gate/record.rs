//! Release records: what they say, and what they refuse.

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::stage::{FILES, Stage, deploy};

/// Two databases that may be released to, in git, with a record of that.
fn recorded() -> Option<Stage> {
    let stage = Stage::ready()?;
    stage.project.git(&["init", "--quiet"]);
    stage.project.write(".gitignore", ".home\n");
    stage.project.git(&["add", "."]);
    stage.project.git(&["commit", "--quiet", "--message", "Start"]);
    let run = stage.seawall(&["gate", "--record", "release.json"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    Some(stage)
}

#[track_caller]
fn verified(stage: &Stage, code: i32, evidence: &str) {
    let run = stage.seawall(&["gate", "--verify", "release.json"]);
    assert_eq!(run.code, Some(code), "{run:?}");
    assert!(run.stdout.contains(evidence), "{evidence}\n{}", run.stdout);
}

#[test]
fn it_is_an_in_toto_statement_about_the_files() {
    let Some(stage) = recorded() else { return };
    let record: Value = serde_json::from_str(&stage.project.read("release.json")).unwrap();
    assert_eq!(record["_type"], "https://in-toto.io/Statement/v1");
    assert_eq!(record["predicate"]["verdict"], "go");
    let subject = record["subject"].as_array().unwrap();
    assert_eq!(subject.len(), FILES.len() + 1);
    for ((name, sql), subject) in FILES.iter().zip(subject) {
        assert_eq!(subject["name"], format!("prisma/migrations/{name}/migration.sql"));
        assert_eq!(subject["digest"]["sha256"], format!("{:x}", Sha256::digest(sql)));
    }
    let head = stage.project.git(&["rev-parse", "HEAD"]);
    assert_eq!(subject[3]["digest"]["gitCommit"], head.trim());
    assert!(!stage.project.read("release.json").contains("postgres@"), "no connection string stands in it");
}

#[test]
fn it_holds_until_something_moves() {
    let Some(stage) = recorded() else { return };
    verified(&stage, 0, "go: 1 pending migration from staging to production");
    stage.project.write("README.md", "x");
    stage.project.git(&["add", "."]);
    stage.project.git(&["commit", "--quiet", "--message", "Next"]);
    verified(&stage, 1, "checked out is");
    stage.project.git(&["reset", "--quiet", "--hard", "HEAD~1"]);
    // The commit took the record along.
    assert_eq!(stage.seawall(&["gate", "--record", "release.json"]).code, Some(0));
    verified(&stage, 0, "go:");
    stage.policy("gate: { record: required }\n");
    verified(&stage, 1, "a value of the policy is another one");
    stage.policy("");
    stage.project.migration("20260104000000_new", "SELECT 1;\n");
    verified(&stage, 1, "other, new or gone: prisma/migrations/20260104000000_new/migration.sql");
    std::fs::remove_dir_all(stage.project.path().join("prisma/migrations/20260104000000_new")).unwrap();
    stage.staging.execute("CREATE TABLE hand (id int)").unwrap();
    verified(&stage, 1, "its schema moved");
    stage.staging.execute("DROP TABLE hand").unwrap();
    verified(&stage, 0, "go:");
    stage.production.execute("SELECT pg_advisory_lock(72707369)").unwrap();
    verified(&stage, 1, "production: somebody holds the lock of Prisma Migrate");
    stage.production.execute("SELECT pg_advisory_unlock(72707369)").unwrap();
    deploy(&stage.production, &FILES[2..]);
    verified(&stage, 1, "its history moved, its schema moved");
}

#[test]
fn one_past_its_age_is_refused_though_nothing_moved() {
    let Some(stage) = recorded() else { return };
    stage.policy("gate: { record_max_age: 1ms }\n");
    assert_eq!(stage.seawall(&["gate", "--record", "release.json"]).code, Some(0));
    verified(&stage, 1, "old, and the policy relies on one for");
    let (_, report) = stage.json(&["gate", "--verify", "release.json"]);
    let answers = report["gate"]["requirements"].as_array().unwrap();
    let unmet: Vec<&Value> = answers.iter().filter(|answer| answer["outcome"] == "unmet").collect();
    assert_eq!(unmet.len(), 1, "{report:#}");
    assert_eq!(unmet[0]["requirement"], "record-fresh");
    let help = report["findings"][0]["help"].as_str().unwrap_or_default();
    assert!(help.contains("gate --from staging --to production --record"), "{report:#}");
}

#[test]
fn one_that_was_changed_is_refused() {
    let Some(stage) = recorded() else { return };
    let text = stage.project.read("release.json");
    for (from, to) in [("\"met\"", "\"unmet\""), ("production", "staging"), (FILES[2].0, FILES[1].0)] {
        stage.project.write("release.json", &text.replacen(from, to, 1));
        verified(&stage, 2, "was changed since it was written");
    }
    stage.project.write("release.json", "{}");
    verified(&stage, 2, "is no release record");
}

#[test]
fn the_newest_one_tells_what_moved_on_production() {
    let Some(stage) = Stage::ready() else { return };
    stage.policy("gate: { records: releases }\n");
    std::fs::create_dir(stage.project.path().join("releases")).unwrap();
    assert_eq!(stage.seawall(&["gate", "--record", "releases/1.json"]).code, Some(0));
    deploy(&stage.production, &FILES[2..]);
    let run = stage.seawall(&["gate"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("with the 1 then pending migrations deployed"), "{}", run.stdout);
    stage.production.execute("DELETE FROM _prisma_migrations WHERE migration_name LIKE '20260102%'").unwrap();
    let run = stage.seawall(&["gate"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("its history moved"), "{}", run.stdout);
}

#[test]
fn a_guarded_deploy_passes_with_a_fresh_record_and_not_with_an_old_one() {
    let Some(stage) = recorded() else { return };
    // A stand-in for the program: what is tried is whether it starts.
    stage.project.write("bin/prisma", "#!/bin/sh\necho deployed\n");
    let program = stage.project.path().join("bin/prisma");
    std::fs::set_permissions(&program, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let deploy = ["exec", "--", program.to_str().unwrap(), "migrate", "deploy"];
    stage.policy("gate: { record: required, records: release.json }\nexec: { log: audit.jsonl }\n");
    let run = stage.seawall(&deploy);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "deployed\n"), "{run:?}");
    stage
        .policy("gate: { record: required, records: release.json, record_max_age: 1ms }\nexec: { log: audit.jsonl }\n");
    let run = stage.seawall(&deploy);
    assert_eq!((run.code, run.stdout.as_str()), (Some(126), ""), "{run:?}");
    assert!(run.stderr.contains("old, and the policy relies on one for"), "{run:?}");
}
