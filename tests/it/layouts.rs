//! The real histories of every tool: exactly their migrations, in their order, with their statements.

#[cfg(unix)]
mod drift;

use std::path::{Path, PathBuf};
use std::process::Command;

use seawall::project::{Selection, Selector, Workspace, select};
use seawall::sql;
use serde_json::Value;

use crate::shared::{self, History, Labels, Status, folder, histories};

/// Histories whose labels were taken after something was put in the place of their placeholders: offsets differ.
const PLACEHOLDERS: &str = "placeholder-substitution";

fn selection(corpus: &Path, history: &History) -> Selection {
    let folder = corpus.join(&history.path).join(&history.migrations_path);
    let workspace = Workspace::new(corpus);
    let mut selections = select(&workspace, &Selector::All, &[folder.into()])
        .unwrap_or_else(|error| panic!("{}: {error}", history.path));
    assert_eq!(selections.len(), 1, "{}", history.path);
    selections.remove(0)
}

/// The layout that a history of the corpus should be found to have.
///
/// The corpus holds migrations without the project around them: without a `Cargo.toml` the files of sqlx look like those of
/// golang-migrate, whose names two programs of their own use too. All of them read the same files in the same order.
fn is_expected(tool: &str, found: &str) -> bool {
    match tool {
        "rails-structure" => found == "sql",
        "sqlx" | "other" => ["sql", "sqlx", "golang-migrate"].contains(&found),
        tool => found == tool,
    }
}

/// Where the statements of a migration begin. Where the last one ends is a matter of taste: the server's parser counts the
/// comments behind it.
fn statements(selection: &Selection, at: usize) -> Vec<usize> {
    let statements = sql::read(&selection.history.migrations[at].source);
    statements.iter().map(|statement| statement.span.start).collect()
}

fn compare(corpus: &Path, history: &History, labels: &Labels) -> Vec<String> {
    let selection = selection(corpus, history);
    let mut wrong = Vec::new();
    let found = selection.history.layout.name();
    if !is_expected(&history.tool, found) {
        wrong.push(format!("layout {found}"));
    }
    let paths: Vec<&str> = selection.history.migrations.iter().map(|migration| migration.source.path()).collect();
    let expected: Vec<&str> = labels.migrations.iter().map(|migration| migration.path.as_str()).collect();
    if paths != expected {
        let first = paths.iter().zip(&expected).find(|(one, other)| one != other);
        wrong.push(format!("{} migrations, {} expected, first difference {first:?}", paths.len(), expected.len()));
        return wrong;
    }
    if history.needs.iter().any(|need| need == PLACEHOLDERS) {
        return wrong;
    }
    for (at, migration) in labels.migrations.iter().enumerate() {
        let expected: Vec<usize> = migration.statements.iter().map(|statement| statement.start).collect();
        let read = statements(&selection, at);
        if read != expected {
            let first = read.iter().zip(&expected).find(|(one, other)| one != other);
            wrong.push(format!(
                "{}: {} statements, {} expected, {first:?}",
                migration.path,
                read.len(),
                expected.len()
            ));
        }
    }
    wrong
}

#[test]
fn every_history_is_read_as_its_tool_reads_it() {
    let Some(shared) = folder() else { return };
    let corpus: PathBuf = shared.join("corpus").canonicalize().unwrap();
    let mut wrong = Vec::new();
    for history in histories(&shared) {
        let labels = shared::labels(&shared, &history);
        let found = compare(&corpus, &history, &labels);
        wrong.extend(found.into_iter().map(|what| format!("{}: {what}", history.path)));
    }
    assert!(wrong.is_empty(), "{} differences\n{}", wrong.len(), wrong.join("\n"));
}

/// How many statements of a thousand may be unknown, over all histories that replay whole.
const UNKNOWN_IN_THOUSAND: u64 = 1;

#[test]
fn every_whole_history_can_be_checked_and_is_understood() {
    let Some(shared) = folder() else { return };
    let corpus: PathBuf = shared.join("corpus").canonicalize().unwrap();
    let (mut statements, mut unknown, mut where_unknown) = (0, 0, Vec::new());
    for history in histories(&shared).into_iter().filter(|history| history.status == Status::Clean) {
        let folder = corpus.join(&history.path).join(&history.migrations_path);
        let arguments = ["check", "--all", "--format", "json", "--migrations"];
        let run =
            Command::new(env!("CARGO_BIN_EXE_seawall")).args(arguments).arg(&folder).current_dir(&corpus).output();
        let run = run.unwrap();
        assert!(matches!(run.status.code(), Some(0 | 1)), "{}: {run:?}", history.path);
        let report: Value = serde_json::from_slice(&run.stdout).unwrap();
        let count = |key: &str| report["coverage"][key].as_u64().unwrap();
        statements += count("statements");
        unknown += count("unknown");
        if count("unknown") > 0 {
            where_unknown.push(format!("{}: {} of {}", history.path, count("unknown"), count("statements")));
        }
    }
    assert!(statements > 18_000, "{statements}");
    assert!(
        unknown * 1000 <= statements * UNKNOWN_IN_THOUSAND,
        "{unknown} of {statements}\n{}",
        where_unknown.join("\n")
    );
}
