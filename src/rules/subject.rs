//! What a rule asks about the thing that a step touches.

use std::sync::Arc;

use super::finding::Object;
use super::step::Judged;
use crate::schema::{Catalog, Column, Relation};
use crate::sql::{Ident, ObjectName, QualifiedName};

/// What is known of the table that a step names.
#[derive(Debug, Clone)]
pub enum Subject {
    /// It was there before the judged migrations: it may hold rows of production.
    Deployed(Arc<Relation>),
    /// The judged migrations made it: nobody has rows in it yet.
    New(Arc<Relation>),
    /// The history does not know it. It may exist all the same.
    Unknown(ObjectName),
}

impl Subject {
    /// Looks a table (or view) up in the database before a step.
    #[must_use]
    pub fn of(before: &Catalog, name: &QualifiedName) -> Self {
        match before.relation(name) {
            Some(relation) if before.is_new(relation.born) => Self::New(relation.clone()),
            Some(relation) => Self::Deployed(relation.clone()),
            None => Self::Unknown(before.address(name)),
        }
    }

    /// Whether production may hold rows in it. What is not known may.
    #[must_use]
    pub const fn may_hold_rows(&self) -> bool {
        !matches!(self, Self::New(_))
    }

    /// The relation, where the history knows it.
    #[must_use]
    pub const fn relation(&self) -> Option<&Arc<Relation>> {
        match self {
            Self::Deployed(relation) | Self::New(relation) => Some(relation),
            Self::Unknown(_) => None,
        }
    }

    /// Its address.
    #[must_use]
    pub fn name(&self) -> &ObjectName {
        match self {
            Self::Deployed(relation) | Self::New(relation) => &relation.name,
            Self::Unknown(name) => name,
        }
    }

    /// A column of it.
    #[must_use]
    pub fn column(&self, name: &Ident) -> Option<&Column> {
        self.relation()?.column(name)
    }

    /// It as the object of a finding.
    #[must_use]
    pub fn object(&self) -> Object {
        let kind = match self.relation().map(|relation| &relation.kind) {
            Some(crate::schema::RelationKind::View(_)) => "view",
            Some(crate::schema::RelationKind::MaterializedView(_)) => "materialized-view",
            Some(crate::schema::RelationKind::Sequence { .. }) => "sequence",
            _ => "table",
        };
        Object::new(kind, self.name())
    }

    /// A column of it as the object of a finding.
    #[must_use]
    pub fn column_object(&self, column: &Ident) -> Object {
        Object::part("column", self.name(), column.as_str())
    }
}

/// Whether a column that a step touches may hold values of production: both it and its table were there before.
#[must_use]
pub fn column_may_hold_values(before: &Catalog, subject: &Subject, column: &Ident) -> bool {
    subject.may_hold_rows() && subject.column(column).is_none_or(|column| !before.is_new(column.born))
}

/// Whether `IF EXISTS` makes the step do nothing: the complete history knows no such object.
#[must_use]
pub fn does_nothing(judged: &Judged<'_>, if_exists: bool, known: bool, uncertain: bool) -> bool {
    if_exists && !known && !uncertain && judged.complete
}

/// `a, b and c`.
#[must_use]
pub fn list<T: ToString>(items: impl IntoIterator<Item = T>) -> String {
    let mut items: Vec<String> = items.into_iter().map(|item| item.to_string()).collect();
    match items.pop() {
        None => String::new(),
        Some(last) if items.is_empty() => last,
        Some(last) => format!("{} and {last}", items.join(", ")),
    }
}
