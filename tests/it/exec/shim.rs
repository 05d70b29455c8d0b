//! Shims: who types the plain name of a tool is guarded too.

use std::os::unix::fs::PermissionsExt;

use super::{POLICY, PRODUCTION, assert_refused, project};
use crate::project::{Project, Run, finish};

/// A project with shims, and a program of this name behind them that says its words.
fn shimmed(program: &str) -> Project {
    let project = project(POLICY);
    let real = "#!/bin/sh\necho real \"$@\"\n";
    project.write(&format!("real/{program}"), real);
    let file = project.path().join("real").join(program);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    for folder in ["shims", "shims2"] {
        assert_eq!(project.seawall(&["exec", "--shim", folder]).code, Some(0));
    }
    project
}

fn run(project: &Project, line: &str) -> Run {
    let folder = project.path().display();
    let path = format!("{folder}/shims:{folder}/shims2:{folder}/real:/usr/bin:/bin");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", line]).current_dir(project.path()).env_clear();
    command.env("PATH", path).env("HOME", project.path()).env("DATABASE_URL", PRODUCTION);
    finish(&mut command)
}

#[test]
fn a_shim_refuses_what_exec_refuses_and_runs_the_rest() {
    let project = shimmed("prisma");
    assert_refused(&run(&project, "prisma migrate reset --force"));
    let passed = run(&project, "prisma migrate deploy");
    assert_eq!((passed.code, passed.stdout.as_str()), (Some(0), "real migrate deploy\n"), "{passed:?}");
    assert!(project.read("audit.jsonl").lines().count() == 2, "{}", project.read("audit.jsonl"));
}

#[test]
fn npx_is_guarded_by_a_shim_of_its_own() {
    let project = shimmed("npx");
    assert_refused(&run(&project, "npx prisma db push --accept-data-loss"));
    assert_eq!(run(&project, "npx prisma migrate status").stdout, "real prisma migrate status\n");
}

#[test]
fn a_shim_overwrites_nothing_but_shims() {
    let project = project(POLICY);
    project.write("bin/prisma", "mine");
    let run = project.seawall(&["exec", "--shim", "bin"]);
    assert_eq!(run.code, Some(2));
    assert_eq!(project.read("bin/prisma"), "mine");
}
