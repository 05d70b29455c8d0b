//! Which files are looked at: what is staged, what is new against a base, everything.

use super::{repository, scan};

const RESET: &str = "{ \"scripts\": { \"build\": \"prisma migrate reset\" } }\n";
const HARMLESS: &str = "{ \"scripts\": { \"build\": \"next build\" } }\n";

fn rules(found: &[serde_json::Value]) -> Vec<(&str, &str)> {
    let text = |finding: &'static str| finding;
    found.iter().map(|finding| (finding[text("path")].as_str().unwrap(), finding["rule"].as_str().unwrap())).collect()
}

#[test]
fn the_index_decides_not_the_working_tree() {
    let project = repository();
    project.write("package.json", RESET);
    project.git(&["add", "."]);
    project.write("package.json", HARMLESS);
    let (code, found) = scan(&project, &["--staged"]);
    assert_eq!((code, rules(&found)), (Some(1), vec![("package.json", "destructive-command")]));
    project.git(&["add", "."]);
    project.write("package.json", RESET);
    assert_eq!(scan(&project, &["--staged"]).0, Some(0), "what is not staged is not committed");
}

#[test]
fn only_what_changed_counts_but_a_call_to_what_is_old_does() {
    let project = repository();
    project.write("scripts/wipe.sh", "prisma migrate reset\n").write("package.json", HARMLESS);
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "Old"]);
    project.write("README.md", "x\n");
    project.git(&["add", "."]);
    assert_eq!(scan(&project, &["--staged"]), (Some(0), Vec::new()), "the old script is not judged again");
    project.write("package.json", "{ \"scripts\": { \"build\": \"sh scripts/wipe.sh\" } }\n");
    project.git(&["add", "."]);
    let (code, found) = scan(&project, &["--staged"]);
    assert_eq!((code, rules(&found)), (Some(1), vec![("scripts/wipe.sh", "destructive-command")]));
}

#[test]
fn a_branch_is_judged_against_its_base_untracked_files_included() {
    let project = repository();
    project.write("package.json", RESET);
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "Old"]);
    project.git(&["remote", "add", "origin", "."]);
    project.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    project.git(&["checkout", "--quiet", "-b", "work"]);
    assert_eq!(scan(&project, &[]), (Some(0), Vec::new()));
    project.write("Procfile", "release: prisma migrate reset\n");
    assert_eq!(rules(&scan(&project, &["--base", "origin/main"]).1), [("Procfile", "destructive-command")]);
    assert_eq!(scan(&project, &["--all"]).1.len(), 2);
}

#[test]
fn named_files_parts_and_nothing_at_all() {
    let project = repository();
    project.write("package.json", RESET).write("Procfile", "web: dropdb shop\n");
    assert_eq!(rules(&scan(&project, &["Procfile"]).1), [("Procfile", "destructive-command")]);
    assert_eq!(scan(&project, &["--all", "--only", "secrets"]), (Some(0), Vec::new()));
    assert_eq!(scan(&project, &["--all", "--only", "commands,secrets"]).1.len(), 2);
    let empty = repository();
    let run = empty.seawall(&["check"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("found no migrations"), "{}", run.stdout);
}

#[test]
fn an_exemption_by_path_needs_its_reason_and_covers_its_file_alone() {
    let project = repository();
    project.write("package.json", RESET).write("Procfile", "web: dropdb shop\n");
    project.write("seawall.yaml", "version: 1\nexemptions:\n  - { rule: destructive-command, path: package.json, reason: the demo is made anew }\n");
    let (code, found) = scan(&project, &["--all"]);
    let exempted: Vec<bool> = found.iter().map(|finding| !finding["exemption"].is_null()).collect();
    assert_eq!((code, exempted), (Some(1), vec![false, true]));
    project.write(
        "seawall.yaml",
        "version: 1\nexemptions:\n  - { rule: destructive-command, path: gone.sh, reason: r }\n",
    );
    let (_, found) = scan(&project, &["--all"]);
    assert!(found.iter().any(|finding| finding["rule"] == "exemption-unused"), "{found:?}");
}
