//! `DROP OWNED BY`.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::list};
use crate::sql::Operation;

pub(super) const RULE: Rule = Rule {
    id: "drop-owned",
    category: Category::DataLoss,
    level: Level::Block,
    summary: "drops every object of a role in this database",
    docs: "`DROP OWNED BY` is no revoke: it drops every table, view, function and schema that the role owns here, and takes its \
privileges on the rest. Migrations usually run as the role that owns all tables.\n\nUse `REASSIGN OWNED BY … TO …` to keep the \
objects, and `REVOKE` for privileges.",
    bad: &[Example::new("CREATE ROLE clerk;", "DROP OWNED BY clerk CASCADE;")],
    good: &[Example::new("CREATE ROLE clerk;", "REASSIGN OWNED BY clerk TO CURRENT_USER;")],
    check: Check::Step(check),
};

fn check(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropOwned { roles, cascade } = step.operation() else { return };
    let names = list(roles);
    let more = if *cascade { ", and what depends on them" } else { "" };
    let hit = Hit::new(format!("drops every object that {names} owns in this database{more}"))
        .help(format!("keep the objects and give them to another role:\nREASSIGN OWNED BY {names} TO <role>;"));
    hits.push(roles.iter().fold(hit, |hit, role| hit.on(Object::global("role", role.as_str()))));
}
