//! Which casts there are (manual, 10.4 "Value Storage", `pg_cast`), as a table.

use crate::sql::DataType;

/// What sort of type one is, as far as casts go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Builtin,
    Enum,
    Composite,
    CiText,
    /// A type of an extension, a range, or not known.
    Other,
}

/// How one type becomes another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cast {
    /// The same bytes.
    Binary,
    /// `timestamp` and `timestamptz`: the same bytes in UTC.
    TimeZone,
    /// By a function, on assignment.
    Assignment,
    /// By a function, only where a cast is written.
    Explicit,
}

impl Cast {
    /// Whether the cast happens without being written.
    pub(super) const fn is_assignable(self) -> bool {
        !matches!(self, Self::Explicit)
    }
}

/// The cast between two types, domains already taken off; `None` where there is none.
pub(super) fn cast((from, from_kind): (&DataType, Kind), (to, to_kind): (&DataType, Kind)) -> Option<Cast> {
    if from.name == to.name && from.array == to.array {
        return Some(if from.array { array_of_same(from, to) } else { Cast::Binary });
    }
    if from.array && to.array {
        // Arrays are converted element by element, so even elements of the same bytes are written again.
        return cast((&from.element(), from_kind), (&to.element(), to_kind)).map(|element| match element {
            Cast::Explicit => Cast::Explicit,
            _ => Cast::Assignment,
        });
    }
    if from_kind == Kind::CiText || to_kind == Kind::CiText {
        return Some(citext(from, to));
    }
    let builtin = from.builtin().filter(|_| !from.array).zip(to.builtin().filter(|_| !to.array));
    if let Some(found) = builtin.and_then(|(from, to)| between(from, to)) {
        return Some(found);
    }
    match (is_string(from), is_string(to), from_kind, to_kind) {
        // Every type is written as text on assignment, and read from it where a cast is written.
        (_, true, _, _) => Some(Cast::Assignment),
        (true, _, _, _) => Some(Cast::Explicit),
        // A type of an extension may have casts of its own.
        (_, _, Kind::Other, _) | (_, _, _, Kind::Other) => Some(Cast::Assignment),
        _ => None,
    }
}

fn array_of_same(from: &DataType, to: &DataType) -> Cast {
    if from.modifiers == to.modifiers || to.modifiers.is_empty() && from.modifiers.is_empty() {
        Cast::Binary
    } else {
        Cast::Assignment
    }
}

fn is_string(data_type: &DataType) -> bool {
    !data_type.array && ["text", "character varying", "character", "name"].iter().any(|name| data_type.is(name))
}

/// `citext` is text with other operators: the same bytes, but for a limit.
fn citext(from: &DataType, to: &DataType) -> Cast {
    let is_text = |data_type: &DataType| data_type.is("text") || data_type.is("character varying");
    let is_citext = |data_type: &DataType| data_type.builtin().is_none() && !data_type.array;
    match (is_citext(from), is_citext(to)) {
        _ if is_text(from) || is_text(to) => Cast::Binary,
        (true, true) => Cast::Binary,
        (true, _) if is_string(to) => Cast::Assignment,
        (true, _) => Cast::Explicit,
        _ => Cast::Assignment,
    }
}

fn between(from: &str, to: &str) -> Option<Cast> {
    let row = |table: &[(&str, &[&str])], cast: Cast| {
        table.iter().any(|(name, targets)| *name == from && targets.contains(&to)).then_some(cast)
    };
    row(BINARY, Cast::Binary)
        .or_else(|| row(TIME_ZONE, Cast::TimeZone))
        .or_else(|| row(ASSIGNMENT, Cast::Assignment))
        .or_else(|| row(EXPLICIT, Cast::Explicit))
}

const BINARY: &[(&str, &[&str])] = &[
    ("text", &["character varying"]),
    ("character varying", &["text"]),
    ("xml", &["text", "character varying"]),
    ("cidr", &["inet"]),
    ("bit", &["bit varying"]),
    ("bit varying", &["bit"]),
    ("integer", &["oid", "regclass", "regtype", "regproc", "regprocedure", "regrole", "regnamespace"]),
    ("oid", &["integer", "regclass", "regtype", "regproc", "regprocedure", "regrole", "regnamespace"]),
    ("regclass", &["integer", "oid"]),
    ("regtype", &["integer", "oid"]),
    ("regproc", &["integer", "oid", "regprocedure"]),
    ("regprocedure", &["integer", "oid", "regproc"]),
    ("regrole", &["integer", "oid"]),
    ("regnamespace", &["integer", "oid"]),
];

const TIME_ZONE: &[(&str, &[&str])] = &[
    ("timestamp without time zone", &["timestamp with time zone"]),
    ("timestamp with time zone", &["timestamp without time zone"]),
];

const ASSIGNMENT: &[(&str, &[&str])] = &[
    ("smallint", &["integer", "bigint", "real", "double precision", "numeric", "oid", "regclass"]),
    ("integer", &["smallint", "bigint", "real", "double precision", "numeric", "money"]),
    ("bigint", &["smallint", "integer", "real", "double precision", "numeric", "money", "oid", "regclass"]),
    ("real", &["smallint", "integer", "bigint", "double precision", "numeric"]),
    ("double precision", &["smallint", "integer", "bigint", "real", "numeric"]),
    ("numeric", &["smallint", "integer", "bigint", "real", "double precision", "money"]),
    ("money", &["numeric"]),
    ("oid", &["bigint"]),
    ("regclass", &["bigint"]),
    ("date", &["timestamp without time zone", "timestamp with time zone"]),
    ("timestamp without time zone", &["date", "time without time zone"]),
    ("timestamp with time zone", &["date", "time without time zone", "time with time zone"]),
    ("time without time zone", &["time with time zone", "interval"]),
    ("time with time zone", &["time without time zone"]),
    ("interval", &["time without time zone"]),
    ("inet", &["cidr"]),
    ("macaddr", &["macaddr8"]),
    ("macaddr8", &["macaddr"]),
    ("json", &["jsonb"]),
    ("jsonb", &["json"]),
    ("text", &["\"char\"", "regclass"]),
    ("character varying", &["\"char\"", "regclass"]),
    ("character", &["\"char\""]),
    ("int4range", &["int4multirange"]),
    ("int8range", &["int8multirange"]),
    ("numrange", &["nummultirange"]),
    ("daterange", &["datemultirange"]),
    ("tsrange", &["tsmultirange"]),
    ("tstzrange", &["tstzmultirange"]),
    ("box", &["point", "polygon", "circle", "lseg"]),
    ("polygon", &["path"]),
    ("path", &["polygon"]),
];

const EXPLICIT: &[(&str, &[&str])] = &[
    ("integer", &["boolean", "bit", "\"char\""]),
    ("bigint", &["bit"]),
    ("boolean", &["integer"]),
    ("\"char\"", &["integer"]),
    ("bit", &["integer", "bigint"]),
    ("jsonb", &["boolean", "smallint", "integer", "bigint", "real", "double precision", "numeric"]),
];
