//! Functions that destroy stored data when they are called.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Rule, Step};
use crate::sql::{Operation, QualifiedName, expression};

pub(super) const RULE: Rule = Rule {
    id: "destroying-function",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "calls a function that drops stored data",
    docs: "A SELECT looks harmless, but some functions destroy: `lo_unlink` deletes a large object, TimescaleDB's `drop_chunks` the rows \
of whole ranges of time, pg_partman's `drop_partition_time` and `drop_partition_id` whole partitions. Functions that this history makes \
are read and followed; these come with the server or an extension.\n\nMake sure that a backup holds the data, and say in an exemption why \
it may go.",
    bad: &[Example::new(
        "CREATE TABLE picture (id int, content oid);",
        "SELECT lo_unlink(content) FROM picture WHERE id < 0;",
    )],
    good: &[Example::new(
        "CREATE TABLE picture (id int, content oid);",
        "SELECT lo_get(content) FROM picture WHERE id < 0;",
    )],
    check: Check::Step(check),
};

/// Each with what it does (manual 35.4; documentation of `TimescaleDB` and `pg_partman`).
const FUNCTIONS: &[(&str, &str)] = &[
    ("lo_unlink", "deletes large objects"),
    ("drop_chunks", "drops the chunks of a hypertable with their rows"),
    ("drop_partition_time", "drops partitions with their rows"),
    ("drop_partition_id", "drops partitions with their rows"),
];

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    for name in called(step.operation()) {
        let known = FUNCTIONS.iter().find(|(function, _)| name.name == *function);
        // One of the history's own is followed into its body.
        if let Some((_, what)) = known.filter(|_| step.before.functions(&name).is_empty()) {
            hits.push(
                Hit::new(format!("{name} {what}"))
                    .help("make sure that a backup holds the data, and say in an exemption why it may go"),
            );
        }
    }
}

fn called(operation: &Operation) -> Vec<QualifiedName> {
    match operation {
        Operation::Select { query, .. } => query.calls.clone(),
        Operation::Call { name } => vec![name.clone()],
        Operation::ChangeRows(change) => {
            let known = |name: &QualifiedName| FUNCTIONS.iter().any(|(function, _)| name.name == *function);
            change.expressions().into_iter().flat_map(|text| expression::called(text, known)).collect()
        }
        _ => Vec::new(),
    }
}
