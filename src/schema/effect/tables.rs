//! Operations on whole tables, views and programs.

use super::collector::Collector;
use super::{LockMode, WorkKind};
use crate::schema::relation::Relation;
use crate::sql::{
    ConstraintKind, CreateTable, Ident, ObjectKind, ObjectName, ObjectReference, Operation, Persistence, QualifiedName,
};

impl Collector<'_> {
    /// Tells the effect of an operation on a table, view or program; false where it is not one.
    pub(super) fn tables(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateTable { name, table } => self.create_table(name, table),
            Operation::DropTable { name, if_exists, cascade } => {
                if let Some(at) = self.named(name, *if_exists) {
                    self.drop_table(&at, *cascade);
                }
            }
            Operation::RenameTable { name, .. } | Operation::SetTableSchema { name, .. } => {
                self.lock_named(name, LockMode::AccessExclusive);
            }
            Operation::SetLogged { table, logged } => self.set_logged(table, *logged),
            Operation::SetTablespace { kind, name } => self.set_tablespace(*kind, name),
            Operation::SetAccessMethod { table, method } => self.set_access_method(table, method.as_ref()),
            Operation::SetStorageParameters { kind, name, .. } => self.set_storage_parameters(*kind, name),
            Operation::ReplicaIdentity { table, .. }
            | Operation::RowLevelSecurity { table, .. }
            | Operation::ForceRowLevelSecurity { table, .. }
            | Operation::SwitchTrigger { table, rule: true, .. }
            | Operation::CreatePolicy { table, .. }
            | Operation::AlterPolicy { table, .. }
            | Operation::CreateRule { table, .. } => self.lock_named(table, LockMode::AccessExclusive),
            Operation::SwitchTrigger { table, .. } | Operation::CreateTrigger { table, .. } => {
                self.lock_family(table, LockMode::ShareRowExclusive);
            }
            Operation::AlterTableOther { table, words } => self.alter_other(table, words),
            Operation::Inherit { table, parent, inherit } => self.inherit(table, parent, *inherit),
            Operation::AttachPartition { table, partition, .. } => self.attach(table, partition),
            Operation::DetachPartition { table, partition, concurrently, finalize } => {
                self.detach(table, partition, *concurrently || *finalize);
            }
            Operation::CreateView { .. } | Operation::RefreshMaterializedView { .. } => self.view(operation),
            Operation::Drop { kind, object, if_exists, cascade, .. } => {
                self.drop_object(*kind, object, (*if_exists, *cascade));
            }
            Operation::Rename { kind, object, .. } | Operation::SetSchema { kind, object, .. } => {
                self.lock_object(*kind, object, LockMode::AccessExclusive);
            }
            Operation::SetOwner { kind, object, .. } => self.lock_object(*kind, object, LockMode::AccessExclusive),
            Operation::Comment { kind, object } => self.comment(*kind, object),
            _ => return false,
        }
        true
    }

    fn create_table(&mut self, name: &QualifiedName, table: &CreateTable) {
        let at = self.before.address(name);
        if table.if_not_exists && self.relation(&at).is_some() {
            return;
        }
        let inline = table.columns.iter().flat_map(|column| &column.constraints);
        for constraint in inline.chain(&table.constraints) {
            if let ConstraintKind::ForeignKey { referenced, .. } = &constraint.kind {
                self.lock_unless(&self.before.resolve(referenced), &at, LockMode::ShareRowExclusive);
            }
        }
        for parent in &table.inherits {
            self.lock_named(parent, LockMode::ShareUpdateExclusive);
        }
        for clause in &table.like {
            self.lock_named(&clause.table, LockMode::AccessShare);
        }
        if let Some(of) = &table.partition_of {
            let parent = self.before.resolve(&of.parent);
            self.lock(&parent, LockMode::AccessExclusive);
            self.lock_foreign_keys_of(&parent, LockMode::ShareRowExclusive);
            self.check_default_partition(&parent);
        }
        if let Some(query) = &table.query {
            self.reads(query);
        }
    }

    fn lock_unless(&mut self, at: &ObjectName, new: &ObjectName, mode: LockMode) {
        if at != new {
            self.lock(at, mode);
        }
    }

    fn lock_foreign_keys_of(&mut self, table: &ObjectName, mode: LockMode) {
        let Some(relation) = self.relation(table) else { return };
        relation.foreign_keys().for_each(|(_, referenced)| self.lock(referenced, mode));
    }

    /// Rows of the default partition may belong to a new one: it is locked and read.
    fn check_default_partition(&mut self, parent: &ObjectName) {
        let is_default = |table: &Relation| table.partition_of.as_ref().is_some_and(|of| of.bound.is_none());
        let default: Vec<ObjectName> =
            self.before.partitions(parent).filter(|table| is_default(table)).map(|table| table.name.clone()).collect();
        for table in &default {
            self.work(table, WorkKind::PartitionScan, LockMode::AccessExclusive);
        }
    }

    fn set_logged(&mut self, table: &QualifiedName, logged: bool) {
        let at = self.before.resolve(table);
        self.lock(&at, LockMode::AccessExclusive);
        let wanted = if logged { Persistence::Permanent } else { Persistence::Unlogged };
        if self.relation(&at).is_none_or(|relation| relation.persistence != wanted) {
            self.work(&at, WorkKind::Rewrite, LockMode::AccessExclusive);
        }
    }

    fn set_tablespace(&mut self, kind: ObjectKind, name: &QualifiedName) {
        if kind == ObjectKind::Index {
            self.lock_index(name, LockMode::AccessExclusive);
        } else {
            let at = self.before.resolve(name);
            self.work(&at, WorkKind::Rewrite, LockMode::AccessExclusive);
        }
    }

    fn set_access_method(&mut self, table: &QualifiedName, method: Option<&Ident>) {
        self.lock_named(table, LockMode::AccessExclusive);
        if method.is_some_and(|method| *method != *"heap") {
            self.work_family(table, WorkKind::Rewrite, LockMode::AccessExclusive);
        }
    }

    fn set_storage_parameters(&mut self, kind: ObjectKind, name: &QualifiedName) {
        match kind {
            ObjectKind::Index => {}
            ObjectKind::View | ObjectKind::MaterializedView => self.lock_named(name, LockMode::AccessExclusive),
            _ => self.lock_named(name, LockMode::ShareUpdateExclusive),
        }
    }

    fn alter_other(&mut self, table: &QualifiedName, words: &str) {
        let words = words.to_ascii_lowercase();
        let is_light = words.contains("cluster");
        self.lock_named(table, if is_light { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive });
    }

    fn inherit(&mut self, table: &QualifiedName, parent: &QualifiedName, inherit: bool) {
        self.lock_named(table, LockMode::AccessExclusive);
        self.lock_named(parent, if inherit { LockMode::ShareUpdateExclusive } else { LockMode::AccessShare });
    }

    fn attach(&mut self, table: &QualifiedName, partition: &QualifiedName) {
        let (parent, child) = (self.before.resolve(table), self.before.resolve(partition));
        self.lock(&parent, LockMode::ShareUpdateExclusive);
        self.lock(&child, LockMode::AccessExclusive);
        if !self.is_bound_proven(&parent, &child) {
            self.work(&child, WorkKind::PartitionScan, LockMode::AccessExclusive);
        }
        self.check_default_partition(&parent);
        let (Some(source), Some(target)) = (self.relation(&parent), self.relation(&child)) else { return };
        if source.indexes.iter().any(|index| !target.has_index_like(index)) {
            self.work(&child, WorkKind::IndexBuild, LockMode::AccessExclusive);
        }
        self.lock_foreign_keys_of(&parent, LockMode::ShareRowExclusive);
    }

    /// A validated check over all columns of the partition key is taken to be the bound, as the manual advises to write
    /// it before `ATTACH PARTITION`.
    fn is_bound_proven(&self, parent: &ObjectName, child: &ObjectName) -> bool {
        let Some(key) = self.relation(parent).and_then(Relation::partition_key) else { return false };
        self.relation(child).is_some_and(|child| {
            child.checks().any(|check| check.validated && key.iter().all(|column| check.columns.contains(column)))
        })
    }

    fn detach(&mut self, table: &QualifiedName, partition: &QualifiedName, concurrently: bool) {
        let on_parent = if concurrently { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
        // Until version 13 the partition itself can still be read and written (measured on 12 to 18).
        let is_light = self.server.version < 14;
        let on_partition = if is_light { LockMode::ShareUpdateExclusive } else { LockMode::AccessExclusive };
        self.lock_named(table, on_parent);
        self.lock_named(partition, on_partition);
    }

    fn view(&mut self, operation: &Operation) {
        match operation {
            Operation::CreateView { name, or_replace, query, .. } => {
                let at = self.before.address(name);
                if *or_replace && self.relation(&at).is_some() {
                    self.lock(&at, LockMode::AccessExclusive);
                }
                self.reads(query);
            }
            Operation::RefreshMaterializedView { name, concurrently, with_data } => {
                let at = self.before.resolve(name);
                let mode = if *concurrently { LockMode::Exclusive } else { LockMode::AccessExclusive };
                self.lock(&at, mode);
                if *with_data {
                    self.work(&at, WorkKind::Refresh, mode);
                }
            }
            _ => {}
        }
    }

    fn drop_object(&mut self, kind: ObjectKind, object: &ObjectReference, (if_exists, cascade): (bool, bool)) {
        match kind {
            ObjectKind::Table | ObjectKind::ForeignTable => {
                if let Some(at) = self.named(&object.name, if_exists) {
                    self.drop_table(&at, cascade);
                }
            }
            ObjectKind::View | ObjectKind::MaterializedView | ObjectKind::Sequence => {
                let Some(at) = self.named(&object.name, if_exists) else { return };
                self.lock(&at, LockMode::AccessExclusive);
                if cascade {
                    self.drop_views(&at);
                }
            }
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                let table = object.on.as_ref().and_then(|table| self.named(table, if_exists));
                if let Some(at) = &table {
                    self.lock(at, LockMode::AccessExclusive);
                }
            }
            ObjectKind::Type | ObjectKind::Domain if cascade => self.drop_type(&object.name),
            ObjectKind::Schema => self.drop_schema(&object.name.name),
            _ => {}
        }
    }

    /// Tables that lose columns of a dropped type.
    fn drop_type(&mut self, name: &QualifiedName) {
        let Some(found) = self.before.user_type(name) else { return };
        let before = self.before;
        for (table, column) in before.columns_of_type(&found.name) {
            self.lock(&table.name, LockMode::AccessExclusive);
            self.drop_column_dependents(&table.name, &column.name, true);
        }
    }

    fn drop_schema(&mut self, name: &Ident) {
        let before = self.before;
        for relation in before.relations().filter(|relation| relation.name.schema == *name) {
            if relation.is_table() {
                self.drop_table(&relation.name, true);
            } else {
                self.lock(&relation.name, LockMode::AccessExclusive);
            }
        }
    }

    /// The relation that an object is, or lies on.
    fn lock_object(&mut self, kind: ObjectKind, object: &ObjectReference, mode: LockMode) {
        match kind {
            ObjectKind::Table
            | ObjectKind::ForeignTable
            | ObjectKind::View
            | ObjectKind::MaterializedView
            | ObjectKind::Sequence => self.lock_named(&object.name, mode),
            ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Rule => {
                if let Some(table) = &object.on {
                    self.lock_named(table, mode);
                }
            }
            _ => {}
        }
    }

    fn comment(&mut self, kind: ObjectKind, object: &ObjectReference) {
        match kind {
            ObjectKind::Column | ObjectKind::Constraint => {
                if let Some(table) = &object.on {
                    self.lock_named(table, LockMode::ShareUpdateExclusive);
                }
            }
            _ => self.lock_object(kind, object, LockMode::ShareUpdateExclusive),
        }
    }
}
