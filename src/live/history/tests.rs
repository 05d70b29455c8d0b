use std::path::PathBuf;

use super::*;
use crate::project::{Layout, Migration};
use crate::sql::Source;

fn row(id: &str, name: &str) -> HistoryRow {
    HistoryRow { id: id.to_owned(), ..HistoryRow::ended(name) }
}

fn table(running: Running, rows: Vec<HistoryRow>) -> HistoryTable {
    of(Tool::Prisma, running, rows)
}

fn of(tool: Tool, running: Running, rows: Vec<HistoryRow>) -> HistoryTable {
    HistoryTable {
        tool,
        schema: "public".to_owned(),
        name: "history".to_owned(),
        around: "public".to_owned(),
        present: true,
        owner: None,
        nonempty: true,
        elsewhere: Vec::new(),
        running,
        rows,
        skipped: BTreeSet::new(),
    }
}

/// Files with the time by which Drizzle knows them.
fn files(layout: Layout, files: &[(&str, &str, Option<u64>)]) -> History {
    let file = |(name, text, stamp): &(&str, &str, Option<u64>)| {
        let path = format!("m/{name}.sql");
        let source = Source::new(path.as_str(), *text);
        let repeatable = name.starts_with("R__");
        Migration { stamp: *stamp, repeatable, ..Migration::new(*name, PathBuf::from(&path), source) }
    };
    let migrations = files.iter().map(file).collect();
    History { layout, folder: PathBuf::from("m"), shown: "m".into(), migrations, complete: true }
}

fn told(table: &HistoryTable) -> Vec<(String, MigrationState, Content)> {
    let row = |row: &HistoryRow| (row.name.clone(), table.state(row), row.content);
    table.currents().into_iter().map(row).collect()
}

#[test]
fn golang_migrate_applied_all_up_to_its_version() {
    let files = files(Layout::GolangMigrate, &[("1_a", "A", None), ("0002_b", "B", None), ("10_c", "C", None)]);
    let at = |row: HistoryRow| told(&of(Tool::GolangMigrate, Running::No, vec![row]).beside(&files));
    let names = |rows: Vec<(String, MigrationState, Content)>| {
        rows.into_iter().map(|(name, state, _)| (name, state)).collect::<Vec<_>>()
    };
    let applied = |name: &str| (name.to_owned(), MigrationState::Applied);
    assert_eq!(names(at(row("r", "2"))), [applied("1_a"), applied("0002_b")]);
    let dirty = HistoryRow { outcome: Outcome::Begun, ..row("r", "10") };
    assert_eq!(names(at(dirty)), [applied("1_a"), applied("0002_b"), ("10_c".to_owned(), MigrationState::Failed)]);
    assert_eq!(names(at(row("r", "11"))).last(), Some(&applied("11")), "a version that the repository lacks");
}

#[test]
fn drizzle_passes_over_what_is_dated_before_the_newest() {
    let files = files(
        Layout::Drizzle,
        &[
            ("0000_a", "A", Some(10)),
            ("0001_late", "L", Some(15)),
            ("0002_b", "B", Some(20)),
            ("0003_c", "C", Some(30)),
        ],
    );
    let stored = |text: &str| Stored::Checksum(Checksum::of(text).to_string());
    let rows = vec![
        HistoryRow { stored: stored("A"), ..row("1", "10") },
        HistoryRow { stored: stored("other"), ..row("2", "20") },
    ];
    let table = of(Tool::Drizzle, Running::Untold, rows).beside(&files);
    let applied = |name: &str, content| (name.to_owned(), MigrationState::Applied, content);
    assert_eq!(told(&table), [applied("0000_a", Content::Same), applied("0002_b", Content::Other)]);
    assert_eq!(table.skipped.into_iter().collect::<Vec<_>>(), ["0001_late"]);
    let renewed = vec![HistoryRow { stored: stored("C"), ..row("1", "25") }];
    let table = of(Tool::Drizzle, Running::Untold, renewed).beside(&files);
    assert_eq!(told(&table), [applied("0003_c", Content::Same)], "its journal was dated anew");
}

#[test]
fn drizzle_is_read_on_its_way_to_names() {
    let stored = |text: &str| Stored::Checksum(Checksum::of(text).to_string());
    let named = files(Layout::Drizzle, &[("20260101000000_a", "A", None)]);
    let without_name = vec![HistoryRow { stored: stored("A"), ..row("1", "1767225600000") }];
    let applied = |name: &str| (name.to_owned(), MigrationState::Applied, Content::Same);
    assert_eq!(told(&of(Tool::Drizzle, Running::Untold, without_name).beside(&named)), [applied("20260101000000_a")]);
    let dated = files(Layout::Drizzle, &[("0000_a", "A", Some(10)), ("0001_b", "B", Some(20))]);
    let with_name = vec![HistoryRow { stored: stored("A"), ..row("1", "0000_a") }];
    let table = of(Tool::Drizzle, Running::Untold, with_name).beside(&dated);
    assert_eq!((told(&table), table.skipped.len()), (vec![applied("0000_a")], 0));
}

#[test]
fn flyway_takes_back_repeats_and_begins_at_a_baseline() {
    let files =
        files(Layout::Flyway, &[("V1__a", "A", None), ("V2__b", "B", None), ("V3__c", "C", None), ("R__v", "V", None)]);
    let repeat = |id: &str, crc: &str| HistoryRow { stored: Stored::Checksum(crc.to_owned()), ..row(id, "R v") };
    let rows = vec![
        HistoryRow { outcome: Outcome::Declared, ..row("1", "2") },
        row("2", "3"),
        repeat("3", "1"),
        HistoryRow { outcome: Outcome::RolledBack, ..row("4", "3") },
        repeat("5", "2"),
    ];
    let table = of(Tool::Flyway, Running::No, rows).beside(&files);
    assert!(table.duplicates().is_empty());
    let states: Vec<_> = told(&table).into_iter().map(|(name, state, _)| (name, state)).collect();
    let wanted = [
        ("V1__a", MigrationState::Baselined),
        ("V2__b", MigrationState::Baselined),
        ("V3__c", MigrationState::RolledBack),
        ("R__v", MigrationState::Applied),
    ];
    assert_eq!(states, wanted.map(|(name, state)| (name.to_owned(), state)));
}

#[test]
fn a_baseline_script_of_flyway_stands_for_what_is_below_it() {
    let rows = || vec![row("1", "B 2"), row("2", "3")];
    let states = |names: &[(&str, &str, Option<u64>)]| {
        let table = of(Tool::Flyway, Running::No, rows()).beside(&files(Layout::Flyway, names));
        told(&table).into_iter().map(|(name, state, _)| (name, state)).collect::<Vec<_>>()
    };
    let with = |state| move |name: &str| (name.to_owned(), state);
    let (applied, baselined) = (with(MigrationState::Applied), with(MigrationState::Baselined));
    let three = [("V1__a", "A", None), ("V2__b", "B", None), ("V3__c", "C", None)];
    assert_eq!(states(&three), [baselined("V1__a"), baselined("V2__b"), applied("V3__c")]);
    assert_eq!(states(&[("B2__all", "AB", None), three[2]]), [applied("B2__all"), applied("V3__c")]);
}

#[test]
fn supabase_compares_statements_whatever_stands_between_them() {
    let statements = |all: &[&str]| Stored::Statements(all.iter().map(|one| (*one).to_owned()).collect());
    let content = |stored: Stored, text: &str| {
        let files = files(Layout::Supabase, &[("20260101000000_a", text, None)]);
        let rows = vec![HistoryRow { stored, ..row("1", "20260101000000") }];
        of(Tool::Supabase, Running::Untold, rows).beside(&files).rows[0].content
    };
    let applied = || statements(&["CREATE TABLE a (id int)", "-- why\nCREATE TABLE b (t text DEFAULT 'x;\ny')"]);
    let text = "CREATE TABLE a (id int);\r\n\r\n-- other\r\nCREATE TABLE b (t text DEFAULT 'x;\r\ny');\r\n";
    assert_eq!(content(applied(), text), Content::Same);
    assert_eq!(content(applied(), &text.replace("int", "bigint")), Content::Other);
    assert_eq!(content(Stored::Nothing, text), Content::Unseen);
}

#[test]
fn atlas_blames_the_edited_file_and_none_after_it() {
    let texts = [("1_a", "A", None), ("2_b", "B", None), ("3_c", "C", None)];
    let mut hash = sha2::Sha256::default();
    let rows = texts.map(|(name, text, _)| {
        use sha2::Digest as _;
        hash.update(format!("{name}.sql{text}"));
        let stored = Stored::Checksum(format!("{:x}", hash.clone().finalize()));
        HistoryRow { stored, ..row(name, &name[..1]) }
    });
    let contents = |texts: [(&str, &str, Option<u64>); 3]| {
        let table = of(Tool::Atlas, Running::Untold, rows.to_vec()).beside(&files(Layout::Atlas, &texts));
        table.rows.iter().map(|row| row.content).collect::<Vec<_>>()
    };
    assert_eq!(contents(texts), [Content::Same; 3]);
    let edited = [texts[0], ("2_b", "other", None), texts[2]];
    assert_eq!(contents(edited), [Content::Same, Content::Other, Content::Unseen]);
}

#[test]
fn only_the_newest_unfinished_row_can_be_running() {
    let begun = |id: &str| HistoryRow { outcome: Outcome::Begun, ..row(id, id) };
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
    let rolled_back = |id: &str, name: &str| HistoryRow { outcome: Outcome::RolledBack, ..row(id, name) };
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
