//! Which operations answer for a recogniser that saw something destroyed.

use crate::sql::operation::{AttributeAction, Danger, DomainAction, Operation, RowChangeKind};

/// Whether an operation takes something away, or holds a body that may.
pub(super) fn destroys(operation: &Operation) -> bool {
    match operation {
        Operation::DropTable { .. }
        | Operation::Truncate { .. }
        | Operation::DropColumn { .. }
        | Operation::DropConstraint { .. }
        | Operation::DropIndex { .. }
        | Operation::Drop { .. }
        | Operation::DropRole { .. }
        | Operation::DropOwned { .. }
        | Operation::ReassignOwned { .. } => true,
        Operation::ChangeRows(change) => {
            matches!(change.kind, RowChangeKind::Delete | RowChangeKind::Merge { deletes: true, .. })
        }
        Operation::AlterAttribute { action, .. } => matches!(action, AttributeAction::Drop { .. }),
        Operation::AlterDomain { action, .. } => matches!(action, DomainAction::DropConstraint { .. }),
        Operation::Prepare { body, .. } | Operation::CreateRule { body, .. } => {
            body.operations.iter().any(|located| destroys(&located.operation))
        }
        Operation::Unknown { danger, .. } => *danger == Danger::Destroys,
        _ => false,
    }
}
