//! The names that `PostgreSQL` chooses where none was written (`makeObjectName`, `ChooseRelationName`,
//! `ChooseConstraintName` and `ChooseIndexName` in its sources).

use super::catalog::{Catalog, TypeKind};
use super::mentions::{closing, unwrapped, words};
use crate::sql::{Ident, IndexElement, IndexTarget, MAX_IDENTIFIER_BYTES, ObjectName, canonical_builtin};

/// `name1_name2_label`, the longer of both names cut byte by byte until it fits.
#[must_use]
pub(super) fn object_name(name1: &str, name2: Option<&str>, label: &str) -> Ident {
    let overhead = label.len() + 1 + usize::from(name2.is_some());
    let available = MAX_IDENTIFIER_BYTES.saturating_sub(overhead);
    let (mut first, mut second) = (name1.len(), name2.map_or(0, str::len));
    while first + second > available {
        if first > second { first -= 1 } else { second -= 1 }
    }
    let first = clip(name1, first);
    Ident::quoted(&match name2 {
        Some(name2) => format!("{first}_{}_{label}", clip(name2, second)),
        None => format!("{first}_{label}"),
    })
}

fn clip(text: &str, mut end: usize) -> &str {
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// The parts of a name: table, columns, and the word for the kind.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The table; its schema is where the name must be free.
    pub(super) table: &'a ObjectName,
    /// Column names joined by `_`, where they are part of the name.
    pub(super) columns: Option<&'a str>,
    /// `key`, `pkey`, `idx`, `fkey`, …
    pub(super) label: &'a str,
}

impl Wanted<'_> {
    fn first_free(self, is_taken: impl Fn(&ObjectName) -> bool) -> Ident {
        let mut pass = 0_u32;
        loop {
            let label = if pass == 0 { self.label.to_owned() } else { format!("{}{pass}", self.label) };
            let name = object_name(self.table.name.as_str(), self.columns, &label);
            if !is_taken(&ObjectName { schema: self.table.schema.clone(), name: name.clone() }) {
                return name;
            }
            pass += 1;
        }
    }
}

impl Catalog {
    /// A free name for an index or sequence.
    pub(super) fn choose_relation_name(&self, wanted: Wanted<'_>) -> Ident {
        wanted.first_free(|at| self.has_relation_named(at))
    }

    /// A free name for the index of a constraint: no relation and no constraint may have it.
    pub(super) fn choose_index_constraint_name(&self, wanted: Wanted<'_>) -> Ident {
        wanted.first_free(|at| self.has_relation_named(at) || self.has_constraint_named(at))
    }

    /// A free name for a check or foreign key.
    pub(super) fn choose_constraint_name(&self, wanted: Wanted<'_>) -> Ident {
        wanted.first_free(|at| self.has_constraint_named(at))
    }

    /// Whether `pg_class` has the name: tables, views, sequences, indexes and composite types share it.
    pub(super) fn has_relation_named(&self, at: &ObjectName) -> bool {
        let is_composite = || self.types.get(at).is_some_and(|found| matches!(found.kind, TypeKind::Composite(_)));
        self.relations.contains_key(at) || self.indexes.contains_key(at) || is_composite()
    }

    /// Whether a constraint of a table or domain in the schema has the name.
    pub(super) fn has_constraint_named(&self, at: &ObjectName) -> bool {
        let on_domain = |kind: &TypeKind| match kind {
            TypeKind::Domain { checks, .. } => checks.iter().any(|(name, _)| *name == at.name),
            _ => false,
        };
        self.constraint_names.contains_key(at)
            && (self
                .relations
                .values()
                .any(|table| table.name.schema == at.schema && table.constraint(&at.name).is_some())
                || self.types.values().any(|found| found.name.schema == at.schema && on_domain(&found.kind)))
    }
}

/// Column names joined by `_`, cut off where `PostgreSQL` stops adding.
#[must_use]
pub(super) fn joined<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for name in names {
        if !joined.is_empty() {
            joined.push('_');
        }
        joined.push_str(name);
        if joined.len() > MAX_IDENTIFIER_BYTES {
            break;
        }
    }
    joined
}

/// The names of an index's columns: the column's, the function's, or `expr`, made distinct by digits.
#[must_use]
pub(super) fn index_column_names(elements: &[IndexElement], include: &[Ident]) -> Vec<String> {
    let written = elements.iter().map(|element| match &element.target {
        IndexTarget::Column(column) => column.as_str().to_owned(),
        IndexTarget::Expression(expression) => expression_name(&expression.text).unwrap_or_else(|| "expr".to_owned()),
    });
    let mut names: Vec<String> = Vec::new();
    for name in written.chain(include.iter().map(|column| column.as_str().to_owned())) {
        let mut distinct = name.clone();
        let mut pass = 1;
        while names.contains(&distinct) {
            let digits = pass.to_string();
            distinct = format!("{}{digits}", clip(&name, name.len().min(MAX_IDENTIFIER_BYTES - digits.len())));
            pass += 1;
        }
        names.push(distinct);
    }
    names
}

/// The name of an expression as `FigureIndexColname` finds it, from its text: a function call, a column, a cast of one.
fn expression_name(text: &str) -> Option<String> {
    let text = unwrapped(text);
    if let Some((inner, type_name)) = cast(text) {
        return expression_name(inner).or_else(|| Some(internal_type_name(type_name)));
    }
    let all = words(text);
    let first = all.first().filter(|word| word.at.start == 0)?;
    // `schema.function(…)` and `table.column` are named by their last part.
    let last = all.iter().zip(all.iter().skip(1)).take_while(|(one, next)| &text[one.at.end..next.at.start] == ".");
    let name = last.last().map_or(first, |(_, next)| next);
    let rest = text[name.at.end..].trim_start();
    if rest.is_empty() {
        return Some(name.name.as_str().to_owned());
    }
    let closed = name.called && closing(rest).is_some_and(|end| end + 1 == rest.len());
    closed.then(|| called_name(name.name.as_str()))
}

/// `SUBSTRING(…)` and its kin are stored under the name of the function behind the special syntax.
fn called_name(name: &str) -> String {
    match name {
        "trim" => "btrim",
        other => other,
    }
    .to_owned()
}

/// `inner::type`, where nothing but a type's words follows the last `::` outside parentheses.
fn cast(text: &str) -> Option<(&str, &str)> {
    let at = text.rfind("::")?;
    let (inner, type_name) = (text[..at].trim(), text[at + 2..].trim());
    let is_type = type_name.chars().all(|c| c.is_alphanumeric() || "_ .\"[]".contains(c));
    // A cast binds tighter than any operator: `a || b::text` is no cast of the whole.
    let is_operand = inner.ends_with(')') && inner.starts_with('(') && closing(inner) == Some(inner.len() - 1)
        || inner.chars().all(|c| c.is_alphanumeric() || "_.\"".contains(c))
        || expression_name(inner).is_some();
    (is_type && is_operand).then_some((inner, type_name))
}

/// `int4` for `integer`: a cast is named by the type's name in the catalogs.
fn internal_type_name(written: &str) -> String {
    let bare = written.trim_end_matches("[]").to_ascii_lowercase();
    match canonical_builtin(&bare).unwrap_or(&bare) {
        "integer" => "int4",
        "bigint" => "int8",
        "smallint" => "int2",
        "boolean" => "bool",
        "character varying" => "varchar",
        "character" => "bpchar",
        "double precision" => "float8",
        "real" => "float4",
        "timestamp without time zone" => "timestamp",
        "timestamp with time zone" => "timestamptz",
        other => other.rsplit('.').next().unwrap_or(other),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each measured on `PostgreSQL` 15.
    #[test]
    fn cuts_the_longer_part_first() {
        let long = "a".repeat(60);
        assert_eq!(object_name("users", Some("email"), "key").as_str(), "users_email_key");
        assert_eq!(object_name(&long, None, "pkey").as_str(), format!("{}_pkey", "a".repeat(58)));
        assert_eq!(
            object_name(&long, Some(&"b".repeat(60)), "idx").as_str(),
            format!("{}_{}_idx", "a".repeat(29), "b".repeat(29))
        );
    }

    #[test]
    fn names_expressions() {
        let name = |text| expression_name(text).unwrap_or_else(|| "expr".to_owned());
        assert_eq!(name("lower(email)"), "lower");
        assert_eq!(name("(lower(email) || 'x')"), "expr");
        assert_eq!(name("pg_catalog.lower((email))"), "lower");
        assert_eq!(name("(data ->> 'a')"), "expr");
        assert_eq!(name("(data ->> 'a')::int"), "int4");
        assert_eq!(name("created::date"), "created");
        assert_eq!(name("COALESCE(a, b)"), "coalesce");
    }
}
