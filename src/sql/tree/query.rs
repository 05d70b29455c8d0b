//! What a query reads: tables, columns, functions, and the names of its result.

use std::ops::ControlFlow;

use sqlparser::ast::{
    Expr, FunctionArguments, ObjectName, Query, Select, SelectItem, SetExpr, TableFactor, Visit, Visitor,
};

use super::expression::{lower, name, qualified};
use super::stars::{stars, tables_alone};
use crate::sql::expression::Tree;
use crate::sql::name::{Ident, QualifiedName};

/// What a query reads, subqueries included.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// Tables, views and functions in FROM; names of CTEs in sight left out.
    pub reads: Vec<QualifiedName>,
    /// Whatever may be a column, with the table or alias before it where one was written. Of a `*`: `table.*` for each table
    /// that it stands for, and a bare `*` where that cannot be told.
    pub columns: Vec<QualifiedName>,
    /// Functions, with the number of their arguments.
    pub calls: Vec<(QualifiedName, usize)>,
    /// Names of the result's columns; `None` where a `*` is among them.
    pub output: Option<Vec<Ident>>,
    /// The first call in the list of a `SELECT` that has nothing else, with its arguments.
    pub only_call: Option<Box<Tree>>,
    /// `FOR UPDATE` and its kin.
    pub locks_rows: bool,
}

/// Reads a query.
pub(super) fn read(query: &Query) -> Reading {
    let mut reader = Reader::default();
    let _: ControlFlow<()> = query.visit(&mut reader);
    let mut reading = reader.reading;
    reading.output = output(&query.body);
    reading.only_call = only_call(&query.body).map(Box::new);
    reading
}

#[derive(Default)]
struct Reader {
    reading: Reading,
    /// The queries that are being read, outermost first.
    scopes: Vec<Scope>,
}

/// The CTEs of one query.
#[derive(Default)]
struct Scope {
    /// Those in sight: all of a `WITH RECURSIVE`, else those already read.
    visible: Vec<Ident>,
    /// Those that come into sight when their query was read, which stands at this address.
    pending: Vec<(*const Query, Ident)>,
}

impl Reader {
    fn is_cte(&self, read: &QualifiedName) -> bool {
        read.schema.is_none() && self.scopes.iter().any(|scope| scope.visible.contains(&read.name))
    }
}

impl Visitor for Reader {
    type Break = ();

    fn pre_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.reading.locks_rows |= !query.locks.is_empty();
        let mut scope = Scope::default();
        if let Some(with) = &query.with {
            let names = with.cte_tables.iter().map(|cte| (std::ptr::from_ref(&*cte.query), name(&cte.alias.name)));
            if with.recursive {
                scope.visible = names.map(|(_, name)| name).collect();
            } else {
                scope.pending = names.collect();
            }
        }
        self.scopes.push(scope);
        for table in tables_alone(&query.body) {
            self.reading.columns.push(QualifiedName { schema: Some(table.name.clone()), name: Ident::quoted("*") });
            self.reading.reads.push(table);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_query(&mut self, query: &Query) -> ControlFlow<()> {
        self.scopes.pop();
        if let Some(outer) = self.scopes.last_mut() {
            let read = outer.pending.iter().filter(|(at, _)| std::ptr::eq(*at, query)).map(|(_, name)| name.clone());
            outer.visible.extend(read);
        }
        ControlFlow::Continue(())
    }

    fn post_visit_select(&mut self, select: &Select) -> ControlFlow<()> {
        let columns = stars(select, |table| self.is_cte(table));
        self.reading.columns.extend(columns);
        ControlFlow::Continue(())
    }

    fn pre_visit_relation(&mut self, relation: &ObjectName) -> ControlFlow<()> {
        if let Some(read) = qualified(relation)
            && !self.is_cte(&read)
        {
            self.reading.reads.push(read);
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_table_factor(&mut self, factor: &TableFactor) -> ControlFlow<()> {
        let called = match factor {
            TableFactor::Table { name, args: Some(arguments), .. } => Some((name, arguments.args.len())),
            TableFactor::Function { name, args, .. } => Some((name, args.len())),
            _ => None,
        };
        if let Some((function, arguments)) = called {
            self.reading.calls.extend(qualified(function).map(|called| (called, arguments)));
        }
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &Expr) -> ControlFlow<()> {
        match expr {
            Expr::Identifier(ident) => self.reading.columns.push(QualifiedName::bare(name(ident))),
            Expr::CompoundIdentifier(path) => self.reading.columns.extend(last_two(path)),
            Expr::Function(function) => {
                let arguments = argument_count(&function.args);
                self.reading.calls.extend(qualified(&function.name).map(|called| (called, arguments)));
            }
            _ => {}
        }
        ControlFlow::Continue(())
    }
}

fn last_two(path: &[sqlparser::ast::Ident]) -> Option<QualifiedName> {
    let (last, before) = path.split_last()?;
    Some(QualifiedName { schema: before.last().map(name), name: name(last) })
}

fn argument_count(arguments: &FunctionArguments) -> usize {
    match arguments {
        FunctionArguments::None => 0,
        FunctionArguments::Subquery(_) => 1,
        FunctionArguments::List(list) => list.args.len(),
    }
}

/// The select list that names the result's columns: the first one of a UNION.
fn first_select(body: &SetExpr) -> Option<&Select> {
    match body {
        SetExpr::Select(select) => Some(select),
        SetExpr::Query(query) => first_select(&query.body),
        SetExpr::SetOperation { left, .. } => first_select(left),
        _ => None,
    }
}

fn output(body: &SetExpr) -> Option<Vec<Ident>> {
    if let SetExpr::Values(values) = body {
        let width = values.rows.first()?.content.len();
        return Some((1..=width).map(|at| Ident::quoted(&format!("column{at}"))).collect());
    }
    first_select(body)?.projection.iter().map(label).collect()
}

/// The name of one result column, as `FigureColname` of the server finds it.
fn label(item: &SelectItem) -> Option<Ident> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(name(alias)),
        SelectItem::UnnamedExpr(expr) => Some(figured(expr).unwrap_or_else(|| "?column?".into())),
        _ => None,
    }
}

fn figured(expr: &Expr) -> Option<Ident> {
    match lower(expr) {
        Tree::Column(path) => path.last().cloned(),
        Tree::Call { name, .. } => Some(name.name),
        Tree::Cast { inner, data_type } => match *inner {
            Tree::Column(path) => path.last().cloned(),
            Tree::Call { name, .. } => Some(name.name),
            _ => Some(data_type.name.name),
        },
        Tree::Case(_) => Some("case".into()),
        Tree::Array(_) => Some("array".into()),
        Tree::Boolean(_) => Some("bool".into()),
        Tree::Subquery(reading) => reading.output?.into_iter().next(),
        _ => None,
    }
}

/// The call of `SELECT f(…)`, where there is nothing else.
fn only_call(body: &SetExpr) -> Option<Tree> {
    let SetExpr::Select(select) = body else { return None };
    let [SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. }] = select.projection.as_slice() else {
        return None;
    };
    let alone = select.from.is_empty() && select.selection.is_none();
    let tree = lower(expr);
    (alone && matches!(tree, Tree::Call { .. })).then_some(tree)
}
