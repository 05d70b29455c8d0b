//! When a command runs decides its level, and the finding says why.

use super::{repository, scan};

/// Level and message of each finding in a package.json with these scripts, and other files.
fn found(scripts: &str, files: &[(&str, &str)]) -> Vec<(String, String)> {
    let project = repository();
    project.write("package.json", &format!("{{ \"scripts\": {{ {scripts} }} }}\n"));
    for (path, text) in files {
        project.write(path, text);
    }
    let (_, found) = scan(&project, &["--all", "--only", "commands"]);
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    found.iter().map(|finding| (text(finding, "level"), text(finding, "message"))).collect()
}

#[test]
fn calls_are_followed_from_what_a_deployment_runs() {
    let files = [("scripts/setup.sh", "npm run wipe\n")];
    let scripts =
        r#""vercel-build": "npm run db:setup", "db:setup": "sh scripts/setup.sh", "wipe": "prisma migrate reset""#;
    let found = found(scripts, &files);
    let [(level, message)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(level, "block");
    let way = "`vercel-build` (package.json) → `db:setup` (package.json) → scripts/setup.sh → `wipe` (package.json)";
    assert!(message.contains("runs when Vercel builds the site") && message.contains(way), "{message}");
}

#[test]
fn hooks_around_a_script_and_targets_of_make_are_followed() {
    let found_in = found(r#""build": "next build", "prebuild": "prisma migrate reset""#, &[]);
    assert_eq!(found_in[0].0, "block", "{found_in:?}");
    let make = "wipe:\n\tprisma migrate reset\n";
    let found_in = found(r#""build": "make wipe""#, &[("Makefile", make)]);
    assert_eq!(found_in[0].0, "block", "{found_in:?}");
    let workspace =
        [("packages/db/package.json", r#"{ "name": "db", "scripts": { "setup": "prisma migrate reset" } }"#)];
    let found_in = found(r#""build": "pnpm --filter db run setup""#, &workspace);
    assert_eq!(found_in[0].0, "block", "{found_in:?}");
    let image =
        [("Dockerfile", "FROM node\nENTRYPOINT [\"/app/start.sh\"]\n"), ("docker/start.sh", "prisma migrate reset\n")];
    let found_in = found("", &image);
    assert!(found_in[0].1.contains("Dockerfile → docker/start.sh"), "{found_in:?}");
}

#[test]
fn local_use_is_quiet_only_with_a_local_database() {
    let local = r#""db:reset:local": "DATABASE_URL=postgres://localhost/x prisma migrate reset""#;
    assert_eq!(found(local, &[]), []);
    let by_file = r#""db:reset:test": "dotenv -e .env.test -- prisma migrate reset""#;
    assert_eq!(found(by_file, &[]), []);
    let nothing = r#""db:reset:local": "prisma migrate reset""#;
    let told = found(nothing, &[]);
    assert_eq!(told[0].0, "warn");
    assert!(told[0].1.contains("nothing here says which database it reaches"), "{told:?}");
    let compose = [("compose.yml", "services:\n  db:\n    image: postgres:16\n")];
    assert_eq!(found(nothing, &compose), []);
    let remote = r#""db:reset:local": "DATABASE_URL=postgres://db.shop.net/x prisma migrate reset""#;
    let told = found(remote, &compose);
    assert_eq!(
        (told[0].0.as_str(), told[0].1.contains("it names the host `db.shop.net`")),
        ("block", true),
        "{told:?}"
    );
    let hosted = r#""db:reset:local": "heroku run -a shop npx prisma migrate reset""#;
    assert_eq!(found(hosted, &compose)[0].0, "block");
}

#[test]
fn a_deployment_that_reaches_a_local_script_runs_it_all_the_same() {
    let scripts = r#""start": "npm run reset:dev && node .", "reset:dev": "DATABASE_URL=postgres://localhost/x prisma migrate reset""#;
    let told = found(scripts, &[]);
    assert_eq!(told[0].0, "block", "{told:?}");
}

#[test]
fn what_only_applies_is_left_alone() {
    let scripts =
        r#""build": "prisma generate && prisma migrate deploy && next build", "postinstall": "prisma generate""#;
    assert_eq!(found(scripts, &[]), []);
}
