//! Two databases against each other: each single change is found in the object and attribute that it is in, and in no other.

mod cases;
mod database;
mod reading;

use crate::postgres;
use crate::shared;
use crate::skip;
use cases::{Case, Suite};
use database::{Subject, tell};
use seawall::schema::{ATTRIBUTES, Change, ObjectKind};
use std::collections::BTreeSet;

/// The versions on which each repair is looked at by itself; on the others they are looked at together, in the end.
const CAREFUL: [u32; 3] = [12, 15, 18];

/// Runs every case of a suite on one major version: the change is told as the case says, and its repair undoes it.
fn run(suite: &Suite, major: u32) {
    let Some(server) = postgres::server(Some(major)) else { return };
    let mut failures = Vec::new();
    for (base, cases) in suite.by_base(major) {
        let mut subject = Subject::create(server, base);
        for case in cases {
            failures.extend(judge(&mut subject, case, major));
        }
        let left = tell(&subject.look());
        assert!(left.is_empty() || !failures.is_empty(), "PostgreSQL {major}: the repairs left {left:#?}");
    }
    let too_new = suite.too_new(major);
    if !too_new.is_empty() {
        skip::say_skipped(&format!("PostgreSQL {major} has no syntax for: {}", too_new.join(", ")));
    }
    assert!(failures.is_empty(), "PostgreSQL {major}, {} cases:\n{}", failures.len(), failures.join("\n"));
}

/// What is wrong with the outcome of a case; the database is then as it was.
fn judge(subject: &mut Subject, case: &Case, major: u32) -> Option<String> {
    let told = match subject.drift(&case.sql) {
        Ok(changes) => changes,
        Err(error) => {
            subject.reset();
            return Some(format!("{}\n  {error}", case.name));
        }
    };
    let expected = case.tells(major);
    let found = tell(&told);
    let problem =
        (found != expected).then(|| format!("{}\n  told     {found:#?}\n  expected {expected:#?}", case.name));
    if problem.is_some() {
        subject.reset();
    }
    problem.or_else(|| bring_back(subject, case, &told, CAREFUL.contains(&major)))
}

/// What is wrong with the repair of a case; without care, only whether it runs.
fn bring_back(subject: &mut Subject, case: &Case, changes: &[Change], careful: bool) -> Option<String> {
    if changes.is_empty() {
        return None;
    }
    let (script, outcome) = subject.repair(changes);
    let left = match outcome {
        // What it says differs from one version to the next.
        Err(_) if case.left() == ["ERROR"] => vec!["ERROR".to_owned()],
        Err(error) => vec![error.to_string()],
        Ok(()) if careful => tell(&subject.look()),
        Ok(()) => case.left().to_vec(),
    };
    if !left.is_empty() {
        subject.reset();
    }
    let script = script.replace('\n', "\n          ");
    (left != case.left())
        .then(|| format!("{}\n  left    {left:#?}\n  and not {:#?}\n  after   {script}", case.name, case.left()))
}

macro_rules! versions {
    ($($name:ident $major:literal)*) => {$(
        #[test]
        fn $name() {
            run(&Suite::own(), $major);
            if let Some(shared) = shared::folder() {
                run(&Suite::shared(&shared), $major);
            }
        }
    )*};
}

versions! {
    every_case_on_12 12
    every_case_on_13 13
    every_case_on_14 14
    every_case_on_15 15
    every_case_on_16 16
    every_case_on_17 17
    every_case_on_18 18
}

/// Each column of a query is reserved or an attribute, each attribute is in a query, and each kind is read or explained.
#[test]
fn the_closed_lists_are_what_the_queries_read() {
    const RESERVED: [&str; 11] = [
        "kind",
        "schema",
        "name",
        "part",
        "parent_schema",
        "parent_name",
        "class",
        "oid",
        "sub",
        "unreadable",
        "not_compared",
    ];
    let mut read = BTreeSet::new();
    for major in postgres::majors() {
        let Some(server) = postgres::server(Some(major)) else { return };
        let database = server.database();
        for query in seawall::live::QUERY_FILES.iter().flat_map(|file| statements(&file.for_major(major))) {
            let columns = format!(
                "CREATE TEMP VIEW one_query AS {query}; SELECT attname FROM pg_attribute WHERE attrelid = 'one_query'::regclass"
            );
            let columns = database.query_strings(&columns).unwrap_or_else(|why| panic!("{major}: {query}: {why}"));
            database.execute("DROP VIEW one_query").unwrap();
            read.extend(columns.into_iter().filter_map(|row| row[0].clone()));
        }
    }
    let attributes: BTreeSet<String> = ATTRIBUTES.iter().map(|attribute| attribute.name.replace('-', "_")).collect();
    let reserved: BTreeSet<String> = RESERVED.iter().map(|&name| name.to_owned()).collect();
    assert_eq!(read.difference(&attributes).cloned().collect::<BTreeSet<_>>(), reserved);
    assert_eq!(attributes.difference(&read).collect::<Vec<_>>(), [""; 0]);
}

/// The statements of a query file; none has a semicolon inside.
fn statements(text: &str) -> Vec<String> {
    let without_comments: Vec<&str> = text.lines().map(|line| line.split("--").next().unwrap_or_default()).collect();
    let text = without_comments.join("\n");
    text.split(';').map(str::trim).filter(|query| !query.is_empty()).map(str::to_owned).collect()
}

/// Kinds that findings name and no query reads, each for a reason.
#[test]
fn every_kind_is_read_or_explained() {
    let unread = [
        (ObjectKind::EnumValue, "labels are told in one attribute of their type, with their order"),
        (ObjectKind::Migration, "migrations lie in files"),
        (ObjectKind::Partition, "a partition is a table, before and after it is attached"),
    ];
    let queries: String = seawall::live::QUERY_FILES.iter().map(|file| file.for_major(18)).collect();
    for kind in ObjectKind::ALL {
        let is_read = queries.contains(&format!("'{}'", kind.as_str()));
        let why = unread.iter().find(|(unread, _)| unread == kind);
        assert!(is_read != why.is_some(), "{kind:?} is read: {is_read}, explained: {why:?}");
    }
}
