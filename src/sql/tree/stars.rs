//! What `*` in a select list stands for: the relations of the same `FROM`, each by the name of its table.

use sqlparser::ast::{
    ObjectName, Select, SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableFactor, TableWithJoins,
};

use super::expression::{name, qualified};
use crate::sql::name::{Ident, QualifiedName};

/// One item of a `FROM`.
struct Item {
    /// How the list calls it.
    known_as: Option<Ident>,
    /// The table; `None` for a subquery or a function, which say themselves what they read.
    table: Option<QualifiedName>,
}

/// `table.*` for each table of which a list hands on every column, and `*` for what cannot be told.
pub(super) fn stars(select: &Select, is_cte: impl Fn(&QualifiedName) -> bool) -> Vec<QualifiedName> {
    let mut items = Vec::new();
    select.from.iter().for_each(|joined| joined_items(joined, &mut items));
    for item in &mut items {
        item.table.take_if(|table| is_cte(table));
    }
    select.projection.iter().flat_map(|item| star(item, &items)).collect()
}

fn star(selected: &SelectItem, items: &[Item]) -> Vec<QualifiedName> {
    match selected {
        SelectItem::Wildcard(_) => items.iter().filter_map(all_of).collect(),
        SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(of), _) => {
            let known = last(of).and_then(|of| items.iter().find(|item| item.known_as.as_ref() == Some(&of)));
            // A list may name what an outer query has.
            known.map_or_else(|| vec![everything()], |item| all_of(item).into_iter().collect())
        }
        SelectItem::QualifiedWildcard(..) => vec![everything()],
        _ => Vec::new(),
    }
}

fn all_of(item: &Item) -> Option<QualifiedName> {
    let table = item.table.as_ref()?;
    Some(QualifiedName { schema: Some(table.name.clone()), name: Ident::quoted("*") })
}

/// Every column of whatever is read.
fn everything() -> QualifiedName {
    QualifiedName::bare(Ident::quoted("*"))
}

fn joined_items(joined: &TableWithJoins, items: &mut Vec<Item>) {
    let factors = std::iter::once(&joined.relation).chain(joined.joins.iter().map(|join| &join.relation));
    for factor in factors {
        match factor {
            // An alias of the whole join hides what is inside, and is found under no name.
            TableFactor::NestedJoin { table_with_joins, .. } => joined_items(table_with_joins, items),
            other => items.push(item(other)),
        }
    }
}

fn item(factor: &TableFactor) -> Item {
    match factor {
        TableFactor::Table { name: table, alias, args: None, .. } => Item {
            known_as: alias.as_ref().map(|alias| name(&alias.name)).or_else(|| last(table)),
            table: qualified(table),
        },
        TableFactor::Table { name: called, alias, .. } | TableFactor::Function { name: called, alias, .. } => {
            Item { known_as: alias.as_ref().map(|alias| name(&alias.name)).or_else(|| last(called)), table: None }
        }
        TableFactor::Derived { alias, .. }
        | TableFactor::TableFunction { alias, .. }
        | TableFactor::UNNEST { alias, .. } => {
            Item { known_as: alias.as_ref().map(|alias| name(&alias.name)), table: None }
        }
        _ => Item { known_as: None, table: None },
    }
}

fn last(path: &ObjectName) -> Option<Ident> {
    qualified(path).map(|found| found.name)
}

/// The tables of `TABLE t`, which is `SELECT * FROM t`.
pub(super) fn tables_alone(body: &SetExpr) -> Vec<QualifiedName> {
    match body {
        SetExpr::Table(table) => {
            let ident = |word: &String| Ident::from(word.as_str());
            let named = table.table_name.as_ref().map(ident);
            let schema = table.schema_name.as_ref().map(ident);
            named.map(|name| QualifiedName { schema, name }).into_iter().collect()
        }
        SetExpr::SetOperation { left, right, .. } => [tables_alone(left), tables_alone(right)].concat(),
        _ => Vec::new(),
    }
}
