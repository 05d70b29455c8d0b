//! A new foreign key with `ON DELETE CASCADE` or `SET NULL`.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::Subject};
use crate::sql::{ConstraintKind, Operation, ReferentialAction};

pub(super) const RULE: Rule = Rule {
    id: "foreign-key-deletes",
    category: Category::DataLoss,
    level: Level::Info,
    summary: "lets deletes of one table reach the rows of another that is in use",
    docs: "From now on, deleting a row of the referenced table also deletes the rows that point at it (CASCADE), or empties their \
columns (SET NULL, SET DEFAULT). One mistaken DELETE then reaches far.\n\nUse RESTRICT or NO ACTION where the rows have a worth of \
their own.",
    bad: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int);",
        "ALTER TABLE invoice ADD FOREIGN KEY (customer_id) REFERENCES customer ON DELETE CASCADE;",
    )],
    good: &[Example::new(
        "CREATE TABLE customer (id int PRIMARY KEY); CREATE TABLE invoice (customer_id int);",
        "ALTER TABLE invoice ADD FOREIGN KEY (customer_id) REFERENCES customer ON DELETE RESTRICT;",
    )],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddForeignKey { table, constraint } = step.operation() else { return };
    let ConstraintKind::ForeignKey { referenced, on_delete, .. } = &constraint.kind else { return };
    let subject = Subject::of(&step.before, table);
    let does = match on_delete {
        ReferentialAction::Cascade => "deletes",
        ReferentialAction::SetNull | ReferentialAction::SetDefault => "empties columns of",
        ReferentialAction::NoAction | ReferentialAction::Restrict => return,
    };
    if subject.may_hold_rows() {
        let parent = step.before.resolve(referenced);
        hits.push(
            Hit::new(format!(
                "from now on a delete in {parent} also {does} the rows of {} that point at it",
                subject.name()
            ))
            .help("use ON DELETE RESTRICT where these rows have a worth of their own")
            .on(subject.object()),
        );
    }
}
