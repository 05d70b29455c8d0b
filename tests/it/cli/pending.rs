//! Which migrations are pending, and what happened to those that are not.

use super::{DROP, INIT, check, commit, finding, publish, repository, rules, shop, with_input};

#[test]
fn outside_git_the_newest_and_it_says_so() {
    let project = shop();
    project.migration("20260102000000_drop", DROP);
    let (code, report) = check(&project, &[]);
    assert_eq!((code, rules(&report, "block")), (Some(1), vec!["drop-column"]));
    assert_eq!(report["coverage"]["pending"], 1);
    let text = project.seawall(&["check"]).stdout;
    assert!(text.contains("pending: the newest migration, because not in a git repository"), "{text}");
}

#[test]
fn new_against_the_base_committed_or_not() {
    let project = repository();
    assert_eq!(check(&project, &[]).1["coverage"]["pending"], 0);
    project.migration("20260102000000_drop", DROP);
    let (code, report) = check(&project, &[]);
    assert_eq!((code, report["coverage"]["pending"].as_u64()), (Some(1), Some(1)), "untracked counts");
    commit(&project);
    assert_eq!(check(&project, &["--base", "origin/main"]).0, Some(1));
    let text = project.seawall(&["check", "--base", "main"]).stdout;
    assert!(text.contains("pending: new against the merge base with main ("), "{text}");
    let unknown = project.seawall(&["check", "--base", "mian"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stdout.contains("git knows no branch, tag or commit `mian`"), "{unknown:?}");
}

#[test]
fn on_the_base_branch_itself_the_previous_commit() {
    let project = shop();
    publish(&project);
    project.migration("20260102000000_drop", DROP);
    commit(&project);
    project.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    let run = project.seawall(&["check"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("pending: new since the previous commit"), "{}", run.stdout);
}

#[test]
fn staged_means_the_index_not_the_working_tree() {
    let project = repository();
    project.migration("20260102000000_new", DROP);
    assert_eq!(check(&project, &["--staged"]).0, Some(0), "nothing is staged");
    project.git(&["add", "."]);
    project.migration("20260102000000_new", "SELECT 1;\n");
    let (code, report) = check(&project, &["--staged"]);
    assert_eq!((code, rules(&report, "block")), (Some(1), vec!["drop-column"]));
}

#[test]
fn a_shallow_clone_without_the_merge_base() {
    let project = repository();
    project.migration("20260102000000_one", "SELECT 1;\n");
    commit(&project);
    project.migration("20260103000000_two", "SELECT 1;\n");
    commit(&project);
    let source = format!("file://{}", project.path().display());
    project.git(&["clone", "--quiet", "--depth", "1", "--no-single-branch", &source, "clone"]);
    let run = project.seawall(&["check", "--migrations", "clone/prisma/migrations", "--base", "origin/main"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stdout.contains("shallow clone") && run.stdout.contains("fetch-depth: 0"), "{}", run.stdout);
}

#[test]
fn edited_deleted_and_overtaken_migrations() {
    let project = shop();
    project.migration("20260105000000_second", "CREATE TABLE log (id int);\n");
    publish(&project);
    project.git(&["checkout", "--quiet", "-b", "work"]);
    project.migration("20260101000000_init", &format!("{INIT}SELECT 1;\n"));
    assert_eq!(finding(&check(&project, &[]).1, "migration-edited")["migration"], "20260101000000_init");
    project.git(&["checkout", "--quiet", "."]);
    project.migration("20260102000000_early", "SELECT 1;\n");
    assert_eq!(finding(&check(&project, &[]).1, "migration-out-of-order")["category"], "history");
    std::fs::remove_dir_all(project.path().join("prisma/migrations/20260105000000_second")).unwrap();
    let (code, report) = check(&project, &[]);
    let deleted = finding(&report, "migration-deleted");
    assert_eq!((code, deleted["level"].as_str()), (Some(1), Some("block")));
    assert_eq!(deleted["path"], "prisma/migrations/20260105000000_second/migration.sql");
}

#[test]
fn nothing_pending_names_all() {
    let run = repository().seawall(&["check"]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(run.stdout.contains("nothing pending, 1 migration looked at"), "{}", run.stdout);
    assert!(run.stdout.contains("`seawall check --all`"), "{}", run.stdout);
}

#[test]
fn all_last_and_after() {
    let project = shop();
    project.migration("20260102000000_drop", DROP).migration("20260103000000_quiet", "SELECT 1;\n");
    for (arguments, pending, code) in [
        (&["--all"][..], 3, 1),
        (&["--last", "1"], 1, 0),
        (&["--last", "2"], 2, 1),
        (&["--after", "20260101000000_init"], 2, 1),
    ] {
        let (ended, report) = check(&project, arguments);
        assert_eq!((ended, report["coverage"]["pending"].as_u64()), (Some(code), Some(pending)), "{arguments:?}");
    }
}

#[test]
fn standard_input_has_no_migration_and_files_are_judged_in_their_history() {
    let project = shop();
    let run = with_input(&project, "DROP TABLE \"User\";", &["check", "-", "--format", "json"]);
    let report = super::report(&run);
    assert_eq!(run.code, Some(1));
    assert!(finding(&report, "drop-table")["migration"].is_null());
    project.migration("20260102000000_drop", "DROP TABLE \"User\";\n");
    let (code, report) = check(&project, &["prisma/migrations/20260102000000_drop/migration.sql"]);
    assert_eq!((code, finding(&report, "drop-table")["migration"].as_str()), (Some(1), Some("20260102000000_drop")));
    project.write("loose.sql", "DROP TABLE \"User\";\n");
    assert_eq!(check(&project, &["loose.sql"]).0, Some(1));
}
