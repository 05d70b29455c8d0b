//! Rules on the data that are switched off, and counters that are turned back.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::Subject};
use crate::sql::{ConstraintDefinition, Expression, Operation, expression};

pub(super) const TRIGGERS: Rule = Rule {
    id: "triggers-disabled",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "switches triggers off and does not switch them on again",
    docs: "`DISABLE TRIGGER ALL` also switches off the triggers that check foreign keys: rows that point at nothing can be written, and \
enabling it again does not look for them.\n\nEnable it again in the same transaction, and never use ALL.",
    bad: &[Example::new("CREATE TABLE item (id int);", "ALTER TABLE item DISABLE TRIGGER ALL;")],
    good: &[Example::new(
        "CREATE TABLE item (id int);",
        "ALTER TABLE item DISABLE TRIGGER USER; ALTER TABLE item ENABLE TRIGGER USER;",
    )],
    check: Check::Step(triggers),
};

pub(super) const ROLE: Rule = Rule {
    id: "replication-role-bypass",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "session_replication_role = replica switches off foreign keys and triggers",
    docs: "While the setting is `replica`, no foreign key is checked and no ordinary trigger fires, on any table. Rows that break the \
rules stay.\n\nLoad rows in an order that meets the foreign keys, or make the keys DEFERRABLE.",
    bad: &[Example::new("", "SET session_replication_role = replica;")],
    good: &[Example::new("", "SET session_replication_role = origin;")],
    check: Check::Step(role),
};

pub(super) const SEQUENCE: Rule = Rule {
    id: "sequence-rewound",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "restarts a sequence: numbers that were given out come again",
    docs: "If rows with the next numbers exist, inserts fail with duplicate keys; if they were deleted, old identifiers mean something new.\n\n\
Set a sequence to the largest value in use, never below: `SELECT setval('…', (SELECT max(id) FROM …));`.",
    bad: &[
        Example::new("CREATE SEQUENCE number;", "ALTER SEQUENCE number RESTART;"),
        Example::new("CREATE SEQUENCE number;", "SELECT setval('number', 1);"),
    ],
    good: &[
        Example::new("CREATE SEQUENCE number;", "ALTER SEQUENCE number INCREMENT BY 5;"),
        Example::new(
            "CREATE TABLE item (id serial);",
            "SELECT setval('item_id_seq', COALESCE((SELECT max(id) FROM item), 1));",
        ),
    ],
    check: Check::Step(sequence),
};

pub(super) const NOT_ENFORCED: Rule = Rule {
    id: "constraint-not-enforced",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "adds a constraint that is not enforced",
    docs: "`NOT ENFORCED` (version 18) writes the rule down and checks nothing, neither old rows nor new ones.",
    bad: &[Example::new(
        "CREATE TABLE item (price int);",
        "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0) NOT ENFORCED;",
    )
    .on_version(18)],
    good: &[Example::new(
        "CREATE TABLE item (price int);",
        "ALTER TABLE item ADD CONSTRAINT price_ok CHECK (price >= 0) NOT VALID;",
    )],
    check: Check::Step(not_enforced),
};

pub(super) const AUTOVACUUM: Rule = Rule {
    id: "autovacuum-disabled",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "switches autovacuum off for a table",
    docs: "Dead rows pile up, statistics grow stale, and in the end the server must stop to prevent transaction identifiers from \
wrapping around.\n\nMake autovacuum gentler instead (`autovacuum_vacuum_cost_delay`).",
    bad: &[Example::new("CREATE TABLE item (id int);", "ALTER TABLE item SET (autovacuum_enabled = false);")],
    good: &[Example::new("CREATE TABLE item (id int);", "ALTER TABLE item SET (fillfactor = 70);")],
    check: Check::Step(autovacuum),
};

fn triggers(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::SwitchTrigger { table, trigger, all, enable: false, rule: false } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let back = judged.later(at).iter().any(|later| {
        matches!(later.operation(), Operation::SwitchTrigger { table: other, trigger: name, enable: true, .. } if name == trigger && later.before.resolve(other) == *subject.name())
    });
    if subject.may_hold_rows() && !back {
        let what = if *all {
            "every trigger, those of foreign keys included,".to_owned()
        } else {
            format!("trigger {trigger}")
        };
        hits.push(
            Hit::new(format!("{what} of {} stays off", subject.name()))
                .help(format!(
                    "switch it on again in the same transaction:\nALTER TABLE {} ENABLE TRIGGER {trigger};",
                    subject.name()
                ))
                .on(subject.object()),
        );
    }
}

fn role(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Set(set) = step.operation() else { return };
    if &*set.name == "session_replication_role"
        && set.values.first().is_some_and(|value| value.eq_ignore_ascii_case("replica"))
    {
        hits.push(
            Hit::new("from here on no foreign key is checked and no ordinary trigger fires, on any table")
                .help("load rows in an order that meets the foreign keys, or make the keys DEFERRABLE"),
        );
    }
}

fn sequence(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    if let Some(call) = set_to_constant(step.operation()) {
        hits.push(
            Hit::new(format!("{call} sets a sequence to a fixed number: if rows have larger ones, they come again"))
                .help("set it to the largest value in use:\nSELECT setval('…', (SELECT max(…) FROM …));"),
        );
        return;
    }
    let Operation::AlterSequence { name, restart: true, .. } = step.operation() else { return };
    let subject = Subject::of(&step.before, name);
    if subject.may_hold_rows() {
        hits.push(
            Hit::new(format!("sequence {} starts again: numbers that were given out come again", subject.name()))
                .help(format!(
                    "set it to the largest value in use:\nSELECT setval('{}', (SELECT max(…) FROM …));",
                    subject.name()
                ))
                .on(Object::new("sequence", subject.name())),
        );
    }
}

/// `SELECT setval('sequence', 1)`, as a dump writes it; a value that a query finds is no constant.
fn set_to_constant(operation: &Operation) -> Option<String> {
    let Operation::Select { query, .. } = operation else { return None };
    let sets = query.calls.iter().any(|call| call.name == *"setval") && query.reads.is_empty();
    let list = query.text.trim().get("SELECT".len()..).filter(|_| sets)?;
    let written = Expression { text: list.into(), span: query.span };
    let expression::Tree::Call { name, arguments } = expression::tree(&written)? else { return None };
    let constant = arguments.get(1).is_some_and(expression::Tree::is_constant);
    (name.name == *"setval" && constant).then(|| list.trim().to_owned())
}

fn not_enforced(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let constraints: Vec<&ConstraintDefinition> = match step.operation() {
        Operation::AddConstraint { constraint, .. } | Operation::AddForeignKey { constraint, .. } => vec![constraint],
        Operation::CreateTable { table, .. } => {
            table.constraints.iter().chain(table.columns.iter().flat_map(|column| &column.constraints)).collect()
        }
        _ => return,
    };
    for constraint in constraints.into_iter().filter(|constraint| constraint.not_enforced) {
        let name = constraint.name.as_ref().map_or_else(|| "this constraint".to_owned(), ToString::to_string);
        hits.push(
            Hit::new(format!("{name} is written down but never checked"))
                .help("leave NOT ENFORCED out; use NOT VALID to spare old rows")
                .at(constraint.span),
        );
    }
}

fn autovacuum(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::SetStorageParameters { name, parameters, .. } = step.operation() else { return };
    let off = |value: &str| ["false", "off", "0", "no"].contains(&value.to_ascii_lowercase().as_str());
    let disabled =
        parameters.iter().any(|(key, value)| &**key == "autovacuum_enabled" && value.as_deref().is_some_and(off));
    if disabled {
        let subject = Subject::of(&step.before, name);
        hits.push(
            Hit::new(format!("autovacuum no longer cleans {}", subject.name()))
                .help("make it gentler instead: autovacuum_vacuum_cost_delay")
                .on(subject.object()),
        );
    }
}
