//! What a branch did to the histories of other tools than Prisma.

use super::{Repo, changes, names};
use crate::project::pending::Selector;

/// A branch from a `main` that has these files.
fn branch(files: &[(&str, &str)]) -> Repo {
    let repo = Repo { root: tempfile::tempdir().unwrap() };
    for (path, text) in files {
        repo.write(path, text);
    }
    repo.git(&["init", "--quiet", "--initial-branch=main"]);
    repo.commit();
    repo.track_main();
    repo.git(&["checkout", "--quiet", "-b", "feature"]);
    repo
}

#[test]
fn the_way_back_may_change_and_the_way_forward_may_not() {
    let file = "migrations/1_a.sql";
    let repo = branch(&[
        (file, "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 2;\n"),
        ("migrations/2_b.sql", "-- +goose Up\n"),
    ]);
    repo.write(file, "-- +goose Up\nSELECT 1;\n-- +goose Down\nSELECT 3;\n");
    assert!(changes(&repo.select(&Selector::Default).unwrap()).is_empty());
    repo.write(file, "-- +goose Up\nSELECT 9;\n-- +goose Down\nSELECT 2;\n");
    let selection = repo.select(&Selector::Default).unwrap();
    assert!(changes(&selection)[0].starts_with("edited 1_a"), "{:?}", changes(&selection));
}

#[test]
fn a_repeatable_migration_is_pending_when_it_was_changed() {
    let repo =
        branch(&[("db/V1__a.sql", "SELECT 1;"), ("db/R__view.sql", "SELECT 2;"), ("db/R__other.sql", "SELECT 3;")]);
    repo.write("db/R__view.sql", "SELECT 4;");
    repo.write("db/V2__b.sql", "SELECT 5;");
    let selection = repo.select(&Selector::Default).unwrap();
    assert_eq!(names(&selection), ["V2__b", "R__view"]);
    assert!(changes(&selection).is_empty(), "{:?}", changes(&selection));
}

#[test]
fn versions_are_compared_as_the_tool_does() {
    let repo = branch(&[("db/V9__a.sql", "SELECT 1;")]);
    repo.write("db/V10__b.sql", "SELECT 2;");
    assert!(changes(&repo.select(&Selector::Default).unwrap()).is_empty(), "10 is later than 9");
    repo.write("db/V8.5__c.sql", "SELECT 3;");
    let selection = repo.select(&Selector::Default).unwrap();
    assert!(changes(&selection)[0].contains("V8.5__c"), "{:?}", changes(&selection));
}

#[test]
fn drizzle_goes_by_time_and_not_by_place() {
    let entry = |tag: &str, when: u64| format!(r#"{{ "tag": "{tag}", "when": {when} }}"#);
    let journal =
        |entries: &[String]| format!(r#"{{ "dialect": "postgresql", "entries": [ {} ] }}"#, entries.join(", "));
    let old = [entry("0000_a", 10), entry("0001_b", 30)];
    let repo =
        branch(&[("d/meta/_journal.json", &journal(&old)), ("d/0000_a.sql", "SELECT 1"), ("d/0001_b.sql", "SELECT 2")]);
    repo.write("d/0002_c.sql", "SELECT 3");
    repo.write("d/meta/_journal.json", journal(&[old.to_vec(), vec![entry("0002_c", 20)]].concat()));
    let selection = repo.select(&Selector::Default).unwrap();
    assert_eq!(names(&selection), ["0002_c"]);
    assert!(changes(&selection)[0].contains("0002_c"), "written before 0001_b: {:?}", changes(&selection));
    repo.write("d/meta/_journal.json", journal(&[old.to_vec(), vec![entry("0002_c", 40)]].concat()));
    assert!(changes(&repo.select(&Selector::Default).unwrap()).is_empty());
}
