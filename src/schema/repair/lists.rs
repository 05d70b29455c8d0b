//! Lists of `name=value` that are changed member by member.

use std::collections::BTreeMap;

use crate::schema::render::{Object, literal, split_list};
use crate::sql::quote_ident;

fn members(list: Option<&str>) -> BTreeMap<&str, &str> {
    let members = list.map(split_list).unwrap_or_default().into_iter();
    members.map(|member| member.split_once('=').unwrap_or((member, "true"))).collect()
}

/// `SET (…)` and `RESET (…)` that bring storage options from what they are to what they should be.
pub(super) fn storage(expected: Object<'_>, actual: Object<'_>, attribute: &str, prefix: &str) -> Vec<String> {
    let (should, is) = (members(expected.get(attribute)), members(actual.get(attribute)));
    let gone: Vec<String> = is
        .keys()
        .filter(|name| !should.contains_key(*name))
        .map(|name| format!("{prefix}{}", quote_ident(name)))
        .collect();
    let set: Vec<String> = should
        .iter()
        .filter(|(name, value)| is.get(*name) != Some(value))
        .map(|(name, value)| format!("{prefix}{} = {}", quote_ident(name), literal(value)))
        .collect();
    let action = |word: &str, list: Vec<String>| (!list.is_empty()).then(|| format!("{word} ({})", list.join(", ")));
    action("RESET", gone).into_iter().chain(action("SET", set)).collect()
}

/// `OPTIONS (ADD …, SET …, DROP …)` of foreign data.
pub(super) fn foreign(expected: Object<'_>, actual: Object<'_>) -> String {
    let (should, is) = (members(expected.get("foreign-options")), members(actual.get("foreign-options")));
    let dropped =
        is.keys().filter(|name| !should.contains_key(*name)).map(|name| format!("DROP {}", quote_ident(name)));
    let changed = should.iter().filter(|(name, value)| is.get(*name) != Some(value)).map(|(name, value)| {
        let verb = if is.contains_key(name) { "SET" } else { "ADD" };
        format!("{verb} {} {}", quote_ident(name), literal(value))
    });
    format!("OPTIONS ({})", dropped.chain(changed).collect::<Vec<_>>().join(", "))
}

/// `SET …` and `RESET …` of settings, one a line.
pub(super) fn settings(expected: Option<&str>, actual: Option<&str>) -> Vec<String> {
    let (expected, actual) = (expected.unwrap_or_default(), actual.unwrap_or_default());
    let name = |line: &'_ str| line.split('=').next().unwrap_or_default().to_owned();
    let kept: Vec<String> = expected.lines().map(name).collect();
    let gone = actual.lines().map(name).filter(|name| !kept.contains(name)).map(|name| format!("RESET {name}"));
    let set =
        expected.lines().filter(|line| !actual.lines().any(|other| other == *line)).map(crate::schema::render::setting);
    gone.chain(set).collect()
}
