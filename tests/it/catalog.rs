//! The catalog that Seawall builds in memory from a real history, against the one that the history leaves on a server.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use seawall::schema::{self, Born, Catalog, ConstraintRule, Generation, Relation, RelationKind, TypeKind};
use seawall::sql::{self, Ident, IndexTarget, ObjectName, Source, Statement};

use crate::postgres;
use crate::replay::{self, Actual, Address, Column, Constraint, Index, Key, Table};
use crate::shared::{self, History};

/// Replays a history in memory: every operation of every statement, whether or not a condition guards it.
fn replayed(shared: &Path, history: &History) -> Catalog {
    let mut catalog = Catalog::new("public");
    for (number, file) in history.prisma_files(shared).iter().enumerate() {
        catalog.begin_migration(number.try_into().unwrap());
        for query in replay::queries_of(file, history) {
            apply(&mut catalog, &query);
        }
        // Each migration runs in a session of its own.
        catalog.reset_session();
    }
    // Temporary tables go with the session that made them.
    catalog.begin_migration(Born::MAX - 1);
    catalog
}

fn apply(catalog: &mut Catalog, query: &str) {
    for located in sql::read(&Source::new("query", query)).iter().flat_map(Statement::in_order) {
        catalog.apply(&located.operation);
    }
}

/// A catalog in the words in which a server's is read.
fn told(catalog: &Catalog) -> Actual {
    let tables = catalog.relations().filter(|relation| relation.is_table());
    let tables = tables.map(|relation| (address(&relation.name), table(relation))).collect();
    let labels = |kind: &TypeKind| match kind {
        TypeKind::Enum(labels) => Some(labels.iter().map(|(label, _)| label.to_string()).collect()),
        _ => None,
    };
    let enums = catalog.types().filter_map(|held| Some((address(&held.name), labels(&held.kind)?))).collect();
    Actual { tables, enums }
}

fn address(name: &ObjectName) -> Address {
    (name.schema.as_str().to_owned(), name.name.as_str().to_owned())
}

fn names(idents: &[Ident]) -> Vec<String> {
    idents.iter().map(|ident| ident.as_str().to_owned()).collect()
}

fn table(relation: &Relation) -> Table {
    let kind = match relation.kind {
        RelationKind::Partitioned { .. } => 'p',
        RelationKind::Foreign => 'f',
        _ => 'r',
    };
    Table {
        kind,
        columns: relation.columns.iter().map(column).collect(),
        constraints: relation.constraints.iter().filter_map(constraint).collect(),
        indexes: relation.indexes.iter().map(index).collect(),
    }
}

fn column(held: &schema::Column) -> Column {
    let (identity, generated) = match held.generated {
        Generation::None => ("", ""),
        Generation::Identity { always: true } => ("a", ""),
        Generation::Identity { always: false } => ("d", ""),
        Generation::Expression { stored: true, .. } => ("", "s"),
        Generation::Expression { stored: false, .. } => ("", "v"),
    };
    Column {
        name: held.name.as_str().to_owned(),
        data_type: held.data_type.to_string(),
        not_null: held.not_null,
        default: held.default.is_some(),
        identity: identity.to_owned(),
        generated: generated.to_owned(),
    }
}

/// `None` for what the server's reader counts to the column.
fn constraint(held: &schema::Constraint) -> Option<Constraint> {
    let (kind, references, referenced_columns) = match &held.rule {
        ConstraintRule::PrimaryKey => ('p', None, Vec::new()),
        ConstraintRule::Unique => ('u', None, Vec::new()),
        ConstraintRule::ForeignKey { referenced, referenced_columns, .. } => {
            ('f', Some(address(referenced)), names(referenced_columns))
        }
        ConstraintRule::Check(_) => ('c', None, Vec::new()),
        ConstraintRule::Exclusion => ('x', None, Vec::new()),
        ConstraintRule::NotNull => return None,
    };
    let (name, columns) = (held.name.as_str().to_owned(), names(&held.columns));
    Some(Constraint { name, kind, columns, validated: held.validated, references, referenced_columns })
}

fn index(held: &schema::Index) -> Index {
    let key = |target: &IndexTarget| match target {
        IndexTarget::Column(column) => Key::Column(column.as_str().to_owned()),
        IndexTarget::Expression(expression) => Key::Expression(expression.text.to_string()),
    };
    Index {
        name: held.name.as_str().to_owned(),
        method: held.method.as_str().to_owned(),
        unique: held.unique,
        valid: held.valid,
        of_constraint: held.of_constraint,
        keys: held.elements.iter().map(|element| key(&element.target)).collect(),
        include: names(&held.include),
        partial: held.predicate.is_some(),
    }
}

/// Everything that is compared, one fact a line.
fn facts(catalog: &Actual, types: &BTreeSet<String>) -> BTreeSet<String> {
    let mut facts = BTreeSet::new();
    for ((schema, name), table) in &catalog.tables {
        let mut tell = |fact: String| facts.insert(format!("{schema}.{name}: {fact}"));
        tell(format!("table {}", table.kind));
        for (at, column) in table.columns.iter().enumerate() {
            let data_type = comparable_type(&column.data_type, types);
            tell(format!("{at} {:?}", Column { data_type, ..column.clone() }));
        }
        for constraint in &table.constraints {
            tell(format!("{:?}", comparable_constraint(constraint)));
        }
        for index in &table.indexes {
            tell(format!("{:?}", comparable_index(index)));
        }
    }
    facts.extend(catalog.enums.iter().map(|((schema, name), labels)| format!("{schema}.{name}: enum {labels:?}")));
    facts
}

/// A type of an extension is written with the schema that the extension was put in, which files rarely name.
fn comparable_type(data_type: &str, types: &BTreeSet<String>) -> String {
    let unquoted = data_type.replace('"', "");
    let name = unquoted.trim_end_matches("[]");
    match unquoted.split_once('.') {
        Some((_, bare)) if !types.contains(name) => bare.to_owned(),
        _ => unquoted,
    }
}

/// The server keeps the columns of a check in the order of their numbers, and of an exclusion's only those that are not in
/// an expression; its index, which is compared too, has them all.
fn comparable_constraint(constraint: &Constraint) -> Constraint {
    let mut constraint = constraint.clone();
    match constraint.kind {
        'c' => constraint.columns.sort(),
        'x' => constraint.columns.clear(),
        _ => {}
    }
    constraint
}

/// The server writes expressions in its own spelling.
fn comparable_index(index: &Index) -> Index {
    let keys = index.keys.iter().map(|key| match key {
        Key::Expression(_) => Key::Expression(String::new()),
        Key::Column(name) => Key::Column(name.clone()),
    });
    Index { keys: keys.collect(), ..index.clone() }
}

/// Facts that only one of the two knows, by table.
fn differences(expected: &Catalog, actual: &Actual) -> Vec<String> {
    let types = expected.types().map(|held| held.name.to_string().replace('"', "")).collect();
    let (ours, theirs) = (facts(&told(expected), &types), facts(actual, &types));
    let only_ours = ours.difference(&theirs).map(|fact| format!("{fact}   [only Seawall]"));
    let mut all: Vec<String> =
        only_ours.chain(theirs.difference(&ours).map(|fact| format!("{fact}   [only PostgreSQL]"))).collect();
    all.sort();
    all
}

#[test]
fn each_history_replays_in_memory_to_what_it_leaves_on_a_server() {
    let Some(shared) = shared::folder() else { return };
    let wrong = std::cell::RefCell::new(BTreeMap::new());
    replay::each_clean_prisma_history(|history, actual| {
        let differences = differences(&replayed(&shared, history), actual);
        if !differences.is_empty() {
            wrong.borrow_mut().insert(history.path.clone(), differences);
        }
    });
    let wrong = wrong.into_inner();
    let told = wrong.iter().map(|(history, differences)| format!("{history}\n  {}", differences.join("\n  ")));
    assert!(wrong.is_empty(), "{}", told.collect::<Vec<_>>().join("\n"));
}

#[test]
fn a_difference_is_told() {
    let Some(server) = postgres::server(None) else { return };
    let database = server.database();
    database.execute(EXAMPLE).unwrap();
    let actual = replay::read(&database);
    let mut catalog = Catalog::new("public");
    apply(&mut catalog, EXAMPLE);
    assert_eq!(differences(&catalog, &actual), Vec::<String>::new());
    for (change, facts) in [
        ("ALTER TABLE app.pet ALTER weight TYPE numeric(10,3)", 2),
        ("DROP INDEX app.pet_mood", 1),
        ("ALTER TABLE app.pet VALIDATE CONSTRAINT pet_owner", 2),
        ("ALTER TYPE \"Mood\" RENAME VALUE 'OK' TO 'FINE'", 2),
    ] {
        let mut changed = catalog.clone();
        apply(&mut changed, change);
        assert_eq!(differences(&changed, &actual).len(), facts, "{change}");
    }
}

const EXAMPLE: &str = include_str!("replay/example.sql");
