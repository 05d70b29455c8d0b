//! What the files do not tell for certain.

use std::collections::BTreeSet;

use crate::schema::catalog::Catalog;
use crate::schema::inventory::{Inventory, ObjectKey, ObjectKind};
use crate::sql::ObjectName;

/// Words of the files behind which more may have happened than they say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doubt {
    /// Of statements that decide by what they find: what is called so may be there or not.
    pub names: BTreeSet<String>,
    /// Of functions and blocks that build statements as they run. Partitions come and go by such programs, of which a schedule
    /// may run some: those of a table that is called so may be there or not.
    pub programs: BTreeSet<String>,
}

impl Doubt {
    /// Whether this object may be there or not.
    pub(super) fn concerns(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The partitions that only one side has, of tables that a program may divide; with their own partitions.
    pub(super) fn partitions(&self, catalog: &Catalog, actual: &Inventory) -> BTreeSet<ObjectName> {
        let one_sided: Vec<(ObjectName, ObjectName)> = held(actual)
            .filter(|(name, _)| !catalog.relations().any(|relation| relation.name == *name))
            .chain(made(catalog).filter(|(name, _)| !actual.objects.contains_key(&table(name))))
            .collect();
        let mut found = BTreeSet::new();
        loop {
            let before = found.len();
            for (name, parent) in &one_sided {
                if self.programs.contains(parent.name.as_str()) || found.contains(parent) {
                    found.insert(name.clone());
                }
            }
            if found.len() == before {
                return found;
            }
        }
    }
}

/// The partitions of a live database, with the tables that they are a part of.
fn held(actual: &Inventory) -> impl Iterator<Item = (ObjectName, ObjectName)> {
    actual.objects.iter().filter(|(address, _)| address.kind == ObjectKind::Table).filter_map(|(address, entry)| {
        let parent = entry.get("partition-of")?.replace('"', "");
        let (schema, name) = parent.split_once('.')?;
        Some((ObjectName::new(address.schema.as_deref()?, &*address.name), ObjectName::new(schema, name)))
    })
}

/// The partitions that the files make, with the tables that they are a part of.
fn made(catalog: &Catalog) -> impl Iterator<Item = (ObjectName, ObjectName)> {
    catalog
        .relations()
        .filter_map(|relation| Some((relation.name.clone(), relation.partition_of.as_ref()?.parent.clone())))
}

fn table(name: &ObjectName) -> ObjectKey {
    super::key(ObjectKind::Table, name, None)
}
