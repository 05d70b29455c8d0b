//! Names of types (`Typename` of the grammar) to [`DataType`], spelled as `format_type()` spells them.

use super::super::cursor::Cursor;
use super::super::data_type::{DataType, canonical_builtin};
use super::super::name::{Ident, QualifiedName};
use super::super::token::TokenKind;
use super::expression;
use super::keywords::WordClass;

/// Takes a type with its array bounds, if any.
pub(crate) fn data_type(cursor: &mut Cursor<'_>) -> Option<DataType> {
    cursor.accept("SETOF");
    let mut data_type = simple_type(cursor)?;
    data_type.array |= array_bounds(cursor)?;
    Some(data_type)
}

/// Takes a type as a function's header may have it: `table.column%TYPE` too.
pub(super) fn function_type(cursor: &mut Cursor<'_>) -> Option<DataType> {
    let mut ahead = *cursor;
    ahead.accept("SETOF");
    let mark = ahead.mark();
    if ahead.qualified_name().is_some() && ahead.accept_operator("%") && ahead.accept("TYPE") {
        let text = ahead.slice(ahead.span_since(mark)).to_ascii_lowercase();
        *cursor = ahead;
        return Some(DataType::from(Ident::quoted(&text)));
    }
    data_type(cursor)
}

/// Takes `[]`, `[3]` any number of times, or `ARRAY`, `ARRAY[3]`; says whether there was one.
fn array_bounds(cursor: &mut Cursor<'_>) -> Option<bool> {
    if cursor.accept("ARRAY") {
        return bound(cursor).map(|_| true);
    }
    let mut array = false;
    while bound(cursor)? {
        array = true;
    }
    Some(array)
}

fn bound(cursor: &mut Cursor<'_>) -> Option<bool> {
    if !cursor.is_kind(TokenKind::LeftBracket) {
        return Some(false);
    }
    let mut inside = cursor.group()?;
    inside.accept_kind(TokenKind::Number);
    inside.finished().map(|()| true)
}

/// Takes a type without array bounds.
pub(super) fn simple_type(cursor: &mut Cursor<'_>) -> Option<DataType> {
    match cursor.word_class()? {
        WordClass::ColumnName => keyword_type(cursor),
        WordClass::Reserved => None,
        _ if cursor.accept_all(&["DOUBLE", "PRECISION"]) => Some(DataType::plain("double precision")),
        _ => generic_type(cursor),
    }
}

/// Takes a type whose name is a keyword with a grammar of its own.
fn keyword_type(cursor: &mut Cursor<'_>) -> Option<DataType> {
    const PLAIN: &[&str] = &["INT", "INTEGER", "SMALLINT", "BIGINT", "REAL", "BOOLEAN"];
    if let Some(word) = cursor.accept_any(PLAIN) {
        return canonical_builtin(&word.to_ascii_lowercase()).map(DataType::plain);
    }
    if cursor.accept("FLOAT") {
        return float(cursor);
    }
    if cursor.accept_any(&["DECIMAL", "DEC", "NUMERIC"]).is_some() {
        return Some(numeric(modifiers(cursor)?));
    }
    if cursor.accept("BIT") {
        return sized(cursor, "bit", "bit varying");
    }
    if cursor.accept("VARCHAR") {
        return Some(modified("character varying", length(cursor)?));
    }
    if cursor.accept("NATIONAL") && !cursor.is_any(&["CHARACTER", "CHAR"]) {
        return None;
    }
    if cursor.accept_any(&["CHARACTER", "CHAR", "NCHAR"]).is_some() {
        return sized(cursor, "character", "character varying");
    }
    match cursor.accept_any(&["TIMESTAMP", "TIME", "INTERVAL"])? {
        "INTERVAL" => interval(cursor),
        word => moment(cursor, word == "TIMESTAMP"),
    }
}

/// `float(n)` is `real` up to 24 bits (manual, 8.1.3).
fn float(cursor: &mut Cursor<'_>) -> Option<DataType> {
    let bits = length(cursor)?;
    let bits = bits.first().map_or(Some(53), |bits| bits.parse::<u8>().ok())?;
    Some(DataType::plain(if bits <= 24 { "real" } else { "double precision" }))
}

/// `numeric(p)` means `numeric(p,0)`.
fn numeric(mut modifiers: Vec<Box<str>>) -> DataType {
    if modifiers.len() == 1 {
        modifiers.push("0".into());
    }
    modified("numeric", modifiers)
}

/// `bit` and `character`: one long where no length is written, unless `VARYING`.
fn sized(cursor: &mut Cursor<'_>, fixed: &str, varying: &str) -> Option<DataType> {
    if cursor.accept("VARYING") {
        return Some(modified(varying, length(cursor)?));
    }
    let mut written = length(cursor)?;
    if written.is_empty() {
        written.push("1".into());
    }
    Some(modified(fixed, written))
}

fn moment(cursor: &mut Cursor<'_>, date: bool) -> Option<DataType> {
    let precision = length(cursor)?;
    let zone = cursor.accept_all(&["WITH", "TIME", "ZONE"]);
    let _ = zone || cursor.accept_all(&["WITHOUT", "TIME", "ZONE"]);
    let name = match (date, zone) {
        (true, true) => "timestamp with time zone",
        (true, false) => "timestamp without time zone",
        (false, true) => "time with time zone",
        (false, false) => "time without time zone",
    };
    Some(modified(name, precision))
}

fn interval(cursor: &mut Cursor<'_>) -> Option<DataType> {
    let modifiers = length(cursor)?;
    let fields = if modifiers.is_empty() { interval_fields(cursor) } else { None };
    Some(DataType { fields, ..modified("interval", modifiers) })
}

/// Takes the fields of an interval, as in `day to second(3)`.
pub(super) fn interval_fields(cursor: &mut Cursor<'_>) -> Option<Box<str>> {
    const FIELDS: &[&str] = &["YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"];
    let mut ahead = *cursor;
    let mut fields = ahead.accept_any(FIELDS)?.to_ascii_lowercase();
    if ahead.is("TO") {
        ahead.accept("TO");
        let last = ahead.accept_any(FIELDS)?.to_ascii_lowercase();
        fields = format!("{fields} to {last}");
    }
    if fields.ends_with("second")
        && let Some(precision) = length(&mut ahead)?.first()
    {
        fields = format!("{fields}({precision})");
    }
    *cursor = ahead;
    Some(fields.into())
}

fn modified(name: &str, modifiers: Vec<Box<str>>) -> DataType {
    DataType { modifiers: modifiers.into(), ..DataType::plain(name) }
}

/// Takes `(10)`, a length or precision; none where no parenthesis opens here.
fn length(cursor: &mut Cursor<'_>) -> Option<Vec<Box<str>>> {
    if !cursor.opens() {
        return Some(Vec::new());
    }
    let number = cursor.parens(|inside| inside.is_kind(TokenKind::Number).then(|| inside.integer()).flatten())?;
    Some(vec![number.into()])
}

/// Takes `(10, 2)` as the texts of its parts; none where no parenthesis opens here.
fn modifiers(cursor: &mut Cursor<'_>) -> Option<Vec<Box<str>>> {
    if !cursor.opens() {
        return Some(Vec::new());
    }
    let items = cursor.group()?.split_commas();
    let texts = items.into_iter().map(modifier).collect::<Option<Vec<_>>>()?;
    (!texts.is_empty()).then_some(texts)
}

fn modifier(mut item: Cursor<'_>) -> Option<Box<str>> {
    let mut ahead = item;
    if let Some(value) = ahead.string()
        && ahead.at_end()
    {
        return Some(value.into());
    }
    let value = expression::expression(&mut item)?;
    item.finished().map(|()| (&*value.text).into())
}

/// Takes a type by its name in the catalog, or a user's.
fn generic_type(cursor: &mut Cursor<'_>) -> Option<DataType> {
    let name = cursor.qualified_name()?;
    let modifiers = modifiers(cursor)?;
    let system = name.schema.as_ref().is_none_or(|schema| *schema == "pg_catalog");
    let Some((builtin, array)) = system.then(|| catalog_type(name.name.as_str())).flatten() else {
        return Some(DataType { name, modifiers: modifiers.into(), array: false, fields: None });
    };
    let plain = if builtin == "numeric" { numeric(modifiers) } else { modified(builtin, modifiers) };
    Some(DataType { name: QualifiedName::bare(builtin), array, ..plain })
}

/// The canonical name of a type that `pg_type` knows by this name, and whether that is an array (`_int4`).
///
/// The SQL spellings are no names there: `"integer"` in quotes is a user's type, and `"char"` the one-byte type.
fn catalog_type(name: &str) -> Option<(&'static str, bool)> {
    const SPELLINGS: &[&str] =
        &["int", "integer", "dec", "decimal", "float", "bigint", "boolean", "smallint", "real", "character"];
    let (element, array) = name.strip_prefix('_').map_or((name, false), |element| (element, true));
    if element == "char" {
        return Some(("\"char\"", array));
    }
    if SPELLINGS.contains(&element) || element.contains(' ') {
        return None;
    }
    canonical_builtin(element).map(|canonical| (canonical, array))
}

/// The type under `serial` and its kin, which the grammar of a column knows (manual, 8.1.4 "Serial Types").
pub(super) fn serial_type(data_type: &DataType) -> Option<&'static str> {
    let plain = data_type.name.schema.is_none() && data_type.modifiers.is_empty() && !data_type.array;
    match plain.then(|| data_type.name.name.as_str())? {
        "serial" | "serial4" => Some("integer"),
        "bigserial" | "serial8" => Some("bigint"),
        "smallserial" | "serial2" => Some("smallint"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::read;
    use super::*;

    #[test]
    fn spells_types_as_format_type_does() {
        for (written, canonical) in [
            ("int", "integer"),
            ("pg_catalog.int4", "integer"),
            ("\"varchar\"(5)", "character varying(5)"),
            ("double precision", "double precision"),
            ("float(10)", "real"),
            ("float", "double precision"),
            ("numeric(10)", "numeric(10,0)"),
            ("DECIMAL(10, 2)", "numeric(10,2)"),
            ("timestamp(3)", "timestamp(3) without time zone"),
            ("timestamp(3) with time zone", "timestamp(3) with time zone"),
            ("timestamptz(6)[]", "timestamp(6) with time zone[]"),
            ("interval day to second(3)", "interval day to second(3)"),
            ("interval(3)", "interval(3)"),
            ("national char varying (7)", "character varying(7)"),
            ("character", "character(1)"),
            ("bpchar", "character"),
            ("bit varying(5)", "bit varying(5)"),
            ("\"char\"", "\"char\""),
            ("_text", "text[]"),
            ("text[3][]", "text[]"),
            ("integer array[3]", "integer[]"),
            ("\"Mood\"", "\"Mood\""),
            ("app.Mood[]", "app.mood[]"),
            ("geometry(Point, 4326)", "geometry(Point,4326)"),
            ("json", "json"),
        ] {
            assert_eq!(
                read(written, data_type).map(|found| found.to_string()).as_deref(),
                Some(canonical),
                "{written}"
            );
        }
        for refused in ["select", "between", "int(", "text[x]", "national int", "numeric()"] {
            assert_eq!(read(refused, data_type), None, "{refused}");
        }
    }
}
