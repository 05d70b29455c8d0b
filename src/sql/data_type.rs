//! Types as `format_type()` prints them.

use std::fmt;

use super::name::{Ident, QualifiedName};

/// A type as a column declares it, spelled as `PostgreSQL` spells it back (`int` is `integer`, `varchar(5)` is
/// `character varying(5)`; manual, chapter 8 "Data Types", table 8.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DataType {
    /// Its name: a built-in type by its canonical name without schema, any other as written.
    pub name: QualifiedName,
    /// What stands in parentheses: length, precision and scale, or words of an extension's type.
    pub modifiers: Box<[Box<str>]>,
    /// Whether it is an array. `PostgreSQL` keeps neither bounds nor the number of dimensions.
    pub array: bool,
    /// The fields of `interval year to month`, in lower case.
    pub fields: Option<Box<str>>,
}

impl DataType {
    /// A type by its canonical name.
    #[must_use]
    pub fn plain(name: &str) -> Self {
        Self { name: QualifiedName::bare(name), modifiers: Box::default(), array: false, fields: None }
    }

    /// A canonical built-in name, or `None` for a user's type.
    #[must_use]
    pub fn builtin(&self) -> Option<&str> {
        (self.name.schema.is_none()).then(|| self.name.name.as_str()).filter(|name| is_builtin(name))
    }

    /// Whether it is this built-in type, not an array of it.
    #[must_use]
    pub fn is(&self, builtin: &str) -> bool {
        !self.array && self.builtin() == Some(builtin)
    }

    /// The type of the elements of an array; the type itself otherwise.
    #[must_use]
    pub fn element(&self) -> Self {
        Self { array: false, ..self.clone() }
    }

    /// A modifier as a number.
    #[must_use]
    pub fn modifier(&self, at: usize) -> Option<i64> {
        self.modifiers.get(at)?.parse().ok()
    }
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self.builtin() {
            Some(name) => name.to_owned(),
            None => self.name.to_string(),
        };
        let modifiers =
            if self.modifiers.is_empty() { String::new() } else { format!("({})", self.modifiers.join(",")) };
        // `timestamp(3) without time zone`: the precision stands after the first word.
        match name.split_once(' ') {
            Some((first, rest)) if rest.ends_with("time zone") => write!(f, "{first}{modifiers} {rest}")?,
            _ => write!(f, "{name}{modifiers}")?,
        }
        if let Some(fields) = &self.fields {
            write!(f, " {fields}")?;
        }
        f.write_str(if self.array { "[]" } else { "" })
    }
}

/// The canonical name of a built-in type for any of its spellings (one word, lower case), or `None`.
///
/// The spellings of several words (`double precision`, `timestamp with time zone`) are read by the grammar.
#[must_use]
pub fn canonical_builtin(name: &str) -> Option<&'static str> {
    ALIASES
        .iter()
        .find(|(alias, _)| *alias == name)
        .map(|&(_, canonical)| canonical)
        .or_else(|| BUILTIN.iter().find(|builtin| **builtin == name).copied())
}

fn is_builtin(name: &str) -> bool {
    BUILTIN.contains(&name)
}

const ALIASES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int4", "integer"),
    ("int2", "smallint"),
    ("int8", "bigint"),
    ("float4", "real"),
    ("float8", "double precision"),
    ("float", "double precision"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("bool", "boolean"),
    ("varchar", "character varying"),
    ("char", "character"),
    ("bpchar", "character"),
    ("varbit", "bit varying"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
];

const BUILTIN: &[&str] = &[
    "bigint",
    "bit",
    "bit varying",
    "boolean",
    "box",
    "bytea",
    "character",
    "character varying",
    "cid",
    "cidr",
    "circle",
    "date",
    "datemultirange",
    "daterange",
    "double precision",
    "inet",
    "int4multirange",
    "int4range",
    "int8multirange",
    "int8range",
    "integer",
    "interval",
    "json",
    "jsonb",
    "jsonpath",
    "line",
    "lseg",
    "macaddr",
    "macaddr8",
    "money",
    "name",
    "numeric",
    "nummultirange",
    "numrange",
    "oid",
    "path",
    "pg_lsn",
    "pg_snapshot",
    "point",
    "polygon",
    "real",
    "record",
    "refcursor",
    "regclass",
    "regcollation",
    "regconfig",
    "regdictionary",
    "regnamespace",
    "regoper",
    "regoperator",
    "regproc",
    "regprocedure",
    "regrole",
    "regtype",
    "smallint",
    "text",
    "tid",
    "time with time zone",
    "time without time zone",
    "timestamp with time zone",
    "timestamp without time zone",
    "trigger",
    "tsmultirange",
    "tsquery",
    "tsrange",
    "tstzmultirange",
    "tstzrange",
    "tsvector",
    "txid_snapshot",
    "unknown",
    "uuid",
    "void",
    "xid",
    "xid8",
    "xml",
    "anyelement",
    "anyarray",
    "anyenum",
    "event_trigger",
    "\"char\"",
];

/// A user's type by name.
impl From<Ident> for DataType {
    fn from(name: Ident) -> Self {
        Self { name: QualifiedName { schema: None, name }, modifiers: Box::default(), array: false, fields: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prints_as_format_type_does() {
        let with = |name, modifiers: &[&str]| DataType {
            modifiers: modifiers.iter().map(|&m| m.into()).collect(),
            ..DataType::plain(name)
        };
        assert_eq!(with("timestamp without time zone", &["3"]).to_string(), "timestamp(3) without time zone");
        assert_eq!(with("numeric", &["10", "2"]).to_string(), "numeric(10,2)");
        assert_eq!(DataType { array: true, ..with("character varying", &["5"]) }.to_string(), "character varying(5)[]");
        assert_eq!(DataType::from(Ident::quoted("Mood")).to_string(), "\"Mood\"");
        assert_eq!(canonical_builtin("int4"), Some("integer"));
        assert_eq!(canonical_builtin("mood"), None);
    }
}
