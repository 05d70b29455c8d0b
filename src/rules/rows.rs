//! What earlier steps of the same migration did to the rows that a later step meets.

use std::sync::Arc;

use super::step::{Judged, Step};
use crate::schema::{Catalog, Relation};
use crate::sql::{
    ConstraintKind, Expression, Ident, IndexTarget, ObjectName, Operation, QualifiedName, RowChange, RowChangeKind,
    RowScope, expression,
};

/// The column that an operation makes required for rows that exist: `SET NOT NULL`, or (version 18) a NOT NULL constraint.
pub(crate) fn required(operation: &Operation) -> Option<(&QualifiedName, &Ident)> {
    match operation {
        Operation::SetNotNull { table, column } => Some((table, column)),
        Operation::AddConstraint { table, constraint } if !constraint.not_valid && !constraint.not_enforced => {
            match &constraint.kind {
                ConstraintKind::NotNull(column) => Some((table, column)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Whether every row of its table is reached: there is no condition, or only one that asks for a value in a required column.
pub(crate) fn reaches_all(catalog: &Catalog, change: &RowChange) -> bool {
    let required = || {
        let expression::Tree::IsNotNull(inner) = expression::tree(change.condition.as_ref()?)? else { return None };
        let expression::Tree::Column(path) = *inner else { return None };
        catalog.table(&change.table)?.column(path.last()?).map(|column| column.not_null)
    };
    change.scope == RowScope::All || change.from.is_none() && change.scope == RowScope::Some && required() == Some(true)
}

/// Changes of a table's rows before a step, in order.
pub(crate) fn changes<'a>(
    judged: &'a Judged<'_>,
    at: usize,
    table: &'a ObjectName,
) -> impl Iterator<Item = (&'a Step, &'a RowChange)> {
    judged.earlier(at).iter().filter_map(move |step| match step.operation() {
        Operation::ChangeRows(change) if step.before.resolve(&change.table) == *table => Some((step, &**change)),
        _ => None,
    })
}

/// Whether no row is left: all were deleted, or the table truncated, and none inserted since.
pub(crate) fn emptied(judged: &Judged<'_>, at: usize, table: &ObjectName) -> bool {
    let mut empty = false;
    for step in judged.earlier(at) {
        match step.operation() {
            Operation::Truncate { name, .. } if step.before.resolve(name) == *table => empty = true,
            Operation::ChangeRows(change) if step.before.resolve(&change.table) == *table => match change.kind {
                RowChangeKind::Delete => empty |= change.scope == RowScope::All,
                RowChangeKind::Insert { .. } | RowChangeKind::Merge { .. } => empty = false,
                RowChangeKind::Update(_) => {}
            },
            _ => {}
        }
    }
    empty
}

/// Words of a condition that compares rows with each other.
const COMPARES_ROWS: &[&str] = &["row_number", "rank(", "group by", "distinct", "min(", "max("];

/// Whether duplicate rows of the table were deleted: by a condition that compares its rows with each other.
pub(crate) fn deduplicated(judged: &Judged<'_>, at: usize, table: &ObjectName) -> bool {
    changes(judged, at, table).any(|(step, change)| {
        let words = |condition: &Expression| {
            let text = condition.text.to_ascii_lowercase();
            COMPARES_ROWS.iter().any(|word| text.contains(word))
        };
        let with_itself = change.reads.iter().any(|read| step.before.resolve(read) == *table);
        matches!(change.kind, RowChangeKind::Delete) && (with_itself || change.condition.as_ref().is_some_and(words))
    })
}

/// The last value that an UPDATE before the step wrote into a column.
pub(crate) fn assigned<'a>(
    judged: &'a Judged<'_>,
    at: usize,
    table: &'a ObjectName,
    column: &'a Ident,
) -> Option<&'a Expression> {
    changes(judged, at, table).filter_map(|(_, change)| value_for(change, column)).last()
}

/// The value that an UPDATE gives a column.
pub(crate) fn value_for<'a>(change: &'a RowChange, column: &Ident) -> Option<&'a Expression> {
    match &change.kind {
        RowChangeKind::Update(assignments) | RowChangeKind::Merge { updates: assignments, .. } => {
            assignments.iter().find(|assignment| assignment.column == *column).map(|assignment| &assignment.value)
        }
        _ => None,
    }
}

/// Unique keys that a table had while a migration ran.
#[derive(Default)]
pub(crate) struct Keys {
    /// Every key that there was, under the present names of its columns.
    all: Vec<Vec<Ident>>,
    /// Those of them whose columns nothing wrote since.
    untouched: Vec<Vec<Ident>>,
    /// The table as it was last looked at.
    seen: Option<Arc<Relation>>,
}

impl Keys {
    /// The keys up to a step. Columns are followed through renames.
    pub(crate) fn before(judged: &Judged<'_>, at: usize, table: &ObjectName) -> Self {
        let mut keys = Self::default();
        for step in judged.earlier(at) {
            keys.pass(step, table);
        }
        keys
    }

    /// Whether the columns were unique at some point of the migration, perhaps by an index that has gone since, and nothing
    /// wrote them after.
    pub(crate) fn held(&self, columns: &[Ident]) -> bool {
        self.untouched.iter().any(|key| key.iter().all(|column| columns.contains(column)))
    }

    /// Whether the columns take the place of a key that was there: but for one, which is `filled` by this migration, they are its.
    pub(crate) fn replaced_by(&self, columns: &[Ident], filled: impl Fn(&Ident) -> bool) -> bool {
        self.all.iter().any(|key| {
            let (kept, new): (Vec<&Ident>, Vec<&Ident>) = columns.iter().partition(|column| key.contains(column));
            kept.len() + 1 == key.len() && new.into_iter().all(&filled)
        })
    }

    fn pass(&mut self, step: &Step, table: &ObjectName) {
        let relation = step.before.relation_at(table);
        let changed = match (relation, &self.seen) {
            (Some(now), Some(seen)) => !Arc::ptr_eq(now, seen),
            (now, seen) => now.is_some() != seen.is_some(),
        };
        if changed {
            self.seen = relation.cloned();
            let found = unique_keys(&step.before, table);
            for keys in [&mut self.all, &mut self.untouched] {
                keys.extend(found.iter().filter(|key| !keys.contains(key)).cloned().collect::<Vec<_>>());
            }
        }
        match step.operation() {
            Operation::RenameColumn { table: of, column, to } if step.before.resolve(of) == *table => {
                let all = self.all.iter_mut().chain(&mut self.untouched).flatten();
                for name in all.filter(|name| *name == column) {
                    *name = to.clone();
                }
            }
            Operation::ChangeRows(change) if step.before.resolve(&change.table) == *table => {
                match &change.kind {
                    RowChangeKind::Delete => {}
                    RowChangeKind::Insert { .. } => self.untouched.clear(),
                    _ => self.untouched.retain(|key| key.iter().all(|column| value_for(change, column).is_none())),
                }
                // An index that still stands held for the new rows too.
                self.seen = None;
            }
            _ => {}
        }
    }
}

/// The plain columns of each valid, whole unique index of a table.
pub(crate) fn unique_keys(catalog: &Catalog, table: &ObjectName) -> Vec<Vec<Ident>> {
    let Some(relation) = catalog.relation_at(table) else { return Vec::new() };
    let whole = relation.indexes.iter().filter(|index| index.unique && index.valid && index.predicate.is_none());
    whole
        .filter_map(|index| {
            let columns = index.elements.iter().map(|element| match &element.target {
                IndexTarget::Column(column) => Some(column.clone()),
                IndexTarget::Expression(_) => None,
            });
            columns.collect()
        })
        .collect()
}

/// Functions that give a value of its own to every row.
const UNIQUE_VALUES: &[&str] =
    &["nextval(", "gen_random_uuid(", "uuid_generate_v1", "uuid_generate_v4", "uuidv7(", "uuidv4("];

/// Whether an expression gives every row a value of its own.
pub(crate) fn differs_by_row(expression: &Expression) -> bool {
    let text = expression.text.to_ascii_lowercase();
    UNIQUE_VALUES.iter().any(|call| text.contains(call))
}
