//! `DROP COLUMN x` and `ADD COLUMN x` in one migration: looks like a type change, and empties the column.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step,
    subject::{Subject, column_may_hold_values},
};
use crate::sql::{ColumnDefinition, Ident, Operation};

pub(super) const RULE: Rule = Rule {
    id: "column-replaced",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops a column and adds it again with another type: its values are lost",
    docs: "Prisma writes this where it knows no cast between the two types. The diff looks like a change of type, yet every \
value is thrown away and the new column starts empty, or at its default.\n\nUse `ALTER COLUMN … TYPE … USING …` with the \
conversion you want, or add the new column beside the old one, fill it, switch the code, and drop the old one later.",
    bad: &[Example::new(
        "CREATE TABLE parcel (id int, weight text);",
        "ALTER TABLE parcel DROP COLUMN weight, ADD COLUMN weight int;",
    )],
    good: &[Example::new("CREATE TABLE parcel (id int, weight text);", "ALTER TABLE parcel ADD COLUMN grams int;")],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropColumn { table, column, .. } = step.operation() else { return };
    let Some(new) = replacement(judged, at, step) else { return };
    let subject = Subject::of(&step.before, table);
    let name = subject.name();
    let old = subject.column(column).map_or_else(String::new, |column| format!(" {}", column.data_type));
    let cast = &new.data_type;
    hits.push(
        Hit::new(format!("drops {name}.{column}{old} with its values and adds an empty {column} {cast}"))
            .help(format!(
                "convert the values instead; put the conversion that you want after USING:\n\
ALTER TABLE {name} ALTER COLUMN {column} TYPE {cast} USING {column}::{cast};"
            ))
            .on(subject.column_object(column)),
    );
}

/// The column of the same name that is added after this one was dropped.
pub(super) fn replacement<'a>(judged: &'a Judged<'_>, at: usize, step: &Step) -> Option<&'a ColumnDefinition> {
    let Operation::DropColumn { table, column, .. } = step.operation() else { return None };
    let subject = Subject::of(&step.before, table);
    if !column_may_hold_values(&step.before, &subject, column) {
        return None;
    }
    added_later(judged, at, step, column)
}

fn added_later<'a>(judged: &'a Judged<'_>, at: usize, step: &Step, wanted: &Ident) -> Option<&'a ColumnDefinition> {
    let Operation::DropColumn { table, .. } = step.operation() else { return None };
    let dropped_from = step.before.resolve(table);
    judged.later(at).iter().find_map(|later| match later.operation() {
        Operation::AddColumn { table, column, .. }
            if later.before.resolve(table) == dropped_from && column.name == *wanted =>
        {
            Some(&**column)
        }
        _ => None,
    })
}
