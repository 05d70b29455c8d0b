//! What needs one statement and has no parts.

use super::object::Object;
use super::routine::setting;
use super::text::{literal, options, split_list};
use crate::schema::inventory::ObjectKind;
use crate::sql::quote_ident;

/// The statements that make it.
pub(super) fn other(object: Object<'_>) -> Vec<String> {
    use ObjectKind as Kind;
    let (name, keyword) = (object.relation(), object.keyword());
    let definition = object.get("definition").unwrap_or_default();
    let create = match object.key.kind {
        Kind::Database => return database_settings(object),
        Kind::Role => return role(object),
        // Default privileges are their grants.
        Kind::DefaultPrivilege => return Vec::new(),
        Kind::Extension => extension(object),
        Kind::Operator => operator(object),
        Kind::OperatorClass => return operator_class(object),
        Kind::OperatorFamily => return operator_family(object),
        Kind::Statistics => return statistics(object),
        Kind::Publication => publication(object),
        Kind::Subscription => format!(
            "-- {object_name} needs its connection string: CREATE SUBSCRIPTION {name} CONNECTION '…' PUBLICATION {}",
            object.get("publications").unwrap_or_default(),
            object_name = object.key
        ),
        Kind::Server => server(object),
        Kind::ForeignDataWrapper => format!("CREATE {keyword} {name} {definition}{}", foreign_options(object)),
        Kind::UserMapping => format!("CREATE {}{}", object.address(), foreign_options(object)),
        Kind::TextSearchConfiguration => return text_search_configuration(object),
        Kind::Transform => format!("CREATE TRANSFORM {name} ({definition})"),
        Kind::Language => language(object),
        Kind::Conversion => format!("CREATE {}CONVERSION {name} {definition}", object.clause("", "default", " ")),
        Kind::Collation | Kind::TextSearchDictionary | Kind::TextSearchParser | Kind::TextSearchTemplate => {
            format!("CREATE {keyword} {name} ({})", object.get("parameters").unwrap_or_default())
        }
        _ => format!("CREATE {keyword} {name} {definition}").trim_end().to_owned(),
    };
    vec![create]
}

fn extension(extension: Object<'_>) -> String {
    let schema =
        extension.get("installed-in").map_or_else(String::new, |schema| format!(" SCHEMA {}", quote_ident(schema)));
    let version = extension.get("version").map_or_else(String::new, |version| format!(" VERSION {}", literal(version)));
    format!("CREATE EXTENSION {}{schema}{version}", extension.relation())
}

/// The operator's name is before its types: `public.+ (integer, integer)`.
fn operator(operator: Object<'_>) -> String {
    let name = operator.relation();
    let bare = name.split_once(" (").map_or(&*name, |(bare, _)| bare);
    format!("CREATE OPERATOR {bare} ({})", operator.get("parameters").unwrap_or_default())
}

/// The class alone: its operators and functions are told of its family, and added to that.
fn operator_class(class: Object<'_>) -> Vec<String> {
    let parameters = class.get("parameters").unwrap_or_default();
    let part = |word: &str| split_list(parameters).into_iter().find_map(|clause| clause.strip_prefix(word));
    let default = if split_list(parameters).contains(&"DEFAULT") { " DEFAULT" } else { "" };
    let data_type = part("FOR TYPE ").unwrap_or_default();
    let storage = part("STORAGE ").unwrap_or(data_type);
    vec![format!(
        "CREATE OPERATOR CLASS {}{default} FOR TYPE {data_type} USING {} FAMILY {} AS STORAGE {storage}",
        class.relation(),
        class.part(),
        part("FAMILY ").unwrap_or_default(),
    )]
}

fn operator_family(family: Object<'_>) -> Vec<String> {
    let address = family.address();
    let members: Vec<&str> = family.get("members").unwrap_or_default().lines().collect();
    let mut statements = vec![format!("CREATE {address}")];
    if !members.is_empty() {
        statements.push(format!("ALTER {address} ADD {}", members.join(", ")));
    }
    statements
}

fn statistics(statistics: Object<'_>) -> Vec<String> {
    let create = statistics.get("definition").unwrap_or_default().to_owned();
    let target = statistics.get("statistics");
    let target = target.map(|target| format!("ALTER STATISTICS {} SET STATISTICS {target}", statistics.relation()));
    std::iter::once(create).chain(target).collect()
}

/// What is published, as CREATE and ALTER PUBLICATION … SET write it.
pub(in crate::schema) fn published(publication: Object<'_>) -> String {
    let tables = match publication.get("tables") {
        Some("ALL TABLES") => return "ALL TABLES".to_owned(),
        Some(list) => Some(format!("TABLE {}", list.lines().collect::<Vec<_>>().join(", "))),
        None => None,
    };
    let schemas = publication.get("schemas").map(|list| format!("TABLES IN SCHEMA {list}"));
    tables.into_iter().chain(schemas).collect::<Vec<_>>().join(", ")
}

/// The options of a publication, all of them.
pub(in crate::schema) fn publication_options(publication: Object<'_>) -> String {
    let operations = literal(publication.get("operations").unwrap_or_default());
    format!("publish = {operations}{}", publication.clause(", ", "options", ""))
}

fn publication(publication: Object<'_>) -> String {
    let what = published(publication);
    let what = if what.is_empty() { String::new() } else { format!(" FOR {what}") };
    format!("CREATE PUBLICATION {}{what} WITH ({})", publication.relation(), publication_options(publication))
}

fn server(server: Object<'_>) -> String {
    let said = |word: &str, name: &str| {
        server.get(name).map_or_else(String::new, |value| format!(" {word} {}", literal(value)))
    };
    let wrapper = quote_ident(server.get("wrapper").unwrap_or_default());
    let (kind, version) = (said("TYPE", "type"), said("VERSION", "version"));
    format!(
        "CREATE SERVER {}{kind}{version} FOREIGN DATA WRAPPER {wrapper}{}",
        server.relation(),
        foreign_options(server)
    )
}

fn foreign_options(object: Object<'_>) -> String {
    object.get("foreign-options").map_or_else(String::new, |list| format!(" OPTIONS ({})", options(list, "", " ")))
}

fn language(language: Object<'_>) -> String {
    let definition = language.get("definition").unwrap_or_default();
    let (trusted, handler) = definition.strip_prefix("TRUSTED ").map_or(("", definition), |rest| ("TRUSTED ", rest));
    format!("CREATE {trusted}LANGUAGE {} {handler}", language.relation())
}

fn text_search_configuration(configuration: Object<'_>) -> Vec<String> {
    let name = configuration.relation();
    let parser = configuration.get("parser").unwrap_or_default();
    let create = format!("CREATE TEXT SEARCH CONFIGURATION {name} (PARSER = {parser})");
    let mappings = configuration.get("mappings").unwrap_or_default().lines();
    let mappings = mappings.map(|mapping| format!("ALTER TEXT SEARCH CONFIGURATION {name} ADD MAPPING FOR {mapping}"));
    std::iter::once(create).chain(mappings).collect()
}

/// Runs a statement in which `%I` stands for this database, whose name differs from one server to the next.
pub(in crate::schema) fn in_this_database(statement: &str) -> String {
    format!("DO $do$ BEGIN EXECUTE format({}, current_database()); END $do$", literal(statement))
}

/// `ALTER DATABASE` of this database.
pub(in crate::schema) fn alter_database(action: &str) -> String {
    in_this_database(&format!("ALTER DATABASE %I {}", action.replace('%', "%%")))
}

fn database_settings(database: Object<'_>) -> Vec<String> {
    let settings = database.get("settings").unwrap_or_default().lines();
    settings.map(|line| alter_database(&setting(line))).collect()
}

/// A role is the server's: only its settings in this database are made.
fn role(role: Object<'_>) -> Vec<String> {
    let settings = role.get("settings").unwrap_or_default().lines();
    settings
        .map(|line| {
            in_this_database(&format!(
                "ALTER ROLE {} IN DATABASE %I {}",
                role.relation().replace('%', "%%"),
                setting(line).replace('%', "%%")
            ))
        })
        .collect()
}
