//! Every attribute that a comparison can name, and how much a difference in it weighs.

/// How much a difference in an attribute weighs; a drift rule stands for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// What queries and constraints can see: types, keys, bodies.
    Structure,
    /// Who may do what: owners, grants, row-level security.
    Access,
    /// Settings of the database and its roles.
    Setting,
    /// What no query can see: comments, the order of columns, statistics targets.
    Cosmetic,
    /// What moves with the rows: the position of a sequence, whether a materialized view is filled.
    State,
}

/// Something that is said of an object.
#[derive(Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The name in reports; a query's column has the same, with `_` for `-`.
    pub name: &'static str,
    /// How much a difference weighs.
    pub weight: Weight,
    /// What it is, in one line.
    pub meaning: &'static str,
}

impl Attribute {
    /// An attribute by its name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        ATTRIBUTES.iter().find(|attribute| attribute.name == name)
    }
}

/// Every attribute, in the order in which a report tells them. The list is closed; `docs/drift.md` is made from it.
pub static ATTRIBUTES: &[Attribute] = &[
    attribute("owner", Weight::Access, "the role that owns it"),
    attribute("grants", Weight::Access, "privileges, one grantee a line"),
    attribute("comment", Weight::Cosmetic, "COMMENT ON"),
];

const fn attribute(name: &'static str, weight: Weight, meaning: &'static str) -> Attribute {
    Attribute { name, weight, meaning }
}
