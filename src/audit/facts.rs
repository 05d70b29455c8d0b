//! What a server's own statistics change in what `check` says of it.

use bytesize::ByteSize;

use crate::live::TableFacts;
use crate::rules::{Category, Finding, Level};
use crate::sql::ObjectName;

/// Tells how large the tables of each finding are, lowers what cannot hurt a table that is empty, and raises what would stop a large
/// one for long. A size that nobody knows changes nothing; what the policy says of a rule by name stays.
pub(super) fn weigh(findings: &mut [Finding], facts: &[TableFacts], large: ByteSize) {
    for finding in findings.iter_mut().filter(|_| !facts.is_empty()) {
        let tables = tables(finding, facts);
        if tables.is_empty() {
            continue;
        }
        let mut why: Vec<String> = finding.why.take().into_iter().collect();
        why.extend(tables.iter().flatten().map(|facts| size(facts)));
        if tables.iter().all(|facts| facts.is_some_and(|facts| facts.rows == Some(0))) {
            finding.level = finding.level.min(when_empty(finding.category, finding.level));
        } else if tables.iter().flatten().any(|facts| facts.bytes >= large.as_u64()) {
            let level = when_large(finding.category, finding.level);
            if level != finding.level {
                finding.level = level;
                let large = large.display().si();
                why.push(format!("from {large} on a table is too large for this (`gate.large_table` of the policy)"));
            }
        }
        finding.why = (!why.is_empty()).then(|| why.join("; "));
    }
}

/// The tables that a finding names, each with what is known of it; one that is not there yet is not known.
fn tables<'a>(finding: &Finding, facts: &'a [TableFacts]) -> Vec<Option<&'a TableFacts>> {
    let objects = finding.objects.iter().filter(|object| object.kind == "table" || object.column.is_some());
    let mut names: Vec<(&str, &str)> =
        objects.filter_map(|object| Some((object.schema.as_deref()?, object.name.as_str()))).collect();
    if names.is_empty() {
        names.extend(finding.locks.iter().map(|lock| (lock.schema.as_str(), lock.name.as_str())));
    }
    names.sort_unstable();
    names.dedup();
    let known = |(schema, name): (&str, &str)| facts.iter().find(|one| one.schema == schema && one.name == name);
    names.into_iter().map(known).collect()
}

/// Nothing is lost, scanned, written again or refused where there are no rows; that rows may come before the deploy is worth a look
/// where they would be gone.
const fn when_empty(category: Category, level: Level) -> Level {
    match category {
        Category::DataLoss => Level::Warn,
        Category::DataDependent | Category::Rewrite | Category::Lock => Level::Info,
        _ => level,
    }
}

/// How long a scan, an index build or a rewrite keeps others waiting grows with the table.
const fn when_large(category: Category, level: Level) -> Level {
    match (category, level) {
        (Category::Rewrite | Category::Lock, Level::Warn) => Level::Block,
        _ => level,
    }
}

/// `public.Order holds about 12000 rows, 3.1 MB`.
fn size(facts: &TableFacts) -> String {
    let name = ObjectName::new(facts.schema.as_str(), facts.name.as_str());
    let bytes = ByteSize(facts.bytes).display().si();
    match facts.rows {
        Some(0) => format!("{name} is empty"),
        Some(1) => format!("{name} holds about 1 row, {bytes}"),
        Some(rows) => format!("{name} holds about {rows} rows, {bytes}"),
        None => format!("how many rows {name} holds is not known: it was never analysed"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Object, by_id};

    fn facts(name: &str, rows: Option<u64>) -> TableFacts {
        TableFacts { schema: "public".into(), name: name.into(), rows, bytes: 30_000_000 }
    }

    fn weighed(rule: &str, tables: &[&str], facts: &[TableFacts]) -> (Level, String) {
        weighed_from("1GB", rule, tables, facts)
    }

    fn weighed_from(large: &str, rule: &str, tables: &[&str], facts: &[TableFacts]) -> (Level, String) {
        let objects = tables.iter().map(|name| Object::new("table", &ObjectName::new("public", *name))).collect();
        let mut findings = [Finding { objects, ..Finding::of(by_id(rule).unwrap(), "x") }];
        weigh(&mut findings, facts, large.parse().unwrap());
        (findings[0].level, findings[0].why.clone().unwrap_or_default())
    }

    #[test]
    fn only_tables_known_to_be_empty_lower_a_finding() {
        let empty = [facts("a", Some(0)), facts("b", Some(0))];
        assert_eq!(weighed("drop-table", &["a"], &empty), (Level::Warn, "public.a is empty".into()));
        assert_eq!(weighed("index-build-blocks-writes", &["a", "b"], &empty).0, Level::Info);
        for facts in [vec![facts("a", None)], vec![facts("a", Some(5))], vec![facts("b", Some(0))], vec![]] {
            assert_eq!(weighed("drop-table", &["a"], &facts).0, Level::Block, "{facts:?}");
        }
        assert_eq!(weighed("drop-table", &["a", "c"], &empty).0, Level::Block, "one of two is not known");
    }

    #[test]
    fn what_keeps_others_waiting_blocks_on_a_large_table() {
        let facts = [facts("a", Some(12)), facts("b", Some(0))];
        for rule in ["index-build-blocks-writes", "type-change-rewrites"] {
            assert_eq!(weighed_from("31MB", rule, &["a"], &facts).0, Level::Warn);
            let (level, why) = weighed_from("30MB", rule, &["a", "b"], &facts);
            assert_eq!(level, Level::Block);
            assert!(
                why.ends_with("from 30.0 MB on a table is too large for this (`gate.large_table` of the policy)"),
                "{why}"
            );
        }
        assert_eq!(weighed_from("1MB", "rename-column", &["a"], &facts).0, Level::Warn, "that takes no time");
    }

    #[test]
    fn the_size_is_told() {
        assert_eq!(weighed("drop-table", &["a"], &[facts("a", Some(12))]).1, "public.a holds about 12 rows, 30.0 MB");
        assert!(weighed("drop-table", &["a"], &[facts("a", None)]).1.contains("never analysed"));
    }
}
