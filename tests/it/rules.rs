//! Every rule's own examples, judged by the binary as a user would have them judged.

use std::collections::BTreeSet;

use seawall::rules::{self, Check, Example, OBJECT_KINDS, Rule};

use crate::project::Project;

/// A policy in which every rule speaks, also those that are off by default.
fn everything_on() -> String {
    let lines: Vec<String> = rules::all().iter().map(|rule| format!("  {}: warn\n", rule.id)).collect();
    format!("version: 1\nrules:\n{}", lines.concat())
}

/// The rules that speak on an example's pending migration.
fn spoken(example: &Example) -> BTreeSet<String> {
    let project = Project::prisma("7.10.0");
    project.write("seawall.yaml", &everything_on());
    project.migration("20260101000000_deployed", &format!("{}\n", example.deployed));
    project.migration("20260102000000_pending", &format!("{}\n", example.pending));
    let runner = if example.runner.is_empty() { "prisma@7.10" } else { example.runner };
    let version = if example.pg_version == 0 { 15 } else { example.pg_version }.to_string();
    let run =
        project.seawall(&["check", "--last", "1", "--format", "json", "--runner", runner, "--pg-version", &version]);
    assert!(matches!(run.code, Some(0 | 1)), "{example:?}: {run:?}");
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    for object in findings.iter().flat_map(|finding| finding["objects"].as_array().unwrap()) {
        let kind = object["kind"].as_str().unwrap();
        assert!(OBJECT_KINDS.contains(&kind), "{kind} is not in the published list: {example:?}");
    }
    findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn each_bad_example_fires_and_each_good_one_does_not() {
    let mut wrong = Vec::new();
    for rule in rules::all() {
        let silent = rule.bad.iter().filter(|example| !spoken(example).contains(rule.id));
        wrong.extend(silent.map(|example| format!("{} is silent on: {}", rule.id, example.pending)));
        let loud = rule.good.iter().filter(|example| spoken(example).contains(rule.id));
        wrong.extend(loud.map(|example| format!("{} speaks on: {}", rule.id, example.pending)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_is_documented_and_has_examples_of_both_sorts() {
    for rule in rules::all() {
        assert!(is_kebab(rule.id), "{}", rule.id);
        assert!(!rule.summary.ends_with('.') && rule.summary.len() <= 150, "{}: {}", rule.id, rule.summary);
        assert!(rule.docs.len() > 60, "{}", rule.id);
        let told_elsewhere = matches!(rule.check, Check::Audit) || is_of_old_servers(rule);
        assert!(told_elsewhere || !rule.bad.is_empty() && !rule.good.is_empty(), "{} lacks an example", rule.id);
    }
}

#[test]
fn identifiers_are_unique() {
    let mut seen = BTreeSet::new();
    for rule in rules::all() {
        assert!(seen.insert(rule.id), "{} stands twice", rule.id);
    }
}

/// Speaks only on servers older than those that examples can name.
fn is_of_old_servers(rule: &Rule) -> bool {
    rule.id == "enum-add-value-in-transaction"
}

fn is_kebab(id: &str) -> bool {
    id.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !id.starts_with('-') && !id.ends_with('-')
}
