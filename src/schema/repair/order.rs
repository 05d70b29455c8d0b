//! The order in which statements can run: what needs something comes after it.

use std::collections::{BTreeSet, HashMap};

use crate::schema::inventory::{ObjectKey, ObjectKind};
use crate::schema::render::{Member, Object};

/// Statements, each with the place where it belongs.
#[derive(Default)]
pub(super) struct Plan {
    first_drops: Vec<Step>,
    last_drops: Vec<Step>,
    creates: Vec<Step>,
    alters: Vec<Step>,
    recreated: BTreeSet<ObjectKey>,
}

struct Step {
    rank: u8,
    /// The object that a statement makes or drops, as others mention it.
    name: String,
    /// What it mentions.
    text: String,
    sql: String,
}

/// What alters an object comes behind what makes tables and functions, and before what stands on them.
const ALTER: u8 = 20;

impl Plan {
    pub(super) fn create(&mut self, member: Member<'_>) {
        let rank = if member.is_last { LAST } else { rank(member.object) };
        for sql in member.statements {
            self.creates.push(Step { rank, name: name(member.object), text: sql.clone(), sql });
        }
    }

    /// What is made anew goes first; else what others may still stand on goes last.
    pub(super) fn drop(&mut self, object: Object<'_>, sql: String) {
        let text = object.get("definition").unwrap_or_default().to_owned();
        let step = Step { rank: rank(object), name: name(object), text, sql };
        let is_first = step.rank > ALTER || self.recreated.contains(object.key);
        let drops = if is_first { &mut self.first_drops } else { &mut self.last_drops };
        drops.push(step);
    }

    pub(super) fn alter(&mut self, object: Object<'_>, sql: String) {
        self.alters.push(Step { rank: rank(object), name: name(object), text: String::new(), sql });
    }

    /// Whether this object is not made anew already.
    pub(super) fn begins_to_recreate(&mut self, key: &ObjectKey) -> bool {
        self.recreated.insert(key.clone())
    }

    /// First goes what stands on others, so that these can change; last goes what others stood on.
    pub(super) fn statements(mut self) -> Vec<String> {
        self.alters.sort_by_key(|step| step.rank);
        let mut created = sorted(self.creates);
        let on_top = created.iter().position(|step| step.rank > ALTER).unwrap_or(created.len());
        let on_top = created.split_off(on_top);
        let [first, last] = [self.first_drops, self.last_drops].map(|drops| {
            let mut drops = sorted(drops);
            drops.reverse();
            drops
        });
        let steps = [first, created, self.alters, on_top, last].into_iter().flatten().map(|step| step.sql);
        let steps: Vec<String> = steps.collect();
        // A function may be made before the tables that its body reads (manual, 20.11 check_function_bodies).
        let makes_functions = steps.iter().any(|sql| sql.starts_with("CREATE OR REPLACE FUNCTION"));
        makes_functions.then(|| "SET check_function_bodies = off".to_owned()).into_iter().chain(steps).collect()
    }
}

/// As others mention it: a function without its argument types.
fn name(object: Object<'_>) -> String {
    let relation = object.relation();
    match object.key.kind {
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => {
            relation.split('(').next().unwrap_or_default().to_owned()
        }
        _ => relation,
    }
}

const LAST: u8 = 30;

/// The usual order of kinds.
fn rank(object: Object<'_>) -> u8 {
    use ObjectKind as Kind;
    match object.key.kind {
        Kind::Role | Kind::Database | Kind::Migration => 0,
        Kind::Schema => 1,
        Kind::Extension => 2,
        Kind::Language | Kind::AccessMethod | Kind::ForeignDataWrapper => 3,
        Kind::Server => 4,
        Kind::UserMapping => 5,
        Kind::Collation | Kind::Type | Kind::Domain | Kind::EnumValue | Kind::TextSearchParser => 6,
        Kind::TextSearchTemplate => 7,
        Kind::TextSearchDictionary | Kind::Sequence => 8,
        Kind::TextSearchConfiguration | Kind::Table | Kind::ForeignTable | Kind::Partition => 9,
        Kind::Column => 10,
        Kind::Function | Kind::Procedure => 11,
        Kind::Aggregate | Kind::Operator => 12,
        Kind::OperatorFamily => 13,
        Kind::OperatorClass | Kind::Cast | Kind::Transform | Kind::Conversion => 14,
        Kind::Constraint if object.get("constraint-type") == Some("FOREIGN KEY") => 25,
        Kind::Constraint => 21,
        Kind::Index => 22,
        Kind::View | Kind::MaterializedView => 23,
        Kind::Statistics | Kind::Rule | Kind::Policy | Kind::Trigger => 26,
        Kind::EventTrigger | Kind::Publication | Kind::Subscription | Kind::DefaultPrivilege => 27,
    }
}

/// The statements by rank, but each behind those that make what it mentions.
fn sorted(mut steps: Vec<Step>) -> Vec<Step> {
    steps.sort_by_key(|step| step.rank);
    let mut makers: HashMap<&str, usize> = HashMap::new();
    for (at, step) in steps.iter().enumerate() {
        // An object's first statement makes it.
        makers.entry(&step.name).or_insert(at);
    }
    let needs = |step: &Step| words(&step.text).filter_map(|word| makers.get(word).copied()).collect();
    let needs: Vec<Vec<usize>> = steps.iter().map(needs).collect();
    let mut order = Vec::with_capacity(steps.len());
    let mut seen = vec![false; steps.len()];
    for at in 0..steps.len() {
        visit(at, &needs, &mut seen, &mut order);
    }
    let mut slots: Vec<Option<Step>> = steps.into_iter().map(Some).collect();
    order.into_iter().filter_map(|at| slots[at].take()).collect()
}

/// Depth first; a ring of statements that need each other is cut where it is met again.
fn visit(at: usize, needs: &[Vec<usize>], seen: &mut [bool], order: &mut Vec<usize>) {
    if std::mem::replace(&mut seen[at], true) {
        return;
    }
    for need in &needs[at] {
        visit(*need, needs, seen, order);
    }
    order.push(at);
}

/// The names in a text, qualified as they stand there.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || "_.\"$".contains(c))).filter(|word| !word.is_empty())
}

/// Whether a text has a qualified name in it, or that of one of its columns.
pub(super) fn mentions(text: &str, name: &str) -> bool {
    words(text).any(|word| word.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}
