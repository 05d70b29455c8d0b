//! The choice of what is pending, on real repositories.

use std::path::{Path, PathBuf};
use std::process::Command;

mod tools;

use super::*;
use crate::project::git::Revision;

const FOLDER: &str = "prisma/migrations";

/// A working tree with the git command that made it.
struct Repo {
    root: tempfile::TempDir,
}

impl Repo {
    /// A folder with a Prisma history of these names, outside git.
    fn plain(names: &[&str]) -> Self {
        let repo = Self { root: tempfile::tempdir().unwrap() };
        repo.write("prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
        for name in names {
            repo.add(name);
        }
        repo
    }

    /// The same, committed on `main`.
    fn committed(names: &[&str]) -> Self {
        let repo = Self::plain(names);
        repo.git(&["init", "--quiet", "--initial-branch=main"]);
        repo.commit();
        repo
    }

    /// The same with a remote whose `main` is at that commit, on a new branch.
    fn on_branch(names: &[&str]) -> Self {
        let repo = Self::committed(names);
        repo.track_main();
        repo.git(&["checkout", "--quiet", "-b", "feature"]);
        repo
    }

    fn track_main(&self) {
        self.git(&["remote", "add", "origin", "https://example.invalid/shop.git"]);
        self.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    }

    fn path(&self) -> &Path {
        self.root.path()
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn migration(name: &str) -> String {
        format!("{FOLDER}/{name}/migration.sql")
    }

    fn add(&self, name: &str) {
        self.write(&Self::migration(name), format!("CREATE TABLE \"{name}\" (id int);\n"));
    }

    fn remove(&self, name: &str) {
        std::fs::remove_dir_all(self.path().join(FOLDER).join(name)).unwrap();
    }

    fn git(&self, arguments: &[&str]) {
        git(self.path(), arguments);
    }

    fn commit(&self) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", "change"]);
    }

    fn select(&self, selector: &Selector) -> Result<Selection, InputError> {
        self.select_from("", selector)
    }

    fn select_from(&self, cwd: &str, selector: &Selector) -> Result<Selection, InputError> {
        select(&Workspace::new(self.path().join(cwd)), selector, &[]).map(|mut all| all.remove(0))
    }

    fn pending(&self, selector: &Selector) -> Vec<String> {
        names(&self.select(selector).unwrap())
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=t", "-c", "user.email=t@example.invalid", "-c", "core.autocrlf=false"])
        .args(arguments)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env_remove("GIT_DIR")
        .env_remove("GIT_INDEX_FILE")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn names(selection: &Selection) -> Vec<String> {
    selection.pending.iter().map(|&at| selection.history.migrations[at].name.to_string()).collect()
}

/// Each change in few words.
fn changes(selection: &Selection) -> Vec<String> {
    let told = |change: &HistoryChange| match change {
        HistoryChange::Edited { name, before, after } => {
            format!("edited {name}: {} -> {}", before.text().trim(), after.text().trim())
        }
        HistoryChange::Deleted { name, before } => format!("deleted {name} at {}", before.path()),
        HistoryChange::Renamed { from, to, .. } => format!("renamed {from} to {to}"),
        HistoryChange::OutOfOrder { name, newest, .. } => format!("{name} before {newest}"),
    };
    selection.changes.iter().map(told).collect()
}

fn base(reference: &str) -> Selector {
    Selector::Base(reference.to_owned())
}

#[test]
fn counts_committed_uncommitted_and_untracked_migrations_as_new() {
    let repo = Repo::on_branch(&["1_a", "2_b"]);
    repo.add("3_committed");
    repo.commit();
    repo.add("4_staged");
    repo.git(&["add", "--all"]);
    repo.add("5_untracked");
    let expected = ["3_committed", "4_staged", "5_untracked"];
    assert_eq!(repo.pending(&base("origin/main")), expected);
    assert_eq!(repo.pending(&base("main")), expected);
    let selection = repo.select_from("prisma", &Selector::Default).unwrap();
    assert_eq!(names(&selection), expected);
    assert!(selection.sentence.contains("merge base with origin/main"), "{}", selection.sentence);
    assert_eq!((selection.origin(1), selection.origin(2)), (Origin::Deployed, Origin::Pending));
    assert_eq!(selection.history.migrations[0].source.path(), "migrations/1_a/migration.sql");
}

#[test]
fn reads_the_merge_base_not_the_tip_and_files_of_the_base() {
    let repo = Repo::on_branch(&["1_a"]);
    repo.write("seawall.yaml", "version: 1\n");
    repo.add("3_mine");
    repo.commit();
    repo.git(&["checkout", "--quiet", "main"]);
    repo.add("2_theirs");
    repo.commit();
    repo.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    repo.git(&["checkout", "--quiet", "--detach", "feature"]);
    let selection = repo.select(&Selector::Default).unwrap();
    assert_eq!(names(&selection), ["3_mine"]);
    assert!(changes(&selection).is_empty(), "what others added to the tip was not deleted here");
    let workspace = Workspace::new(repo.path());
    let merge_base = Revision::Commit(selection.base.as_ref().unwrap());
    let file = |path: &str| merge_base.file(&workspace, Path::new(path)).unwrap();
    assert_eq!(file("seawall.yaml"), None);
    assert_eq!(file("prisma/migrations/migration_lock.toml").unwrap(), "provider = \"postgresql\"\n");
    // What GitHub checks out for a pull request: a merge of both.
    repo.git(&["merge", "--quiet", "--no-edit", "main"]);
    assert_eq!(repo.pending(&base("origin/main")), ["3_mine"]);
}

#[test]
fn looks_at_the_previous_commit_on_the_base_branch_itself() {
    let repo = Repo::committed(&["1_a"]);
    repo.add("2_b");
    repo.commit();
    repo.track_main();
    repo.add("3_untracked");
    let selection = repo.select(&Selector::Default).unwrap();
    assert_eq!(names(&selection), ["2_b", "3_untracked"]);
    assert!(selection.sentence.contains("since the previous commit"), "{}", selection.sentence);
    assert_eq!(repo.pending(&base("origin/main")), ["3_untracked"]);
}

#[test]
fn falls_back_to_the_newest_without_a_remote_or_outside_git() {
    let repo = Repo::plain(&["1_a", "2_b"]);
    let reason = |repo: &Repo| {
        let selection = repo.select(&Selector::Default).unwrap();
        assert_eq!(names(&selection), ["2_b"]);
        selection.sentence
    };
    assert!(reason(&repo).contains("not in a git repository"));
    repo.git(&["init", "--quiet"]);
    assert!(reason(&repo).contains("no commits yet"));
    repo.commit();
    assert!(reason(&repo).contains("no git remote"));
    repo.git(&["update-ref", "refs/remotes/origin/topic", "HEAD"]);
    repo.git(&["remote", "add", "origin", "https://example.invalid/shop.git"]);
    let error = repo.select(&Selector::Default).unwrap_err();
    assert!(error.help.unwrap().contains("origin/topic"), "a remote without a default branch is no reason to guess");
}

#[test]
fn names_the_remedy_for_a_shallow_clone_and_an_unknown_branch() {
    let repo = Repo::on_branch(&["1_a"]);
    repo.add("2_b");
    repo.commit();
    let clone = Repo { root: tempfile::tempdir().unwrap() };
    let url = format!("file://{}", repo.path().display());
    git(clone.path(), &["clone", "--quiet", "--depth=1", "--no-single-branch", &url, "."]);
    let error = clone.select(&base("origin/main")).unwrap_err();
    assert!(error.help.as_deref().is_some_and(|help| help.contains("fetch-depth: 0")), "{error:?}");
    clone.git(&["checkout", "--quiet", "--detach"]);
    clone.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    clone.git(&["update-ref", "-d", "refs/remotes/origin/HEAD"]);
    let error = clone.select(&Selector::Default).unwrap_err();
    assert!(error.message.contains("without the previous commit"), "{error:?}");

    let error = repo.select(&base("origin/mian")).unwrap_err();
    assert!(error.message.contains("origin/mian"));
    let help = error.help.unwrap();
    assert!(help.contains("git fetch origin mian") && help.contains("origin/main"), "{help}");
}

#[test]
fn tells_what_happened_to_migrations_of_the_base() {
    let repo = Repo::on_branch(&["1_a", "2_b", "3_c", "4_d", "5_e"]);
    repo.write(&Repo::migration("1_a"), "CREATE TABLE \"1_a\" (id int);\r\n");
    repo.write(&Repo::migration("2_b"), "DROP TABLE x;\n");
    repo.remove("3_c");
    std::fs::rename(repo.path().join(FOLDER).join("4_d"), repo.path().join(FOLDER).join("6_d")).unwrap();
    repo.add("0_early");
    let selection = repo.select(&Selector::Default).unwrap();
    assert_eq!(names(&selection), ["0_early", "6_d"]);
    let expected = [
        "edited 2_b: CREATE TABLE \"2_b\" (id int); -> DROP TABLE x;",
        "deleted 3_c at prisma/migrations/3_c/migration.sql",
        "renamed 4_d to 6_d",
        "0_early before 5_e",
    ];
    assert_eq!(changes(&selection), expected);
}

#[test]
fn reads_staged_content_and_nothing_else() {
    let repo = Repo::on_branch(&["1_a"]);
    repo.add("2_committed");
    repo.commit();
    repo.add("3_staged");
    repo.write(&Repo::migration("2_committed"), "SELECT 'staged';\n");
    repo.write(&Repo::migration("1_a"), "SELECT 'rewritten';\n");
    repo.git(&["add", "--all"]);
    repo.write(&Repo::migration("3_staged"), "DROP TABLE later;\n");
    repo.add("4_untracked");
    let selection = repo.select(&Selector::Staged).unwrap();
    assert_eq!(names(&selection), ["2_committed", "3_staged"], "not deployed yet, so an edit is judged");
    assert_eq!(selection.history.migrations[2].source.text(), "CREATE TABLE \"3_staged\" (id int);\n");
    assert_eq!(changes(&selection).len(), 1, "{:?}", changes(&selection));
    assert!(changes(&selection)[0].starts_with("edited 1_a"));
    repo.git(&["reset", "--quiet", "--hard"]);
    assert!(repo.pending(&Selector::Staged).is_empty());
}

#[test]
fn reads_the_index_that_git_hands_to_a_hook() {
    let repo = Repo::on_branch(&["1_a"]);
    repo.add("2_b");
    repo.git(&["add", "--all"]);
    let handed = repo.path().join(".git/next-index.lock");
    std::fs::copy(repo.path().join(".git/index"), &handed).unwrap();
    repo.git(&["reset", "--quiet"]);
    assert!(repo.pending(&Selector::Staged).is_empty());
    let workspace = Workspace::new(repo.path()).with_index_file(&handed);
    assert_eq!(names(&select(&workspace, &Selector::Staged, &[]).unwrap()[0]), ["2_b"]);
}

#[test]
fn works_in_a_linked_worktree() {
    let repo = Repo::on_branch(&["1_a"]);
    repo.git(&["worktree", "add", "--quiet", "tree", "-b", "other"]);
    repo.write(&format!("tree/{}", Repo::migration("2_b")), "SELECT 1;\n");
    assert_eq!(names(&repo.select_from("tree", &Selector::Default).unwrap()), ["2_b"]);
}

#[test]
fn selects_by_name_number_or_all_without_git() {
    let repo = Repo::plain(&["10_first", "2_second", "20250101_add_user"]);
    // A broken repository shows that these do not look at it.
    repo.write(".git", "gitdir: nowhere\n");
    let after = |name: &str| Selector::After(name.to_owned());
    assert_eq!(repo.pending(&after("10_first")), ["20250101_add_user", "2_second"], "by the bytes of the names");
    assert_eq!(repo.pending(&Selector::Last(2)), ["20250101_add_user", "2_second"]);
    assert_eq!(repo.pending(&Selector::Last(9)).len(), 3);
    let all = repo.select(&Selector::All).unwrap();
    assert!(all.each_alone && all.pending == [0, 1, 2]);
    for (wrong, nearest) in [("add_user", "20250101_add_user"), ("2_secnod", "2_second")] {
        assert!(repo.select(&after(wrong)).unwrap_err().help.unwrap().contains(nearest), "{wrong}");
    }
    assert!(repo.select(&Selector::Last(0)).is_err());
}

#[test]
fn judges_named_files_in_their_history() {
    let repo = Repo::plain(&["1_a", "2_b", "3_c"]);
    repo.write("extra.sql", "SELECT 1;");
    let files = |named: &[&str]| Selector::Files(named.iter().map(PathBuf::from).collect());
    let workspace = Workspace::new(repo.path());
    let named = files(&["prisma/migrations/2_b/migration.sql", "extra.sql", "prisma/migrations/3_c"]);
    let selections = select(&workspace, &named, &[]).unwrap();
    let seen: Vec<(bool, Vec<String>)> =
        selections.iter().map(|selection| (selection.history.complete, names(selection))).collect();
    assert_eq!(seen, [(false, vec!["extra".to_owned()]), (true, vec!["2_b".to_owned(), "3_c".to_owned()])]);
    let middle = select(&workspace, &files(&["prisma/migrations/2_b"]), &[]).unwrap();
    assert_eq!(middle[0].history.migrations.len(), 2, "what comes later is not there yet");
    assert!(select(&workspace, &files(&["nowhere.sql"]), &[]).unwrap_err().message.contains("does not exist"));
}

#[test]
fn stops_with_one_clear_error_where_a_history_cannot_be_read() {
    let fails = |prepare: &dyn Fn(&Repo), message: &str| {
        let repo = Repo::plain(&["1_a"]);
        prepare(&repo);
        let error = repo.select(&Selector::All).unwrap_err();
        assert!(error.message.contains(message), "{error:?}");
        assert!(error.path.is_some() && error.help.is_some(), "{error:?}");
    };
    let lock = "prisma/migrations/migration_lock.toml";
    fails(&|repo| repo.write(lock, "provider = \"mysql\"\n"), "PostgreSQL only");
    fails(&|repo| repo.write(lock, "<<<<<<< HEAD\n"), "merge conflict");
    fails(&|repo| repo.write("prisma/migrations/2_b/notes.md", ""), "P3015");
    fails(&|repo| repo.write(&Repo::migration("2_b"), b"SELECT '\xE9';"), "not valid UTF-8");
    fails(&|repo| repo.write(&Repo::migration("2_b"), b"\xFF\xFES\0E\0L\0"), "UTF-16");
    fails(&|repo| repo.remove("1_a"), "holds no migrations");
    let eight = "prisma/migrations/app/1_a/migration.json";
    fails(&|repo| repo.write(eight, "{}"), "Prisma 8");
    let huge = |repo: &Repo| {
        repo.write(&Repo::migration("2_b"), "");
        let file = std::fs::File::options().write(true).open(repo.path().join(Repo::migration("2_b"))).unwrap();
        file.set_len(200 << 20).unwrap();
    };
    fails(&huge, "200 MB");
}

#[cfg(unix)]
#[test]
fn tells_a_link_that_leads_to_itself() {
    let repo = Repo::plain(&["1_a"]);
    std::os::unix::fs::symlink("2_loop", repo.path().join(FOLDER).join("2_loop")).unwrap();
    let error = repo.select(&Selector::All).unwrap_err();
    assert!(error.message.contains("symbolic link"), "{error:?}");
    assert_eq!(error.path.as_deref(), Some("prisma/migrations/2_loop"));
}

#[test]
fn notes_a_missing_lock_file_and_keeps_a_byte_order_mark() {
    let repo = Repo::plain(&[]);
    std::fs::remove_file(repo.path().join("prisma/migrations/migration_lock.toml")).unwrap();
    repo.write(&Repo::migration("1_a"), "\u{feff}SELECT 1;");
    let selection = repo.select(&Selector::Default).unwrap();
    assert!(selection.notes[0].contains("migration_lock.toml is missing"), "{:?}", selection.notes);
    assert!(selection.history.migrations[0].source.text().starts_with('\u{feff}'));
}

#[test]
fn refuses_to_guess_which_of_several_projects_is_meant() {
    let repo = Repo::plain(&["1_a"]);
    repo.write("other/prisma/migrations/1_x/migration.sql", "SELECT 1;");
    let workspace = Workspace::new(repo.path());
    assert_eq!(select(&workspace, &Selector::All, &[]).unwrap().len(), 2);
    let after = Selector::After("1_a".to_owned());
    assert!(select(&workspace, &after, &[]).unwrap_err().help.unwrap().contains("other/prisma/migrations"));
    assert_eq!(select(&workspace, &after, &[PathBuf::from("prisma/migrations").into()]).unwrap().len(), 1);
}

#[test]
fn knows_migrations_again_in_a_folder_that_moved() {
    let repo = Repo::on_branch(&["1_a", "2_b"]);
    std::fs::create_dir_all(repo.path().join("packages/db")).unwrap();
    std::fs::rename(repo.path().join("prisma"), repo.path().join("packages/db/prisma")).unwrap();
    repo.write("packages/db/prisma/migrations/3_c/migration.sql", "SELECT 1;");
    let seen = |selector: &Selector| {
        let selection = repo.select(selector).unwrap();
        assert!(selection.notes[0].contains("lies in prisma/migrations"), "{:?}", selection.notes);
        assert!(changes(&selection).is_empty(), "{:?}", changes(&selection));
        names(&selection)
    };
    assert_eq!(seen(&Selector::Default), ["3_c"]);
    repo.git(&["add", "--all"]);
    assert_eq!(seen(&Selector::Staged), ["3_c"]);
}
