//! The statement that takes an object away.

use crate::schema::inventory::{Entry, ObjectKind};
use crate::schema::render::{Object, grants};

/// The statements that drop an object that is there and should not be; a column may be the attribute of a composite type.
pub(super) fn drop(object: Object<'_>, is_attribute: bool) -> Vec<String> {
    let (relation, part) = (object.relation(), object.part());
    let statement = match object.key.kind {
        ObjectKind::Column if is_attribute => format!("ALTER TYPE {relation} DROP ATTRIBUTE {part} CASCADE"),
        ObjectKind::Column => format!("ALTER TABLE {relation} DROP COLUMN {part}"),
        ObjectKind::Constraint if object.is_of_domain() => format!("ALTER DOMAIN {relation} DROP CONSTRAINT {part}"),
        ObjectKind::Constraint => format!("ALTER TABLE {relation} DROP CONSTRAINT {part}"),
        ObjectKind::DefaultPrivilege => {
            let nothing = Entry::default();
            return grants(Object { key: object.key, entry: &nothing }, object);
        }
        _ => format!("DROP {}", object.address()),
    };
    vec![statement]
}
