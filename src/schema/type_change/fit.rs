//! Whether the values of one type fit another: lengths, precisions, ranges.

use super::Outcome;
use crate::sql::DataType;

/// How values fit a type that they can be cast to.
pub(super) struct Fit {
    /// What becomes of them.
    pub(super) outcome: Outcome,
    /// A limit has to be applied to each value, even where the bytes are the same.
    pub(super) checks_length: bool,
    /// The same bytes mean something else to an index.
    pub(super) index_rebuild: bool,
}

impl Fit {
    const fn same() -> Self {
        Self { outcome: Outcome::Free, checks_length: false, index_rebuild: false }
    }

    /// Converted by a function that keeps every value.
    const fn kept() -> Self {
        Self { outcome: Outcome::Lossless, checks_length: false, index_rebuild: false }
    }

    fn fails(why: impl Into<String>) -> Self {
        Self { outcome: Outcome::MayFail { why: why.into() }, checks_length: true, index_rebuild: false }
    }

    fn loses(how: impl Into<String>) -> Self {
        Self { outcome: Outcome::LosesValues { how: how.into() }, checks_length: true, index_rebuild: false }
    }

    /// A limit that changes nothing, but that the server applies to each value all the same.
    const fn applied() -> Self {
        Self { outcome: Outcome::Lossless, checks_length: true, index_rebuild: false }
    }
}

/// How values of one type (domains taken off) fit the other.
pub(super) fn fit(from: &DataType, to: &DataType, explicit: bool) -> Fit {
    let (element, target) = (from.element(), to.element());
    let Some(to_name) = target.builtin() else { return into_user_type(from, to) };
    let from_name = element.builtin().unwrap_or("");
    if from.array && !to.array {
        return into_string(from, to, explicit);
    }
    match to_name {
        _ if from_name == to_name => same_name(&element, &target, explicit),
        "text" | "character varying" | "character" | "name" | "\"char\"" => into_string(&element, &target, explicit),
        "smallint" | "integer" | "bigint" | "oid" => into_integer(from_name, to_name),
        "real" | "double precision" | "numeric" | "money" => into_number(from_name, &target),
        "boolean" if from_name == "integer" => Fit::loses("every number but 0 becomes true"),
        _ => into_other(from_name, &element, &target),
    }
}

fn is_string(name: &str) -> bool {
    matches!(name, "text" | "character varying" | "character" | "name" | "")
}

fn into_user_type(from: &DataType, to: &DataType) -> Fit {
    let is_same = from.name == to.name || to.name.name == *"citext" && !from.array;
    if is_same { Fit::same() } else { Fit::fails(format!("values that are no {to} make it fail")) }
}

/// The same type with another length, precision or fields.
fn same_name(from: &DataType, to: &DataType, explicit: bool) -> Fit {
    match to.builtin().unwrap_or_default() {
        "character varying" | "bit varying" => limited(from, to, explicit),
        "character" | "bit" => fixed(from, to, explicit),
        "numeric" => numeric(from, to),
        "interval" if from.fields != to.fields && to.fields.is_some() => {
            Fit::loses(format!("what {to} has no place for is cut off"))
        }
        "interval"
        | "timestamp without time zone"
        | "timestamp with time zone"
        | "time without time zone"
        | "time with time zone" => precision(from, to),
        _ => Fit::same(),
    }
}

/// `varchar(n)`: a longer limit, or none, is free.
fn limited(from: &DataType, to: &DataType, explicit: bool) -> Fit {
    match (from.modifier(0), to.modifier(0)) {
        (_, None) => Fit::same(),
        (Some(before), Some(after)) if after >= before => Fit::same(),
        (_, Some(after)) => too_long(after, explicit),
    }
}

fn too_long(limit: i64, explicit: bool) -> Fit {
    if explicit {
        Fit::loses(format!("a written cast cuts values longer than {limit} without an error"))
    } else {
        Fit::fails(format!("values longer than {limit} make it fail"))
    }
}

/// `char(n)` and `bit(n)` fill up: any other length is written again.
fn fixed(from: &DataType, to: &DataType, explicit: bool) -> Fit {
    let (before, after) = (from.modifier(0).unwrap_or(1), to.modifier(0).unwrap_or(1));
    if before == after {
        Fit::same()
    } else if after > before && to.is("character") {
        Fit::applied()
    } else {
        too_long(after, explicit)
    }
}

fn numeric(from: &DataType, to: &DataType) -> Fit {
    let scale = |data_type: &DataType| data_type.modifier(1).unwrap_or(0);
    let Some(precision) = to.modifier(0) else { return Fit::same() };
    let Some(before) = from.modifier(0) else { return Fit::loses(rounds(scale(to))) };
    if scale(to) < scale(from) {
        Fit::loses(rounds(scale(to)))
    } else if precision - scale(to) < before - scale(from) {
        Fit::fails(format!("values with more than {} digits before the point make it fail", precision - scale(to)))
    } else if scale(to) == scale(from) {
        Fit::same()
    } else {
        Fit::applied()
    }
}

fn rounds(scale: i64) -> String {
    match scale {
        0 => "fractions are rounded to whole numbers".to_owned(),
        1 => "values are rounded to 1 digit after the point".to_owned(),
        digits => format!("values are rounded to {digits} digits after the point"),
    }
}

/// Digits of a second: 6 where none are given.
fn precision(from: &DataType, to: &DataType) -> Fit {
    let digits = |data_type: &DataType| data_type.modifier(0).unwrap_or(6);
    if digits(to) < digits(from) {
        Fit::loses(format!("fractions of seconds are rounded to {} digits", digits(to)))
    } else {
        Fit::same()
    }
}

fn into_string(from: &DataType, to: &DataType, explicit: bool) -> Fit {
    let name = if from.array { "" } else { from.builtin().unwrap_or_default() };
    let is_padded = name == "character";
    match (to.builtin().unwrap_or_default(), to.modifier(0)) {
        ("text" | "character varying", None) if is_padded => Fit::loses("trailing spaces are cut off"),
        ("text" | "character varying", None) => Fit { outcome: Outcome::Free, ..Fit::kept() },
        ("name", _) => Fit::loses("values longer than 63 bytes are cut off"),
        ("\"char\"", _) => Fit::loses("all but the first byte is cut off"),
        (_, limit) => string_limit(from, (limit.unwrap_or(1), is_padded), explicit),
    }
}

/// Values of another type, written as text, in a limited string.
fn string_limit(from: &DataType, (limit, is_padded): (i64, bool), explicit: bool) -> Fit {
    let longest = if from.array { None } else { longest_text(from) };
    match longest {
        Some(longest) if longest <= limit && is_padded => Fit::loses("trailing spaces are cut off"),
        Some(longest) if longest <= limit => Fit::applied(),
        _ => too_long(limit, explicit),
    }
}

/// How long the text of a value can be.
fn longest_text(data_type: &DataType) -> Option<i64> {
    Some(match data_type.builtin()? {
        "character varying" => data_type.modifier(0)?,
        "character" => data_type.modifier(0).unwrap_or(1),
        "boolean" => 5,
        "smallint" => 6,
        "integer" => 11,
        "bigint" => 20,
        "uuid" => 36,
        "date" => 13,
        "numeric" => data_type.modifier(0)? + 3,
        "real" => 15,
        "double precision" => 24,
        _ => return None,
    })
}

fn into_integer(from: &str, to: &str) -> Fit {
    let size = |name: &str| match name {
        "smallint" => 2,
        "integer" | "oid" | "regclass" => 4,
        "bigint" => 8,
        _ => 0,
    };
    match from {
        "real" | "double precision" | "numeric" | "money" => Fit::loses("fractions are rounded to whole numbers"),
        "jsonb" => Fit::fails("values that are no JSON number make it fail"),
        "boolean" => Fit::kept(),
        _ if is_string(from) => Fit::fails(format!("values that are no {to} make it fail")),
        _ if size(from) > size(to) => Fit::fails(format!("values out of the range of {to} make it fail")),
        "smallint" | "integer" | "oid" if to == "oid" || from == "oid" => Fit::same(),
        _ => Fit::kept(),
    }
}

fn into_number(from: &str, to: &DataType) -> Fit {
    let to_name = to.builtin().unwrap_or_default();
    if is_string(from) || from == "jsonb" {
        return Fit::fails(format!("values that are no {to} make it fail"));
    }
    match (from, to_name) {
        ("integer" | "bigint" | "double precision" | "numeric", "real")
        | ("bigint" | "numeric", "double precision") => {
            Fit::loses(format!("digits that {to_name} has no place for are lost"))
        }
        (_, "numeric") => number_into_numeric(from, to),
        ("numeric", "money") => Fit::loses("values are rounded to cents"),
        _ => Fit::kept(),
    }
}

fn number_into_numeric(from: &str, to: &DataType) -> Fit {
    let digits = match from {
        "smallint" => Some(5),
        "integer" => Some(10),
        "bigint" => Some(19),
        _ => None,
    };
    match (digits, to.modifier(0)) {
        (Some(_), None) => Fit::kept(),
        (Some(digits), Some(precision)) if precision - to.modifier(1).unwrap_or(0) >= digits => Fit::kept(),
        (Some(_), Some(_)) => Fit::fails(format!("values with too many digits for {to} make it fail")),
        // `real` keeps 6 digits on its way to numeric, `double precision` 15 (`float4_numeric`, `float8_numeric`).
        (None, None) if from == "money" => Fit::kept(),
        (None, None) => Fit::loses("values are rounded to the digits that the type guarantees"),
        (None, Some(_)) => Fit::loses(rounds(to.modifier(1).unwrap_or(0))),
    }
}

fn into_other(from: &str, old: &DataType, new: &DataType) -> Fit {
    let to = new.builtin().unwrap_or_default();
    match (from, to) {
        ("timestamp without time zone", "timestamp with time zone")
        | ("timestamp with time zone", "timestamp without time zone") => moments(old, new),
        ("timestamp without time zone" | "timestamp with time zone", "date") => {
            Fit::loses("the time of day is cut off")
        }
        ("timestamp without time zone" | "timestamp with time zone", _) => Fit::loses("the date is cut off"),
        ("time with time zone", "time without time zone") => Fit::loses("the time zone is cut off"),
        ("interval", "time without time zone") => Fit::loses("whole days are cut off"),
        ("inet", "cidr") => Fit::loses("bits to the right of the netmask become 0"),
        ("cidr", "inet") => Fit::same(),
        ("json", "jsonb") => Fit::loses("order, spaces and repeated keys of objects are lost"),
        ("date", "timestamp without time zone" | "timestamp with time zone")
        | ("time without time zone", "time with time zone" | "interval")
        | ("jsonb", "json")
        | ("macaddr", "macaddr8") => Fit::kept(),
        ("bit", "bit varying") => limited(old, new, false),
        ("bit varying", "bit") => too_long(new.modifier(0).unwrap_or(1), false),
        ("integer" | "oid", _) if to.starts_with("reg") => Fit::same(),
        ("integer" | "bigint", "bit") => Fit::loses("bits that have no place are cut off"),
        _ => Fit::fails(format!("values that are no {new} make it fail")),
    }
}

/// Between timestamps with and without time zone: read in the session's zone, and perhaps rounded.
fn moments(from: &DataType, to: &DataType) -> Fit {
    let precise = precision(from, to);
    if matches!(precise.outcome, Outcome::LosesValues { .. }) {
        return precise;
    }
    if to.is("timestamp with time zone") {
        Fit::kept()
    } else {
        Fit {
            outcome: Outcome::LosesValues { how: "values become local times of the session's time zone".to_owned() },
            ..Fit::kept()
        }
    }
}
