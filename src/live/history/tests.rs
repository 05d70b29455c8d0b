use time::macros::datetime;

use super::*;

fn row(id: &str, name: &str) -> HistoryRow {
    let at = datetime!(2026-01-02 03:04:05 UTC);
    HistoryRow {
        id: id.to_owned(),
        name: name.to_owned(),
        checksum: Checksum::of(""),
        started_at: at,
        finished_at: Some(at + time::Duration::SECOND),
        rolled_back_at: None,
        steps: 1,
        logs: None,
    }
}

fn table(running: Running, rows: Vec<HistoryRow>) -> HistoryTable {
    HistoryTable {
        schema: "public".to_owned(),
        name: "_prisma_migrations".to_owned(),
        present: true,
        owner: None,
        nonempty: true,
        elsewhere: Vec::new(),
        running,
        rows,
    }
}

#[test]
fn a_declared_row_is_told_from_one_that_ran() {
    let ran = row("1", "a");
    assert_eq!(ran.state(Running::No), MigrationState::Applied);
    let declared = HistoryRow { finished_at: Some(ran.started_at), steps: 0, logs: Some(String::new()), ..ran.clone() };
    assert_eq!(declared.state(Running::No), MigrationState::Baselined);
    // An empty migration takes no time and no step, but writes no log.
    assert_eq!(HistoryRow { logs: None, ..declared }.state(Running::No), MigrationState::Applied);
}

#[test]
fn only_the_newest_unfinished_row_can_be_running() {
    let begun = |id: &str| HistoryRow { finished_at: None, ..row(id, id) };
    let states = |running| {
        let table = table(running, vec![begun("1"), begun("2")]);
        table.rows.iter().map(|row| table.state(row)).collect::<Vec<_>>()
    };
    assert_eq!(states(Running::No), [MigrationState::Failed; 2]);
    assert_eq!(states(Running::Yes), [MigrationState::Failed, MigrationState::Running]);
    assert_eq!(states(Running::Unknown), [MigrationState::Unfinished; 2]);
}

#[test]
fn the_newest_row_that_is_not_rolled_back_counts() {
    let rolled_back =
        |id: &str, name: &str| HistoryRow { rolled_back_at: Some(row("", "").started_at), ..row(id, name) };
    let rows =
        vec![rolled_back("1", "a"), row("2", "a"), rolled_back("3", "a"), rolled_back("4", "b"), rolled_back("5", "b")];
    let table = table(Running::No, rows);
    let id = |name: &str| table.current(name).map(|row| row.id.as_str());
    assert_eq!((id("a"), id("b"), id("c")), (Some("2"), Some("5"), None));
    assert_eq!(table.currents().iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["2", "5"]);
    assert!(table.duplicates().is_empty());
}

#[test]
fn a_name_that_stands_twice_is_a_duplicate() {
    let table = table(Running::No, vec![row("1", "a"), row("2", "b"), row("3", "a")]);
    assert_eq!(table.duplicates().into_iter().collect::<Vec<_>>(), ["a"]);
}
