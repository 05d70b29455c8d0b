//! The real histories and hand-made cases that Seawall is held against, which are not part of this repository.
//!
//! `SEAWALL_SHARED` says where they lie (default: `shared` beside the repository). In a stranger's clone they are absent
//! and these tests say so and skip; absent although the variable names a folder, or under `CI=true`, they fail.
//! `SEAWALL_SHARED=none` is for a public CI, which has no copy of them and says so.

use crate::skip;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::path::{Path, PathBuf};

/// The folder of shared test data, after saying why where it is absent.
pub(crate) fn folder() -> Option<PathBuf> {
    let named = std::env::var_os("SEAWALL_SHARED").filter(|value| !value.is_empty());
    if named.as_deref().is_some_and(|value| value == "none") {
        skip::say_skipped("SEAWALL_SHARED=none");
        return None;
    }
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let folder = named.clone().map_or(beside, PathBuf::from);
    if folder.join("corpus/manifest.json").is_file() {
        return Some(folder);
    }
    assert!(named.is_none(), "SEAWALL_SHARED names {}, but no corpus/manifest.json is in it", folder.display());
    skip::skip("the real migration histories are not on this machine", "They are not part of the repository.");
    None
}

/// One history of the corpus.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct History {
    /// The migration tool: `prisma`, `drizzle`, …
    pub(crate) tool: String,
    /// The history's folder below `corpus`, which is also its name.
    pub(crate) path: String,
    /// The folder of migrations below [`History::path`].
    pub(crate) migrations_path: String,
    /// How many migrations it has.
    pub(crate) migrations: usize,
    /// How many statements they have.
    pub(crate) statements: usize,
    /// `clean`: it replays whole on `PostgreSQL` 15.
    pub(crate) status: Status,
    /// What a replay needs: `extension:NAME`, `stub-extension:NAME`, `placeholder-substitution`, ….
    pub(crate) needs: Vec<String>,
    /// `psql-autocommit-per-statement`, `one-query-per-file`: how it was replayed with success.
    pub(crate) replays_with: Vec<String>,
}

/// Whether a history replays whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// To the end.
    Clean,
    /// It stops in the middle.
    Partial,
}

impl History {
    /// The migration files of a Prisma history in the order in which Prisma applies them.
    pub(crate) fn prisma_files(&self, shared: &Path) -> Vec<PathBuf> {
        let folder = shared.join("corpus").join(&self.path).join(&self.migrations_path);
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|why| panic!("{}: {why}", folder.display()));
        let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path().join("migration.sql")).collect();
        files.retain(|file| file.is_file());
        files.sort();
        files
    }
}

/// Every history of the corpus.
pub(crate) fn histories(shared: &Path) -> Vec<History> {
    read(&shared.join("corpus/manifest.json"))
}

/// The hand-made cases of `cases/lint.json`.
#[derive(Debug, Deserialize)]
pub(crate) struct LintCases {
    /// The deployed history that every case follows, as one migration.
    pub(crate) base_sql: String,
    /// The cases.
    pub(crate) cases: Vec<LintCase>,
}

/// One pending migration and what has to be said about it.
#[derive(Debug, Deserialize)]
pub(crate) struct LintCase {
    /// A short name.
    pub(crate) id: String,
    /// Whether a finding is due.
    pub(crate) expect: Expectation,
    /// Categories of which one is due.
    pub(crate) accept: Vec<String>,
    /// How the migration tool sends it.
    pub(crate) runner: CaseRunner,
    /// The pending migration.
    pub(crate) sql: String,
}

/// What a lint case wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Expectation {
    /// At least one finding at `warn` or above, of an accepted category.
    Hazard,
    /// None at `warn` or above.
    Quiet,
}

/// How the migration tool sends a lint case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum CaseRunner {
    /// Statement by statement, as Prisma from 7.4 does.
    Statements,
    /// One simple query a file, as Prisma up to 7.3 does.
    OneQuery,
}

impl CaseRunner {
    /// The value for `--runner`.
    pub(crate) const fn prisma(self) -> &'static str {
        match self {
            Self::Statements => "prisma@7.10",
            Self::OneQuery => "prisma@7.3",
        }
    }
}

/// The hand-made cases.
pub(crate) fn lint_cases(shared: &Path) -> LintCases {
    read(&shared.join("cases/lint.json"))
}

/// What a history did to a real server that holds rows.
#[derive(Debug, Deserialize)]
pub(crate) struct Labels {
    /// [`History::path`].
    pub(crate) history: String,
    /// Its migrations in order.
    pub(crate) migrations: Vec<LabelledMigration>,
}

/// What one migration did.
#[derive(Debug, Deserialize)]
pub(crate) struct LabelledMigration {
    /// The file, below `corpus`.
    pub(crate) path: String,
    /// Its statements as the server's own parser cuts them.
    pub(crate) statements: Vec<LabelledStatement>,
    /// What was lost or changed.
    pub(crate) facts: Vec<Fact>,
}

/// Where one statement lies: byte offsets, `end` exclusive.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct LabelledStatement {
    /// The first byte.
    pub(crate) start: usize,
    /// Behind the last byte.
    pub(crate) end: usize,
    /// The server's command tag: `ALTER TABLE`, ….
    pub(crate) tag: String,
}

/// One thing that was seen to happen.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Fact {
    /// `column_dropped`, `table_dropped`, ….
    pub(crate) kind: String,
    /// The statement that did it, counted from 0.
    pub(crate) statement: usize,
}

/// The labels of one history.
pub(crate) fn labels(shared: &Path, history: &History) -> Labels {
    read(&shared.join("score/labels").join(format!("{}.json", history.path.replace('/', "__"))))
}

fn read<T: DeserializeOwned>(file: &Path) -> T {
    let text = std::fs::read_to_string(file).unwrap_or_else(|why| panic!("{}: {why}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|why| panic!("{}: {why}", file.display()))
}

#[test]
fn manifest_and_files_agree() {
    let Some(shared) = folder() else { return };
    let histories = histories(&shared);
    assert!(histories.len() > 80, "{} histories", histories.len());
    for history in histories.iter().filter(|history| history.tool == "prisma") {
        assert_eq!(history.prisma_files(&shared).len(), history.migrations, "{}", history.path);
        let labels = labels(&shared, history);
        assert_eq!(labels.history, history.path);
        let statements: usize = labels.migrations.iter().map(|migration| migration.statements.len()).sum();
        assert!(statements.abs_diff(history.statements) <= history.statements / 20, "{}: {statements}", history.path);
    }
}

#[test]
fn labels_point_into_their_files() {
    let Some(shared) = folder() else { return };
    let histories = histories(&shared);
    let history = histories.iter().find(|history| history.path == "prisma/umami-software__umami").unwrap();
    let mut kinds = Vec::new();
    for migration in labels(&shared, history).migrations {
        let sql = std::fs::read(shared.join("corpus").join(&migration.path)).unwrap();
        for statement in &migration.statements {
            let text = String::from_utf8_lossy(&sql[statement.start..statement.end]).to_uppercase();
            let first = statement.tag.split(' ').next().unwrap();
            assert!(text.starts_with(first), "{}: {} is not {text}", migration.path, statement.tag);
        }
        assert!(migration.facts.iter().all(|fact| fact.statement < migration.statements.len()));
        kinds.extend(migration.facts.into_iter().map(|fact| fact.kind));
    }
    assert!(kinds.iter().any(|kind| kind == "column_dropped"), "{kinds:?}");
}

#[test]
fn lint_cases_ask_for_something() {
    let Some(shared) = folder() else { return };
    let cases = lint_cases(&shared);
    assert!(cases.base_sql.contains("CREATE TABLE users"));
    for case in &cases.cases {
        assert_eq!(case.expect == Expectation::Hazard, !case.accept.is_empty(), "{}", case.id);
        assert!(!case.sql.is_empty() && case.runner.prisma().starts_with("prisma@7."), "{}", case.id);
    }
}
