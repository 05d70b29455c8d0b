//! What an operation does to a catalog: replay, exactly as `PostgreSQL` 15 changes its own.
//!
//! Replay never fails. An operation that does not fit (a table that no migration made) changes nothing; one that can
//! only have succeeded if the catalog was wrong (`CREATE TABLE` of a name that is taken) puts the catalog right.

mod columns;
mod constraints;
mod create_table;
mod derive;
mod drop;
mod drop_column;
mod edit;
mod indexes;
mod programs;
mod rename;
mod rename_column;
mod schemas;
mod sequences;
mod session;
mod tables;
#[cfg(test)]
mod tests;
mod types;
mod views;

use super::catalog::Catalog;
use crate::sql::{Operation, QualifiedName};

impl Catalog {
    /// Replays one operation.
    ///
    /// Objects that it does not know are left unknown rather than invented: a rule that meets one judges as if it
    /// were an old table full of rows.
    pub fn apply(&mut self, operation: &Operation) {
        let _known = self.apply_to_tables(operation)
            || self.apply_to_columns(operation)
            || self.apply_to_constraints(operation)
            || self.apply_to_indexes(operation)
            || self.apply_to_types(operation)
            || self.apply_to_views_and_sequences(operation)
            || self.apply_to_programs(operation)
            || self.apply_to_names(operation)
            || self.apply_to_session(operation);
        if let Operation::Unknown { names, .. } = operation {
            for name in names {
                self.doubt(name);
            }
        }
    }

    /// From here on what is kept of an object may be wrong: a statement that could not be read names it.
    fn doubt(&mut self, name: &QualifiedName) {
        self.uncertain.insert(name.clone(), ());
        if let Some(relation) = self.edit_named(name) {
            relation.uncertain = true;
        }
    }
}
