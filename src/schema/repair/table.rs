//! What changes tables, columns, constraints and indexes.

use super::alter::Difference;
use super::lists;
use crate::schema::render::{Object, constraint as constraint_clause, identity};

/// The statements that change a table.
pub(super) fn table(difference: &Difference<'_, '_>) -> Vec<String> {
    let (expected, actual) = (difference.expected, difference.actual);
    let mut actions: Vec<String> = Vec::new();
    let mut statements = Vec::new();
    if difference.has("persistence") {
        actions.push(if expected.get("persistence").is_some() { "SET UNLOGGED" } else { "SET LOGGED" }.to_owned());
    }
    if difference.has("access-method") {
        actions.push(format!("SET ACCESS METHOD {}", expected.get("access-method").unwrap_or("heap")));
    }
    if difference.has("tablespace") {
        actions.push(format!("SET TABLESPACE {}", expected.get("tablespace").unwrap_or("pg_default")));
    }
    actions.extend(lists::storage(expected, actual, "options", ""));
    actions.extend(lists::storage(expected, actual, "toast-options", "toast."));
    if difference.has("row-security") {
        actions.push(format!(
            "{} ROW LEVEL SECURITY",
            if expected.get("row-security").is_some() { "ENABLE" } else { "DISABLE" }
        ));
    }
    if difference.has("force-row-security") {
        let force = if expected.get("force-row-security").is_some() { "FORCE" } else { "NO FORCE" };
        actions.push(format!("{force} ROW LEVEL SECURITY"));
    }
    if difference.has("replica-identity") {
        actions.push(format!("REPLICA IDENTITY {}", replica_identity(expected)));
    }
    if difference.has("of-type") {
        actions.push(expected.get("of-type").map_or_else(|| "NOT OF".to_owned(), |of_type| format!("OF {of_type}")));
    }
    actions.extend(inheritance(difference));
    if difference.has("foreign-options") {
        actions.push(lists::foreign(expected, actual));
    }
    if difference.has("partition-key") || difference.has("server") || difference.parent_is_fixed {
        statements.push(difference.cannot("this can only change by making the table anew and copying its rows"));
    } else if difference.has("partition-of") || difference.has("partition-bound") {
        statements.extend(partition(expected, actual));
    }
    let alter = format!("ALTER {}", expected.address());
    actions.into_iter().map(|action| format!("{alter} {action}")).chain(statements).collect()
}

fn replica_identity(table: Object<'_>) -> String {
    match table.get("replica-identity") {
        None => "DEFAULT".to_owned(),
        Some(word) => {
            word.strip_prefix("index ").map_or_else(|| word.to_uppercase(), |index| format!("USING INDEX {index}"))
        }
    }
}

fn inheritance(difference: &Difference<'_, '_>) -> Vec<String> {
    if !difference.has("inherits") {
        return Vec::new();
    }
    let list = |object: Object<'_>| -> Vec<String> {
        let parents = object.get("inherits").map(crate::schema::render::split_list).unwrap_or_default();
        parents.into_iter().map(str::to_owned).collect()
    };
    let (should, is) = (list(difference.expected), list(difference.actual));
    // The order of parents is that of their INHERIT: all go, and come back in order.
    let gone = is.iter().map(|parent| format!("NO INHERIT {parent}"));
    gone.chain(should.iter().map(|parent| format!("INHERIT {parent}"))).collect()
}

fn partition(expected: Object<'_>, actual: Object<'_>) -> Vec<String> {
    let name = expected.relation();
    let detach = actual.get("partition-of").map(|parent| format!("ALTER TABLE {parent} DETACH PARTITION {name}"));
    let attach = expected.get("partition-of").map(|parent| {
        let bound = expected.get("partition-bound").unwrap_or("DEFAULT");
        format!("ALTER TABLE {parent} ATTACH PARTITION {name} {bound}")
    });
    detach.into_iter().chain(attach).collect()
}

/// The statements that change a column, or the attribute of a composite type.
pub(super) fn column(difference: &Difference<'_, '_>) -> Vec<String> {
    let expected = difference.expected;
    let (relation, part) = (expected.relation(), expected.part());
    let mut statements = Vec::new();
    if difference.is_attribute {
        statements.push(format!("ALTER TYPE {relation} ALTER ATTRIBUTE {part} TYPE {} CASCADE", data_type(expected)));
    } else {
        let alter = format!("ALTER TABLE {relation} ALTER COLUMN {part}");
        statements.extend(column_actions(difference).into_iter().map(|action| format!("{alter} {action}")));
        statements.extend(generated(difference));
    }
    if difference.has("position") {
        statements.push(difference.cannot("columns cannot be moved; only a new table has another order"));
    }
    statements
}

fn data_type(column: Object<'_>) -> String {
    format!("{}{}", column.get("type").unwrap_or_default(), column.clause(" COLLATE ", "collation", ""))
}

fn column_actions(difference: &Difference<'_, '_>) -> Vec<String> {
    let (expected, actual) = (difference.expected, difference.actual);
    let mut actions = Vec::new();
    let changes_type = difference.has("type") || difference.has("collation");
    let has_default = |column: Object<'_>| column.get("default").is_some();
    let drops_default = has_default(actual) && (difference.has("default") || changes_type);
    actions.extend(drops_default.then(|| "DROP DEFAULT".to_owned()));
    if changes_type {
        let cast = expected.get("type").filter(|_| difference.has("type") && expected.get("generated").is_none());
        let using = cast.map_or_else(String::new, |to| format!(" USING {}::{to}", expected.part()));
        actions.push(format!("SET DATA TYPE {}{using}", data_type(expected)));
    }
    if difference.has("default") || drops_default {
        actions.extend(expected.get("default").map(|default| format!("SET DEFAULT {default}")));
    }
    // An identity column is NOT NULL as long as it is one.
    let (should, is) = (expected.get("identity"), actual.get("identity"));
    let changes_identity = difference.has("identity");
    actions.extend((changes_identity && should.is_none()).then(|| "DROP IDENTITY".to_owned()));
    if difference.has("not-null") {
        actions.push(format!("{} NOT NULL", if expected.get("not-null").is_some() { "SET" } else { "DROP" }));
    }
    actions.extend(should.filter(|_| changes_identity).map(|kind| match is {
        Some(_) => format!("SET GENERATED {kind}"),
        None => format!("ADD {}", identity(expected, difference.renderer.identity_sequence(expected))),
    }));
    if difference.has("storage") {
        // What a type says by itself has no word before version 16: every type with values to move says EXTENDED or PLAIN.
        actions.push(format!("SET STORAGE {}", expected.get("storage").unwrap_or("EXTENDED")));
    }
    if difference.has("compression") {
        actions.push(format!("SET COMPRESSION {}", expected.get("compression").unwrap_or("default")));
    }
    if difference.has("statistics") {
        actions.push(format!("SET STATISTICS {}", expected.get("statistics").unwrap_or("-1")));
    }
    actions.extend(lists::storage(expected, actual, "options", ""));
    if difference.has("foreign-options") {
        actions.push(lists::foreign(expected, actual));
    }
    actions
}

/// Before version 17 the expression of a generated column changes only with the column; its values are computed, not lost.
fn generated(difference: &Difference<'_, '_>) -> Vec<String> {
    let (expected, actual) = (difference.expected, difference.actual);
    let (relation, part) = (expected.relation(), expected.part());
    match (expected.get("generated"), actual.get("generated")) {
        _ if !difference.has("generated") => Vec::new(),
        (None, _) => vec![format!("ALTER TABLE {relation} ALTER COLUMN {part} DROP EXPRESSION")],
        (Some(_), Some(_)) => {
            let mut statements = vec![format!("ALTER TABLE {relation} DROP COLUMN {part}")];
            statements.extend(difference.renderer.create(expected));
            statements
        }
        (Some(_), None) => {
            vec![difference.cannot(
                "it has values of its own now: drop the column and add it generated, if none of them is needed",
            )]
        }
    }
}

/// The statements that change a constraint, or drop it and add it again.
pub(super) fn constraint(difference: &Difference<'_, '_>) -> Vec<String> {
    let (expected, actual) = (difference.expected, difference.actual);
    let (relation, part) = (expected.relation(), expected.part());
    let mut statements = Vec::new();
    for name in difference.names {
        match *name {
            "validated" if expected.get("validated").is_none() && !expected.is_of_domain() => {
                statements.push(format!("ALTER TABLE {relation} VALIDATE CONSTRAINT {part}"));
            }
            "deferrable" if expected.get("constraint-type") == Some("FOREIGN KEY") => {
                let deferrable = expected.get("deferrable").unwrap_or("NOT DEFERRABLE");
                statements.push(format!("ALTER TABLE {relation} ALTER CONSTRAINT {part} {deferrable}"));
            }
            "clustered" => statements.push(clustered(expected, &relation, &part)),
            "options" => {
                let index = index_of(expected);
                let actions = lists::storage(expected, actual, "options", "");
                statements.extend(actions.into_iter().map(|action| format!("ALTER INDEX {index} {action}")));
            }
            "tablespace" => statements.push(tablespace(expected, &index_of(expected))),
            "comment" => {}
            _ => {
                let keyword = if expected.is_of_domain() { "DOMAIN" } else { "TABLE" };
                let mut anew = vec![
                    format!("ALTER {keyword} {relation} DROP CONSTRAINT {part}"),
                    format!("ALTER {keyword} {relation} ADD {}", constraint_clause(expected)),
                ];
                anew.extend(expected.get("clustered").map(|_| clustered(expected, &relation, &part)));
                anew.extend(expected.get("comment").map(|_| crate::schema::render::comment(expected)));
                return anew;
            }
        }
    }
    statements
}

/// The index of a constraint has its name and its table's schema.
fn index_of(constraint: Object<'_>) -> String {
    let schema = constraint.key.schema.as_deref().unwrap_or_default();
    format!("{}.{}", crate::sql::quote_ident(schema), constraint.part())
}

fn clustered(expected: Object<'_>, table: &str, index: &str) -> String {
    match expected.get("clustered") {
        Some(_) => format!("ALTER TABLE {table} CLUSTER ON {index}"),
        None => format!("ALTER TABLE {table} SET WITHOUT CLUSTER"),
    }
}

fn tablespace(expected: Object<'_>, index: &str) -> String {
    format!("ALTER INDEX {index} SET TABLESPACE {}", expected.get("tablespace").unwrap_or("pg_default"))
}

/// The statements that change an index; `None` where it has to be made anew.
pub(super) fn index(difference: &Difference<'_, '_>) -> Option<Vec<String>> {
    let (expected, actual) = (difference.expected, difference.actual);
    let name = expected.relation();
    let mut statements = Vec::new();
    for attribute in difference.names {
        match *attribute {
            "options" => {
                let actions = lists::storage(expected, actual, "options", "");
                statements.extend(actions.into_iter().map(|action| format!("ALTER INDEX {name} {action}")));
            }
            "tablespace" => statements.push(tablespace(expected, &name)),
            "clustered" => {
                let table = expected.entry.parent.as_ref().map(|(schema, table)| {
                    format!("{}.{}", crate::sql::quote_ident(schema), crate::sql::quote_ident(table))
                });
                statements.push(clustered(
                    expected,
                    &table.unwrap_or_default(),
                    &crate::sql::quote_ident(&expected.key.name),
                ));
            }
            "valid" if expected.get("valid").is_none() => statements.push(format!("REINDEX INDEX {name}")),
            "comment" => {}
            "partition-of" => match expected.get("partition-of") {
                Some(parent) => statements.push(format!("ALTER INDEX {parent} ATTACH PARTITION {name}")),
                None => return None,
            },
            _ => return None,
        }
    }
    Some(statements)
}
