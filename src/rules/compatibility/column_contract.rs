//! What code may expect of a column changes under it.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::{Subject, column_may_hold_values},
};
use crate::sql::Operation;

pub(super) const DROP_NOT_NULL: Rule = Rule {
    id: "drop-not-null",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "lets a column be NULL: code that reads it does not expect that",
    docs: "Nothing happens to the rows now. But as soon as new code writes a NULL, old code that still runs (or another service, or a \
report) reads it where it never had to.\n\nDeploy code that can read NULL first; then drop the constraint.",
    bad: &[Example::new(
        "CREATE TABLE customer (email text NOT NULL);",
        "ALTER TABLE customer ALTER COLUMN email DROP NOT NULL;",
    )],
    good: &[Example::new(
        "",
        "CREATE TABLE customer (email text NOT NULL); ALTER TABLE customer ALTER COLUMN email DROP NOT NULL;",
    )],
    check: Check::Step(drop_not_null),
};

pub(super) const DROP_DEFAULT: Rule = Rule {
    id: "required-default-dropped",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "drops the default of a required column: inserts that leave it out fail",
    docs: "Code that is still running inserts rows without the column, as it always did; without the default that is a NULL, and the \
insert fails (SQLSTATE 23502). Django and Prisma write this after adding a required column, because their defaults live in the \
client.\n\nKeep the default in the database until no running code leaves the column out.",
    bad: &[
        Example::new(
            "CREATE TABLE customer (vip boolean NOT NULL DEFAULT false);",
            "ALTER TABLE customer ALTER COLUMN vip DROP DEFAULT;",
        ),
        Example::new(
            "CREATE TABLE customer (id int);",
            "ALTER TABLE customer ADD COLUMN vip boolean NOT NULL DEFAULT false; ALTER TABLE customer ALTER COLUMN vip DROP DEFAULT;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (vip boolean DEFAULT false);",
            "ALTER TABLE customer ALTER COLUMN vip DROP DEFAULT;",
        ),
        Example::new(
            "CREATE TABLE customer (vip boolean NOT NULL DEFAULT false);",
            "ALTER TABLE customer ALTER COLUMN vip DROP DEFAULT; ALTER TABLE customer ALTER COLUMN vip SET DEFAULT true;",
        ),
    ],
    check: Check::Step(drop_default),
};

pub(super) const DROP_GENERATION: Rule = Rule {
    id: "generation-dropped",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "a column no longer gets its value by itself",
    docs: "`DROP IDENTITY` and `DROP EXPRESSION` keep the values that are there, but new rows get none: inserts that leave the column \
out fail, or store NULL.\n\nDeploy code that writes the column first.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int GENERATED ALWAYS AS IDENTITY);",
        "ALTER TABLE customer ALTER COLUMN id DROP IDENTITY;",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (id int);",
        "ALTER TABLE customer ALTER COLUMN id DROP IDENTITY IF EXISTS;",
    )],
    check: Check::Step(drop_generation),
};

pub(super) const SET_DEFAULT: Rule = Rule {
    id: "default-changed",
    category: Category::Compatibility,
    level: Level::Info,
    summary: "new rows get another default",
    docs: "Rows that exist keep their values; only rows inserted from now on without the column get the new default.",
    bad: &[Example::new(
        "CREATE TABLE customer (vip boolean DEFAULT false);",
        "ALTER TABLE customer ALTER COLUMN vip SET DEFAULT true;",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (vip boolean);",
        "ALTER TABLE customer ALTER COLUMN vip SET DEFAULT true;",
    )],
    check: Check::Step(set_default),
};

fn drop_not_null(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropNotNull { table, column } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    // Also where the history has it nullable already: whoever writes this believes that production has it required.
    if column_may_hold_values(&step.before, &subject, column) {
        hits.push(
            Hit::new(format!(
                "{}.{column} may be NULL from now on: code that reads it must expect that first",
                subject.name()
            ))
            .help("deploy code that can read NULL before this migration")
            .on(subject.column_object(column)),
        );
    }
}

fn drop_default(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnDefault { table, column, default: None } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let required = subject.column(column).is_some_and(|column| column.not_null && column.default.is_some());
    let changed_again = judged.later(at).iter().any(|later| match later.operation() {
        Operation::AlterColumnDefault { table, column: other, default: Some(_) }
        | Operation::AddIdentity { table, column: other, .. }
        | Operation::DropNotNull { table, column: other }
        | Operation::DropColumn { table, column: other, .. } => {
            other == column && later.before.resolve(table) == *subject.name()
        }
        _ => false,
    });
    if subject.may_hold_rows() && required && !changed_again {
        hits.push(
            Hit::new(format!(
                "inserts that leave out {}.{column} fail from now on: it is required and has no default any more",
                subject.name()
            ))
            .help("keep the default until no running code leaves the column out")
            .on(subject.column_object(column)),
        );
    }
}

fn drop_generation(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (table, column, if_exists) = match step.operation() {
        Operation::DropIdentity { table, column, if_exists }
        | Operation::DropExpression { table, column, if_exists } => (table, column, *if_exists),
        _ => return,
    };
    let subject = Subject::of(&step.before, table);
    let generated = subject.column(column).is_some_and(|column| column.generated != crate::schema::Generation::None);
    let nothing = crate::rules::subject::does_nothing(judged, if_exists, generated, false);
    if subject.may_hold_rows() && !nothing {
        hits.push(
            Hit::new(format!(
                "{}.{column} no longer gets its value by itself: inserts that leave it out fail or store NULL",
                subject.name()
            ))
            .help("deploy code that writes the column before this migration")
            .on(subject.column_object(column)),
        );
    }
}

fn set_default(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AlterColumnDefault { table, column, default: Some(default) } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let Some(old) =
        subject.column(column).and_then(|column| column.default.as_ref()).filter(|old| old.text != default.text)
    else {
        return;
    };
    if column_may_hold_values(&step.before, &subject, column) {
        hits.push(
            Hit::new(format!("new rows get {} in {}.{column} instead of {}", default.text, subject.name(), old.text))
                .on(subject.column_object(column)),
        );
    }
}
