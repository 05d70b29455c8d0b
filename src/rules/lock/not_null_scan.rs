//! `SET NOT NULL` reads the table, unless a constraint proves that it need not.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, advice, rows, subject::Subject, work,
};
use crate::schema::WorkKind;
use crate::sql::{ConstraintKind, Ident, ObjectName, Operation};

pub(super) const SET: Rule = Rule {
    id: "set-not-null-scans",
    category: Category::Lock,
    level: Level::Warn,
    summary: "looks for NULLs in every row while reads and writes wait",
    docs: "`SET NOT NULL` reads the whole table under ACCESS EXCLUSIVE. `PostgreSQL` 12 and later skip the scan if a validated \
CHECK constraint already proves `column IS NOT NULL`; a constraint that is NOT VALID, or merely rejects NULL-free values \
(`price >= 0`), proves nothing.\n\nAdd such a CHECK `NOT VALID`, validate it, set NOT NULL, and drop the CHECK in a statement of its \
own: dropped in the same ALTER TABLE, it no longer counts. From version 18, `ADD CONSTRAINT … NOT NULL column NOT VALID` says \
it directly.",
    bad: &[
        Example::new("CREATE TABLE customer (email text);", "ALTER TABLE customer ALTER COLUMN email SET NOT NULL;"),
        Example::new(
            "CREATE TABLE item (price int, CHECK (price >= 0));",
            "ALTER TABLE item ALTER COLUMN price SET NOT NULL;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (email text, CONSTRAINT there CHECK (email IS NOT NULL));",
            "ALTER TABLE customer ALTER COLUMN email SET NOT NULL;",
        ),
        Example::new("", "CREATE TABLE customer (email text); ALTER TABLE customer ALTER COLUMN email SET NOT NULL;"),
    ],
    check: Check::Step(set),
};

pub(super) const KEY: Rule = Rule {
    id: "primary-key-on-nullable",
    category: Category::Lock,
    level: Level::Warn,
    summary: "makes a nullable column part of a primary key, and looks for NULLs in every row",
    docs: "`PRIMARY KEY USING INDEX` is instant only if its columns are NOT NULL already; otherwise the table is read under \
ACCESS EXCLUSIVE.\n\nMake the columns NOT NULL first, by a CHECK that was validated beside running writes.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int); CREATE UNIQUE INDEX customer_id_key ON customer (id);",
        "ALTER TABLE customer ADD CONSTRAINT customer_pkey PRIMARY KEY USING INDEX customer_id_key;",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (id int NOT NULL); CREATE UNIQUE INDEX customer_id_key ON customer (id);",
        "ALTER TABLE customer ADD CONSTRAINT customer_pkey PRIMARY KEY USING INDEX customer_id_key;",
    )],
    check: Check::Step(key),
};

fn set(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Some((table, column)) = rows::required(step.operation()) else { return };
    let Some(scan) = work::on_deployed(step, WorkKind::NotNullScan).next() else { return };
    let subject = Subject::of(&step.before, table);
    let hit = Hit::new(work::blocks(scan, &format!("every row is checked for NULL in {column}")))
        .on(subject.column_object(column));
    let hit = if proof_dropped_beside(judged, at, step) {
        hit.why("the CHECK that proves it is dropped in the same ALTER TABLE, so PostgreSQL scans all the same")
            .help("drop the CHECK in an ALTER TABLE of its own, after SET NOT NULL")
    } else {
        hit.help(help(judged, subject.name(), column))
    };
    hits.push(hit);
}

fn help(judged: &Judged<'_>, table: &ObjectName, column: &Ident) -> String {
    let proof = Ident::quoted(&format!("{}_{}_not_null", table.name.as_str(), column.as_str()));
    let validate = format!("ALTER TABLE {table} VALIDATE CONSTRAINT {proof};");
    let (promise, then) = if judged.server.version >= 18 {
        (format!("NOT NULL {column}"), validate)
    } else {
        let set = format!("ALTER TABLE {table} ALTER COLUMN {column} SET NOT NULL;");
        let promise = format!("CHECK ({column} IS NOT NULL)");
        (promise, format!("{validate}\n{set}\nALTER TABLE {table} DROP CONSTRAINT {proof};"))
    };
    let add = format!("ALTER TABLE {table} ADD CONSTRAINT {proof} {promise} NOT VALID;");
    advice::in_two(judged, &format!("have it proven beside running writes first:\n{add}"), &then)
}

/// A constraint is dropped in the same statement: the scan that it would have saved comes back.
fn proof_dropped_beside(judged: &Judged<'_>, at: usize, step: &Step) -> bool {
    let Operation::SetNotNull { table, .. } = step.operation() else { return false };
    judged.steps.iter().enumerate().any(|(other, beside)| {
        let same = other != at && beside.statement == step.statement;
        matches!(beside.operation(), Operation::DropConstraint { table: of, .. } if same && of == table)
    })
}

fn key(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddConstraint { table, constraint } = step.operation() else { return };
    let ConstraintKind::PrimaryKey(crate::sql::KeyColumns::UsingIndex(_)) = &constraint.kind else { return };
    let Some(scan) = work::on_deployed(step, WorkKind::NotNullScan).next() else { return };
    let subject = Subject::of(&step.before, table);
    hits.push(
        Hit::new(work::blocks(scan, "its new key columns are checked for NULL"))
            .help(
                "make the columns NOT NULL first, by a CHECK (… IS NOT NULL) that was validated beside running writes",
            )
            .on(subject.object()),
    );
}
