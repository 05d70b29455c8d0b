//! Indexes.

use super::object::Object;
use super::text::{options, split_list};
use crate::sql::quote_ident;

/// The statements that make an index.
pub(super) fn index(index: Object<'_>) -> Vec<String> {
    let name = quote_ident(&index.key.name);
    let table = table(index);
    let with = index.get("options").map_or_else(String::new, |list| format!(" WITH ({})", options(list, "", "=")));
    let create = format!(
        "CREATE{} INDEX {name} ON {table} USING {} ({}){}{}{with}{}{}",
        index.clause(" ", "unique", ""),
        index.get("method").unwrap_or("btree"),
        keys(index),
        index.clause(" INCLUDE (", "include", ")"),
        index.clause(" ", "nulls-not-distinct", ""),
        index.clause(" TABLESPACE ", "tablespace", ""),
        index.clause(" WHERE ", "predicate", ""),
    );
    let mut statements = vec![create];
    if index.get("clustered").is_some() {
        statements.push(format!("ALTER TABLE {table} CLUSTER ON {name}"));
    }
    for target in index.get("statistics").map(split_list).unwrap_or_default() {
        let (column, value) = target.split_once(": ").unwrap_or((target, "-1"));
        statements.push(format!("ALTER INDEX {} ALTER COLUMN {column} SET STATISTICS {value}", index.relation()));
    }
    statements
}

/// The table of an index.
fn table(index: Object<'_>) -> String {
    let (schema, name) = index.entry.parent.as_ref().map_or(("", ""), |(schema, name)| (&**schema, &**name));
    format!("{}.{}", quote_ident(schema), quote_ident(name))
}

/// The keys, each with its collation, operator class and order: lists of the same length, where they are there.
fn keys(index: Object<'_>) -> String {
    let list = |name: &str| index.get(name).map(split_list).unwrap_or_default();
    let (collations, opclasses, orders) = (list("collations"), list("opclasses"), list("sort-order"));
    let said = |list: &[&str], at: usize, before: &str| match list.get(at) {
        Some(&value) if value != "default" => format!("{before}{value}"),
        _ => String::new(),
    };
    let key = |(at, key): (usize, &str)| {
        let collation = said(&collations, at, " COLLATE ");
        format!("{key}{collation}{}{}", said(&opclasses, at, " "), said(&orders, at, " "))
    };
    list("keys").into_iter().enumerate().map(key).collect::<Vec<_>>().join(", ")
}
