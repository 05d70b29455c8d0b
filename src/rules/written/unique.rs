//! Whether a query gives the same values twice.

use std::sync::Arc;

use super::{Read, Writing, bare};
use crate::rules::rows;
use crate::schema::Relation;
use crate::sql::Ident;
use crate::sql::expression::Tree;

impl Writing {
    /// Whether all that is read is tables that were there before, so that what is known of them is all there is to know.
    pub(crate) fn reads_deployed(&self) -> bool {
        let deployed = |relation: &Arc<Relation>| !self.catalog.is_new(relation.born);
        self.sources.iter().all(|source| source.relation.as_ref().is_some_and(deployed))
    }

    /// Whether there is at most one row for the values of these columns: `DISTINCT`, `GROUP BY`, or unique keys of all that is read.
    pub(crate) fn one_row_each(&self, values: &[&Tree]) -> bool {
        let listed = |key: &Tree| key.is_constant() || values.contains(&key);
        if self.one_row_for.as_ref().is_some_and(|keys| keys.iter().all(listed)) {
            return true;
        }
        let mut known: Vec<Read<'_>> = values.iter().filter_map(|value| self.column(bare(value))).collect();
        let mut settled = vec![false; self.sources.len()];
        while let Some(at) = (0..settled.len()).find(|&at| !settled[at] && self.is_settled(at, &known)) {
            settled[at] = true;
            known.extend(self.all_of(at));
            self.spread(&mut known);
        }
        settled.into_iter().all(|settled| settled)
    }

    /// Whether the conditions leave one row of the first table: they give each column of a unique key one value.
    pub(crate) fn one_row(&self) -> bool {
        !self.sources.is_empty() && self.is_settled(0, &[])
    }

    fn is_settled(&self, at: usize, known: &[Read<'_>]) -> bool {
        let Some(relation) = &self.sources[at].relation else { return false };
        let has = |column: &Ident| {
            known.iter().any(|read| read.source == at && read.column.name == *column) || self.is_fixed(at, column)
        };
        rows::unique_keys(&self.catalog, &relation.name).iter().any(|key| key.iter().all(has))
    }

    fn all_of(&self, at: usize) -> Vec<Read<'_>> {
        let Some(relation) = &self.sources[at].relation else { return Vec::new() };
        let read = |column| Read { source: at, relation, column, may_be_missing: false };
        relation.columns.iter().map(read).collect()
    }

    /// What is equal to something known is known too.
    fn spread<'a>(&'a self, known: &mut Vec<Read<'a>>) {
        for condition in &self.conditions {
            let Tree::Binary { operator, left, right } = condition else { continue };
            let (Some(left), Some(right)) = (self.column(bare(left)), self.column(bare(right))) else { continue };
            let is_known = |read: Read<'_>| {
                known.iter().any(|one| one.source == read.source && one.column.name == read.column.name)
            };
            if &**operator == "=" && (is_known(left) || is_known(right)) {
                known.extend([left, right]);
            }
        }
    }

    /// Whether a condition gives a column one value.
    fn is_fixed(&self, at: usize, column: &Ident) -> bool {
        self.conditions.iter().any(|condition| match condition {
            Tree::Binary { operator, left, right } if &**operator == "=" => {
                [(left, right), (right, left)].into_iter().any(|(one, other)| {
                    let is_it = self.column(one).is_some_and(|read| read.source == at && read.column.name == *column);
                    is_it && other.is_constant()
                })
            }
            _ => false,
        })
    }
}
