//! Keys over rows that exist: duplicates make the migration fail.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    rows::{self, Keys},
    subject::{Subject, list},
};
use crate::schema::{Column, Generation, Relation};
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
    let Some((table, Some(columns), nulls_equal)) = key(step.operation()) else { return };
    let subject = Subject::of(&step.before, table);
    if !subject.may_hold_rows() || columns.is_empty() {
        return;
    }
    let name = subject.name();
    let keys = Keys::before(judged, at, name);
    let demand = Demand { judged, at, step, columns: &columns, nulls_equal };
    if subject.relation().is_some_and(|relation| keys.held(&columns) || demand.cannot_fail(relation)) {
        return;
    }
    let names = columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let hit = Hit::new(format!("fails if two rows of {name} have the same {}", list(&columns))).help(format!(
        "look for them first:\nSELECT {names}, count(*) FROM {name} GROUP BY {names} HAVING count(*) > 1;"
    ));
    let hit = columns.iter().fold(hit, |hit, column| hit.on(subject.column_object(column)));
    let filled = |column: &Ident| subject.column(column).is_some_and(|column| step.before.is_new(column.born));
    // The author thought of duplicates, or moves a key; whether all goes well, only the rows can tell.
    let prepared = rows::deduplicated(judged, at, name) || keys.replaced_by(&columns, filled);
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

/// Columns that a step wants to be unique.
struct Demand<'a> {
    judged: &'a Judged<'a>,
    at: usize,
    step: &'a Step,
    columns: &'a [Ident],
    nulls_equal: bool,
}

impl Demand<'_> {
    fn cannot_fail(&self, relation: &Relation) -> bool {
        let keys = rows::unique_keys(&self.step.before, &relation.name);
        let is_unique = keys.iter().any(|key| key.iter().all(|column| self.columns.contains(column)));
        is_unique
            || rows::emptied(self.judged, self.at, &relation.name)
            || self.columns.iter().any(|column| self.numbers_itself(relation, column))
            || !self.nulls_equal && self.columns.iter().any(|column| self.all_null(relation, column))
    }

    /// A column that this change filled with a value of its own for every row.
    fn numbers_itself(&self, relation: &Relation, column: &Ident) -> bool {
        relation.column(column).is_some_and(|column| {
            let by_default = column.default.as_ref().is_some_and(rows::differs_by_row);
            let own = matches!(column.generated, Generation::Identity { .. }) || by_default;
            self.step.before.is_new(column.born) && own
        }) || rows::assigned(self.judged, self.at, &relation.name, column).is_some_and(rows::differs_by_row)
    }

    /// A column that this change added without a default and never filled: NULL in every row.
    fn all_null(&self, relation: &Relation, column: &Ident) -> bool {
        let is_fresh = |column: &Column| self.step.before.is_new(column.born) && column.default.is_none();
        let added_empty = || {
            self.judged.earlier(self.at).iter().any(|step| match step.operation() {
                Operation::AddColumn { table, column: added, .. } => {
                    added.name == *column && added.default.is_none() && step.before.resolve(table) == relation.name
                }
                _ => false,
            })
        };
        relation.column(column).is_some_and(is_fresh)
            && added_empty()
            && rows::changes(self.judged, self.at, &relation.name).next().is_none()
    }
}
