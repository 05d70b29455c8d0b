//! Row-level security that is switched off or lets everybody through.

use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::Subject};
use crate::sql::{ObjectKind, Operation, expression};

pub(super) const DISABLED: Rule = Rule {
    id: "row-security-disabled",
    category: Category::Security,
    level: Level::Warn,
    summary: "switches row-level security off: every role with access sees every row",
    docs: "On Supabase the API's roles reach the tables of `public` directly; row-level security is what keeps users apart. Switched off, \
each of them can read and write all rows.\n\nKeep it on and write a policy for what must be allowed.",
    bad: &[Example::new(
        "CREATE TABLE item (id int); ALTER TABLE item ENABLE ROW LEVEL SECURITY;",
        "ALTER TABLE item DISABLE ROW LEVEL SECURITY;",
    )],
    good: &[Example::new("CREATE TABLE item (id int);", "ALTER TABLE item ENABLE ROW LEVEL SECURITY;")],
    check: Check::Step(disabled),
};

pub(super) const POLICY_DROPPED: Rule = Rule {
    id: "policy-dropped",
    category: Category::Security,
    level: Level::Warn,
    summary: "drops a row-level security policy that nothing replaces",
    docs: "With no other permissive policy, nobody but the owner sees a row any more; a restrictive policy that goes lets more through \
than before.\n\nCreate the new policy in the same transaction.",
    bad: &[Example::new(
        "CREATE TABLE item (id int); CREATE POLICY own ON item USING (id = 1);",
        "DROP POLICY own ON item;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (id int); CREATE POLICY own ON item USING (id = 1);",
        "DROP POLICY own ON item; CREATE POLICY own ON item USING (id = 2);",
    )],
    check: Check::Step(policy_dropped),
};

pub(super) const ALWAYS_TRUE: Rule = Rule {
    id: "policy-always-true",
    category: Category::Security,
    level: Level::Warn,
    summary: "a policy whose condition every row meets",
    docs: "`USING (true)` shows every row to every role the policy is for, `WITH CHECK (true)` lets it write any row. That is right for a \
table that is public on purpose, and for a role that is trusted; otherwise it switches the protection off.\n\nSay who may see a row: \
`USING (auth.uid() = user_id)`.",
    bad: &[Example::new("CREATE TABLE item (id int);", "CREATE POLICY everybody ON item USING (true);")],
    good: &[Example::new("CREATE TABLE item (owner text);", "CREATE POLICY own ON item USING (owner = CURRENT_USER);")],
    check: Check::Step(always_true),
};

fn disabled(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (table, what) = match step.operation() {
        Operation::RowLevelSecurity { table, enable: false } => {
            (table, "row-level security is switched off: every role with access sees every row")
        }
        Operation::ForceRowLevelSecurity { table, force: false } => {
            (table, "the owner of the table is no longer bound by its policies")
        }
        _ => return,
    };
    let subject = Subject::of(&step.before, table);
    if subject.may_hold_rows() {
        hits.push(
            Hit::new(format!("{}: {what}", subject.name()))
                .help("keep it on, and write a policy for what must be allowed")
                .on(subject.object()),
        );
    }
}

fn policy_dropped(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::Drop { kind: ObjectKind::Policy, object, .. } = step.operation() else { return };
    let Some(on) = &object.on else { return };
    let table = step.before.resolve(on);
    let known = step
        .before
        .relation(on)
        .is_none_or(|relation| relation.policies.iter().any(|policy| policy.name == object.name.name));
    let replaced = judged.later(at).iter().any(|later| matches!(later.operation(), Operation::CreatePolicy { table: other, .. } if later.before.resolve(other) == table));
    let gone = judged
        .steps
        .last()
        .is_some_and(|last| step.before.relation(on).is_some() && last.after.relation_at(&table).is_none());
    if known && !replaced && !gone {
        hits.push(
            Hit::new(format!("policy {} of {table} goes, and nothing takes its place", object.name.name))
                .help("create the new policy in the same transaction")
                .on(Object::part("policy", &table, object.name.name.as_str())),
        );
    }
}

fn always_true(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (Operation::CreatePolicy { name, table, using, check, .. }
    | Operation::AlterPolicy { name, table, using, check }) = step.operation()
    else {
        return;
    };
    let restrictive = matches!(step.operation(), Operation::CreatePolicy { permissive: false, .. });
    let open = using.iter().chain(check).find(|condition| expression::always_true(condition));
    if let Some(condition) = open.filter(|_| !restrictive) {
        let table = step.before.resolve(table);
        hits.push(
            Hit::new(format!("policy {name} of {table} lets every row through: {}", condition.text.trim()))
                .help("say who may see or write a row, for example USING (auth.uid() = user_id)")
                .on(Object::part("policy", &table, name.as_str())),
        );
    }
}
