//! What a server's own statistics change in what `check` says of it.

use crate::live::TableFacts;
use crate::rules::{Category, Finding, Level};

/// Tells how large the tables of each finding are, and lowers what cannot hurt a table that is empty. A size that nobody knows
/// changes nothing; what the policy says of a rule by name stays.
pub(super) fn weigh(findings: &mut [Finding], facts: &[TableFacts]) {
    for finding in findings.iter_mut().filter(|_| !facts.is_empty()) {
        let tables = tables(finding, facts);
        if tables.is_empty() {
            continue;
        }
        if tables.iter().all(|facts| facts.is_some_and(|facts| facts.rows == Some(0))) {
            finding.level = finding.level.min(when_empty(finding.category, finding.level));
        }
        let sizes: Vec<String> = tables.into_iter().flatten().map(size).collect();
        if !sizes.is_empty() {
            let before = finding.why.take().map(|why| format!("{why}; ")).unwrap_or_default();
            finding.why = Some(format!("{before}{}", sizes.join(", ")));
        }
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

/// `public.Order holds about 12000 rows, 3 MB`, in the units of `pg_size_pretty`.
fn size(facts: &TableFacts) -> String {
    let name = crate::sql::ObjectName::new(facts.schema.as_str(), facts.name.as_str());
    match facts.rows {
        Some(0) => format!("{name} is empty"),
        Some(1) => format!("{name} holds about 1 row, {}", bytes(facts.bytes)),
        Some(rows) => format!("{name} holds about {rows} rows, {}", bytes(facts.bytes)),
        None => format!("how many rows {name} holds is not known: it was never analysed"),
    }
}

/// Up to ten thousand of a unit, as PostgreSQL tells sizes.
fn bytes(size: u64) -> String {
    let units = [("kB", 10), ("MB", 20), ("GB", 30), ("TB", 40)];
    let fits = |(_, shift): &(&str, u32)| size.div_ceil(1 << shift) < 10_000;
    let (unit, shift) = units.into_iter().find(fits).unwrap_or(("TB", 40));
    format!("{} {unit}", size.div_ceil(1 << shift))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{Object, by_id};
    use crate::sql::ObjectName;

    fn facts(name: &str, rows: Option<u64>) -> TableFacts {
        TableFacts { schema: "public".into(), name: name.into(), rows, bytes: 30 << 20 }
    }

    fn weighed(rule: &str, tables: &[&str], facts: &[TableFacts]) -> (Level, String) {
        let objects = tables.iter().map(|name| Object::new("table", &ObjectName::new("public", *name))).collect();
        let mut findings = [Finding { objects, ..Finding::of(by_id(rule).unwrap(), "x") }];
        weigh(&mut findings, facts);
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
    fn the_size_is_told() {
        assert_eq!(weighed("drop-table", &["a"], &[facts("a", Some(12))]).1, "public.a holds about 12 rows, 30 MB");
        assert!(weighed("drop-table", &["a"], &[facts("a", None)]).1.contains("never analysed"));
    }
}
