//! Operations on whole tables.

use crate::schema::catalog::Catalog;
use crate::schema::relation::Partition;
use crate::sql::{Expression, Ident, Operation, Persistence, QualifiedName};

impl Catalog {
    /// Replays an operation on a table; false where it is not one.
    pub(super) fn apply_to_tables(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateTable { name, table } => self.create_table(name, table),
            Operation::DropTable { name, cascade, .. } => self.drop_named_relation(name, *cascade),
            Operation::RenameTable { name, to } => self.rename_relation(name, to),
            Operation::SetTableSchema { name, to } => self.move_relation(name, to),
            Operation::SetLogged { table, logged } => self.set_logged(table, *logged),
            Operation::RowLevelSecurity { table, enable } => {
                if let Some(relation) = self.edit_named(table) {
                    relation.row_security = *enable;
                }
            }
            Operation::ForceRowLevelSecurity { table, force } => {
                if let Some(relation) = self.edit_named(table) {
                    relation.force_row_security = *force;
                }
            }
            Operation::SwitchTrigger { table, trigger, all, enable, rule: false } => {
                self.switch_trigger(table, trigger, *all, *enable);
            }
            Operation::Inherit { table, parent, inherit } => self.inherit(table, parent, *inherit),
            Operation::AttachPartition { table, partition, bound } => self.attach(table, partition, bound.as_ref()),
            Operation::DetachPartition { partition, .. } => {
                if let Some(relation) = self.edit_named(partition) {
                    relation.partition_of = None;
                }
            }
            _ => return false,
        }
        true
    }

    fn set_logged(&mut self, table: &QualifiedName, logged: bool) {
        if let Some(relation) = self.edit_named(table) {
            relation.persistence = if logged { Persistence::Permanent } else { Persistence::Unlogged };
        }
    }

    fn switch_trigger(&mut self, table: &QualifiedName, trigger: &Ident, all: bool, enable: bool) {
        self.edit_family(table, |relation| {
            relation
                .triggers
                .iter_mut()
                .filter(|held| all || held.name == *trigger)
                .for_each(|held| held.enabled = enable);
        });
    }

    fn inherit(&mut self, table: &QualifiedName, parent: &QualifiedName, inherit: bool) {
        let parent = self.resolve(parent);
        self.has_inheritance |= inherit;
        if let Some(relation) = self.edit_named(table) {
            relation.inherits.retain(|held| *held != parent);
            if inherit {
                relation.inherits.push(parent);
            }
        }
    }

    /// A table that becomes a partition gets what its new parent has and it has not.
    fn attach(&mut self, table: &QualifiedName, partition: &QualifiedName, bound: Option<&Expression>) {
        let parent = self.resolve(table);
        let Some(relation) = self.edit_named(partition) else { return };
        relation.partition_of =
            Some(Partition { parent: parent.clone(), bound: bound.map(|bound| bound.text.clone()) });
        let at = relation.name.clone();
        self.complete_partition(&at, &parent);
    }
}
