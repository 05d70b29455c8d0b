//! Which database a command would reach, told by the real binary.

use super::{POLICY, PRODUCTION, assert_refused, exec, project};

#[test]
fn the_target_is_found_where_the_tool_finds_it() {
    let prisma = ["prisma", "migrate", "reset", "--force"];
    let project = project(POLICY);
    assert_refused(&exec(&project, &[("DATABASE_URL", PRODUCTION)], &prisma));

    project.write(".env", &format!("DATABASE_URL=\"{PRODUCTION}\"\n"));
    assert_refused(&exec(&project, &[], &prisma));

    project.write(".env", &format!("DIRECT_URL=\"{PRODUCTION}\"\n"));
    let datasource = "datasource db {\n  provider = \"postgresql\"\n  directUrl = env(\"DIRECT_URL\")\n}\n";
    project.write("prisma/schema.prisma", datasource);
    let run = exec(&project, &[], &prisma);
    assert_refused(&run);
    assert!(
        run.stderr.contains("$DIRECT_URL from .env") && run.stderr.contains("npx prisma migrate deploy"),
        "{run:?}"
    );

    let config = "export default defineConfig({ datasource: { url: env('SHOP_URL') } })";
    project.write("prisma.config.ts", config).write("prisma/schema.prisma", "").write(".env", "");
    assert_refused(&exec(&project, &[("SHOP_URL", PRODUCTION)], &prisma));

    project.write(".env.production", &format!("SHOP_URL={PRODUCTION}\n"));
    assert_refused(&exec(&project, &[], &[&["dotenv", "-e", ".env.production", "--"], &prisma[..]].concat()));
}

#[test]
fn libpq_finds_it_by_flags_and_variables() {
    let project = project(POLICY);
    for words in [
        &["dropdb", "-h", "db.prod.example.com", "shop"][..],
        &["psql", "-hdb.prod.example.com", "-c", "DROP TABLE users"],
        &["psql", PRODUCTION, "-c", "DROP TABLE users"],
        &["pg_restore", "--dbname=postgresql://app:hunter2@db.prod.example.com/shop", "dump"],
        &["psql", "host=db.prod.example.com dbname=shop password=hunter2", "-c", "TRUNCATE users"],
    ] {
        assert_refused(&exec(&project, &[], words));
    }
    assert_refused(&exec(&project, &[("PGHOST", "db.prod.example.com")], &["dropdb", "shop"]));
}

#[test]
fn what_cannot_be_told_is_refused_unless_it_is_safe_anywhere() {
    let project = project(POLICY);
    let run = exec(&project, &[], &["prisma", "migrate", "reset"]);
    assert_refused(&run);
    assert!(run.stderr.contains("$DATABASE_URL is not set"), "{run:?}");
    assert_refused(&exec(&project, &[], &["doppler", "run", "--", "prisma", "migrate", "reset"]));
    let odd = [("DATABASE_URL", "mysql://root:hunter2@db/shop")];
    assert_refused(&exec(&project, &odd, &["prisma", "db", "push"]));
    assert_refused(&exec(&project, &[], &["sh", "-c", "prisma migrate reset 'unfinished"]));
}

#[test]
fn the_environment_that_is_named_must_be_the_one_that_is_reached() {
    let policy = format!("{POLICY}\n").replace("environments:\n", "environments:\n  staging: { url: $STAGING_URL }\n");
    let project = project(&policy);
    let named = |name: &str| {
        let words = ["exec", "--env", name, "--", "true"];
        let mut command = project.command(&words);
        crate::project::finish(command.env("DATABASE_URL", PRODUCTION))
    };
    let run = named("staging");
    assert_refused(&run);
    assert!(run.stderr.contains("it reaches production"), "{run:?}");
    assert_refused(&named("production"));
    assert!(named("prod").stderr.contains("there is no environment `prod`"));
}

#[test]
fn where_nothing_is_protected_everything_runs() {
    let project = project("version: 1\n");
    assert_eq!(exec(&project, &[("DATABASE_URL", PRODUCTION)], &["true"]).code, Some(0));
}

#[test]
fn a_policy_that_cannot_be_read_refuses() {
    let project = project("version: 1\nenvironments: { production: { url: 5 } }\n");
    let run = exec(&project, &[], &["true"]);
    assert_refused(&run);
    assert!(run.stderr.contains("seawall.yaml:2"), "{run:?}");
}

#[test]
fn hostile_words_end_in_a_clear_message() {
    let project = project(POLICY);
    let variables = [("DATABASE_URL", PRODUCTION)];
    let deep = format!("{}prisma migrate reset{}", "(".repeat(5_000), ")".repeat(5_000));
    for text in [deep.as_str(), "\u{1b}[2J\u{7}\\x00 prisma", "((((", "$(", "`", &"a ".repeat(60_000)] {
        let run = exec(&project, &variables, &["sh", "-c", text]);
        assert_refused(&run);
        assert!(!run.stderr.contains('\u{1b}') && run.stderr.len() < 2_000, "{} bytes", run.stderr.len());
    }
}

#[test]
fn glass_breaks_only_where_the_policy_lets_it_and_on_the_record() {
    let words = ["exec", "--break-glass", "restore drill", "--", "prisma", "migrate", "reset"];
    let forbidden = project(POLICY);
    assert_refused(&crate::project::finish(forbidden.command(&words).env("DATABASE_URL", PRODUCTION)));
    assert!(forbidden.read("audit.jsonl").contains("\"outcome\":\"refused\""));

    let allowed = project(&POLICY.replace("protected: true", "protected: true, break_glass: allowed"));
    allowed.write("bin/prisma", "");
    let run =
        crate::project::finish(allowed.command(&words).env("DATABASE_URL", PRODUCTION).env("PATH", "/nonexistent"));
    assert_eq!(run.code, Some(127), "it went on to run the command, which is not here: {run:?}");
    assert!(run.stderr.contains("GLASS BROKEN") && !run.stderr.contains("hunter2"), "{run:?}");
    let record = allowed.read("audit.jsonl");
    let line: serde_json::Value = serde_json::from_str(record.lines().next().unwrap()).unwrap();
    assert_eq!((&line["outcome"], &line["reason"]), (&"broken-glass".into(), &"restore drill".into()));
    assert!(!record.contains("hunter2"), "{record}");
}

#[test]
fn without_a_record_nothing_reaches_a_protected_database() {
    let project = project(&POLICY.replace("audit.jsonl", "seawall.yaml/audit.jsonl"));
    let run = exec(&project, &[("DATABASE_URL", PRODUCTION)], &["prisma", "migrate", "deploy"]);
    assert_refused(&run);
    assert!(run.stderr.contains("audit log"), "{run:?}");
}

#[test]
fn scripts_of_package_json_are_judged_by_what_they_run() {
    let project = project(POLICY);
    project.write("package.json", r#"{"scripts":{"postdb":"prisma migrate reset --force","db":"true"}}"#);
    let run = exec(&project, &[("DATABASE_URL", PRODUCTION)], &["npm", "run", "db"]);
    assert_refused(&run);
}

#[test]
fn a_deploy_waits_for_a_release_record_where_the_policy_asks_for_one() {
    let project = project(&format!("{POLICY}gate: {{ record: required, records: releases }}\n"));
    let run = exec(&project, &[("DATABASE_URL", PRODUCTION)], &["prisma", "migrate", "deploy"]);
    assert_refused(&run);
    for words in
        ["there is no release record of production in releases", "seawall gate --from staging --to production --record"]
    {
        assert!(run.stderr.contains(words), "{words}: {run:?}");
    }
    let run = exec(&project, &[("DATABASE_URL", PRODUCTION)], &["prisma", "migrate", "status"]);
    assert_ne!(run.code, Some(126), "what only looks needs no record: {run:?}");
    project.write("releases/one.json", "{}");
    let run = exec(&project, &[("DATABASE_URL", PRODUCTION)], &["prisma", "migrate", "deploy"]);
    assert_refused(&run);
    assert!(run.stderr.contains("releases/one.json"), "a record that cannot be read is none: {run:?}");
}
