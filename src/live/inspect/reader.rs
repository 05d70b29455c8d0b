//! Puts the rows of all queries together to one inventory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use super::super::row::Row;
use super::layout::{Address, Layout};
use crate::schema::{Attribute, Entry, Inventory, ObjectKey, ObjectKind};

/// Objects below this number are those that `initdb` makes (`FirstNormalObjectId`, `access/transam.h`).
const FIRST_OF_USERS: u32 = 16384;

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reader {
    objects: Vec<(ObjectKey, Entry)>,
    by_address: HashMap<Address, usize>,
    /// What belongs to an extension, and what goes with that.
    left_out: HashSet<Address>,
    /// The relations and types among them: their indexes and constraints are no members of their own.
    left_out_names: HashSet<(Arc<str>, Arc<str>)>,
    /// Comments and privileges of what is read only as a part of something else, or not at all.
    unplaced: usize,
    not_compared: Vec<String>,
    texts: HashSet<Arc<str>>,
}

impl Reader {
    /// Takes the rows of one query.
    pub(super) fn read(&mut self, rows: &[Row]) {
        let Some(first) = rows.first() else { return };
        let layout = Layout::of(first.columns());
        for row in rows {
            if let Some(what) = layout.not_compared(row) {
                self.not_compared.push(what.to_owned());
            } else if layout.names_objects() {
                self.object(&layout, row);
            } else if let Some(address) = layout.address(row) {
                self.addition(&layout, row, address);
            }
        }
    }

    fn object(&mut self, layout: &Layout, row: &Row) {
        let (Some(kind), Some(name)) = (layout.kind(row), layout.name(row)) else { return };
        let address = layout.address(row);
        let key = ObjectKey {
            schema: layout.schema(row).map(|schema| self.text(schema)),
            name: self.text(name),
            kind,
            part: layout.part(row).map(|part| self.text(part)),
        };
        let parent = layout.parent(row).map(|(schema, name)| (self.text(schema), self.text(name)));
        if self.leaves_out(&key, address, parent.as_ref()) {
            return;
        }
        let attributes = self.attributes(layout, row);
        let unreadable = layout.unreadable(row).into_iter().collect();
        if let Some(address) = address {
            self.by_address.insert(address, self.objects.len());
        }
        self.objects.push((key, Entry { parent, attributes, unreadable }));
    }

    /// Whether an object belongs to an extension, by itself or with its relation.
    fn leaves_out(&mut self, key: &ObjectKey, address: Option<Address>, parent: Option<&(Arc<str>, Arc<str>)>) -> bool {
        let itself = address.is_some_and(|address| self.left_out.contains(&address.whole()));
        let with_parent = parent.is_some_and(|parent| self.left_out_names.contains(parent));
        if itself && key.kind.holds_parts() {
            self.left_out_names.extend(key.schema.clone().map(|schema| (schema, Arc::clone(&key.name))));
        }
        self.left_out.extend(address.filter(|_| with_parent && !itself));
        itself || with_parent
    }

    fn addition(&mut self, layout: &Layout, row: &Row, address: Address) {
        if layout.attributes.is_empty() {
            self.left_out.insert(address);
        } else if let Some(at) = self.by_address.get(&address).copied() {
            for (attribute, value) in self.attributes(layout, row) {
                self.objects[at].1.set(attribute, value);
            }
        } else if address.oid >= FIRST_OF_USERS && !self.left_out.contains(&address.whole()) {
            self.unplaced += 1;
        }
    }

    fn attributes(&mut self, layout: &Layout, row: &Row) -> Vec<(&'static Attribute, Arc<str>)> {
        let said = layout.attributes.iter().filter_map(|(attribute, at)| Some((*attribute, row.at(*at)?)));
        let mut attributes: Vec<_> = said.map(|(attribute, value)| (attribute, self.text(value))).collect();
        attributes.shrink_to_fit();
        attributes
    }

    /// The same text is kept once: ten thousand tables have few types, and each is named by all its columns.
    fn text(&mut self, text: &str) -> Arc<str> {
        if let Some(known) = self.texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = text.into();
        self.texts.insert(Arc::clone(&new));
        new
    }

    /// The inventory of all that has been read.
    pub(super) fn finish(mut self, server_major: u32) -> Inventory {
        self.tell_unreadable();
        if self.unplaced > 0 {
            let what = "comments and privileges of what is compared only as part of something else";
            self.not_compared.push(format!("{what}: {}", self.unplaced));
        }
        self.objects.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        self.number_columns();
        Inventory { server_major, objects: self.objects.into_iter().collect(), not_compared: self.not_compared }
    }

    fn tell_unreadable(&mut self) {
        let mut counts: BTreeMap<(ObjectKind, &str), usize> = BTreeMap::new();
        for (key, entry) in &self.objects {
            for attribute in &entry.unreadable {
                *counts.entry((key.kind, attribute.name)).or_default() += 1;
            }
        }
        let tell = |((kind, name), count): (&(ObjectKind, &str), &usize)| {
            format!("{name} of {count} {} (this role may not read it)", kind.plural(*count))
        };
        self.not_compared.extend(counts.iter().map(tell));
    }

    /// A dropped column leaves a gap in the numbers that `PostgreSQL` gives: a column's place is that among the others.
    fn number_columns(&mut self) {
        let Some(position) = Attribute::by_name("position") else { return };
        let same = |one: &(ObjectKey, Entry), other: &(ObjectKey, Entry)| {
            (one.0.kind, &one.0.schema, &one.0.name) == (other.0.kind, &other.0.schema, &other.0.name)
        };
        for columns in self.objects.chunk_by_mut(same).filter(|objects| objects[0].0.kind == ObjectKind::Column) {
            let number = |entry: &Entry| entry.get("position").and_then(|text| text.parse::<u32>().ok());
            let mut places: Vec<(u32, usize)> =
                columns.iter().enumerate().filter_map(|(at, (_, entry))| Some((number(entry)?, at))).collect();
            places.sort_unstable();
            for (place, (_, at)) in places.into_iter().enumerate() {
                columns[at].1.set(position, (place + 1).to_string());
            }
        }
    }
}
