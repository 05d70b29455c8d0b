//! `DROP MATERIALIZED VIEW`.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{Subject, does_nothing},
};
use crate::sql::{ObjectKind, Operation};

pub(super) const RULE: Rule = Rule {
    id: "drop-materialized-view",
    category: Category::DataLoss,
    level: Level::Warn,
    summary: "drops a materialized view with its stored rows",
    docs: "The rows can be computed again only while the tables they came from still hold what they held. Until a new view is \
filled and its indexes are built, queries on it fail.\n\nCreate the new view under another name, fill it, and swap the names in \
one transaction.",
    bad: &[Example::new("CREATE MATERIALIZED VIEW sales AS SELECT 1 AS total;", "DROP MATERIALIZED VIEW sales;")],
    good: &[Example::new("CREATE VIEW sales AS SELECT 1 AS total;", "DROP MATERIALIZED VIEW IF EXISTS revenue;")],
    check: Check::Step(check),
};

fn check(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Drop { kind: ObjectKind::MaterializedView, object, if_exists, .. } = step.operation() else {
        return;
    };
    let subject = Subject::of(&step.before, &object.name);
    let known = subject.relation().is_some();
    if !subject.may_hold_rows() || does_nothing(judged, *if_exists, known, step.before.is_uncertain(&object.name)) {
        return;
    }
    let name = subject.name();
    hits.push(
        Hit::new(format!("drops the materialized view {name} and the rows stored in it"))
            .help(format!(
                "fill a new one beside it, then swap in one transaction:\n\
ALTER MATERIALIZED VIEW {name} RENAME TO …_old;\nALTER MATERIALIZED VIEW …_new RENAME TO {};",
                name.name
            ))
            .on(Object::new("materialized-view", name)),
    );
}
