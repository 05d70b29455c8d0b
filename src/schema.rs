//! What a database is, and what an operation does to it.

mod apply;
mod catalog;
mod diff;
mod effect;
mod inventory;
mod mentions;
mod names;
mod relation;
mod render;
mod repair;
mod structure;
#[cfg(test)]
mod testing;
mod type_change;

pub use catalog::{Catalog, Extension, Function, Type, TypeKind};
pub use diff::{Change, ChangeKind, Rename, diff, probable_renames};
pub use effect::{Effect, Lock, LockMode, LongWork, Server, WorkKind, effect};
pub use inventory::{ATTRIBUTES, Attribute, Entry, Inventory, ObjectKey, ObjectKind, PLATFORMS, Platform, Weight};
pub use relation::{
    Born, Column, Constraint, ConstraintRule, Generation, Index, Partition, Policy, Relation, RelationKind, Trigger,
    ViewDefinition,
};
pub use render::{Renderer, definition};
pub use repair::repair;
pub use structure::{Doubt, empty_like, structure};
pub use type_change::{Outcome, TypeChange};
