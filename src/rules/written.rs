//! What `INSERT … SELECT` and `UPDATE` write into the columns of a table, and what is known of it.

mod nulls;
mod unique;

use std::sync::Arc;

use super::step::Step;
use crate::schema::{Catalog, Column, Relation};
use crate::sql::expression::{self, Tree};
use crate::sql::{Assignment, Ident, Operation, RowChange, RowChangeKind, RowScope, Selection};

/// A query or an `UPDATE` that writes rows of a table.
#[derive(Debug, Clone)]
pub(crate) struct Writing {
    /// The database before.
    pub(crate) catalog: Catalog,
    /// The table that is written to.
    pub(crate) target: Arc<Relation>,
    /// The columns that are written, each with its value.
    pub(crate) values: Vec<(Ident, Tree)>,
    /// The tables that are read: that of an `UPDATE` first.
    sources: Vec<Source>,
    /// What every row meets.
    conditions: Vec<Tree>,
    /// What there is one row for.
    pub(crate) one_row_for: Option<Vec<Tree>>,
}

/// A table that is read.
#[derive(Debug, Clone)]
struct Source {
    alias: Option<Ident>,
    relation: Option<Arc<Relation>>,
    may_be_missing: bool,
}

/// A column that is read.
#[derive(Clone, Copy)]
pub(crate) struct Read<'a> {
    /// Which of the tables that are read.
    pub(crate) source: usize,
    /// Its table.
    pub(crate) relation: &'a Relation,
    /// The column.
    pub(crate) column: &'a Column,
    may_be_missing: bool,
}

/// What a step writes by queries: one for each `SELECT` of a `UNION`. Several rules ask, and to read a query takes long: read once.
pub(crate) fn writings(step: &Step) -> &[Writing] {
    step.written.get_or_init(|| read(step))
}

fn read(step: &Step) -> Vec<Writing> {
    let Operation::ChangeRows(change) = step.operation() else { return Vec::new() };
    let Some(target) = step.before.table(&change.table).filter(|table| !table.uncertain) else { return Vec::new() };
    let writing = || Writing {
        catalog: step.before.clone(),
        target: target.clone(),
        values: Vec::new(),
        sources: Vec::new(),
        conditions: Vec::new(),
        one_row_for: None,
    };
    match &change.kind {
        RowChangeKind::Insert { columns, values: None, source, .. } => {
            let selections = expression::selections(source).into_iter();
            selections.filter_map(|read| writing().inserted(change, columns, read)).collect()
        }
        RowChangeKind::Update(assignments) if change.scope != RowScope::None => {
            writing().updated(change, assignments).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

impl Writing {
    fn inserted(mut self, change: &RowChange, columns: &[Ident], read: Selection) -> Option<Self> {
        let all = || self.target.columns.iter().map(|column| column.name.clone()).collect();
        let columns: Vec<Ident> = if columns.is_empty() { all() } else { columns.to_vec() };
        self.values = columns.into_iter().zip(read.items.clone()?).collect();
        self.reads(change, read);
        Some(self)
    }

    fn updated(mut self, change: &RowChange, assignments: &[Assignment]) -> Option<Self> {
        let alias = change.alias.clone().unwrap_or_else(|| change.table.name.clone());
        self.sources.push(Source { alias: Some(alias), relation: Some(self.target.clone()), may_be_missing: false });
        let condition = change.condition.as_ref().and_then(expression::tree);
        self.conditions = condition.iter().flat_map(Tree::conjuncts).cloned().collect();
        let values = assignments.iter().filter_map(|one| Some((one.column.clone(), expression::tree(&one.value)?)));
        self.values = values.collect();
        if let Some(from) = &change.from {
            self.reads(change, expression::joined(from)?);
        }
        Some(self)
    }

    fn reads(&mut self, change: &RowChange, read: Selection) {
        for source in read.sources {
            // A name that the statement does not read as a table is that of a CTE.
            let table = source.table.filter(|table| change.reads.contains(table));
            let relation = table.and_then(|table| self.catalog.table(&table)).filter(|table| !table.uncertain);
            self.sources.push(Source {
                alias: source.alias,
                relation: relation.cloned(),
                may_be_missing: source.may_be_missing,
            });
        }
        self.conditions.extend(read.conditions);
        self.one_row_for = read.one_row_for;
    }

    /// The column that a name means, where that is certain.
    pub(crate) fn column(&self, tree: &Tree) -> Option<Read<'_>> {
        let Tree::Column(path) = tree else { return None };
        let (name, before) = path.split_last()?;
        let mut found = self.sources.iter().enumerate().filter_map(|(at, source)| {
            let is_meant = before.last().is_none_or(|qualifier| source.alias.as_ref() == Some(qualifier));
            let relation = source.relation.as_ref().filter(|_| is_meant)?;
            let column = relation.column(name)?;
            Some(Read { source: at, relation, column, may_be_missing: source.may_be_missing })
        });
        let first = found.next().filter(|_| found.next().is_none())?;
        let hidden = before.is_empty() && self.sources.iter().any(|source| source.relation.is_none());
        (!hidden).then_some(first)
    }

    /// Whether some condition looks at a column otherwise than by joining it: the author sorted the values.
    pub(crate) fn is_sifted(&self, read: Read<'_>) -> bool {
        let sifts = |condition: &Tree| match condition {
            Tree::IsNotNull(_) | Tree::IsNull(_) => false,
            Tree::Binary { operator, left, right } if &**operator == "=" => {
                let constant = left.is_constant() || right.is_constant();
                constant && condition.descendants().into_iter().any(|tree| self.needs(tree, read))
            }
            _ => condition.descendants().into_iter().any(|tree| self.needs(tree, read)),
        };
        self.conditions.iter().any(sifts)
    }
}

/// A value without the casts around it.
pub(crate) fn bare(tree: &Tree) -> &Tree {
    match tree {
        Tree::Cast { inner, .. } => bare(inner),
        other => other,
    }
}
