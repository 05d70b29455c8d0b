//! A foreign key over rows that exist: orphans make the migration fail.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, rows,
    subject::{Subject, list},
    work,
};
use crate::schema::{ConstraintRule, Relation, WorkKind};
use crate::sql::{ColumnDefinition, ConstraintKind, Ident, ObjectName, Operation, QualifiedName, expression};

pub(super) const RULE: Rule = Rule {
    id: "foreign-key-may-fail",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "demands that rows that exist point at a row: fails if one does not",
    docs: "The migration fails (SQLSTATE 23503) if a row holds a value that the referenced table does not have: an orphan that the \
application left behind.\n\nLook for orphans first (the query is in the help). Or add the key NOT VALID, which holds for new rows at \
once, and validate it when the orphans are gone.",
    bad: &[
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int);",
            "ALTER TABLE invoice ADD CONSTRAINT invoice_customer_fkey FOREIGN KEY (customer_id) REFERENCES customer (id);",
        ),
        Example::new(
            "CREATE TABLE kind (name text PRIMARY KEY); CREATE TABLE item (id int);",
            "ALTER TABLE item ADD COLUMN kind text DEFAULT 'plain' REFERENCES kind;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int REFERENCES customer);",
            "ALTER TABLE invoice DROP CONSTRAINT invoice_customer_id_fkey;\n\
ALTER TABLE invoice ADD CONSTRAINT invoice_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE;",
        ),
        Example::new(
            "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (id int);",
            "ALTER TABLE invoice ADD COLUMN customer_id int; ALTER TABLE invoice ADD FOREIGN KEY (customer_id) REFERENCES customer;",
        ),
    ],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    if let Operation::AddColumn { table, column, .. } = step.operation() {
        return defaulted(step, table, column, hits);
    }
    let Operation::AddForeignKey { table, constraint } = step.operation() else { return };
    let ConstraintKind::ForeignKey { columns, referenced, .. } = &constraint.kind else { return };
    let subject = Subject::of(&step.before, table);
    if work::on_deployed(step, WorkKind::ForeignKeyScan).all(|scan| scan.relation != *subject.name()) {
        return;
    }
    let parent = step.before.resolve(referenced);
    let held = subject
        .relation()
        .is_some_and(|relation| held_before(judged, relation, columns, &parent) || is_new(step, relation, columns));
    if held || rows::emptied(judged, at, subject.name()) {
        return;
    }
    let name = subject.name();
    let child = columns.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let hit = Hit::new(format!("fails if a row of {name} holds {} that {parent} does not have", list(columns)))
        .help(format!("look for orphans first:\nSELECT count(*) FROM {name} WHERE ({child}) IS NOT NULL AND ({child}) NOT IN (SELECT … FROM {parent});"))
        .on(Object::new("table", name));
    hits.push(columns.iter().fold(hit, |hit, column| hit.on(subject.column_object(column))));
}

/// `ADD COLUMN … DEFAULT 'x' REFERENCES …`: every row gets the default, which must be there (without one the column is NULL
/// everywhere, and nothing is looked at).
fn defaulted(step: &Step, table: &QualifiedName, column: &ColumnDefinition, hits: &mut Hits) {
    let subject = Subject::of(&step.before, table);
    let Some(default) = column.default.as_ref().filter(|default| !expression::is_null_literal(default)) else { return };
    let key = column.constraints.iter().find_map(|constraint| match &constraint.kind {
        ConstraintKind::ForeignKey { referenced, .. } => Some(step.before.resolve(referenced)),
        _ => None,
    });
    let Some(parent) = key.filter(|_| subject.may_hold_rows() && subject.column(&column.name).is_none()) else {
        return;
    };
    let (name, field) = (subject.name(), &column.name);
    hits.push(
        Hit::new(format!("fails if {parent} has no row for the default {} that {name}.{field} gets in every row", default.text))
            .help(format!("see that the row is there, also in a new database, or add the column without a default and fill it:\nSELECT count(*) FROM {parent} WHERE … = {};", default.text))
            .on(subject.column_object(field)),
    );
}

/// The same columns already pointed at the same table by a validated key before this migration (Prisma drops and adds a key to
/// change its ON DELETE).
fn held_before(judged: &Judged<'_>, relation: &Relation, columns: &[Ident], parent: &ObjectName) -> bool {
    let Some(start) = judged.steps.first().map(|first| &first.before) else { return false };
    let old = start.relation_at(&relation.name).or_else(|| {
        start
            .relations()
            .find(|old| old.foreign_keys().any(|(key, to)| to == parent && key.validated && key.columns == columns))
    });
    old.is_some_and(|old| {
        old.constraints.iter().any(|key| {
            let same = matches!(&key.rule, ConstraintRule::ForeignKey { .. });
            same && key.validated && key.columns == columns && points_at(key, parent)
        })
    })
}

fn points_at(key: &crate::schema::Constraint, parent: &ObjectName) -> bool {
    matches!(&key.rule, ConstraintRule::ForeignKey { referenced, .. } if referenced.name == parent.name)
}

/// A column that this migration added: NULL in every row, or filled from the table that it points at.
fn is_new(step: &Step, relation: &Relation, columns: &[Ident]) -> bool {
    columns.iter().any(|column| {
        relation.column(column).is_some_and(|known| step.before.is_new(known.born) && known.default.is_none())
    })
}
