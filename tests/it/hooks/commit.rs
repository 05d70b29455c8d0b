//! A real `git commit` is stopped, says what to do, and passes once a reason is given.

use super::{git, guarded, head};
use crate::project::Project;

/// Commits everything; whether it was let through, and what was said.
fn commit(project: &Project) -> (bool, String) {
    project.git(&["add", "."]);
    commit_staged(project)
}

fn commit_staged(project: &Project) -> (bool, String) {
    let run = git(project, &["commit", "--message", "Work"]);
    assert_eq!(run.code == Some(0), head(project) == "Work", "{run:?}");
    (run.code == Some(0), run.stdout + &run.stderr)
}

fn stopped(project: &Project, rule: &str) {
    let (passed, said) = commit(project);
    assert!(!passed && said.contains(rule), "{said}");
    for told in ["To repair it", "To let it pass", "`git commit --no-verify` skips this hook"] {
        assert!(said.contains(told), "{told} is missing in: {said}");
    }
}

fn exempt(project: &Project, entry: &str) {
    project
        .write("seawall.yaml", &format!("version: 1\nexemptions:\n  - {{ {entry}, reason: agreed with the team }}\n"));
    let (passed, said) = commit(project);
    assert!(passed, "{said}");
}

#[test]
fn a_column_that_is_dropped() {
    let project = guarded();
    project.migration("20260102000000_drop", "ALTER TABLE \"User\" DROP COLUMN email;\n");
    stopped(&project, "drop-column");
    project.migration(
        "20260102000000_drop",
        "-- seawall: allow drop-column moved to another table\nALTER TABLE \"User\" DROP COLUMN email;\n",
    );
    assert!(commit(&project).0);
}

#[test]
fn a_reset_in_what_vercel_builds() {
    let project = guarded();
    project.write(
        "package.json",
        "{ \"scripts\": { \"vercel-build\": \"prisma migrate reset --force && next build\" } }\n",
    );
    stopped(&project, "destructive-command");
    exempt(&project, "rule: destructive-command, path: package.json");
}

#[test]
fn a_password() {
    let project = guarded();
    project.write(".env", "DATABASE_URL=postgres://app:Tr0ub4dor@db.shop.net/shop\n");
    stopped(&project, "password-in-connection-string");
    assert!(!commit(&project).1.contains("Tr0ub4dor"));
    exempt(&project, "rule: password-in-connection-string, path: .env");
}

#[test]
fn a_password_in_a_migration() {
    let project = guarded();
    let role = "CREATE ROLE app LOGIN PASSWORD 'Tr0ub4dor-3';\n";
    project.migration("20260102000000_role", role);
    stopped(&project, "password-in-sql");
    project.migration("20260102000000_role", &format!("-- seawall: allow password-in-sql a role of the demo\n{role}"));
    let (passed, said) = commit(&project);
    assert!(passed, "{said}");
}

#[test]
fn an_old_migration_that_is_edited() {
    let project = guarded();
    project.migration("20260101000000_init", "CREATE TABLE \"User\" (id int PRIMARY KEY);\n");
    stopped(&project, "migration-edited");
    exempt(&project, "rule: migration-edited, migration: 20260101000000_init");
}

#[test]
fn a_file_of_which_a_part_is_staged() {
    let project = guarded();
    let harmless = "{ \"scripts\": { \"build\": \"next build\" } }\n";
    let reset = "{ \"scripts\": { \"build\": \"prisma migrate reset\" } }\n";
    project.write("package.json", reset);
    project.git(&["add", "package.json"]);
    project.write("package.json", harmless);
    let (passed, said) = commit_staged(&project);
    assert!(!passed && said.contains("destructive-command"), "the index decides: {said}");
    project.git(&["add", "package.json"]);
    project.write("package.json", reset);
    project.write("README.md", "x\n");
    project.git(&["add", "README.md", "package.json"]);
    project.write("package.json", harmless);
    project.git(&["add", "package.json"]);
    project.write("package.json", reset);
    assert!(commit_staged(&project).0, "what is not staged does not stop it");
    let run = git(&project, &["commit", "--message", "All", "--all"]);
    assert_ne!(run.code, Some(0), "`commit -a` hands the hook an index of its own: {run:?}");
}

#[test]
fn a_push_is_stopped_and_a_deletion_is_not() {
    let project = guarded();
    let remote = tempfile::tempdir().unwrap();
    let url = remote.path().to_str().unwrap();
    project.git(&["init", "--quiet", "--bare", url]);
    project.git(&["remote", "add", "origin", url]);
    assert_eq!(git(&project, &["push", "--quiet", "origin", "HEAD:main"]).code, Some(0));
    project.git(&["fetch", "--quiet"]);
    project.git(&["checkout", "--quiet", "-b", "work"]);
    project.write("Procfile", "release: prisma migrate reset\n");
    project.git(&["add", "."]);
    project.git(&["-c", "core.hooksPath=/dev/null", "commit", "--quiet", "--message", "Skipped the hook"]);
    let run = git(&project, &["push", "origin", "work"]);
    assert!(run.code != Some(0) && run.stderr.contains("this push was stopped"), "{run:?}");
    project.git(&["-c", "core.hooksPath=/dev/null", "push", "--quiet", "origin", "work"]);
    assert_eq!(git(&project, &["push", "origin", "--delete", "work"]).code, Some(0));
}
