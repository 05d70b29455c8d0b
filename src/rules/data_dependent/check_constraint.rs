//! A CHECK or exclusion constraint over rows that exist.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step, subject::Subject};
use crate::sql::{ConstraintKind, Operation, expression};

pub(super) const RULE: Rule = Rule {
    id: "check-may-fail",
    category: Category::DataDependent,
    level: Level::Warn,
    summary: "demands something of rows that exist: fails if one does not meet it",
    docs: "A CHECK that is validated at once fails (SQLSTATE 23514) if one row does not meet it; an exclusion constraint (23P01) if \
two rows exclude each other.\n\nCount the rows that would fail first, or add the CHECK NOT VALID and validate it when they are mended.",
    bad: &[Example::new(
        "CREATE TABLE item (price int);",
        "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0);",
    )],
    good: &[
        Example::new(
            "CREATE TABLE item (price int);",
            "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0) NOT VALID;",
        ),
        Example::new(
            "CREATE TABLE item (price int);",
            "ALTER TABLE item ADD COLUMN stock int; ALTER TABLE item ADD CONSTRAINT stock_ok CHECK (stock >= 0);",
        ),
    ],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddConstraint { table, constraint } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    if !subject.may_hold_rows() || constraint.not_valid || constraint.not_enforced {
        return;
    }
    let name = subject.name();
    let hit = match &constraint.kind {
        ConstraintKind::Check(check) if !all_null(step, &subject, check) => Hit::new(format!(
            "fails if a row of {name} does not meet {}",
            folded(&check.text)
        ))
        .help(format!("see whether there are any:\nSELECT count(*) FROM {name} WHERE NOT ({});", folded(&check.text))),
        ConstraintKind::Exclude { .. } => Hit::new(format!("fails if two rows of {name} exclude each other")),
        _ => return,
    };
    hits.push(hit.on(subject.object()));
}

fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every column of the check was added here without a default: NULL meets any comparison.
fn all_null(step: &Step, subject: &Subject, check: &crate::sql::Expression) -> bool {
    let columns: Vec<_> =
        expression::columns(check).into_iter().filter_map(|column| subject.column(&column).cloned()).collect();
    let tests_null = check.text.to_ascii_lowercase().contains("null");
    !columns.is_empty()
        && !tests_null
        && columns.iter().all(|column| step.before.is_new(column.born) && column.default.is_none() && !column.not_null)
}
