//! An object with its names as SQL writes them.

use crate::schema::inventory::{Entry, ObjectKey, ObjectKind};
use crate::sql::quote_ident;

/// An object of an inventory.
#[derive(Debug, Clone, Copy)]
pub(in crate::schema) struct Object<'a> {
    pub(in crate::schema) key: &'a ObjectKey,
    pub(in crate::schema) entry: &'a Entry,
}

impl<'a> Object<'a> {
    /// The value of an attribute.
    pub(in crate::schema) fn get(self, attribute: &str) -> Option<&'a str> {
        self.entry.get(attribute)
    }

    /// The value of an attribute behind a word, or nothing: ` WHERE (a > 1)`.
    pub(in crate::schema) fn clause(self, before: &str, attribute: &str, after: &str) -> String {
        self.get(attribute).map_or_else(String::new, |value| format!("{before}{value}{after}"))
    }

    /// The object's own name, or that of the relation it is a part of.
    pub(in crate::schema) fn relation(self) -> String {
        ObjectKey { part: None, ..self.key.clone() }.sql_name()
    }

    /// The part's name: of a column, constraint, trigger, policy or rule.
    pub(in crate::schema) fn part(self) -> String {
        self.key.part.as_deref().map_or_else(String::new, quote_ident)
    }

    /// What SQL calls its kind: `MATERIALIZED VIEW`.
    pub(in crate::schema) fn keyword(self) -> String {
        match self.key.kind {
            ObjectKind::ForeignDataWrapper => "FOREIGN DATA WRAPPER".to_owned(),
            ObjectKind::Statistics => "STATISTICS".to_owned(),
            kind => kind.words().to_uppercase(),
        }
    }

    /// Kind and name as DROP, COMMENT ON and ALTER write them: `CONSTRAINT c ON public.t`.
    pub(in crate::schema) fn address(self) -> String {
        let (keyword, relation, part) = (self.keyword(), self.relation(), self.part());
        match self.key.kind {
            ObjectKind::Column => format!("COLUMN {relation}.{part}"),
            ObjectKind::Constraint if self.is_of_domain() => format!("CONSTRAINT {part} ON DOMAIN {relation}"),
            ObjectKind::Constraint | ObjectKind::Trigger | ObjectKind::Rule | ObjectKind::Policy => {
                format!("{keyword} {part} ON {relation}")
            }
            ObjectKind::OperatorClass | ObjectKind::OperatorFamily => format!("{keyword} {relation} USING {part}"),
            ObjectKind::UserMapping => format!("USER MAPPING FOR {} SERVER {relation}", self.mapped_role()),
            // An aggregate without arguments is called by a star.
            ObjectKind::Aggregate => format!("{keyword} {}", relation.replace("()", "(*)")),
            _ => format!("{keyword} {relation}"),
        }
    }

    /// Whether a constraint is a domain's.
    pub(in crate::schema) fn is_of_domain(self) -> bool {
        self.get("constraint-type") == Some("DOMAIN CHECK")
    }

    pub(in crate::schema) fn mapped_role(self) -> String {
        match self.key.part.as_deref() {
            Some("PUBLIC") => "PUBLIC".to_owned(),
            _ => self.part(),
        }
    }
}
