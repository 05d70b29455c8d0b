//! `DROP COLUMN`.

use super::{column_replaced, probable_column_rename};
use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{Subject, column_may_hold_values, does_nothing, list},
};
use crate::schema::Relation;
use crate::sql::{Ident, Operation};

pub(super) const RULE: Rule = Rule {
    id: "drop-column",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a column with all its values",
    docs: "The values cannot be had back without a backup. Application code that is still running names the column in its \
queries and fails at once (Prisma's client names every column).\n\nEvery index and every UNIQUE, CHECK, primary or foreign \
key constraint that uses the column goes with it, without a word and without CASCADE; also those of several columns. `CASCADE` \
takes views and generated columns as well.\n\nRemove the column from the code first and deploy that; drop it in a later \
migration, with an exemption that says why the values are not needed.",
    bad: &[
        Example::new("CREATE TABLE customer (id int, nickname text);", "ALTER TABLE customer DROP COLUMN nickname;"),
        Example::new(
            "CREATE TABLE customer (id int, first text, last text, UNIQUE (first, last));",
            "ALTER TABLE customer DROP first;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int);",
            "ALTER TABLE customer ADD COLUMN note text; ALTER TABLE customer DROP COLUMN note;",
        ),
        Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer DROP COLUMN IF EXISTS never_made;"),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropColumn { table, column, if_exists, cascade } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let known = subject.column(column).is_some() || subject.relation().is_none();
    if !column_may_hold_values(&step.before, &subject, column)
        || does_nothing(judged, *if_exists, known, step.before.is_uncertain(table))
        || subject.column(column).is_some_and(is_computed)
        || column_replaced::replacement(judged, at, step).is_some()
        || probable_column_rename::partner(judged, at, step).is_some()
    {
        return;
    }
    let name = subject.name();
    let hit = Hit::new(format!("drops {name}.{column} and its values"))
        .help(format!(
            "remove {column} from the code and deploy that first; drop the column in a later migration.\n\
If the values are truly not needed, say so: -- seawall: allow drop-column <why>"
        ))
        .on(subject.column_object(column));
    hits.push(
        subject.relation().map_or(hit.clone(), |relation| with_dependents(hit, step, relation, column, *cascade)),
    );
}

/// A generated column can be computed again.
fn is_computed(column: &crate::schema::Column) -> bool {
    matches!(column.generated, crate::schema::Generation::Expression { .. })
}

/// Adds what goes with the column: `PostgreSQL` says nothing about it.
fn with_dependents(hit: Hit, step: &Step, relation: &Relation, column: &Ident, cascade: bool) -> Hit {
    let constraints: Vec<&Ident> = relation
        .constraints
        .iter()
        .filter(|constraint| constraint.columns.contains(column))
        .map(|constraint| &constraint.name)
        .collect();
    let indexes: Vec<&Ident> = relation
        .indexes
        .iter()
        .filter(|index| !index.of_constraint && (index.uses.contains(column) || index.include.contains(column)))
        .map(|index| &index.name)
        .collect();
    let views: Vec<String> = if cascade { views_on(step, relation, column) } else { Vec::new() };
    let told = [
        ("index", "indexes", names(&indexes)),
        ("constraint", "constraints", names(&constraints)),
        ("view", "views", views),
    ];
    let message = told.iter().filter(|(_, _, names)| !names.is_empty()).fold(
        hit.message.clone(),
        |message, (one, many, names)| {
            let (word, verb) = if names.len() == 1 { (one, "goes") } else { (many, "go") };
            format!("{message}; {word} {} {verb} with it", list(names))
        },
    );
    let parts = constraints.iter().map(|name| ("constraint", *name)).chain(indexes.iter().map(|name| ("index", *name)));
    parts.fold(Hit { message, ..hit }, |hit, (kind, name)| hit.on(Object::part(kind, &relation.name, name.as_str())))
}

fn names(idents: &[&Ident]) -> Vec<String> {
    idents.iter().map(ToString::to_string).collect()
}

fn views_on(step: &Step, relation: &Relation, column: &Ident) -> Vec<String> {
    let uses = |view: &crate::schema::ViewDefinition| {
        view.columns.iter().any(|(of, used)| *of == relation.name && used.as_ref().is_none_or(|used| used == column))
    };
    step.before
        .views_of(&relation.name)
        .filter(|view| view.view().is_some_and(uses))
        .map(|view| view.name.to_string())
        .collect()
}
