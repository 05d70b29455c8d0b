//! `seawall init` changes what it shows, and `--uninstall` leaves every byte as it was.

use std::collections::BTreeMap;
use std::path::Path;

use super::git;
use crate::project::Project;

const PACKAGE: &str = "{\n\t\"name\": \"shop\",\n\t\"scripts\": {\n\t\t\"build\": \"next build\"\n\t}\n}\n";

fn repository() -> Project {
    let project = Project::empty();
    project.git(&["init", "--quiet"]);
    project.write("package.json", PACKAGE);
    project
}

/// Every file, git's own hooks among them, with its bytes and whether it is executable.
fn tree(project: &Project) -> BTreeMap<String, (Vec<u8>, bool)> {
    let mut found = BTreeMap::new();
    read(project.path(), project.path(), &mut found);
    found
}

fn read(root: &Path, folder: &Path, found: &mut BTreeMap<String, (Vec<u8>, bool)>) {
    use std::os::unix::fs::PermissionsExt;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            found.insert(format!("{name}/"), (Vec::new(), false));
            read(root, &path, found);
        } else {
            let executable = path.metadata().unwrap().permissions().mode() & 0o111 != 0;
            found.insert(name, (std::fs::read(&path).unwrap(), executable));
        }
    }
}

fn make_hook(project: &Project, path: &str, text: &str) {
    use std::os::unix::fs::PermissionsExt;
    project.write(path, text);
    std::fs::set_permissions(project.path().join(path), std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// Installs, gives the tree then, and takes back.
fn round_trip(project: &Project) -> BTreeMap<String, (Vec<u8>, bool)> {
    let before = tree(project);
    let run = project.seawall(&["init", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let installed = tree(project);
    assert_ne!(before, installed);
    let again = project.seawall(&["init", "--yes"]);
    assert_eq!((again.code, tree(project) == installed), (Some(0), true), "a second time changes nothing: {again:?}");
    let run = project.seawall(&["init", "--uninstall", "--yes"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let after = tree(project);
    let changed: Vec<&String> =
        before.keys().chain(after.keys()).filter(|name| before.get(*name) != after.get(*name)).collect();
    assert!(changed.is_empty(), "{changed:?}");
    installed
}

fn text(tree: &BTreeMap<String, (Vec<u8>, bool)>, path: &str) -> String {
    let file = tree.get(path).unwrap_or_else(|| panic!("{path} is missing among {:?}", tree.keys()));
    String::from_utf8(file.0.clone()).unwrap()
}

#[test]
fn a_plain_repository() {
    let installed = round_trip(&repository());
    assert!(installed[".git/hooks/pre-commit"].1, "a hook must be executable");
    assert!(text(&installed, ".git/hooks/pre-push").contains("seawall check"));
    assert!(text(&installed, ".github/workflows/seawall.yml").contains("on: pull_request"));
    assert!(text(&installed, "package.json").contains("\t\t\"seawall\": \"seawall check\""));
}

#[test]
fn the_policy_that_is_written_is_valid() {
    let project = repository();
    project.seawall(&["init", "--yes"]);
    let run = project.seawall(&["policy", "check"]);
    assert_eq!(run.code, Some(0), "{run:?}");
}

#[test]
fn a_hook_that_is_there_is_kept_and_runs_first() {
    let project = repository();
    make_hook(&project, ".git/hooks/pre-commit", "#!/bin/sh\necho first >> ran\nexit ${FAIL:-0}\n");
    let installed = round_trip(&project);
    assert!(text(&installed, ".git/hooks/pre-commit.before-seawall").contains("echo first"));
    project.seawall(&["init", "--yes"]);
    project.git(&["add", "package.json"]);
    let run = git(&project, &["commit", "--message", "Start"]);
    assert_eq!((run.code, project.read("ran").as_str()), (Some(0), "first\n"), "{run:?}");
    project.write("Procfile", "release: prisma migrate reset\n");
    project.git(&["add", "Procfile"]);
    assert_ne!(git(&project, &["commit", "--message", "Reset"]).code, Some(0));
    assert_eq!(project.read("ran"), "first\nfirst\n");
}

#[test]
fn another_hooks_folder() {
    let project = repository();
    project.git(&["config", "core.hooksPath", "tools/hooks"]);
    let installed = round_trip(&project);
    assert!(installed.contains_key("tools/hooks/pre-commit"), "{:?}", installed.keys());
    assert!(!installed.contains_key(".git/hooks/pre-commit"));
}

#[test]
fn husky() {
    let project = repository();
    project.git(&["config", "core.hooksPath", ".husky/_"]);
    make_hook(&project, ".husky/pre-commit", "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n\nnpm test\n");
    let installed = round_trip(&project);
    let hook = text(&installed, ".husky/pre-commit");
    assert!(
        hook.starts_with(
            "#!/usr/bin/env sh\n. \"$(dirname -- \"$0\")/_/husky.sh\"\n# seawall: begin\nseawall check --staged"
        ),
        "{hook}"
    );
    assert!(installed[".husky/pre-push"].1);
    assert!(!installed.contains_key(".git/hooks/pre-commit"));
}

#[test]
fn lefthook() {
    let project = repository();
    project.write(
        "lefthook.yml",
        "# ours\npre-commit:\n  parallel: true\n  commands:\n    lint:\n      run: npm run lint # fast\n",
    );
    let installed = round_trip(&project);
    let hooks = text(&installed, "lefthook.yml");
    assert!(
        hooks.contains("  commands:\n    seawall:\n      run: seawall check --staged --quiet\n    lint:\n"),
        "{hooks}"
    );
    assert!(hooks.ends_with("pre-push:\n  commands:\n    seawall:\n      run: seawall check --quiet\n"), "{hooks}");
    project.write(
        "lefthook.yml",
        "pre-commit: { commands: { lint: { run: x } } }\npre-push: { commands: { lint: { run: x } } }\n",
    );
    let run = project.seawall(&["init", "--yes"]);
    assert!(run.stdout.contains("add to it: `run: seawall check --staged --quiet`"), "{}", run.stdout);
}

#[test]
fn nobody_to_ask_changes_nothing() {
    let project = repository();
    let before = tree(&project);
    let run = project.seawall(&["init"]);
    assert_eq!((run.code, tree(&project) == before), (Some(2), true), "{run:?}");
    assert!(run.stdout.contains("+++ seawall.yaml") && run.stdout.contains("--yes"), "{}", run.stdout);
}

#[test]
fn what_the_user_changed_stays() {
    let project = repository();
    project.seawall(&["init", "--yes"]);
    project.write("seawall.yaml", "version: 1\npg_version: 16\n");
    let run = project.seawall(&["init", "--uninstall", "--yes"]);
    assert_eq!((run.code, project.read("seawall.yaml").as_str()), (Some(0), "version: 1\npg_version: 16\n"));
    assert!(run.stdout.contains("seawall.yaml was changed since and stays"), "{}", run.stdout);
    assert_eq!(project.read("package.json"), PACKAGE);
}
