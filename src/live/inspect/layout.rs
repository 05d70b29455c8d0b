//! Which column of a result says what.

use super::super::row::Row;
use crate::schema::{Attribute, ObjectKind};

/// The columns of a result: the reserved ones by name, the others as attributes in the order of reports.
pub(super) struct Layout {
    kind: Option<usize>,
    schema: Option<usize>,
    name: Option<usize>,
    part: Option<usize>,
    parent_schema: Option<usize>,
    parent_name: Option<usize>,
    class: Option<usize>,
    oid: Option<usize>,
    sub: Option<usize>,
    unreadable: Option<usize>,
    not_compared: Option<usize>,
    /// Attributes and their columns.
    pub(super) attributes: Vec<(&'static Attribute, usize)>,
}

/// How the catalogs themselves name an object: the catalog, the row, the column or 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Address {
    pub(super) class: u32,
    pub(super) oid: u32,
    pub(super) sub: i32,
}

impl Address {
    /// The object that a column is of.
    pub(super) const fn whole(self) -> Self {
        Self { sub: 0, ..self }
    }
}

impl Layout {
    /// Reads the names of a result's columns; a test proves that each is reserved or an attribute.
    pub(super) fn of(columns: &[String]) -> Self {
        let at = |name: &str| columns.iter().position(|column| column == name);
        let attribute = |(at, name): (usize, &String)| Some((Attribute::by_name(&name.replace('_', "-"))?, at));
        let mut attributes: Vec<_> = columns.iter().enumerate().filter_map(attribute).collect();
        attributes.sort_by_key(|(attribute, _)| attribute.rank());
        Self {
            kind: at("kind"),
            schema: at("schema"),
            name: at("name"),
            part: at("part"),
            parent_schema: at("parent_schema"),
            parent_name: at("parent_name"),
            class: at("class"),
            oid: at("oid"),
            sub: at("sub"),
            unreadable: at("unreadable"),
            not_compared: at("not_compared"),
            attributes,
        }
    }

    /// Whether the result names objects, or adds to some.
    pub(super) const fn names_objects(&self) -> bool {
        self.kind.is_some()
    }

    pub(super) fn kind(&self, row: &Row) -> Option<ObjectKind> {
        ObjectKind::by_word(row.at(self.kind?)?)
    }

    pub(super) fn schema<'r>(&self, row: &'r Row) -> Option<&'r str> {
        row.at(self.schema?)
    }

    pub(super) fn name<'r>(&self, row: &'r Row) -> Option<&'r str> {
        row.at(self.name?)
    }

    pub(super) fn part<'r>(&self, row: &'r Row) -> Option<&'r str> {
        row.at(self.part?)
    }

    pub(super) fn parent<'r>(&self, row: &'r Row) -> Option<(&'r str, &'r str)> {
        Some((row.at(self.parent_schema?)?, row.at(self.parent_name?)?))
    }

    pub(super) fn address(&self, row: &Row) -> Option<Address> {
        let class = row.at(self.class?)?.parse().ok()?;
        let oid = row.at(self.oid?)?.parse().ok()?;
        let sub = self.sub.and_then(|sub| row.at(sub)?.parse().ok()).unwrap_or(0);
        Some(Address { class, oid, sub })
    }

    pub(super) fn unreadable(&self, row: &Row) -> Option<&'static Attribute> {
        Attribute::by_name(row.at(self.unreadable?)?)
    }

    pub(super) fn not_compared<'r>(&self, row: &'r Row) -> Option<&'r str> {
        row.at(self.not_compared?)
    }
}
