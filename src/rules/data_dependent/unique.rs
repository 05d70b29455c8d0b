//! Keys over rows that exist: duplicates make the migration fail.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, rows,
    subject::{Subject, list},
};
use crate::schema::{Catalog, Generation, Relation};
use crate::sql::{ConstraintKind, Ident, IndexTarget, KeyColumns, Operation, QualifiedName};

pub(super) const RULE: Rule = Rule {
    id: "unique-may-fail",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "demands unique values of rows that exist: fails if two are alike",
    docs: "A unique index, UNIQUE constraint or primary key over a table with rows fails (SQLSTATE 23505) if two rows have the same \
values. NULLs count as different, unless NULLS NOT DISTINCT says otherwise. A failed `CREATE UNIQUE INDEX CONCURRENTLY` leaves an invalid \
index behind.\n\nLook for duplicates first (the query is in the help) and decide which row stays.",
    bad: &[
        Example::new(
            "CREATE TABLE customer (email text);",
            "CREATE UNIQUE INDEX customer_email_key ON customer (email);",
        ),
        Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer ADD PRIMARY KEY (id);"),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (email text UNIQUE, tenant int);",
            "CREATE UNIQUE INDEX customer_tenant_email ON customer (tenant, email);",
        ),
        Example::new(
            "CREATE TABLE customer (id int);",
            "ALTER TABLE customer ADD COLUMN code text; CREATE UNIQUE INDEX customer_code ON customer (code);",
        ),
        Example::new(
            "",
            "CREATE TABLE customer (email text); CREATE UNIQUE INDEX customer_email_key ON customer (email);",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Some((table, columns, nulls_equal)) = key(step.operation()) else { return };
    let subject = Subject::of(&step.before, table);
    let Some(columns) = columns else { return };
    if !subject.may_hold_rows() || columns.is_empty() || cannot_fail(judged, at, step, &subject, &columns, nulls_equal)
    {
        return;
    }
    let name = subject.name();
    let names = columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let hit = Hit::new(format!("fails if two rows of {name} have the same {}", list(&columns))).help(format!(
        "look for them first:\nSELECT {names}, count(*) FROM {name} GROUP BY {names} HAVING count(*) > 1;"
    ));
    let hit = columns.iter().fold(hit, |hit, column| hit.on(subject.column_object(column)));
    // The author thought of duplicates, or moves a key; whether all goes well, only the rows can tell.
    let prepared = rows::deduplicated(judged, at, name) || rows::replaces_key(judged, at, name, &columns);
    hits.push(if prepared { hit.level(Level::Info) } else { hit });
}

/// Table, key columns (`None` where an expression or a ready-made index is the key), and whether NULLs count as equal.
type Key<'a> = (&'a QualifiedName, Option<Vec<Ident>>, bool);

fn key(operation: &Operation) -> Option<Key<'_>> {
    match operation {
        Operation::CreateIndex(index) if index.unique => {
            let columns = index.elements.iter().map(|element| match &element.target {
                IndexTarget::Column(column) => Some(vec![column.clone()]),
                IndexTarget::Expression(expression) => Some(crate::sql::expression::columns(expression)),
            });
            Some((
                &index.table,
                columns.collect::<Option<Vec<_>>>().map(|columns| columns.concat()),
                index.nulls_not_distinct,
            ))
        }
        Operation::AddConstraint { table, constraint } => match &constraint.kind {
            ConstraintKind::Unique { key: KeyColumns::Columns { columns, .. }, nulls_not_distinct } => {
                Some((table, Some(columns.clone()), *nulls_not_distinct))
            }
            ConstraintKind::PrimaryKey(KeyColumns::Columns { columns, .. }) => {
                Some((table, Some(columns.clone()), false))
            }
            _ => None,
        },
        Operation::AddColumn { table, column, .. } if column.default.is_some() => {
            let unique =
                |kind: &ConstraintKind| matches!(kind, ConstraintKind::Unique { .. } | ConstraintKind::PrimaryKey(_));
            let keyed = column.constraints.iter().any(|constraint| unique(&constraint.kind));
            keyed.then(|| (table, Some(vec![column.name.clone()]), false))
        }
        _ => None,
    }
}

fn cannot_fail(
    judged: &Judged<'_>,
    at: usize,
    step: &Step,
    subject: &Subject,
    columns: &[Ident],
    nulls_equal: bool,
) -> bool {
    let Some(relation) = subject.relation() else { return false };
    let table = &relation.name;
    let is_unique =
        rows::unique_keys(&step.before, table).iter().any(|key| key.iter().all(|column| columns.contains(column)));
    is_unique
        || rows::emptied(judged, at, table)
        || rows::unique_before(judged, at, table, columns)
        || columns.iter().any(|column| numbers_itself(judged, at, step, relation, column))
        || !nulls_equal && columns.iter().any(|column| all_null(judged, at, &step.before, relation, column))
}

/// A column that this change filled with a value of its own for every row.
fn numbers_itself(judged: &Judged<'_>, at: usize, step: &Step, relation: &Relation, column: &Ident) -> bool {
    relation.column(column).is_some_and(|column| {
        let by_default = column.default.as_ref().is_some_and(rows::differs_by_row);
        let own = matches!(column.generated, Generation::Identity { .. }) || by_default;
        step.before.is_new(column.born) && own
    }) || rows::assigned(judged, at, &relation.name, column).is_some_and(rows::differs_by_row)
}

/// A column that this change added without a default and never filled: NULL in every row.
fn all_null(judged: &Judged<'_>, at: usize, before: &Catalog, relation: &Relation, column: &Ident) -> bool {
    let fresh = relation.column(column).is_some_and(|column| before.is_new(column.born) && column.default.is_none());
    let added_empty = judged.earlier(at).iter().any(|step| match step.operation() {
        Operation::AddColumn { table, column: added, .. } => {
            added.name == *column && added.default.is_none() && step.before.resolve(table) == relation.name
        }
        _ => false,
    });
    fresh && added_empty && rows::changes(judged, at, &relation.name).next().is_none()
}
