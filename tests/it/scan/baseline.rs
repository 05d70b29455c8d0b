//! Old findings are accepted once; the list only shrinks.

use super::{repository, scan};
use crate::project::Project;

fn old() -> Project {
    let project = repository();
    project.write("Procfile", "release: prisma migrate reset\nweb: dropdb shop\n");
    project
}

#[test]
fn what_is_old_is_accepted_and_what_is_new_counts() {
    let project = old();
    assert_eq!(scan(&project, &["--all"]).0, Some(1));
    let run = project.seawall(&["baseline"]);
    assert_eq!(
        (run.code, run.stdout.as_str()),
        (Some(0), "2 findings accepted; commit the file\nseawall.baseline.json: 2 accepted\n"),
        "{run:?}"
    );
    let (code, found) = scan(&project, &["--all"]);
    assert_eq!((code, found.len()), (Some(0), 2));
    assert_eq!(found[0]["exemption"]["source"], "seawall.baseline.json");
    project.write("Procfile", "# moved\n\nrelease: prisma migrate reset\nweb: dropdb shop\nagain: dropdb shop\n");
    assert_eq!(scan(&project, &["--all"]).0, Some(1), "an entry covers one finding, not its twin");
}

#[test]
fn the_list_only_shrinks() {
    let project = old();
    project.seawall(&["baseline"]);
    let written = project.read("seawall.baseline.json");
    project.write("Procfile", "release: prisma migrate reset\nnew: prisma db push --force-reset\n");
    let run = project.seawall(&["baseline"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(
        run.stdout.contains("1 entries match nothing") && run.stdout.contains("1 findings are new"),
        "{}",
        run.stdout
    );
    assert_eq!(project.read("seawall.baseline.json"), written, "nothing was added or taken out");
    let run = project.seawall(&["baseline", "--prune"]);
    assert!(run.stdout.contains("1 entries taken out"), "{}", run.stdout);
    assert_eq!(project.seawall(&["baseline", "--accept-new", " "]).code, Some(2));
    assert_eq!(project.seawall(&["baseline", "--accept-new", "the review app is empty"]).code, Some(0));
    assert!(project.read("seawall.baseline.json").contains("the review app is empty"));
    assert_eq!(scan(&project, &["--all"]).0, Some(0));
}

#[test]
fn the_bases_list_judges_and_a_longer_one_is_told() {
    let project = old();
    project.git(&["add", "."]);
    project.git(&["commit", "--quiet", "--message", "Old"]);
    project.git(&["remote", "add", "origin", "."]);
    project.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    project.git(&["checkout", "--quiet", "-b", "work"]);
    project.write("Procfile", "release: prisma migrate reset --force\nweb: dropdb shop\n");
    project.seawall(&["baseline"]);
    let (code, found) = scan(&project, &[]);
    assert_eq!(code, Some(1), "a branch does not excuse itself");
    assert!(
        found.iter().any(|finding| finding["rule"] == "policy-weakened" && finding["path"] == "seawall.baseline.json"),
        "{found:?}"
    );
}

#[test]
fn a_broken_list_is_an_error() {
    let project = old();
    project.write("seawall.baseline.json", "{ \"version\": 1, \"accepted\": [ }\n");
    let run = project.seawall(&["check", "--all"]);
    assert_eq!(run.code, Some(2));
    assert!(run.stdout.contains("seawall.baseline.json:1"), "{}", run.stdout);
}
