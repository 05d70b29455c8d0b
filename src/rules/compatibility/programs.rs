//! Views, functions, triggers, sequences and privileges that code relies on.

use crate::rules::{
    Category, Check, Example, Hit, Hits, Judged, Level, Object, Rule, Step,
    subject::{does_nothing, list},
};
use crate::schema::Catalog;
use crate::sql::{Ident, ObjectKind, ObjectReference, Operation, QualifiedName};

pub(super) const DROP: Rule = Rule {
    id: "drop-object",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "drops a view, function, trigger or sequence that code may rely on",
    docs: "No rows are lost, but whatever still calls it fails: application code, other functions, defaults. `CASCADE` also takes \
views, triggers and column defaults that use it, without naming them.\n\nReplace it in place with `CREATE OR REPLACE`, or remove its \
users first and drop it in a later migration.",
    bad: &[
        Example::new("CREATE VIEW sales AS SELECT 1 AS total;", "DROP VIEW sales;"),
        Example::new("CREATE SEQUENCE invoice_number;", "DROP SEQUENCE invoice_number;"),
        Example::new(
            "CREATE FUNCTION tax(int) RETURNS int LANGUAGE sql AS 'select 1';",
            "DROP FUNCTION tax(int) CASCADE;",
        ),
    ],
    good: &[
        Example::new(
            "CREATE VIEW sales AS SELECT 1 AS total;",
            "DROP VIEW sales; CREATE VIEW sales AS SELECT 2 AS total;",
        ),
        Example::new("", "DROP VIEW IF EXISTS sales;"),
    ],
    check: Check::Step(drop),
};

pub(super) const REPLACE_VIEW: Rule = Rule {
    id: "view-replaced-incompatibly",
    category: Category::Compatibility,
    level: Level::Block,
    summary: "CREATE OR REPLACE VIEW drops or renames a column: the migration always fails",
    docs: "A view can be replaced only by one with the same columns, in the same order and of the same types, and more after them \
(SQLSTATE 42P16).\n\nCreate a new view under another name, or drop and create it in one transaction and grant its privileges again.",
    bad: &[Example::new(
        "CREATE TABLE item (id int, name text); CREATE VIEW names AS SELECT id, name FROM item;",
        "CREATE OR REPLACE VIEW names AS SELECT id FROM item;",
    )],
    good: &[Example::new(
        "CREATE TABLE item (id int, name text); CREATE VIEW names AS SELECT id FROM item;",
        "CREATE OR REPLACE VIEW names AS SELECT id, name FROM item;",
    )],
    check: Check::Step(replace_view),
};

pub(super) const REPLACE_FUNCTION: Rule = Rule {
    id: "function-replaced",
    category: Category::Compatibility,
    level: Level::Info,
    summary: "replaces a function: every caller gets the new behaviour at once",
    docs: "`CREATE OR REPLACE FUNCTION` takes effect for all callers when it commits, old code and triggers included.",
    bad: &[Example::new(
        "CREATE FUNCTION tax() RETURNS int LANGUAGE sql AS 'select 1';",
        "CREATE OR REPLACE FUNCTION tax() RETURNS int LANGUAGE sql AS 'select 2';",
    )],
    good: &[Example::new("", "CREATE OR REPLACE FUNCTION tax() RETURNS int LANGUAGE sql AS 'select 1';")],
    check: Check::Step(replace_function),
};

pub(super) const REVOKE: Rule = Rule {
    id: "revoke",
    category: Category::Compatibility,
    level: Level::Warn,
    summary: "takes privileges from a role: code that runs as it fails",
    docs: "Queries of the role fail with `permission denied` from the commit on. Revoking from PUBLIC, which is how a schema is \
hardened, is not meant here.\n\nSee which code connects as the role before you take something from it.",
    bad: &[Example::new(
        "CREATE ROLE app; CREATE TABLE item (id int); GRANT SELECT ON item TO app;",
        "REVOKE SELECT ON item FROM app;",
    )],
    good: &[Example::new("CREATE TABLE item (id int);", "REVOKE ALL ON item FROM PUBLIC;")],
    check: Check::Step(revoke),
};

fn drop(judged: &Judged<'_>, at: usize, step: &Step, hits: &mut Hits) {
    let Operation::Drop { kind, object, if_exists, cascade, .. } = step.operation() else { return };
    let Some(word) = word(*kind) else { return };
    let known = is_known(&step.before, *kind, object);
    let unseen = known == Some(false);
    let new = is_new(&step.before, *kind, &object.name);
    if does_nothing(judged, *if_exists, !unseen, step.before.is_uncertain(&object.name))
        || new
        || made_again(judged, at, *kind, object)
    {
        return;
    }
    let name = object.on.as_ref().map_or_else(|| object.name.to_string(), |on| format!("{} on {on}", object.name));
    let more = if *cascade { ", and by CASCADE whatever uses it" } else { "" };
    let defaults = if *cascade { defaults_lost(&step.before, *kind, object) } else { Vec::new() };
    let lost = if defaults.is_empty() { String::new() } else { format!(": {} loses its default", list(&defaults)) };
    hits.push(
        Hit::new(format!("drops {word} {name}{more}{lost}"))
            .help("remove its users first and drop it in a later migration; replace it in place with CREATE OR REPLACE where that is meant")
            .on(Object::new(object_word(word), &step.before.resolve(&object.name))),
    );
}

/// The word of findings for a kind, where people say it otherwise.
fn object_word(word: &'static str) -> &'static str {
    match word {
        "foreign table" => "foreign-table",
        "foreign server" => "server",
        "foreign-data wrapper" => "foreign-data-wrapper",
        "event trigger" => "event-trigger",
        "operator class" => "operator-class",
        "operator family" => "operator-family",
        other => other,
    }
}

const fn word(kind: ObjectKind) -> Option<&'static str> {
    match kind {
        ObjectKind::View => Some("view"),
        ObjectKind::Function | ObjectKind::Routine => Some("function"),
        ObjectKind::Procedure => Some("procedure"),
        ObjectKind::Aggregate => Some("aggregate"),
        ObjectKind::Trigger => Some("trigger"),
        ObjectKind::Rule => Some("rule"),
        ObjectKind::Sequence => Some("sequence"),
        ObjectKind::Extension => Some("extension"),
        ObjectKind::Operator => Some("operator"),
        ObjectKind::Cast => Some("cast"),
        ObjectKind::Collation => Some("collation"),
        ObjectKind::Publication => Some("publication"),
        ObjectKind::Subscription => Some("subscription"),
        ObjectKind::ForeignTable => Some("foreign table"),
        ObjectKind::ForeignServer => Some("foreign server"),
        ObjectKind::ForeignDataWrapper => Some("foreign-data wrapper"),
        ObjectKind::EventTrigger => Some("event trigger"),
        ObjectKind::OperatorClass => Some("operator class"),
        ObjectKind::OperatorFamily => Some("operator family"),
        _ => None,
    }
}

/// Whether the history made it; `None` for kinds that Seawall does not keep.
fn is_known(before: &Catalog, kind: ObjectKind, object: &ObjectReference) -> Option<bool> {
    match kind {
        ObjectKind::View | ObjectKind::Sequence => Some(before.relation(&object.name).is_some()),
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => {
            Some(!before.functions(&object.name).is_empty())
        }
        ObjectKind::Trigger => object.on.as_ref().map(|on| {
            before
                .relation(on)
                .is_some_and(|table| table.triggers.iter().any(|trigger| trigger.name == object.name.name))
        }),
        ObjectKind::Extension => Some(before.extension(&object.name.name).is_some()),
        _ => None,
    }
}

fn is_new(before: &Catalog, kind: ObjectKind, name: &QualifiedName) -> bool {
    match kind {
        ObjectKind::View | ObjectKind::Sequence => {
            before.relation(name).is_some_and(|relation| before.is_new(relation.born))
        }
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine => {
            let overloads = before.functions(name);
            !overloads.is_empty() && overloads.iter().all(|function| before.is_new(function.born))
        }
        _ => false,
    }
}

/// The migration creates it again after the drop: a replacement that `CREATE OR REPLACE` cannot do.
fn made_again(judged: &Judged<'_>, at: usize, kind: ObjectKind, object: &ObjectReference) -> bool {
    let same = |name: &QualifiedName| name.name == object.name.name;
    judged.later(at).iter().any(|later| match later.operation() {
        Operation::CreateView { name, .. } | Operation::CreateTable { name, .. } => {
            kind == ObjectKind::View && same(name)
        }
        Operation::CreateFunction(function) => {
            matches!(kind, ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Routine) && same(&function.name)
        }
        Operation::CreateTrigger { name, .. } => kind == ObjectKind::Trigger && *name == object.name.name,
        Operation::CreateSequence { name, .. } => kind == ObjectKind::Sequence && same(name),
        Operation::CreateExtension { name, .. } => kind == ObjectKind::Extension && *name == object.name.name,
        _ => false,
    })
}

/// Columns whose default reads the dropped sequence or calls the dropped function.
fn defaults_lost(before: &Catalog, kind: ObjectKind, object: &ObjectReference) -> Vec<String> {
    let name = object.name.name.as_str();
    let uses = |text: &str| match kind {
        ObjectKind::Sequence => text.contains("nextval") && text.contains(name),
        _ => text.contains(&format!("{name}(")),
    };
    before
        .relations()
        .flat_map(|table| table.columns.iter().map(move |column| (table, column)))
        .filter(|(_, column)| column.default.as_ref().is_some_and(|default| uses(&default.text)))
        .map(|(table, column)| format!("{}.{}", table.name, column.name))
        .collect()
}

fn replace_view(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::CreateView { name, or_replace: true, columns, query, .. } = step.operation() else { return };
    let Some(old) = step.before.relation(name).filter(|relation| relation.view().is_some()) else { return };
    let new: &[Ident] = match (columns.is_empty(), &query.output) {
        (false, _) => columns,
        (true, Some(output)) => output,
        (true, None) => return,
    };
    let lost = old.columns.iter().enumerate().find(|(at, column)| new.get(*at) != Some(&column.name));
    if let Some((_, column)) = lost {
        hits.push(
            Hit::new(format!("PostgreSQL refuses to replace view {}: column {} is missing or stands elsewhere in the new one", old.name, column.name))
                .help("create a new view under another name, or drop it first, in one transaction, and grant its privileges again")
                .on(Object::new("view", &old.name)),
        );
    }
}

fn replace_function(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::CreateFunction(function) = step.operation() else { return };
    let old = step.before.functions(&function.name).iter().find(|old| old.arguments == function.arguments);
    if function.or_replace && old.is_some_and(|old| !step.before.is_new(old.born)) {
        hits.push(
            Hit::new(format!("every caller of {} gets the new behaviour as soon as this commits", function.name))
                .on(Object::new("function", &step.before.address(&function.name))),
        );
    }
}

fn revoke(_: &Judged<'_>, _: usize, step: &Step, hits: &mut Hits) {
    let Operation::Privileges(privileges) = step.operation() else { return };
    let roles: Vec<&Ident> = privileges.roles.iter().filter(|role| **role != "public").collect();
    let all_new = !privileges.objects.is_empty()
        && privileges
            .objects
            .iter()
            .all(|name| step.before.relation(name).is_some_and(|relation| step.before.is_new(relation.born)));
    if privileges.grant || roles.is_empty() || all_new {
        return;
    }
    let on = if privileges.objects.is_empty() { String::new() } else { format!(" on {}", list(&privileges.objects)) };
    let hit = Hit::new(format!(
        "takes {}{on} from {}: code that runs as it fails with \"permission denied\"",
        list(&privileges.privileges),
        list(&roles)
    ))
    .help("see which code connects as the role before you take something from it");
    hits.push(roles.iter().fold(hit, |hit, role| hit.on(Object::global("role", role.as_str()))));
}
