//! `ADD COLUMN … NOT NULL` without a default.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, advice, rows, subject::Subject};
use crate::schema::Catalog;
use crate::sql::{ColumnDefinition, Operation};

pub(super) const RULE: Rule = Rule {
    id: "required-column-added",
    category: Category::DataDependent,
    level: Level::Block,
    summary: "adds a required column without a default: fails as soon as the table has one row",
    docs: "Rows that exist get NULL in the new column, which NOT NULL forbids: the migration fails (SQLSTATE 23502) unless the table \
is empty. It passes on an empty development database and stops the release. Code that is still running also inserts without the \
column, and fails.\n\nAdd the column with a default (no rewrite for a constant), or add it nullable, fill it, and set NOT NULL in a \
later migration. Prisma's `@default(cuid())` and `@updatedAt` live in the client: the database has no default.",
    bad: &[Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer ADD COLUMN country text NOT NULL;")],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int);",
            "ALTER TABLE customer ADD COLUMN country text NOT NULL DEFAULT 'FI';",
        ),
        Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer ADD COLUMN country text;"),
        Example::new("", "CREATE TABLE customer (id int); ALTER TABLE customer ADD COLUMN country text NOT NULL;"),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddColumn { table, if_not_exists, column } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let there = *if_not_exists && subject.column(&column.name).is_some();
    if !subject.may_hold_rows()
        || rows::emptied(judged, at, subject.name())
        || there
        || !demands_value(&step.before, column)
    {
        return;
    }
    let (name, field) = (subject.name(), &column.name);
    hits.push(
        Hit::new(format!("adds {name}.{field} as NOT NULL without a default: fails if {name} has a single row"))
            .help(advice::in_two(
                judged,
                &format!("add it nullable, fill it, then make it required:\nALTER TABLE {name} ADD COLUMN {field} {};", column.data_type),
                &format!("UPDATE {name} SET {field} = … WHERE {field} IS NULL;\nALTER TABLE {name} ALTER COLUMN {field} SET NOT NULL;"),
            ))
            .on(subject.column_object(field)),
    );
}

/// NOT NULL (or a primary key), and nothing that gives existing rows a value.
fn demands_value(before: &Catalog, column: &ColumnDefinition) -> bool {
    let defaults = column.default.as_ref().is_some_and(|default| !default.text.trim().eq_ignore_ascii_case("null"));
    let domain_defaults = before
        .user_type(&column.data_type.name)
        .is_some_and(|found| matches!(&found.kind, crate::schema::TypeKind::Domain { default: Some(_), .. }));
    column.not_null && !defaults && !domain_defaults && column.generated.is_none()
}
