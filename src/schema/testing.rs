//! SQL in, catalog out, for tests.

use super::catalog::Catalog;
use crate::sql::{Operation, Source, read};

/// The operations of a text.
pub(super) fn operations(text: &str) -> Vec<Operation> {
    let statements = read(&Source::new("test.sql", text));
    statements.into_iter().flat_map(|statement| statement.operations).map(|located| located.operation).collect()
}

/// The catalog that a text builds; every word of it must have been understood.
pub(super) fn catalog_of(text: &str) -> Catalog {
    let mut catalog = Catalog::new("public");
    apply(&mut catalog, text);
    catalog
}

/// Applies a text.
pub(super) fn apply(catalog: &mut Catalog, text: &str) {
    for operation in operations(text) {
        assert!(!matches!(operation, Operation::Unknown { .. }), "not understood: {operation:?}");
        catalog.apply(&operation);
    }
}
