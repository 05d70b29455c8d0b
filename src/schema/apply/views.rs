//! Views, materialized views and what they read; `CREATE TABLE AS` shares how output columns are found.

use crate::schema::catalog::Catalog;
use crate::schema::relation::{Column, Generation, Relation, RelationKind, ViewDefinition};
use crate::sql::{DataType, Ident, ObjectName, Operation, Persistence, QualifiedName, Query};

impl Catalog {
    /// Replays an operation on a view or sequence; false where it is not one.
    pub(super) fn apply_to_views_and_sequences(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateView { .. } => self.create_view(operation),
            Operation::RefreshMaterializedView { name, with_data, .. } => {
                if let Some(RelationKind::MaterializedView(view)) = self.edit_named(name).map(|held| &mut held.kind) {
                    view.populated = *with_data;
                }
            }
            Operation::CreateSequence { name, if_not_exists, owned_by } => {
                self.create_sequence(name, *if_not_exists, owned_by.as_ref());
            }
            Operation::AlterSequence { name, owned_by: Some(owner), .. } => self.own_sequence(name, owner.as_ref()),
            _ => return false,
        }
        true
    }

    fn create_view(&mut self, operation: &Operation) {
        let Operation::CreateView {
            name,
            or_replace,
            if_not_exists,
            materialized,
            temporary,
            columns,
            query,
            with_data,
        } = operation
        else {
            return;
        };
        let at = self.address(name);
        let held = self.relations.get(&at).cloned();
        if held.is_some() && *if_not_exists {
            return;
        }
        let definition = self.view_definition(query, !materialized || *with_data);
        let kind =
            if *materialized { RelationKind::MaterializedView(definition) } else { RelationKind::View(definition) };
        let mut view = Relation::new(at.clone(), kind, self.now);
        view.columns = output_columns(self, query, columns);
        if *temporary {
            view.persistence = Persistence::Temporary;
        }
        match held.filter(|_| *or_replace) {
            Some(held) => {
                view.born = held.born;
                view.triggers.clone_from(&held.triggers);
            }
            None => self.drop_relation(&at, false),
        }
        self.insert_relation(view);
    }

    fn view_definition(&self, query: &Query, populated: bool) -> ViewDefinition {
        let mut reads: Vec<ObjectName> = Vec::new();
        for name in &query.reads {
            let at = self.resolve(name);
            if self.relations.contains_key(&at) && !reads.contains(&at) {
                reads.push(at);
            }
        }
        let columns = self.columns_read(query, &reads);
        ViewDefinition { reads, columns, query: query.text.clone(), exact: query.exact, populated }
    }

    /// The columns that a query uses of each relation: `*` is what the relation has at this moment, as in `PostgreSQL`.
    fn columns_read(&self, query: &Query, reads: &[ObjectName]) -> Vec<(ObjectName, Option<Ident>)> {
        let mut used: Vec<(ObjectName, Option<Ident>)> = Vec::new();
        for relation in reads.iter().filter_map(|at| self.relations.get(at)) {
            let everything = !query.exact && query.output.is_none();
            for column in &relation.columns {
                if everything || query.columns.iter().any(|name| may_mean(name, relation, &column.name, reads)) {
                    used.push((relation.name.clone(), Some(column.name.clone())));
                }
            }
            // A relation whose columns are not known may be used in any way.
            if relation.columns.is_empty() {
                used.push((relation.name.clone(), None));
            }
        }
        used
    }
}

/// Whether a name in a query may be this column: by its own name, and by the table's name where one stands before it.
/// A word before it that is no table that is read must be an alias, which may be anyone's. `*` is each.
fn may_mean(name: &QualifiedName, relation: &Relation, column: &Ident, reads: &[ObjectName]) -> bool {
    (name.name == *column || name.name == "*")
        && name
            .schema
            .as_ref()
            .is_none_or(|table| *table == relation.name.name || !reads.iter().any(|read| read.name == *table))
}

/// The columns that a query gives, under these names where they are given; types where one column read has the name.
pub(super) fn output_columns(catalog: &Catalog, query: &Query, names: &[Ident]) -> Vec<Column> {
    let read: Vec<&Relation> = query.reads.iter().filter_map(|name| Some(&**catalog.relation(name)?)).collect();
    let given = match &query.output {
        Some(output) => output.iter().map(|name| column_read(&read, name)).collect(),
        None => match read.as_slice() {
            [only] => only.columns.iter().map(plain).collect(),
            _ => Vec::new(),
        },
    };
    let mut columns: Vec<Column> = given;
    for (at, name) in names.iter().enumerate() {
        match columns.get_mut(at) {
            Some(column) => column.name = name.clone(),
            None => columns.push(unknown(name)),
        }
    }
    for column in &mut columns {
        column.born = catalog.now;
    }
    columns
}

fn column_read(read: &[&Relation], name: &Ident) -> Column {
    let mut candidates = read.iter().filter_map(|relation| relation.column(name));
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => plain(only),
        _ => unknown(name),
    }
}

/// A column's name and type, without what a query does not hand on.
fn plain(column: &Column) -> Column {
    Column { not_null: false, default: None, generated: Generation::None, ..column.clone() }
}

fn unknown(name: &Ident) -> Column {
    Column::plain(name.clone(), DataType::plain("unknown"), 0)
}
