//! Constraints and unique indexes that go without a replacement.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{Subject, does_nothing, list},
};
use crate::schema::{Constraint, ConstraintRule, Index, Relation};
use crate::sql::{Ident, IndexTarget, Operation};

pub(super) const DROP: Rule = Rule {
    id: "drop-constraint",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "drops a constraint that nothing replaces: rows that break the rule can be written from now on",
    docs: "The constraint cannot be had back once rows break it: adding it again then fails.\n\nAdd the new rule first (NOT VALID is \
enough to hold for new rows), then drop the old one.",
    bad: &[Example::new(
        "CREATE TABLE item (price int, CONSTRAINT price_ok CHECK (price >= 0));",
        "ALTER TABLE item DROP CONSTRAINT price_ok;",
    )],
    good: &[
        Example::new(
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a);",
            "ALTER TABLE b DROP CONSTRAINT b_a_id_fkey; ALTER TABLE b ADD FOREIGN KEY (a_id) REFERENCES a ON DELETE CASCADE;",
        ),
        Example::new(
            "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (a_id int REFERENCES a);",
            "ALTER TABLE b DROP CONSTRAINT b_a_id_fkey; DROP TABLE b;",
        ),
    ],
    check: Check::Step(drop),
};

pub(super) const PRIMARY_KEY: Rule = Rule {
    id: "drop-primary-key",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "drops a primary key",
    docs: "Rows lose their identity: duplicates can be written, logical replication of updates and deletes stops, and an ORM no longer \
knows how to address a row.\n\nBuild the new key's index concurrently, then swap in one ALTER TABLE: `DROP CONSTRAINT …, ADD \
CONSTRAINT … PRIMARY KEY USING INDEX …`.",
    bad: &[Example::new("CREATE TABLE item (id int PRIMARY KEY);", "ALTER TABLE item DROP CONSTRAINT item_pkey;")],
    good: &[Example::new("CREATE TABLE item (id int UNIQUE);", "ALTER TABLE item DROP CONSTRAINT item_id_key;")],
    check: Check::Step(primary_key),
};

pub(super) const GAP: Rule = Rule {
    id: "uniqueness-gap",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "drops a unique index before its replacement exists",
    docs: "Between the drop and the new index, duplicates can be written; then the new index cannot be built.\n\nCreate the new index \
first, under another name, and drop the old one afterwards.",
    bad: &[Example::new(
        "CREATE TABLE item (code text); CREATE UNIQUE INDEX item_code ON item (code);",
        "DROP INDEX item_code; CREATE UNIQUE INDEX item_code_2 ON item (code);",
    )],
    good: &[Example::new(
        "CREATE TABLE item (code text); CREATE UNIQUE INDEX item_code ON item (code);",
        "BEGIN; DROP INDEX item_code; CREATE UNIQUE INDEX item_code_2 ON item (code); COMMIT;",
    )],
    check: Check::Step(gap),
};

pub(super) const UNIQUE_INDEX: Rule = Rule {
    id: "drop-unique-index",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "drops a unique index that nothing replaces: duplicates can be written from now on",
    docs: "Once duplicates are there, the index cannot be built again.\n\nMake sure that the rule is not wanted any more, or create its \
replacement first.",
    bad: &[Example::new(
        "CREATE TABLE item (code text); CREATE UNIQUE INDEX item_code ON item (code);",
        "DROP INDEX CONCURRENTLY item_code;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (code text); CREATE INDEX item_code ON item (code);",
        "DROP INDEX CONCURRENTLY item_code;",
    )],
    check: Check::Step(unique_index),
};

fn dropped<'a>(step: &'a Step, subject: &'a Subject) -> Option<&'a Constraint> {
    let Operation::DropConstraint { constraint, .. } = step.operation() else { return None };
    subject.relation()?.constraint(constraint)
}

fn drop(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropConstraint { table, constraint, if_exists, .. } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let known = dropped(step, &subject);
    if !subject.may_hold_rows() || does_nothing(judged, *if_exists, known.is_some(), step.before.is_uncertain(table)) {
        return;
    }
    if known.is_some_and(|known| {
        known.rule == ConstraintRule::PrimaryKey
            || step.before.is_new(known.born)
            || replaced(judged, at, step, &subject, known)
            || proven_not_null(&subject, known)
    }) {
        return;
    }
    let name = subject.name();
    let what = known.map_or("rule", kind_of);
    hits.push(
        Hit::new(format!(
            "{what} {constraint} of {name} no longer holds: rows that break it can be written from now on"
        ))
        .help("add the new rule before you drop the old one; NOT VALID is enough to hold for new rows")
        .on(Object::part("constraint", name, constraint.as_str())),
    );
}

fn kind_of(constraint: &Constraint) -> &'static str {
    match constraint.rule {
        ConstraintRule::PrimaryKey => "primary key",
        ConstraintRule::Unique => "unique constraint",
        ConstraintRule::ForeignKey { .. } => "foreign key",
        ConstraintRule::Check(_) => "check",
        ConstraintRule::Exclusion => "exclusion constraint",
        ConstraintRule::NotNull => "NOT NULL constraint",
    }
}

/// At the end of the migration the table, the columns, or (for a foreign key) the other table are gone, or the same kind of rule
/// stands over some of the same columns.
fn replaced(judged: &Judged<'_>, at: usize, step: &Step, subject: &Subject, old: &Constraint) -> bool {
    let Some(end) = judged.steps.last().map(|last| &last.after) else { return false };
    let Some(relation) = end.relation_at(subject.name()) else { return true };
    let gone = old.columns.iter().any(|column| relation.column(column).is_none());
    let parent_gone =
        matches!(&old.rule, ConstraintRule::ForeignKey { referenced, .. } if end.relation_at(referenced).is_none());
    let same_kind = relation.constraints.iter().any(|new| {
        let kind = std::mem::discriminant(&new.rule) == std::mem::discriminant(&old.rule);
        kind && step.before.is_new(new.born) && new.columns.iter().any(|column| old.columns.contains(column))
    });
    let unique = old.rule == ConstraintRule::Unique
        && relation.indexes.iter().any(|index| index.unique && covers(index, &old.columns));
    let added_later = judged.later(at).iter().any(|later| {
        matches!(later.operation(), Operation::AddForeignKey { constraint, .. } | Operation::AddConstraint { constraint, .. } if constraint.name.as_ref() == Some(&old.name))
    });
    gone || parent_gone || same_kind || unique || added_later
}

/// `CHECK (c IS NOT NULL)` did its work when the column is NOT NULL.
fn proven_not_null(subject: &Subject, old: &Constraint) -> bool {
    let [column] = old.columns.as_slice() else { return false };
    let required = subject.column(column).is_some_and(|column| column.not_null);
    required
        && matches!(&old.rule, ConstraintRule::Check(check) if crate::sql::expression::proves_not_null(check, column))
}

fn covers(index: &Index, columns: &[Ident]) -> bool {
    index.predicate.is_none()
        && index
            .elements
            .iter()
            .all(|element| matches!(&element.target, IndexTarget::Column(column) if columns.contains(column)))
}

fn primary_key(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropConstraint { table, constraint, .. } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let known = dropped(step, &subject).filter(|known| known.rule == ConstraintRule::PrimaryKey);
    let Some(known) = known.filter(|known| subject.may_hold_rows() && !step.before.is_new(known.born)) else { return };
    let end = judged.steps.last().and_then(|last| last.after.relation_at(subject.name()));
    let Some(end) = end else { return };
    let then = end
        .primary_key()
        .map_or_else(|| "and gets no other".to_owned(), |new| format!("for another over {}", list(&new.columns)));
    hits.push(
        Hit::new(format!("{} loses its primary key ({}) {then}", subject.name(), list(&known.columns)))
            .help(format!(
                "build the new key's index concurrently first, then swap in one statement:\n\
ALTER TABLE {} DROP CONSTRAINT {constraint}, ADD CONSTRAINT {constraint} PRIMARY KEY USING INDEX …;",
                subject.name()
            ))
            .on(Object::part("constraint", subject.name(), constraint.as_str())),
    );
}

fn gap(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropIndex { name, if_exists, .. } = step.operation() else { return };
    let found = step.before.index(name);
    let unique = found.map_or(!judged.complete || !*if_exists, |(table, index)| index.unique && may_hold(step, table));
    let Some(new) = unique.then(|| replacement(judged, at, step, found)).flatten() else { return };
    let hit = Hit::new(format!(
        "duplicates can be written between this and the new index {new}, and then it cannot be built"
    ))
    .help("create the new index first, under another name, and drop the old one afterwards");
    hits.push(match found {
        Some((table, _)) => hit.on(Object::part("index", &table.name, name.name.as_str())),
        None => hit.on(Object::new("index", &step.before.address(name))),
    });
}

fn may_hold(step: &Step, table: &Relation) -> bool {
    !step.before.is_new(table.born)
}

/// A unique index that this migration creates later over some of the same columns, committed apart from the drop.
fn replacement(
    judged: &Judged<'_>,
    at: usize,
    step: &Step,
    old: Option<(&std::sync::Arc<Relation>, &Index)>,
) -> Option<String> {
    (at + 1..judged.steps.len()).find_map(|other| {
        let Operation::CreateIndex(new) = judged.steps[other].operation() else { return None };
        let same_table = old.is_none_or(|(table, _)| judged.steps[other].before.resolve(&new.table) == table.name);
        let same_columns = old.is_none_or(|(_, index)| {
            new.elements
                .iter()
                .any(|element| matches!(&element.target, IndexTarget::Column(column) if index.uses.contains(column)))
        });
        let deployed = Subject::of(&step.before, &new.table).may_hold_rows();
        let apart = !judged.same_transaction(at, other) || new.concurrently;
        (new.unique && same_table && same_columns && deployed && apart)
            .then(|| new.name.as_ref().map_or_else(|| "of the same columns".to_owned(), ToString::to_string))
    })
}

fn unique_index(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::DropIndex { name, .. } = step.operation() else { return };
    let Some((table, index)) = step.before.index(name).filter(|(_, index)| index.unique && !index.of_constraint) else {
        return;
    };
    let end = judged.steps.last().and_then(|last| last.after.relation_at(&table.name));
    let wanted: Vec<&Ident> = index.uses.iter().collect();
    let Some(end) = end.filter(|end| wanted.iter().all(|column| end.column(column).is_some())) else { return };
    let still =
        end.indexes.iter().any(|other| other.unique && other.uses.iter().any(|column| index.uses.contains(column)));
    if may_hold(step, table) && !step.before.is_new(index.born) && !still {
        hits.push(
            Hit::new(format!("two rows of {} may have the same {} from now on", table.name, list(&index.uses)))
                .help("make sure that the rule is not wanted any more: with duplicates there, it cannot be had back")
                .on(Object::part("index", &table.name, index.name.as_str())),
        );
    }
}
