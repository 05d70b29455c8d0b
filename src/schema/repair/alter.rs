//! What changes an object that is there.

use super::lists;
use super::table;
use crate::schema::inventory::ObjectKind;
use crate::schema::render::{
    Object, Renderer, alter_database, comment, enabled, grants, in_this_database, labels, literal, owner,
    publication_options, published, sequence_options, split_list,
};
use crate::sql::quote_ident;

/// An object as it should be and as it is, and the attributes in which it differs.
pub(super) struct Difference<'a, 'r> {
    pub(super) renderer: &'r Renderer<'a>,
    pub(super) expected: Object<'a>,
    pub(super) actual: Object<'a>,
    pub(super) names: &'r [&'static str],
    /// A column may be the attribute of a composite type.
    pub(super) is_attribute: bool,
    /// A partition's table cannot be brought back.
    pub(super) parent_is_fixed: bool,
}

/// How an object is brought back.
pub(super) enum Repaired {
    /// By these statements.
    By(Vec<String>),
    /// By dropping it and making it anew.
    ByMakingItAnew,
}

impl Difference<'_, '_> {
    pub(super) fn has(&self, name: &str) -> bool {
        self.names.contains(&name)
    }

    /// An SQL comment in place of a statement that does not exist.
    pub(super) fn cannot(&self, why: &str) -> String {
        format!("-- {}: {why}", self.expected.key).replace('\n', " ")
    }
}

/// The statements that change an object into what it should be.
pub(super) fn alter(difference: &Difference<'_, '_>) -> Repaired {
    let Difference { expected, actual, .. } = *difference;
    let Some(mut statements) = by_kind(difference) else { return Repaired::ByMakingItAnew };
    if difference.has("owner") && expected.key.kind == ObjectKind::Extension {
        statements.push(difference.cannot("an extension keeps the owner who created it"));
    } else if difference.has("owner") {
        statements.extend(owner(expected));
    }
    if difference.has("grants") {
        statements.extend(grants(expected, actual));
    }
    if difference.has("comment") {
        statements.push(comment(expected));
    }
    if difference.has("security-labels") {
        statements.extend(labels(expected));
    }
    Repaired::By(statements)
}

/// Attributes that every kind has.
const COMMON: [&str; 4] = ["owner", "grants", "comment", "security-labels"];

/// What changes what is peculiar to a kind; `None` where it has to be made anew.
fn by_kind(difference: &Difference<'_, '_>) -> Option<Vec<String>> {
    use ObjectKind as Kind;
    let own = difference.names.iter().any(|name| !COMMON.contains(name));
    match difference.expected.key.kind {
        _ if !own => Some(Vec::new()),
        Kind::Table | Kind::ForeignTable => Some(table::table(difference)),
        Kind::Column => Some(table::column(difference)),
        Kind::Constraint => Some(table::constraint(difference)),
        Kind::Index => table::index(difference),
        Kind::View | Kind::MaterializedView => view(difference),
        Kind::Sequence => Some(sequence(difference)),
        Kind::Type => Some(data_type(difference)),
        Kind::Domain => Some(domain(difference)),
        Kind::Function | Kind::Procedure => function(difference),
        Kind::Extension => Some(extension(difference)),
        Kind::Publication => publication(difference),
        Kind::Trigger | Kind::EventTrigger | Kind::Rule => {
            (difference.names.iter().all(|name| *name == "enabled" || COMMON.contains(name)))
                .then(|| vec![enabled(difference.expected)])
        }
        Kind::Server | Kind::ForeignDataWrapper | Kind::UserMapping => foreign(difference),
        Kind::Statistics if difference.has("definition") => None,
        Kind::Statistics => {
            let target = difference.expected.get("statistics").unwrap_or("-1");
            Some(vec![format!("ALTER STATISTICS {} SET STATISTICS {target}", difference.expected.relation())])
        }
        Kind::Database | Kind::Role => Some(settings(difference)),
        Kind::Subscription => {
            Some(vec![difference.cannot("a subscription is changed by hand, with its publisher in view")])
        }
        _ => None,
    }
}

fn view(difference: &Difference<'_, '_>) -> Option<Vec<String>> {
    let expected = difference.expected;
    if difference.has("definition") {
        return None;
    }
    let alter = format!("ALTER {}", expected.address());
    let mut statements: Vec<String> = lists::storage(expected, difference.actual, "options", "")
        .into_iter()
        .chain(lists::storage(expected, difference.actual, "toast-options", "toast."))
        .map(|action| format!("{alter} {action}"))
        .collect();
    if difference.has("tablespace") {
        statements.push(format!("{alter} SET TABLESPACE {}", expected.get("tablespace").unwrap_or("pg_default")));
    }
    if difference.has("access-method") {
        statements.push(format!("{alter} SET ACCESS METHOD {}", expected.get("access-method").unwrap_or("heap")));
    }
    if difference.has("populated") {
        let data = if expected.get("populated") == Some("no") { " WITH NO DATA" } else { "" };
        statements.push(format!("REFRESH MATERIALIZED VIEW {}{data}", expected.relation()));
    }
    Some(statements)
}

fn sequence(difference: &Difference<'_, '_>) -> Vec<String> {
    let expected = difference.expected;
    let name = expected.relation();
    let mut statements = Vec::new();
    let options = ["type", "start", "increment", "minimum", "maximum", "cache", "cycle"];
    if options.iter().any(|option| difference.has(option)) {
        let data_type = expected.get("type").unwrap_or("bigint");
        statements.push(format!("ALTER SEQUENCE {name} AS {data_type} {}", sequence_options(expected)));
    }
    if difference.has("owned-by") {
        statements.push(format!("ALTER SEQUENCE {name} OWNED BY {}", expected.get("owned-by").unwrap_or("NONE")));
    }
    if difference.has("persistence") {
        let persistence = if expected.get("persistence").is_some() { "UNLOGGED" } else { "LOGGED" };
        statements.push(format!("ALTER SEQUENCE {name} SET {persistence}"));
    }
    if difference.has("last-value") {
        statements.push(difference.cannot("its position goes with the rows that are there, and is left as it is"));
    }
    statements
}

fn data_type(difference: &Difference<'_, '_>) -> Vec<String> {
    if difference.has("labels") {
        return labels_of_enum(difference);
    }
    vec![difference.cannot("its definition can only change by making it and every column of it anew")]
}

/// Labels can be added and renamed, but never dropped or moved (manual, ALTER TYPE).
fn labels_of_enum(difference: &Difference<'_, '_>) -> Vec<String> {
    let labels = |object: Object<'_>| -> Vec<String> {
        object.get("labels").map(split_list).unwrap_or_default().into_iter().map(str::to_owned).collect()
    };
    let (expected, mut actual) = (labels(difference.expected), labels(difference.actual));
    let name = difference.expected.relation();
    let mut statements = Vec::new();
    if expected.len() == actual.len() {
        for (should, is) in expected.iter().zip(&mut actual).filter(|(should, is)| *should != *is) {
            statements.push(format!("ALTER TYPE {name} RENAME VALUE {is} TO {should}"));
            is.clone_from(should);
        }
        // A label cannot take the name of one that is still there: then they were moved, not renamed.
        let mut moved: Vec<String> = labels(difference.actual);
        moved.sort();
        let mut sorted = expected.clone();
        sorted.sort();
        return if moved == sorted {
            vec![difference.cannot("the labels of an enum cannot be moved")]
        } else {
            statements
        };
    }
    for (at, label) in expected.iter().enumerate() {
        if !actual.contains(label) {
            let place = if at == 0 {
                actual.first().map(|first| format!(" BEFORE {first}"))
            } else {
                Some(format!(" AFTER {}", expected[at - 1]))
            };
            statements.push(format!("ALTER TYPE {name} ADD VALUE {label}{}", place.unwrap_or_default()));
            actual.insert(at.min(actual.len()), label.clone());
        }
    }
    if actual.iter().any(|label| !expected.contains(label)) {
        statements.push(difference.cannot("a label of an enum cannot be dropped, as rows may hold it"));
    }
    statements
}

fn domain(difference: &Difference<'_, '_>) -> Vec<String> {
    let expected = difference.expected;
    let alter = format!("ALTER DOMAIN {}", expected.relation());
    let mut statements = Vec::new();
    if difference.has("type") || difference.has("collation") {
        statements.push(difference.cannot("a domain's type can only change by making it and every column of it anew"));
    }
    if difference.has("default") {
        let action =
            expected.get("default").map_or_else(|| "DROP DEFAULT".to_owned(), |value| format!("SET DEFAULT {value}"));
        statements.push(format!("{alter} {action}"));
    }
    if difference.has("not-null") {
        let action = if expected.get("not-null").is_some() { "SET" } else { "DROP" };
        statements.push(format!("{alter} {action} NOT NULL"));
    }
    statements
}

/// CREATE OR REPLACE keeps everything that stands on a function, but cannot change its result or its arguments' names.
fn function(difference: &Difference<'_, '_>) -> Option<Vec<String>> {
    let fixed = ["return-type", "arguments", "window"];
    let defaults = |object: Object<'_>| object.get("argument-defaults").map_or(0, |list| split_list(list).len());
    let drops_default = defaults(difference.expected) < defaults(difference.actual);
    if drops_default || fixed.iter().any(|name| difference.has(name)) {
        return None;
    }
    Some(difference.renderer.create(difference.expected).into_iter().take(1).collect())
}

fn extension(difference: &Difference<'_, '_>) -> Vec<String> {
    let expected = difference.expected;
    let alter = format!("ALTER EXTENSION {}", expected.relation());
    let mut statements = Vec::new();
    if let Some(version) = expected.get("version").filter(|_| difference.has("version")) {
        statements.push(format!("{alter} UPDATE TO {}", literal(version)));
    }
    if let Some(schema) = expected.get("installed-in").filter(|_| difference.has("installed-in")) {
        statements.push(format!("{alter} SET SCHEMA {}", quote_ident(schema)));
    }
    statements
}

fn publication(difference: &Difference<'_, '_>) -> Option<Vec<String>> {
    let expected = difference.expected;
    let alter = format!("ALTER PUBLICATION {}", expected.relation());
    let what = published(expected);
    let mut statements = Vec::new();
    if difference.has("tables") || difference.has("schemas") {
        // FOR ALL TABLES cannot be changed, and a list cannot be emptied.
        let for_all = |object: Object<'_>| object.get("tables") == Some("ALL TABLES");
        if what.is_empty() || for_all(expected) || for_all(difference.actual) {
            return None;
        }
        statements.push(format!("{alter} SET {what}"));
    }
    if difference.has("operations") || difference.has("options") {
        let root = if expected.get("options").is_none() && difference.actual.get("options").is_some() {
            ", publish_via_partition_root = false"
        } else {
            ""
        };
        statements.push(format!("{alter} SET ({}{root})", publication_options(expected)));
    }
    Some(statements)
}

fn foreign(difference: &Difference<'_, '_>) -> Option<Vec<String>> {
    let expected = difference.expected;
    if ["wrapper", "type", "definition"].iter().any(|name| difference.has(name)) {
        return None;
    }
    let alter = format!("ALTER {}", expected.address());
    let mut statements = Vec::new();
    if difference.has("version") {
        let version = expected.get("version").map_or_else(|| "NULL".to_owned(), literal);
        statements.push(format!("{alter} VERSION {version}"));
    }
    if difference.has("foreign-options") {
        statements.push(format!("{alter} {}", lists::foreign(expected, difference.actual)));
    }
    Some(statements)
}

fn settings(difference: &Difference<'_, '_>) -> Vec<String> {
    let (expected, actual) = (difference.expected, difference.actual);
    let is_role = expected.key.kind == ObjectKind::Role;
    let role = expected.relation();
    let changed = lists::settings(expected.get("settings"), actual.get("settings"));
    let mut statements: Vec<String> = changed
        .into_iter()
        .filter(|_| difference.has("settings"))
        .map(|action| {
            if !is_role {
                return alter_database(&action);
            }
            let escaped = |text: &str| text.replace('%', "%%");
            in_this_database(&format!("ALTER ROLE {} IN DATABASE %I {}", escaped(&role), escaped(&action)))
        })
        .collect();
    if difference.has("settings-everywhere") {
        let changed = lists::settings(expected.get("settings-everywhere"), actual.get("settings-everywhere"));
        statements.extend(changed.into_iter().map(|action| format!("ALTER ROLE {role} {action}")));
    }
    if difference.has("role-members") {
        statements.extend(members(expected, actual));
    }
    if difference.has("role-attributes") {
        statements.push(difference.cannot("a role belongs to the whole server: change it there with ALTER ROLE"));
    }
    if difference.has("connection-limit") {
        let action = format!("CONNECTION LIMIT {}", expected.get("connection-limit").unwrap_or("-1"));
        statements.push(if is_role { format!("ALTER ROLE {role} {action}") } else { alter_database(&action) });
    }
    if ["encoding", "collation", "character-type"].iter().any(|name| difference.has(name)) {
        statements.push(difference.cannot("encoding and locale are fixed when a database is created"));
    }
    statements
}

/// GRANT and REVOKE of a role.
fn members(expected: Object<'_>, actual: Object<'_>) -> Vec<String> {
    let list = |object: Object<'_>| -> Vec<String> {
        object.get("role-members").map(split_list).unwrap_or_default().into_iter().map(str::to_owned).collect()
    };
    let (should, is, role) = (list(expected), list(actual), expected.relation());
    let name = |member: &'_ str| member.split(" WITH ").next().unwrap_or_default().to_owned();
    let gone = is
        .iter()
        .filter(|member| !should.contains(member))
        .map(|member| format!("REVOKE {role} FROM {}", name(member)));
    let new = should.iter().filter(|member| !is.contains(member)).map(|member| format!("GRANT {role} TO {member}"));
    gone.chain(new).collect()
}
