//! Which keywords may stand where a name is expected (manual, appendix C "SQL Key Words"; `kwlist.h`).

use super::super::cursor::Cursor;
use super::super::token::TokenKind;

/// What a word may name without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordClass {
    /// Anything: no keyword, or one that is not reserved.
    Free,
    /// A column or table, but neither a type nor a function of the user.
    ColumnName,
    /// A type or function, but neither a column nor a table.
    TypeOrFunction,
    /// Nothing.
    Reserved,
}

impl Cursor<'_> {
    /// What the next token may name; `None` where it is neither a word nor a quoted name.
    pub(super) fn word_class(&self) -> Option<WordClass> {
        let token = self.peek()?;
        match token.kind {
            TokenKind::Quoted => Some(WordClass::Free),
            TokenKind::Word => Some(class(token.text(self.text()))),
            _ => None,
        }
    }
}

/// An identifier as SQL must write it, with quotes where it needs them, as `quote_ident()` does (manual, 9.4).
#[must_use]
pub fn quote_ident(name: &str) -> String {
    let simple = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    // Reserved from 16 on only, so that the tables below lack it.
    if simple && class(name) == WordClass::Free && name != "system_user" {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The longest word in the tables below.
const LONGEST: usize = 17;

fn class(word: &str) -> WordClass {
    let mut buffer = [0_u8; LONGEST];
    let Some(lower) = buffer.get_mut(..word.len()) else { return WordClass::Free };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    let lower = &*lower;
    let within = |table: &[&str]| table.binary_search_by(|keyword| keyword.as_bytes().cmp(lower)).is_ok();
    match () {
        () if within(RESERVED) => WordClass::Reserved,
        () if within(COLUMN_NAME) => WordClass::ColumnName,
        () if within(TYPE_OR_FUNCTION) => WordClass::TypeOrFunction,
        () => WordClass::Free,
    }
}

/// Reserved in every version from 12 on; `system_user` is left out, which became reserved only in 16.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "constraint",
    "create",
    "current_catalog",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "from",
    "grant",
    "group",
    "having",
    "in",
    "initially",
    "intersect",
    "into",
    "lateral",
    "leading",
    "limit",
    "localtime",
    "localtimestamp",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "placing",
    "primary",
    "references",
    "returning",
    "select",
    "session_user",
    "some",
    "symmetric",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "when",
    "where",
    "window",
    "with",
];

const TYPE_OR_FUNCTION: &[&str] = &[
    "authorization",
    "binary",
    "collation",
    "concurrently",
    "cross",
    "current_schema",
    "freeze",
    "full",
    "ilike",
    "inner",
    "is",
    "isnull",
    "join",
    "left",
    "like",
    "natural",
    "notnull",
    "outer",
    "overlaps",
    "right",
    "similar",
    "tablesample",
    "verbose",
];

/// Those that begin a type or a function call of the grammar's own; the newer JSON and XML words act as names do.
const COLUMN_NAME: &[&str] = &[
    "between",
    "bigint",
    "bit",
    "boolean",
    "char",
    "character",
    "coalesce",
    "dec",
    "decimal",
    "exists",
    "extract",
    "float",
    "greatest",
    "grouping",
    "inout",
    "int",
    "integer",
    "interval",
    "least",
    "national",
    "nchar",
    "none",
    "normalize",
    "nullif",
    "numeric",
    "out",
    "overlay",
    "position",
    "precision",
    "real",
    "row",
    "setof",
    "smallint",
    "substring",
    "time",
    "timestamp",
    "treat",
    "trim",
    "values",
    "varchar",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_every_keyword_in_any_case() {
        for (table, expected) in [
            (RESERVED, WordClass::Reserved),
            (TYPE_OR_FUNCTION, WordClass::TypeOrFunction),
            (COLUMN_NAME, WordClass::ColumnName),
        ] {
            for word in table {
                assert_eq!(class(&word.to_ascii_uppercase()), expected, "{word}: the tables are sorted and short");
            }
        }
        assert_eq!(class("users"), WordClass::Free);
        assert_eq!(class("a_name_longer_than_any_keyword"), WordClass::Free);
    }
}
