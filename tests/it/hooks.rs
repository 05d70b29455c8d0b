//! The git hooks and `seawall init`, with real git.

mod commit;
mod init;
mod scripts;

use std::path::Path;
use std::process::Command;

use crate::project::{Project, Run, finish};

/// Git with an identity, and with the hooks' `seawall` on the path.
fn git(project: &Project, arguments: &[&str]) -> Run {
    let bin = Path::new(env!("CARGO_BIN_EXE_seawall")).parent().unwrap();
    let path = std::env::var("PATH").unwrap_or_default();
    let mut command = Command::new("git");
    command.current_dir(project.path()).env_clear();
    command.env("PATH", format!("{}:{path}", bin.display())).env("HOME", project.path().join(".home"));
    command.env("GIT_CONFIG_NOSYSTEM", "1");
    command.args(["-c", "user.name=Test", "-c", "user.email=test@example.com"]);
    finish(command.args(arguments))
}

/// A repository with a harmless history that is committed, and `seawall init` done.
fn guarded() -> Project {
    let project = Project::prisma("7.3.0");
    project
        .lockfile("7.3.0")
        .migration("20260101000000_init", "CREATE TABLE \"User\" (id int PRIMARY KEY, email text);\n");
    project.git(&["init", "--quiet"]);
    project.write(".gitignore", ".home\n");
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "Start"]);
    let run = project.seawall(&["init", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    project.git(&["add", "."]);
    let run = git(&project, &["commit", "--quiet", "--message", "Guard"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    project
}

/// What the last commit is called.
fn head(project: &Project) -> String {
    project.git(&["log", "-1", "--format=%s"]).trim().to_owned()
}
