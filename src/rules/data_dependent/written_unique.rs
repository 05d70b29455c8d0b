//! Rows that are written with values that another row may have.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, rows,
    subject::{Subject, list},
    written::{Writing, bare, writings},
};
use crate::schema::Generation;
use crate::sql::expression::Tree;
use crate::sql::{Ident, Operation, RowChange, RowChangeKind, RowScope};

pub(super) const RULE: Rule = Rule {
    id: "written-value-may-repeat",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "writes values that must be unique from a query that may give one twice: fails if it does",
    docs: "An INSERT … SELECT without ON CONFLICT, or an UPDATE, writes into the columns of a unique key. If the query gives the same \
values twice, or a row has them already, the statement fails (SQLSTATE 23505).\n\nSay what happens then: `ON CONFLICT DO NOTHING`, \
`SELECT DISTINCT ON (…)`, or leave out what is there with NOT EXISTS.",
    bad: &[
        Example::new(
            "CREATE TABLE customer (email text); CREATE TABLE contact (email text UNIQUE);",
            "INSERT INTO contact (email) SELECT email FROM customer;",
        ),
        Example::new(
            "CREATE TABLE team (id int PRIMARY KEY, name text UNIQUE);",
            "UPDATE team SET name = 'unnamed' WHERE name <> 'owners';",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (email text); CREATE TABLE contact (email text UNIQUE);",
            "INSERT INTO contact (email) SELECT email FROM customer ON CONFLICT DO NOTHING;",
        ),
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY);",
            "CREATE TABLE contact (customer_id int PRIMARY KEY); INSERT INTO contact SELECT id FROM customer;",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::ChangeRows(change) = step.operation() else { return };
    let subject = Subject::of(&step.before, &change.table);
    for writing in writings(step) {
        let keys = rows::unique_keys(&step.before, &writing.target.name);
        for key in keys.into_iter().filter(|key| repeats(judged, at, change, writing, key)) {
            let hit = Hit::new(format!("fails if two rows of {} get the same {}", subject.name(), list(&key)))
                .help("say what happens then (ON CONFLICT …), take each value once (DISTINCT ON), or leave out what is there (NOT EXISTS)");
            hits.push(key.iter().fold(hit, |hit, column| hit.on(subject.column_object(column))));
        }
    }
}

fn repeats(judged: &Judged<'_>, at: usize, change: &RowChange, writing: &Writing, key: &[Ident]) -> bool {
    match &change.kind {
        RowChangeKind::Insert { on_conflict: false, .. } => inserts_twice(judged, at, change, writing, key),
        RowChangeKind::Update(_) => {
            matches!(change.scope, RowScope::All | RowScope::Some) && updates_alike(writing, key)
        }
        _ => false,
    }
}

/// The values of a key's columns; `None` where one differs in every row or is NULL, so that no two are alike.
fn key_values<'a>(writing: &'a Writing, key: &[Ident]) -> Option<Vec<&'a Tree>> {
    let mut values = Vec::new();
    for column in key {
        match writing.values.iter().find(|(name, _)| name == column) {
            Some((_, value)) if differs(value) || matches!(bare(value), Tree::Null) => return None,
            Some((_, value)) => values.push(value),
            None => {
                let held = writing.target.column(column)?;
                let by_itself = matches!(held.generated, Generation::Identity { .. });
                held.default.as_ref().filter(|default| !by_itself && !rows::differs_by_row(default))?;
            }
        }
    }
    Some(values)
}

/// Whether a value is another one in every row.
fn differs(value: &Tree) -> bool {
    const OWN: &[&str] = &[
        "nextval",
        "gen_random_uuid",
        "uuid_generate_v4",
        "uuid_generate_v1",
        "uuidv4",
        "uuidv7",
        "row_number",
        "random",
    ];
    let is_own = |tree: &&Tree| matches!(tree, Tree::Call { name, .. } if OWN.contains(&name.name.as_str()));
    value.descendants().iter().any(is_own)
}

fn inserts_twice(judged: &Judged<'_>, at: usize, change: &RowChange, writing: &Writing, key: &[Ident]) -> bool {
    let Some(values) = key_values(writing, key) else { return false };
    let table = &writing.target.name;
    if !writing.reads_deployed() || values.iter().any(|value| !is_stored(writing, value)) {
        return false;
    }
    // Who reads the table that he writes to looks at what is there.
    let looks = change.reads.iter().any(|read| writing.catalog.resolve(read) == *table);
    let is_empty = writing.catalog.is_new(writing.target.born)
        && rows::changes(judged, at, table).all(|(_, change)| !matches!(change.kind, RowChangeKind::Insert { .. }));
    let has_constant = values.iter().any(|value| value.is_constant());
    let meets_none = is_empty || looks || has_constant || rows::emptied(judged, at, table) || !refers(writing, key);
    !(writing.one_row_each(&values) && meets_none)
}

/// A constant, or a column that was there before this change.
fn is_stored(writing: &Writing, value: &Tree) -> bool {
    let deployed = |read: crate::rules::written::Read<'_>| !writing.catalog.is_new(read.column.born);
    bare(value).is_constant()
        || matches!(bare(value), Tree::Subquery(_))
        || writing.column(bare(value)).is_some_and(deployed)
}

/// Whether the key is made of references: a row for what is referred to may be there already.
fn refers(writing: &Writing, key: &[Ident]) -> bool {
    key.iter().any(|column| writing.target.foreign_keys().any(|(foreign, _)| foreign.columns.contains(column)))
}

/// An `UPDATE` that gives several rows the same constant, or a value of fewer letters.
fn updates_alike(writing: &Writing, key: &[Ident]) -> bool {
    let values: Vec<&Tree> = key
        .iter()
        .filter_map(|column| writing.values.iter().find(|(name, _)| name == column))
        .map(|(_, value)| value)
        .collect();
    let all_constant = values.len() == key.len()
        && values.iter().all(|value| value.is_constant() && !matches!(bare(value), Tree::Null));
    let folds = values.iter().any(|value| folds(value));
    !values.is_empty() && (all_constant || folds) && !writing.catalog.is_new(writing.target.born) && !writing.one_row()
}

/// A function that makes different values alike.
fn folds(value: &Tree) -> bool {
    const FOLDING: &[&str] = &[
        "lower",
        "upper",
        "btrim",
        "ltrim",
        "rtrim",
        "left",
        "right",
        "substring",
        "replace",
        "regexp_replace",
        "round",
        "date_trunc",
    ];
    matches!(bare(value), Tree::Call { name, .. } if FOLDING.contains(&name.name.as_str()))
}
