//! `seawall exec` and `seawall hook agent`: every family of dangerous commands, real child processes, real servers, the real
//! Prisma.

mod agent;
#[cfg(unix)]
mod child;
#[cfg(unix)]
mod identity;
#[cfg(unix)]
pub(crate) mod prisma;
mod rows;
#[cfg(unix)]
mod shim;
mod target;

use crate::project::{Project, Run};

/// A policy with production known by its host name.
pub(crate) const POLICY: &str = "version: 1
environments:
  production: { url: $PRODUCTION_URL, protected: true, hosts: [\"*.prod.example.com\"] }
exec: { log: audit.jsonl }
";

/// A connection string of production, with a password that must show nowhere.
pub(crate) const PRODUCTION: &str = "postgresql://app:hunter2@db.prod.example.com/shop";

/// A project with this policy.
pub(crate) fn project(policy: &str) -> Project {
    let project = Project::empty();
    project.write("seawall.yaml", policy);
    project
}

/// Runs `seawall exec -- …` with variables.
pub(crate) fn exec(project: &Project, variables: &[(&str, &str)], words: &[&str]) -> Run {
    let mut command = project.command(&[&["exec", "--"], words].concat());
    command.envs(variables.iter().copied());
    crate::project::finish(&mut command)
}

/// It was refused, before anything ran, and without the password.
#[track_caller]
pub(crate) fn assert_refused(run: &Run) {
    assert_eq!(run.code, Some(126), "{run:?}");
    assert!(run.stderr.starts_with("seawall: refused"), "{run:?}");
    assert!(!format!("{}{}", run.stderr, run.stdout).contains("hunter2"), "{run:?}");
}
