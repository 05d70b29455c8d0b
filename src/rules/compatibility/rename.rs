//! Renames: code that still uses the old name fails at once.

use crate::project::Tool;
use crate::rules::{Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step, subject::Subject};
use crate::sql::{ObjectKind, ObjectName, Operation};

pub(super) const COLUMN: Rule = Rule {
    id: "rename-column",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "renames a column: code that is still running fails at once",
    docs: "The old code names the old column in every query (Prisma's client lists all columns), the new code the new one: \
during the deploy one of them fails. Views go on working; the bodies of SQL and PL/pgSQL functions do not.\n\nRename in the code only \
(`newName Type @map(\"old_name\")`), or add the new column, write both, move the reads, drop the old one later.",
    bad: &[Example::new("CREATE TABLE customer (mail text);", "ALTER TABLE customer RENAME COLUMN mail TO email;")],
    good: &[Example::new("", "CREATE TABLE customer (mail text); ALTER TABLE customer RENAME COLUMN mail TO email;")],
    check: Check::Step(column),
};

pub(super) const TABLE: Rule = Rule {
    id: "rename-table",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "renames a table or view, or moves it to another schema: code that is still running fails at once",
    docs: "Running code asks for the old name until the last instance is replaced.\n\nLeave a view of the old name behind in the same \
transaction (`CREATE VIEW old AS SELECT * FROM new`; simple views can be written to), or rename in the code only (Prisma: \
`@@map`).",
    bad: &[
        Example::new("CREATE TABLE customer (id int);", "ALTER TABLE customer RENAME TO client;"),
        Example::new(
            "CREATE SCHEMA archive; CREATE TABLE customer (id int);",
            "ALTER TABLE customer SET SCHEMA archive;",
        ),
    ],
    good: &[Example::new(
        "CREATE TABLE customer (id int);",
        "BEGIN; ALTER TABLE customer RENAME TO client; CREATE VIEW customer AS SELECT * FROM client; COMMIT;",
    )],
    check: Check::Step(table),
};

pub(super) const OTHER: Rule = Rule {
    id: "rename-object",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "renames a type, schema, sequence or function, or moves it: code that names it fails at once",
    docs: "Whatever still uses the old name fails until it is replaced: application code, function bodies, `search_path` \
settings.\n\nCreate the new one beside the old one, move the users, drop the old one later.",
    bad: &[
        Example::new("CREATE SCHEMA app;", "ALTER SCHEMA app RENAME TO core;"),
        Example::new("CREATE TYPE mood AS ENUM ('ok');", "ALTER TYPE mood RENAME TO humour;"),
    ],
    good: &[Example::new(
        "CREATE TYPE mood AS ENUM ('ok', 'sad'); CREATE TABLE cat (state mood);",
        "CREATE TYPE mood_new AS ENUM ('ok');\nALTER TABLE cat ALTER COLUMN state TYPE mood_new USING (state::text::mood_new);\n\
ALTER TYPE mood RENAME TO mood_old;\nALTER TYPE mood_new RENAME TO mood;\nDROP TYPE mood_old;",
    )],
    check: Check::Step(other),
};

pub(super) const ENUM_VALUE: Rule = Rule {
    id: "rename-enum-value",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "renames an enum label: code that still writes or expects the old one fails",
    docs: "The rows follow at no cost, but running code still sends the old label, which is an error now, and does not know the new \
one.\n\nAdd the new label, deploy code that knows both, move the rows, and leave the old label unused.",
    bad: &[Example::new("CREATE TYPE mood AS ENUM ('ok');", "ALTER TYPE mood RENAME VALUE 'ok' TO 'fine';")],
    good: &[Example::new("CREATE TYPE mood AS ENUM ('ok');", "ALTER TYPE mood ADD VALUE 'fine';")],
    check: Check::Step(enum_value),
};

fn column(judged: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::RenameColumn { table, column, to } = step.operation() else { return };
    let subject = Subject::of(&step.before, table);
    let new = subject.column(column).is_some_and(|column| step.before.is_new(column.born));
    if subject.may_hold_rows() && !new {
        hits.push(
            Hit::new(format!(
                "renames {}.{column} to {to}: code that still uses {column} fails at once",
                subject.name()
            ))
            .help(in_code_only(judged, column.as_str(), to.as_str()))
            .on(subject.column_object(column)),
        );
    }
}

fn in_code_only(judged: &Judged<'_>, column: &str, to: &str) -> String {
    let how = match judged.tool {
        Tool::Prisma => format!(" (Prisma: {to} … @map({column:?}))"),
        Tool::Drizzle => format!(" (Drizzle: {to}: text({column:?}))"),
        _ => String::new(),
    };
    format!("rename in the code only{how}, or add {to} beside {column} and switch in steps")
}

fn table(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let (name, to) = match step.operation() {
        Operation::RenameTable { name, to } => (name, format!("is renamed to {to}")),
        Operation::SetTableSchema { name, to } => (name, format!("moves to schema {to}")),
        Operation::Rename {
            kind: ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::ForeignTable,
            object,
            to,
        } => (&object.name, format!("is renamed to {to}")),
        Operation::SetSchema {
            kind: ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::ForeignTable,
            object,
            to,
        } => (&object.name, format!("moves to schema {to}")),
        _ => return,
    };
    let subject = Subject::of(&step.before, name);
    let old = subject.name();
    if !subject.may_hold_rows() || name_is_taken_again(judged, at, old) || dropped_later(judged, at, step) {
        return;
    }
    hits.push(
        Hit::new(format!("{old} {to}: code that still uses the old name fails at once"))
            .help(format!(
                "leave a view of the old name in the same transaction:\nCREATE VIEW {old} AS SELECT * FROM …;"
            ))
            .on(subject.object()),
    );
}

/// The migration makes something of the old name again: a view for old code, or the table's replacement.
fn name_is_taken_again(judged: &Judged<'_>, at: usize, old: &ObjectName) -> bool {
    judged
        .later(at)
        .iter()
        .any(|later| later.before.relation_at(old).is_none() && later.after.relation_at(old).is_some())
}

/// What is renamed goes later in this migration; the drop speaks for itself.
fn dropped_later(judged: &Judged<'_>, at: usize, step: &Step) -> bool {
    let Operation::RenameTable { name, to } = step.operation() else { return false };
    let new = ObjectName { schema: step.before.resolve(name).schema, name: to.clone() };
    judged.later(at).iter().any(
        |later| matches!(later.operation(), Operation::DropTable { name, .. } if later.before.resolve(name) == new),
    )
}

fn other(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let (kind, object, does) = match step.operation() {
        Operation::Rename { kind, object, to } => (*kind, object, format!("is renamed to {to}")),
        Operation::SetSchema { kind, object, to } => (*kind, object, format!("moves to schema {to}")),
        _ => return,
    };
    let Some(word) = word(kind) else { return };
    let before = &step.before;
    let name = before.address(&object.name);
    let is_type = matches!(kind, ObjectKind::Type | ObjectKind::Domain);
    let new = match kind {
        ObjectKind::Schema => before.is_new_schema(&object.name.name),
        ObjectKind::Function | ObjectKind::Procedure => {
            before.functions(&object.name).iter().any(|function| before.is_new(function.born))
        }
        ObjectKind::Sequence => !Subject::of(before, &object.name).may_hold_rows(),
        _ => before.user_type(&object.name).is_some_and(|found| before.is_new(found.born)),
    };
    let comes_back = is_type && judged.later(at).iter().any(|later| later.after.user_type(&object.name).is_some());
    if !new && !comes_back {
        hits.push(
            Hit::new(format!("{word} {} {does}: whatever still uses the old name fails at once", object.name))
                .help("create the new one beside the old one, move its users, and drop the old one later")
                .on(if kind == ObjectKind::Schema {
                    Object::global("schema", object.name.name.as_str())
                } else {
                    Object::new(word, &name)
                }),
        );
    }
}

const fn word(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::Type => Some("type"),
        ObjectKind::Domain => Some("domain"),
        ObjectKind::Schema => Some("schema"),
        ObjectKind::Sequence => Some("sequence"),
        ObjectKind::Function | ObjectKind::Routine | ObjectKind::Aggregate => Some("function"),
        ObjectKind::Procedure => Some("procedure"),
        _ => None,
    }
}

fn enum_value(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::RenameEnumValue { name, from, to } = step.operation() else { return };
    let found = step.before.user_type(name);
    if found.is_some_and(|found| step.before.is_new(found.born)) {
        return;
    }
    let address = found.map_or_else(|| step.before.address(name), |found| found.name.clone());
    hits.push(
        Hit::new(format!("label '{from}' of {address} becomes '{to}': code that still sends '{from}' fails at once"))
            .help(format!("add the new label beside the old one, and move the rows when the code knows both:\nALTER TYPE {address} ADD VALUE '{}';", to.replace('\'', "''")))
            .on(Object::part("enum-value", &address, from)),
    );
}
