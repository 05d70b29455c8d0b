//! A command that names its database is judged by which one that is, whatever the command does.

use serde_json::json;

use super::{repository, scan, told};
use crate::exec::POLICY;

const PROTECTED: &str = "postgresql://app:hunter2@db.prod.example.com/shop";

/// What is told of a file, with `PROTECTED` for production's connection string.
fn found_in(path: &str, text: &str) -> Vec<String> {
    let project = repository();
    project.write("seawall.yaml", POLICY);
    project.write(path, &text.replace("PROTECTED", PROTECTED));
    let (_, found) = scan(&project, &["--all", "--only", "commands"]);
    let shown = format!("{found:?}");
    assert!(!shown.contains("hunter2"), "{shown}");
    found
        .iter()
        .map(|finding| {
            let place = told(&project, finding);
            let place: Vec<&str> = place.split(' ').take(3).collect();
            format!("{} {}", place.join(" "), finding["message"].as_str().unwrap())
        })
        .collect()
}

/// Rule and level of each finding in one script of package.json.
fn of_script(name: &str, command: &str) -> Vec<String> {
    let scripts = json!({ "scripts": { name: command } }).to_string();
    let found = found_in("package.json", &scripts);
    found.iter().map(|found| found.split(' ').take(2).collect::<Vec<_>>().join(" ")).collect()
}

#[test]
fn what_reaches_a_protected_database_blocks_whatever_it_is_and_is_named() {
    for command in [
        "DATABASE_URL=PROTECTED node seed.js",
        "DATABASE_URL=PROTECTED npm test",
        "DATABASE_URL=PROTECTED npm ci",
        "cross-env SEED_URL=PROTECTED tsx seed.ts",
        "node seed.js --db=PROTECTED",
        "shopctl -database PROTECTED load",
        "node seed.js 'host=db.prod.example.com dbname=shop'",
        "PGHOST=db.prod.example.com python seed.py",
        "docker run -e DATABASE_URL=PROTECTED shop node seed.js",
        "psql PROTECTED",
        "psql -h db.prod.example.com shop",
        "prisma frobnicate --url PROTECTED",
        "DATABASE_URL=PROTECTED prisma $WHAT",
        "node -e \"connect('PROTECTED')\"",
    ] {
        for name in ["seed:dev", "seed", "build"] {
            assert_eq!(of_script(name, command), ["hardwired-target block"], "{name}: {command}");
        }
    }
}

#[test]
fn what_is_dangerous_is_told_as_that_and_blocks_in_local_use_too() {
    assert_eq!(of_script("reset:dev", "DATABASE_URL=PROTECTED prisma migrate reset"), ["destructive-command block"]);
    assert_eq!(of_script("reset:dev", "psql PROTECTED -c 'DROP TABLE users'"), ["destructive-command block"]);
    let shadow = "prisma migrate diff --from-migrations m --to-schema s --shadow-database-url PROTECTED";
    assert_eq!(of_script("diff", shadow), ["destructive-command warn", "hardwired-target block"]);
}

#[test]
fn what_a_protected_database_lets_through_is_left_alone() {
    for command in [
        "DATABASE_URL=PROTECTED prisma migrate deploy",
        "pg_dump PROTECTED",
        "psql PROTECTED -c 'SELECT 1'",
        "seawall status --url PROTECTED",
        "echo PROTECTED",
        "PROD=PROTECTED; pg_dump \"$PROD\" | psql postgres://localhost/shop -c 'SELECT 1'; node copied.js",
    ] {
        assert_eq!(of_script("build", command), [""; 0], "{command}");
    }
}

#[test]
fn another_machine_warns_and_says_why() {
    let command = "DATABASE_URL=postgres://app@db.shop.net/shop node .";
    for name in ["start", "serve", "seed:dev"] {
        assert_eq!(of_script(name, command), ["hardwired-target warn"], "{name}");
    }
    let told = &found_in("package.json", &json!({ "scripts": { "start": command } }).to_string())[0];
    assert!(told.contains("`node` is sent to db.shop.net/shop, which is written into it"), "{told}");
    for quiet in ["localhost/x", "db/x", "app:pass@db.example.com/x", "$HOST/x", "127.0.0.1:5432/x"] {
        assert_eq!(of_script("start", &format!("DATABASE_URL=postgres://{quiet} node .")), [""; 0], "{quiet}");
    }
    assert_eq!(of_script("start", "DATABASE_URL=postgres://db.shop.net/x prisma migrate deploy"), [""; 0]);
}

#[test]
fn what_a_file_sets_for_all_its_commands_is_told_once() {
    let workflow = "jobs:\n  test:\n    env:\n      PGHOST: db.prod.example.com\n    steps:\n      - run: npm ci\n      - run: npm test\n";
    let found = found_in(".github/workflows/test.yml", workflow);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("hardwired-target block .github/workflows/test.yml:6:14 `npm` is sent to production"));
    let image = "FROM node\nENV DATABASE_URL=PROTECTED\nRUN npm ci\nRUN prisma migrate deploy\nCMD node .\n";
    let found = found_in("Dockerfile", image);
    assert!(found.len() == 1 && found[0].starts_with("hardwired-target block Dockerfile:3:5 "), "{found:?}");
    let script = "export DATABASE_URL=PROTECTED\nnpm ci\nnode seed.js\n";
    let found = found_in("scripts/dev/seed.sh", script);
    assert!(found.len() == 1 && found[0].starts_with("hardwired-target block scripts/dev/seed.sh:2:1 "), "{found:?}");
}

#[test]
fn a_connection_string_of_the_policy_is_known_where_it_is_written_out() {
    let project = repository();
    project.write(
        "seawall.yaml",
        "version: 1\nenvironments:\n  production: { url: 'postgresql://reader@10.1.2.3/shop', protected: true }\n",
    );
    let scripts = json!({ "scripts": {
        "a:dev": "DATABASE_URL=postgres://app@10.1.2.3/shop node seed.js",
        "b:dev": "DATABASE_URL=postgres://app@10.1.2.3/other node seed.js",
    } });
    project.write("package.json", &scripts.to_string());
    let (_, found) = scan(&project, &["--all", "--only", "commands"]);
    let levels: Vec<&str> = found.iter().map(|finding| finding["level"].as_str().unwrap()).collect();
    assert_eq!(levels, ["block", "warn"], "{found:?}");
}
