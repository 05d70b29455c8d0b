//! Indexes that are not what they seem.

use crate::project::Tool;
use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::Subject};
use crate::schema::Index;
use crate::sql::{IndexTarget, Operation};

pub(super) const INVALID: Rule = Rule {
    id: "invalid-index-kept",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "CREATE INDEX CONCURRENTLY IF NOT EXISTS: a failed build is never repaired",
    docs: "A concurrent build that fails leaves an invalid index of that name behind. The next try sees the name, says \"already exists, \
skipping\" and passes: the index is never used, and a unique one never enforced.\n\nDrop what a failed try may have left, then create \
without IF NOT EXISTS.",
    bad: &[Example::new(
        "CREATE TABLE item (code text);",
        "CREATE INDEX CONCURRENTLY IF NOT EXISTS item_code ON item (code);",
    )],
    good: &[Example::new("CREATE TABLE item (code text);", "CREATE INDEX CONCURRENTLY item_code ON item (code);")],
    check: Check::Step(invalid),
};

pub(super) const UNNAMED: Rule = Rule {
    id: "concurrent-index-unnamed",
    category: Category::Integrity,
    level: Level::Info,
    summary: "builds an index concurrently without a name: every retry leaves one more",
    docs: "If the build fails, the invalid index stays; the retry chooses another name and builds a second one.\n\nGive the index a name.",
    bad: &[Example::new("CREATE TABLE item (code text);", "CREATE INDEX CONCURRENTLY ON item (code);")],
    good: &[Example::new("CREATE TABLE item (code text);", "CREATE INDEX CONCURRENTLY item_code ON item (code);")],
    check: Check::Step(unnamed),
};

pub(super) const UNMANAGED: Rule = Rule {
    id: "unmanaged-index-dropped",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "drops an index that Prisma's schema cannot express: probably not on purpose",
    docs: "Partial indexes, indexes on expressions and those of some methods cannot be written in `schema.prisma`. `prisma migrate dev` \
takes them for drift and writes a `DROP INDEX` into the next migration, unasked.\n\nTake the DROP INDEX out of the migration if the \
index was made by hand for a reason.",
    bad: &[Example::new(
        "CREATE TABLE item (code text, sold boolean); CREATE INDEX item_open ON item (code) WHERE NOT sold;",
        "DROP INDEX item_open;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (code text); CREATE INDEX item_code ON item (code);",
        "DROP INDEX item_code;",
    )],
    check: Check::Step(unmanaged),
};

pub(super) const HIDDEN: Rule = Rule {
    id: "if-not-exists-hides-difference",
    category: Category::Integrity,
    level: Level::Warn,
    summary: "IF NOT EXISTS on something that exists: the statement does nothing, and its definition is not what the database has",
    docs: "An earlier migration made an object of this name. `IF NOT EXISTS` looks at the name only: the statement is skipped with a \
NOTICE, and the definition written here never becomes true.\n\nAlter what exists instead.",
    bad: &[Example::new("CREATE TABLE item (id int);", "CREATE TABLE IF NOT EXISTS item (id int, name text);")],
    good: &[Example::new("", "CREATE TABLE IF NOT EXISTS item (id int);")],
    check: Check::Step(hidden),
};

fn invalid(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::CreateIndex(index) = step.operation() else { return };
    let Some(name) = index.name.as_ref().filter(|_| index.concurrently && index.if_not_exists) else { return };
    let dropped_first = judged
        .earlier(at)
        .iter()
        .any(|earlier| matches!(earlier.operation(), Operation::DropIndex { name: old, .. } if old.name == *name));
    if !dropped_first {
        let subject = Subject::of(&step.before, &index.table);
        hits.push(
            Hit::new(format!("if a build of {name} failed before, its invalid remains make this statement do nothing"))
                .help(format!("remove what a failed try may have left, then build:\nDROP INDEX CONCURRENTLY IF EXISTS {name};\nCREATE INDEX CONCURRENTLY {name} ON {} …;", index.table))
                .on(Object::part("index", subject.name(), name.as_str())),
        );
    }
}

fn unnamed(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::CreateIndex(index) = step.operation() else { return };
    if index.concurrently && index.name.is_none() {
        let subject = Subject::of(&step.before, &index.table);
        hits.push(
            Hit::new(format!("an index of {} without a name: every failed try leaves one more behind", subject.name()))
                .help("give it a name")
                .on(subject.object()),
        );
    }
}

fn unmanaged(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    if judged.tool != Tool::Prisma {
        return;
    }
    let Operation::DropIndex { name, .. } = step.operation() else { return };
    let Some((table, index)) = step.before.index(name) else { return };
    let Some(why) = not_in_prisma(index).filter(|_| !step.before.is_new(index.born)) else { return };
    hits.push(
        Hit::new(format!(
            "index {} of {} {why}, which schema.prisma cannot express: Prisma drops it unasked",
            index.name, table.name
        ))
        .help("if it was made by hand for a reason, take this DROP INDEX out of the migration")
        .on(Object::part("index", &table.name, index.name.as_str())),
    );
}

/// What of an index the Prisma schema has no words for.
fn not_in_prisma(index: &Index) -> Option<&'static str> {
    if index.predicate.is_some() {
        Some("is partial")
    } else if index.elements.iter().any(|element| matches!(element.target, IndexTarget::Expression(_))) {
        Some("is over an expression")
    } else if !["btree", "hash", "gin", "gist", "spgist", "brin"].contains(&index.method.as_str()) {
        Some("has a method of an extension")
    } else {
        (!index.include.is_empty()).then_some("includes further columns")
    }
}

fn hidden(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let (what, object, born) = match step.operation() {
        Operation::CreateTable { name, table } if table.if_not_exists => {
            let Some(old) = step.before.relation(name) else { return };
            let same = table.columns.len() == old.columns.len()
                && table.columns.iter().all(|new| old.column(&new.name).is_some());
            if same {
                return;
            }
            (format!("table {}", old.name), Object::new("table", &old.name), old.born)
        }
        Operation::AddColumn { table, if_not_exists: true, column } => {
            let Some(relation) = step.before.relation(table) else { return };
            let Some(old) = relation.column(&column.name).filter(|old| old.data_type != column.data_type) else {
                return;
            };
            (
                format!("column {}.{} ({})", relation.name, old.name, old.data_type),
                Object::part("column", &relation.name, old.name.as_str()),
                old.born,
            )
        }
        Operation::CreateIndex(index) if index.if_not_exists => {
            let Some(name) = &index.name else { return };
            let Some(table) = step.before.relation(&index.table) else { return };
            let differs = |old: &&Index| old.unique != index.unique || old.elements != index.elements;
            let Some(old) = table.index(name).filter(differs) else { return };
            (
                format!("index {} of {}", old.name, table.name),
                Object::part("index", &table.name, name.as_str()),
                old.born,
            )
        }
        _ => return,
    };
    if !step.before.is_new(born) {
        hits.push(
            Hit::new(format!("{what} exists with another definition: this statement does nothing"))
                .help("alter what exists instead")
                .on(object),
        );
    }
}
