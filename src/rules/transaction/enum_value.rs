//! `ALTER TYPE … ADD VALUE` and transactions.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, advice};
use crate::sql::{ObjectName, Operation, Span};

pub(super) const USED: Rule = Rule {
    id: "enum-value-used-before-commit",
    category: Category::Transaction,
    level: Level::Block,
    summary: "uses a new enum label in the transaction that added it: the migration always fails",
    docs: "A label that `ALTER TYPE … ADD VALUE` adds cannot be used before the transaction commits: `unsafe use of new value` \
(SQLSTATE 55P04), also in a default or an index predicate. Where the type itself was created in the same transaction it may be used \
(measured: not so on version 15 if the label was added by ADD VALUE).\n\nAdd the label in one migration and use it in the next.",
    bad: &[
        Example::new(
            "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE cat (state mood);",
            "ALTER TYPE mood ADD VALUE 'happy'; UPDATE cat SET state = 'happy';",
        )
        .with_runner("prisma@7.3"),
        Example::new(
            "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE cat (state mood);",
            "BEGIN; ALTER TYPE mood ADD VALUE 'happy'; ALTER TABLE cat ALTER COLUMN state SET DEFAULT 'happy'; COMMIT;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE TYPE mood AS ENUM ('sad'); CREATE TABLE cat (state mood);",
            "ALTER TYPE mood ADD VALUE 'happy'; UPDATE cat SET state = 'happy';",
        ),
        Example::new("CREATE TYPE mood AS ENUM ('sad');", "ALTER TYPE mood ADD VALUE 'happy';")
            .with_runner("prisma@7.3"),
    ],
    check: Check::Step(used),
};

pub(super) const OLD: Rule = Rule {
    id: "enum-add-value-in-transaction",
    category: Category::Transaction,
    level: Level::Block,
    summary: "ADD VALUE in a transaction block, which servers before version 12 refuse",
    docs: "Up to version 11, `ALTER TYPE … ADD VALUE` cannot run in a transaction block. From 12 on it can, but the new label \
cannot be used before the commit.",
    bad: &[],
    good: &[Example::new("CREATE TYPE mood AS ENUM ('sad');", "BEGIN; ALTER TYPE mood ADD VALUE 'happy'; COMMIT;")],
    check: Check::Step(old),
};

fn used(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddEnumValue { name, label, .. } = step.operation() else { return };
    let Some(found) = step.after.user_type(name) else { return };
    let quoted = format!("'{}'", label.replace('\'', "''"));
    let uses = judged
        .later(at)
        .iter()
        .enumerate()
        .map(|(offset, later)| (at + 1 + offset, later))
        .filter(|(other, _)| judged.same_transaction(at, *other))
        .find(|(_, later)| uses_label(judged, later, &quoted, &found.name));
    if let Some((_, later)) = uses {
        hits.push(
            Hit::new(format!(
                "label {quoted} of {} is used in the transaction that adds it: \"unsafe use of new value\"",
                found.name
            ))
            .help(format!("add the label first and use it afterwards; {}", advice::apart(judged)))
            .at(later.span())
            .on(Object::part("enum-value", &found.name, label)),
        );
    }
}

/// Whether a statement evaluates the label: it stands as a constant in rows that are written or read, a default, a check or a
/// predicate. A mere mention (another ADD VALUE, a comment) does not.
fn uses_label(judged: &Judged<'_>, later: &Step, quoted: &str, of: &ObjectName) -> bool {
    let text = |span: Span| judged.source.slice(span).contains(quoted);
    match later.operation() {
        Operation::AlterColumnDefault { table, column, default: Some(default) } => {
            let relation = later.before.relation(table);
            let of_type = relation
                .and_then(|relation| relation.column(column))
                .and_then(|column| later.before.type_address(&column.data_type));
            default.text.contains(quoted) && of_type.is_none_or(|found| found == *of)
        }
        Operation::AddColumn { column, .. } => {
            column.default.as_ref().is_some_and(|default| default.text.contains(quoted))
                && later.after.type_address(&column.data_type).is_none_or(|found| found == *of)
        }
        Operation::ChangeRows(_)
        | Operation::AddConstraint { .. }
        | Operation::CreateIndex(_)
        | Operation::Select { .. }
        | Operation::CreateView { .. } => text(later.span()),
        _ => false,
    }
}

fn old(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::AddEnumValue { name, .. } = step.operation() else { return };
    if judged.server.version < 12 && judged.transaction(at).block {
        hits.push(
            Hit::new(format!("ALTER TYPE {name} ADD VALUE cannot run in a transaction block before version 12"))
                .help(format!("put it {}", advice::outside_transaction(judged))),
        );
    }
}
