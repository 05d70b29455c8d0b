//! The parts of a `SELECT`: what it gives, from which tables, on which conditions.

use sqlparser::ast::{
    Distinct, Expr, GroupByExpr, JoinConstraint, JoinOperator, Query, Select, SelectItem, SetExpr, TableAlias,
    TableFactor, TableWithJoins,
};

use super::expression::{lower, name, qualified};
use crate::sql::expression::Tree;
use crate::sql::name::{Ident, QualifiedName};

/// One `SELECT`; a `UNION` has several.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Selection {
    /// What it gives; `None` where a `*` is in the list.
    pub items: Option<Vec<Tree>>,
    /// The tables it is given from.
    pub sources: Vec<SourceTable>,
    /// What every row meets: the parts of `WHERE`, and of `ON` but of outer joins.
    pub conditions: Vec<Tree>,
    /// What `GROUP BY` or `DISTINCT ON` leaves one row for; the whole list for `DISTINCT`. `None` where there is neither.
    pub one_row_for: Option<Vec<Tree>>,
}

/// A table in FROM.
#[derive(Debug, Clone, PartialEq)]
pub struct SourceTable {
    /// The table; `None` for a subquery, a CTE or a function.
    pub table: Option<QualifiedName>,
    /// What its columns are qualified with.
    pub alias: Option<Ident>,
    /// It is the side of an outer join that may be missing: all its columns are NULL then.
    pub may_be_missing: bool,
}

/// Every `SELECT` of a query, those of a `UNION` one by one; none where some part is another thing (`VALUES`).
pub(super) fn selections(query: &Query) -> Vec<Selection> {
    let ctes: Vec<Ident> =
        query.with.iter().flat_map(|with| &with.cte_tables).map(|cte| name(&cte.alias.name)).collect();
    let mut found = Vec::new();
    if collect(&query.body, &ctes, &mut found).is_none() {
        found.clear();
    }
    found
}

fn collect(body: &SetExpr, ctes: &[Ident], found: &mut Vec<Selection>) -> Option<()> {
    match body {
        SetExpr::Select(select) => found.push(selection(select, ctes)),
        SetExpr::Query(query) if query.with.is_none() => collect(&query.body, ctes, found)?,
        SetExpr::SetOperation { left, right, .. } => {
            collect(left, ctes, found)?;
            collect(right, ctes, found)?;
        }
        _ => return None,
    }
    Some(())
}

fn selection(select: &Select, ctes: &[Ident]) -> Selection {
    let items: Option<Vec<Tree>> = select.projection.iter().map(item).collect();
    let mut read = Selection { one_row_for: one_row_for(select, items.as_ref()), items, ..Selection::default() };
    for from in &select.from {
        joined(from, ctes, &mut read);
    }
    read.conditions.extend(select.selection.iter().flat_map(parts));
    read
}

fn item(item: &SelectItem) -> Option<Tree> {
    match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => Some(lower(expr)),
        _ => None,
    }
}

fn one_row_for(select: &Select, items: Option<&Vec<Tree>>) -> Option<Vec<Tree>> {
    match (&select.distinct, &select.group_by) {
        (Some(Distinct::On(on)), _) => Some(on.iter().map(lower).collect()),
        (Some(Distinct::Distinct), _) => items.cloned(),
        (_, GroupByExpr::Expressions(by, _)) if !by.is_empty() => Some(by.iter().map(lower).collect()),
        _ => None,
    }
}

fn parts(condition: &Expr) -> Vec<Tree> {
    lower(condition).conjuncts().into_iter().cloned().collect()
}

/// A FROM item and what is joined to it.
fn joined(from: &TableWithJoins, ctes: &[Ident], read: &mut Selection) {
    let first = read.sources.len();
    push(&from.relation, ctes, read);
    for join in &from.joins {
        let before = read.sources.len();
        push(&join.relation, ctes, read);
        let (left_missing, right_missing, constraint) = sides(&join.join_operator);
        for source in &mut read.sources[first..before] {
            source.may_be_missing |= left_missing;
        }
        for source in &mut read.sources[before..] {
            source.may_be_missing |= right_missing;
        }
        if let (false, false, Some(JoinConstraint::On(on))) = (left_missing, right_missing, constraint) {
            read.conditions.extend(parts(on));
        }
    }
}

/// Whether the left and the right side of a join may be missing, and its condition.
fn sides(operator: &JoinOperator) -> (bool, bool, Option<&JoinConstraint>) {
    match operator {
        JoinOperator::Join(on) | JoinOperator::Inner(on) => (false, false, Some(on)),
        JoinOperator::Left(on) | JoinOperator::LeftOuter(on) => (false, true, Some(on)),
        JoinOperator::Right(on) | JoinOperator::RightOuter(on) => (true, false, Some(on)),
        JoinOperator::FullOuter(on) => (true, true, Some(on)),
        _ => (false, false, None),
    }
}

fn push(factor: &TableFactor, ctes: &[Ident], read: &mut Selection) {
    let alias = |alias: &Option<TableAlias>| alias.as_ref().map(|alias| name(&alias.name));
    let opaque = |alias| SourceTable { table: None, alias, may_be_missing: false };
    read.sources.push(match factor {
        TableFactor::Table { name, alias: written, args: None, .. } => {
            let table = qualified(name).filter(|table| table.schema.is_some() || !ctes.contains(&table.name));
            let called = || qualified(name).map(|table| table.name);
            // Columns that an alias renames are not looked for.
            let renames = written.as_ref().is_some_and(|alias| !alias.columns.is_empty());
            SourceTable {
                alias: alias(written).or_else(called),
                table: table.filter(|_| !renames),
                may_be_missing: false,
            }
        }
        TableFactor::NestedJoin { table_with_joins, .. } => return joined(table_with_joins, ctes, read),
        TableFactor::Table { alias: written, .. }
        | TableFactor::Derived { alias: written, .. }
        | TableFactor::Function { alias: written, .. }
        | TableFactor::UNNEST { alias: written, .. } => opaque(alias(written)),
        _ => opaque(None),
    });
}
