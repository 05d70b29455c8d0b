//! Create a new table, copy the rows, drop the old one, rename: what the copy leaves out is lost.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{Subject, list},
};
use crate::sql::{Ident, ObjectName, Operation, RowChangeKind};

pub(super) const RULE: Rule = Rule {
    id: "table-swapped",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "replaces a table by a copy: what was not copied is lost",
    docs: "Columns that the copy leaves out are lost, and so are rows written between the copy and the swap. Indexes, foreign \
keys, grants, policies, triggers and the sequence of a serial column do not come along by themselves.\n\nPrefer changing \
the table in place. If it must be rebuilt, take `LOCK TABLE … IN SHARE ROW EXCLUSIVE MODE` before the copy, in the same \
transaction, and compare the list of columns.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY, email text, note text);",
        "CREATE TABLE customer_new (id int PRIMARY KEY, email text);\nINSERT INTO customer_new SELECT id, email FROM customer;\n\
DROP TABLE customer;\nALTER TABLE customer_new RENAME TO customer;",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY, email text);",
        "CREATE TABLE customer_copy (id int PRIMARY KEY, email text);\nINSERT INTO customer_copy SELECT id, email FROM customer;",
    )],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropTable { name, .. } = step.operation() else { return };
    let Some(copy) = replacement(judged, at, step) else { return };
    let old = Subject::of(&step.before, name);
    let lost: Vec<&Ident> = old
        .relation()
        .into_iter()
        .flat_map(|relation| &relation.columns)
        .filter(|column| step.before.relation_at(&copy).is_none_or(|new| new.column(&column.name).is_none()))
        .map(|column| &column.name)
        .collect();
    let columns = if lost.is_empty() { String::new() } else { format!("; {} not copied", columns_are(&lost)) };
    let table = old.name();
    let hit = Hit::new(format!("drops {table} after its rows were copied to {copy}{columns}"))
        .why("rows that are written between the copy and the drop are lost, and so is what the copy does not have: indexes, foreign keys, grants, policies")
        .help(format!("change {table} in place, or hold this lock from before the copy to the end of the transaction:\nLOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE;"))
        .on(old.object())
        .on(Object::new("table", &copy));
    hits.push(lost.iter().fold(hit, |hit, column| hit.on(old.column_object(column))));
}

fn columns_are(columns: &[&Ident]) -> String {
    let word = if columns.len() == 1 { "column" } else { "columns" };
    let verb = if columns.len() == 1 { "is" } else { "are" };
    format!("{word} {} {verb}", list(columns.iter().map(ToString::to_string)))
}

/// The new table into which this migration copied the dropped one's rows.
pub(super) fn replacement(judged: &Judged<'_>, at: usize, step: &Step) -> Option<ObjectName> {
    let Operation::DropTable { name, .. } = step.operation() else { return None };
    let old = Subject::of(&step.before, name);
    let old = old.relation().filter(|_| old.may_hold_rows())?;
    judged.earlier(at).iter().find_map(|earlier| {
        let Operation::ChangeRows(change) = earlier.operation() else { return None };
        let copies = matches!(change.kind, RowChangeKind::Insert { values: None, .. });
        let reads = change.reads.iter().any(|source| earlier.before.resolve(source) == old.name);
        let target = Subject::of(&earlier.before, &change.table);
        (copies && reads && !target.may_hold_rows()).then(|| target.name().clone())
    })
}
