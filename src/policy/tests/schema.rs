use std::collections::BTreeSet;

use super::*;
use crate::policy::schema;
use serde_json::Value;

/// Where the shipped schema lies; `SEAWALL_BLESS=1 cargo test --lib policy::tests::schema` writes it again.
const SHIPPED: &str = "policies/seawall.schema.json";

/// The example of the contract, with the rules of these tests.
const CONTRACT: &str = "
version: 1
extends: [default, supabase]
pg_version: 15
migrations:
  - { path: prisma/migrations, layout: prisma, runner: prisma@7.10, history_table: ops.applied }
environments:
  staging:    { url: $STAGING_DATABASE_URL }
  production: { url: $DATABASE_URL, protected: true, hosts: [\"db.*.supabase.co\"] }
rules:
  drop-table: block
  index-build-blocks-writes: { level: warn, tables: { \"public.Event\": block } }
paths:
  \"packages/analytics/**\": { rules: { lock: info } }
exemptions:
  - { rule: drop-column, object: 'public.\"User\".\"legacyName\"', migration: 20260101120000_x, reason: unused since 2.4, until: 2026-12-31 }
inline: { forbid: [data-loss] }
commands: []
drift: { compare: exact, ignore: [], prelude: db/prelude.sql, baseline: seawall.drift.json }
gate: { require: [], record: optional }
";

fn json(text: &str) -> Value {
    serde_yaml::from_str(text).unwrap()
}

#[test]
fn the_contracts_example_is_valid_for_both() {
    let validator = jsonschema::validator_for(&schema(RULES)).unwrap();
    let errors: Vec<String> = validator.iter_errors(&json(CONTRACT)).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    let loaded = load_files(&[("/repo/seawall.yaml", CONTRACT)], &[]);
    assert!(loaded.is_ok(), "{:#?}", loaded.map(|_| ()));
}

#[test]
fn the_schema_refuses_what_the_reader_refuses() {
    let validator = jsonschema::validator_for(&schema(RULES)).unwrap();
    for text in [
        "rules: { drop-tabel: block }",
        "rules: { drop-table: loud }",
        "rules: { lock: { tabels: {} } }",
        "extends: [stict]",
        "pg_version: 11",
        "nonsense: 1",
        "exemptions: [{ rule: drop-table, migration: m }]",
        "exemptions: [{ rule: drop-table, reason: r }]",
        "exemptions: [{ rule: lock, migration: m, reason: r }]",
        "inline: { forbid: [nonsense] }",
        "drift: { compare: exacts }",
        "gate: { require: [backup] }",
        "gate: { require: [{ soak: 1h, branch: main }] }",
        "gate: { require: [{ backup: { record: backups.jsonl } }] }",
        "gate: { require: [{ window: [{ days: [monday] }] }] }",
        "gate: { unchecked: [{ requirement: drift, reason: r }] }",
        "gate: { unchecked: [{ requirement: check }] }",
        "environments: { p: { protected: true } }",
    ] {
        assert!(load(text).is_err(), "{text}");
        assert!(!validator.is_valid(&json(&format!("version: 1\n{text}"))), "{text}");
    }
}

/// Each mapping of the file asks the reader for a key that none has; its answer lists the keys it knows.
#[test]
fn the_schema_has_the_keys_that_the_reader_asks_for() {
    let schema = schema(RULES);
    let long = "a-key-that-is-like-no-other";
    for (definition, text) in [
        ("", format!("{long}: 1")),
        ("RuleDetail", format!("rules: {{ lock: {{ {long}: 1 }} }}")),
        ("PathEntry", format!("paths: {{ x: {{ {long}: 1 }} }}")),
        ("MigrationsEntry", format!("migrations: [{{ path: x, {long}: 1 }}]")),
        ("EnvironmentEntry", format!("environments: {{ x: {{ url: $X, {long}: 1 }} }}")),
        ("ExemptionEntry", format!("exemptions: [{{ rule: drop-table, migration: m, reason: r, {long}: 1 }}]")),
        ("InlineEntry", format!("inline: {{ {long}: 1 }}")),
        ("CommandEntry", format!("commands: [{{ program: x, {long}: 1 }}]")),
        ("DriftEntry", format!("drift: {{ {long}: 1 }}")),
        ("IgnoreEntry", format!("drift: {{ ignore: [{{ object: x, reason: r, {long}: 1 }}] }}")),
        ("GateEntry", format!("gate: {{ {long}: 1 }}")),
        ("RequireEntry", format!("gate: {{ require: [{{ soak: 1h, {long}: 1 }}] }}")),
        ("BackupEntry", format!("gate: {{ require: [{{ backup: {{ record: b, max_age: 1h, {long}: 1 }} }}] }}")),
        ("WindowEntry", format!("gate: {{ require: [{{ window: [{{ days: [mon], {long}: 1 }}] }}] }}")),
        ("UncheckedEntry", format!("gate: {{ unchecked: [{{ requirement: check, reason: r, {long}: 1 }}] }}")),
    ] {
        let mistakes = load(&text).map(|_| ()).unwrap_err();
        let help = mistakes[0].help.clone().unwrap();
        let read: BTreeSet<&str> = help.strip_prefix("the keys here are ").unwrap().split(", ").collect();
        let node = if definition.is_empty() { &schema } else { &schema["definitions"][definition] };
        let told: BTreeSet<&str> = node["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(read, told, "{definition}");
    }
}

#[test]
fn the_shipped_schema_is_current() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHIPPED);
    let current = format!("{:#}\n", schema(crate::rules::all()));
    if std::env::var_os("SEAWALL_BLESS").is_some() {
        std::fs::write(&path, &current).unwrap();
    }
    let shipped = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(shipped == current, "{SHIPPED} is not current: SEAWALL_BLESS=1 cargo test --lib policy::tests::schema");
}
