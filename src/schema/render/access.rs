//! Owners, privileges, comments and security labels.

use std::collections::{BTreeMap, BTreeSet};

use super::object::Object;
use super::text::literal;
use crate::schema::inventory::{Attribute, Entry, Inventory, ObjectKey, ObjectKind};
use crate::sql::quote_ident;

/// The statements that say who owns an object, who may use it, and what is written of it.
pub(super) fn all(object: Object<'_>) -> Vec<String> {
    since(object, &Entry::default())
}

/// The same, for an object that was born with some privileges.
pub(super) fn since(object: Object<'_>, born: &Entry) -> Vec<String> {
    let new = Object { key: object.key, entry: born };
    let mut statements = Vec::new();
    statements.extend(owner(object));
    statements.extend(grants(object, new));
    statements.extend(object.get("comment").map(|_| comment(object)));
    statements.extend(labels(object));
    statements
}

/// What default privileges give a new object in this database.
pub(super) fn birth_privileges(object: Object<'_>, database: &Inventory) -> Entry {
    let mut born = Entry::default();
    let kind = match object.key.kind {
        ObjectKind::Table | ObjectKind::ForeignTable | ObjectKind::View | ObjectKind::MaterializedView => "TABLES",
        ObjectKind::Sequence => "SEQUENCES",
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => "FUNCTIONS",
        ObjectKind::Type | ObjectKind::Domain => "TYPES",
        ObjectKind::Schema => "SCHEMAS",
        _ => return born,
    };
    let here = |key: &ObjectKey| {
        let of_kind = key.kind == ObjectKind::DefaultPrivilege && key.part.as_deref() == Some(kind);
        of_kind && (key.schema.is_none() || key.schema == object.key.schema)
    };
    let (everywhere, in_schema): (Vec<_>, Vec<_>) =
        database.objects.iter().filter(|(key, _)| here(key)).partition(|(key, _)| key.schema.is_none());
    let mut lines: Vec<&str> = if everywhere.is_empty() { usual(object.key).lines().collect() } else { Vec::new() };
    lines.extend(everywhere.iter().chain(&in_schema).filter_map(|(_, entry)| entry.get("grants")).flat_map(str::lines));
    if let Some(grants) = Attribute::by_name("grants").filter(|_| !(everywhere.is_empty() && in_schema.is_empty())) {
        born.set(grants, lines.join("\n"));
    }
    born
}

/// The statement that gives an object to its owner.
pub(in crate::schema) fn owner(object: Object<'_>) -> Option<String> {
    let owner = quote_ident(object.get("owner")?);
    match object.key.kind {
        // An extension keeps the owner who created it (manual, ALTER EXTENSION).
        ObjectKind::Extension => None,
        ObjectKind::Database => Some(super::others::alter_database(&format!("OWNER TO {owner}"))),
        _ => Some(format!("ALTER {} OWNER TO {owner}", object.address())),
    }
}

/// The statement that writes an object's comment, or takes it away.
pub(in crate::schema) fn comment(object: Object<'_>) -> String {
    let text = object.get("comment").map_or_else(|| "NULL".to_owned(), literal);
    format!("COMMENT ON {} IS {text}", object.address())
}

/// The statements that set an object's security labels.
pub(in crate::schema) fn labels(object: Object<'_>) -> Vec<String> {
    let labels = object.get("security-labels").unwrap_or_default();
    let label = |line: &str| {
        let (provider, label) = line.split_once(": ")?;
        Some(format!("SECURITY LABEL FOR {provider} ON {} IS {}", object.address(), literal(label)))
    };
    labels.lines().filter_map(label).collect()
}

type Privileges<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// The statements that bring privileges from what they are to what they should be.
pub(in crate::schema) fn grants(expected: Object<'_>, actual: Object<'_>) -> Vec<String> {
    if expected.get("grants") == actual.get("grants") {
        return Vec::new();
    }
    let (should, is) = (privileges(expected), privileges(actual));
    let grantees: BTreeSet<&str> = should.keys().chain(is.keys()).copied().collect();
    let none = BTreeSet::new();
    let change = |grantee: &&str| {
        let (should, is) = (should.get(*grantee).unwrap_or(&none), is.get(*grantee).unwrap_or(&none));
        change(expected, grantee, should, is)
    };
    grantees.iter().flat_map(change).collect()
}

fn privileges(object: Object<'_>) -> Privileges<'_> {
    let text = object.get("grants").unwrap_or_else(|| usual(object.key));
    let mut privileges = Privileges::new();
    for (grantee, list) in text.lines().filter_map(|line| line.rsplit_once(": ")) {
        privileges.entry(grantee).or_default().extend(list.split(", "));
    }
    privileges
}

/// What an object has from the start (manual, 5.8 "Privileges", table 5.2).
fn usual(key: &ObjectKey) -> &'static str {
    match key.kind {
        // In one schema, default privileges add to those of all schemas.
        ObjectKind::DefaultPrivilege if key.schema.is_some() => "",
        ObjectKind::DefaultPrivilege => match key.part.as_deref() {
            Some("FUNCTIONS") => "(owner): ALL\nPUBLIC: EXECUTE",
            Some("TYPES") => "(owner): ALL\nPUBLIC: USAGE",
            _ => "(owner): ALL",
        },
        ObjectKind::Function | ObjectKind::Procedure | ObjectKind::Aggregate => "(owner): ALL\nPUBLIC: EXECUTE",
        ObjectKind::Type | ObjectKind::Domain | ObjectKind::Language => "(owner): ALL\nPUBLIC: USAGE",
        ObjectKind::Database => "(owner): ALL\nPUBLIC: CONNECT, TEMPORARY",
        ObjectKind::Column => "",
        _ => "(owner): ALL",
    }
}

fn change(object: Object<'_>, grantee: &str, should: &BTreeSet<&str>, is: &BTreeSet<&str>) -> Vec<String> {
    let who = match grantee {
        "(owner)" if object.key.kind == ObjectKind::DefaultPrivilege => quote_ident(&object.key.name),
        "(owner)" => object.get("owner").map_or_else(|| "CURRENT_USER".to_owned(), quote_ident),
        grantee => grantee.to_owned(),
    };
    // `SELECT*` is SELECT with the right to grant it: taking SELECT away takes both.
    let bare = |privileges: &BTreeSet<&str>| -> BTreeSet<String> {
        privileges.iter().map(|privilege| privilege.trim_end_matches('*').to_owned()).collect()
    };
    let (should_bare, is_bare) = (bare(should), bare(is));
    let lost = is_bare.difference(&should_bare).cloned().collect::<Vec<_>>();
    let no_option = is.iter().filter(|one| one.ends_with('*') && should.contains(one.trim_end_matches('*')));
    let no_option: Vec<String> = no_option.map(|one| one.trim_end_matches('*').to_owned()).collect();
    let gained = should.difference(is).filter(|one| !one.ends_with('*') && !is_bare.contains(**one));
    let gained: Vec<String> = gained.map(|one| (*one).to_owned()).collect();
    let with_option = should.difference(is).filter(|one| one.ends_with('*'));
    let with_option: Vec<String> = with_option.map(|one| one.trim_end_matches('*').to_owned()).collect();
    [
        ("REVOKE ", lost, "FROM", ""),
        ("REVOKE GRANT OPTION FOR ", no_option, "FROM", ""),
        ("GRANT ", gained, "TO", ""),
        ("GRANT ", with_option, "TO", " WITH GRANT OPTION"),
    ]
    .into_iter()
    .filter(|(_, privileges, _, _)| !privileges.is_empty())
    .map(|(verb, privileges, to, option)| statement(object, verb, &privileges, &format!("{to} {who}{option}")))
    .collect()
}

fn statement(object: Object<'_>, verb: &str, privileges: &[String], to_whom: &str) -> String {
    let list = privileges.join(", ");
    match object.key.kind {
        ObjectKind::Column => {
            let columns: Vec<String> = privileges.iter().map(|one| format!("{one} ({})", object.part())).collect();
            format!("{verb}{} ON TABLE {} {to_whom}", columns.join(", "), object.relation())
        }
        ObjectKind::DefaultPrivilege => {
            let schema = object
                .key
                .schema
                .as_deref()
                .map_or_else(String::new, |schema| format!(" IN SCHEMA {}", quote_ident(schema)));
            let kind = object.key.part.as_deref().unwrap_or("TABLES");
            let role = quote_ident(&object.key.name);
            format!("ALTER DEFAULT PRIVILEGES FOR ROLE {role}{schema} {verb}{list} ON {kind} {to_whom}")
        }
        ObjectKind::Database => super::others::in_this_database(&format!("{verb}{list} ON DATABASE %I {to_whom}")),
        _ => format!("{verb}{list} ON {} {to_whom}", grant_address(object)),
    }
}

/// GRANT has names of its own for some kinds.
fn grant_address(object: Object<'_>) -> String {
    let name = object.relation();
    match object.key.kind {
        ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::ForeignTable => format!("TABLE {name}"),
        ObjectKind::Server => format!("FOREIGN SERVER {name}"),
        ObjectKind::Domain => format!("TYPE {name}"),
        ObjectKind::Aggregate => format!("FUNCTION {name}"),
        _ => object.address(),
    }
}
