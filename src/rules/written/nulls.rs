//! Whether a value that is written may be NULL.

use super::{Read, Writing, bare};
use crate::schema::TypeKind;
use crate::sql::expression::Tree;

impl Writing {
    /// Why a value may be NULL, for people; `None` where it cannot, or where nothing speaks for it.
    pub(crate) fn may_be_null(&self, value: &Tree) -> Option<String> {
        match value {
            Tree::Null => Some("the value is NULL".to_owned()),
            Tree::Column(_) => self.nullable_column(value),
            Tree::Cast { inner, .. } => self.may_be_null(inner),
            Tree::Call { name, arguments } => self.called(name.name.as_str(), arguments),
            Tree::Binary { operator, left, right } => match &**operator {
                "->" | "->>" | "#>" | "#>>" => {
                    (!self.looks_into(left)).then(|| "a JSON value may lack that key".to_owned())
                }
                "||" | "+" | "-" | "*" | "/" | "%" | "=" | "<>" | "<" | ">" | "<=" | ">=" => {
                    self.may_be_null(left).or_else(|| self.may_be_null(right))
                }
                _ => None,
            },
            Tree::Case(_) => self.unmatched_case(value),
            _ => None,
        }
    }

    fn nullable_column(&self, value: &Tree) -> Option<String> {
        let read = self.column(value)?;
        let nullable = read.may_be_missing || !read.column.not_null;
        let fresh = self.catalog.is_new(read.relation.born) || self.catalog.is_new(read.column.born);
        let excluded = || self.conditions.iter().any(|condition| self.excludes_null(condition, read));
        (nullable && !fresh && !excluded()).then(|| format!("{}.{} may be NULL", read.relation.name, read.column.name))
    }

    fn called(&self, name: &str, arguments: &[Tree]) -> Option<String> {
        const STRICT: &[&str] = &[
            "lower",
            "upper",
            "initcap",
            "trim",
            "btrim",
            "ltrim",
            "rtrim",
            "substring",
            "substr",
            "replace",
            "left",
            "right",
            "split_part",
            "regexp_replace",
            "md5",
            "length",
            "char_length",
            "to_json",
            "to_jsonb",
            "to_timestamp",
            "to_date",
            "date_trunc",
            "date_part",
            "extract",
            "timezone",
            "abs",
            "round",
            "floor",
            "ceil",
            "trunc",
            "jsonb_set",
            "lpad",
            "rpad",
            "reverse",
            "encode",
            "decode",
            "jsonb_array_length",
            "json_array_length",
        ];
        match name {
            "coalesce" | "greatest" | "least" => {
                let causes: Option<Vec<String>> = arguments.iter().map(|one| self.may_be_null(one)).collect();
                causes?.into_iter().next()
            }
            "nullif" => Some("NULLIF may give NULL".to_owned()),
            "jsonb_set" if arguments.first().is_some_and(|whole| self.looks_into(whole)) => None,
            _ if STRICT.contains(&name) => arguments.iter().find_map(|one| self.may_be_null(one)),
            _ => None,
        }
    }

    /// Whether a condition looks at a column that a value is taken out of: the author knows what is in it.
    fn looks_into(&self, value: &Tree) -> bool {
        let read = value.descendants().into_iter().find_map(|tree| self.column(tree));
        let looks = |condition: &Tree, read: Read<'_>| {
            condition.descendants().into_iter().any(|tree| {
                self.column(tree).is_some_and(|one| one.source == read.source && one.column.name == read.column.name)
            })
        };
        read.is_none_or(|read| self.conditions.iter().any(|condition| looks(condition, read)))
    }

    /// A `CASE` of which no arm may fit: one without an ELSE, unless it names every label of an enum. What an arm gives is
    /// guarded by its condition.
    fn unmatched_case(&self, case: &Tree) -> Option<String> {
        let Tree::Case(parts) = case else { return None };
        let results = case.case_results();
        let (last, arms) = results.split_last()?;
        let names_all = || {
            let labels = self.column(parts.first()?)?.column.data_type.clone();
            let TypeKind::Enum(labels) = &self.catalog.user_type(&labels.name)?.kind else { return None };
            Some(labels.len() <= arms.len())
        };
        match last {
            Tree::Null if parts.len() % 2 == 0 && names_all() == Some(true) => None,
            Tree::Null => Some("the CASE gives NULL where no arm fits".to_owned()),
            other => self.may_be_null(other),
        }
    }

    /// Whether a condition leaves out rows in which a column is NULL: it compares it with something, or asks for it.
    fn excludes_null(&self, condition: &Tree, read: Read<'_>) -> bool {
        match condition {
            Tree::IsNotNull(inner) => self.needs(inner, read),
            Tree::Not(inner) => match &**inner {
                Tree::IsNull(inner) => self.needs(inner, read),
                // NOT of NULL is NULL too.
                Tree::Binary { operator, .. } if &**operator != "OR" => self.excludes_null(inner, read),
                _ => false,
            },
            Tree::Binary { operator, left, right } => match &**operator {
                "OR" => self.excludes_null(left, read) && self.excludes_null(right, read),
                "AND" => self.excludes_null(left, read) || self.excludes_null(right, read),
                "IS DISTINCT FROM" => {
                    is_null(left) && self.needs(right, read) || is_null(right) && self.needs(left, read)
                }
                "IS NOT DISTINCT FROM" => false,
                "IN" => self.needs(left, read),
                _ => self.needs(left, read) || self.needs(right, read),
            },
            _ => false,
        }
    }

    /// Whether a value is NULL where the column is.
    pub(super) fn needs(&self, value: &Tree, read: Read<'_>) -> bool {
        match value {
            Tree::Column(_) => self
                .column(value)
                .is_some_and(|found| found.source == read.source && found.column.name == read.column.name),
            Tree::Cast { inner, .. } => self.needs(inner, read),
            Tree::Call { name, arguments } if name.name != "coalesce" && name.name != "concat" => {
                arguments.iter().any(|one| self.needs(one, read))
            }
            Tree::Binary { operator, left, right } if !matches!(&**operator, "AND" | "OR") => {
                self.needs(left, read) || self.needs(right, read)
            }
            _ => false,
        }
    }
}

fn is_null(tree: &Tree) -> bool {
    matches!(bare(tree), Tree::Null)
}
