use super::*;
use crate::policy::Subject;
use crate::sql::ObjectName;

/// Level and source of a rule's finding on tables of `public`, in a file.
fn decided(policy: &Policy, rule: &'static Rule, tables: &[&str], path: &str) -> String {
    let tables: Vec<ObjectName> = tables.iter().map(|table| ObjectName::new("public", *table)).collect();
    let decision = policy.level(&Subject { rule, tables: &tables, path: Some(path), case: None });
    format!("{} {}", decision.level, decision.from)
}

const FILE: &str = "extends: [strict]
rules:
  data-loss: warn
  drop-table: info
  index-build-blocks-writes: { level: warn, tables: { public.Event: block, 'public.Log*': off } }
paths:
  \"analytics/**\": { rules: { lock: info, drop-table: { tables: { public.Event: off } } } }
";

#[test]
fn the_strongest_word_holds() {
    let policy = policy(FILE);
    for (rule, tables, path, wanted) in [
        (&STYLE, &[][..], "a.sql", "block builtin:strict"),
        (&DROP_COLUMN, &[], "a.sql", "warn seawall.yaml:4"),
        (&DROP_TABLE, &[], "a.sql", "info seawall.yaml:5"),
        (&INDEX, &[], "a.sql", "warn seawall.yaml:6"),
        (&INDEX, &["User"], "a.sql", "warn seawall.yaml:6"),
        (&INDEX, &["Event"], "a.sql", "block seawall.yaml:6"),
        (&INDEX, &["event"], "a.sql", "warn seawall.yaml:6"),
        (&INDEX, &["Logs"], "a.sql", "off seawall.yaml:6"),
        (&INDEX, &[], "analytics/x/a.sql", "info seawall.yaml:8"),
        (&INDEX, &["Event"], "analytics/x/a.sql", "block seawall.yaml:6"),
        (&DROP_TABLE, &["Event"], "analytics/x/a.sql", "off seawall.yaml:8"),
        (&DROP_TABLE, &["Event"], "a.sql", "info seawall.yaml:5"),
    ] {
        assert_eq!(decided(&policy, rule, tables, path), wanted, "{} {tables:?} {path}", rule.id);
    }
}

#[test]
fn of_several_tables_the_strictest_decides() {
    let policy = policy(FILE);
    assert_eq!(decided(&policy, &INDEX, &["Logs", "User"], "a.sql"), "warn seawall.yaml:6");
    assert_eq!(decided(&policy, &INDEX, &["Logs", "Event"], "a.sql"), "block seawall.yaml:6");
}

#[test]
fn a_flag_beats_everything_and_a_category_does_not_beat_its_rule() {
    let file = [("/repo/app/seawall.yaml", "version: 1\nrules: { drop-table: { tables: { public.Event: block } } }\n")];
    let policy = load_files(&file, &["drop-table=info", "data-loss=off"]).unwrap();
    assert_eq!(decided(&policy, &DROP_TABLE, &["Event"], "a.sql"), "info --level");
    assert_eq!(decided(&policy, &DROP_COLUMN, &[], "a.sql"), "off --level");
}

#[test]
fn a_later_pack_beats_a_more_exact_word_of_an_earlier_one() {
    let files = [
        ("/repo/app/seawall.yaml", "version: 1\nextends: [./a.yaml, ./b.yaml]\n"),
        ("/repo/app/a.yaml", "version: 1\nrules: { drop-table: info }\n"),
        ("/repo/app/b.yaml", "version: 1\nrules: { data-loss: warn }\n"),
    ];
    assert_eq!(decided(&load_files(&files, &[]).unwrap(), &DROP_TABLE, &[], "a.sql"), "warn b.yaml:2");
}

#[test]
fn a_milder_case_stays_milder_unless_somebody_chose_the_level() {
    let level = |text: &str| {
        let subject = Subject { rule: &DROP_COLUMN, tables: &[], path: None, case: Some(Level::Warn) };
        policy(text).level(&subject).level
    };
    assert_eq!(level(""), Level::Warn);
    assert_eq!(level("rules: { data-loss: block }"), Level::Block);
    assert_eq!(level("rules: { drop-column: info }"), Level::Info);
}

#[test]
fn a_graver_case_stays_graver_unless_somebody_chose_the_level() {
    let level = |text: &str| {
        let subject = Subject { rule: &INDEX, tables: &[], path: None, case: Some(Level::Block) };
        policy(text).level(&subject).level
    };
    assert_eq!(level(""), Level::Block);
    assert_eq!(level("rules: { lock: warn }"), Level::Warn);
}

#[test]
fn paths_are_relative_to_the_folder_of_the_policy() {
    let file = [("/repo/seawall.yaml", "version: 1\npaths: { \"app/db/**\": { rules: { lock: info } } }\n")];
    let policy = load_files(&file, &[]).unwrap();
    assert_eq!(decided(&policy, &INDEX, &[], "db/a.sql"), "info /repo/seawall.yaml:2");
    assert_eq!(decided(&policy, &INDEX, &[], "../app/db/a.sql"), "info /repo/seawall.yaml:2");
    assert_eq!(decided(&policy, &INDEX, &[], "../db/a.sql"), "warn default");
}

#[test]
fn a_rule_is_looked_for_where_any_word_turns_it_on() {
    assert!(!policy("").looks_for(&STYLE));
    assert!(policy("paths: { \"a/**\": { rules: { prefer-text: warn } } }").looks_for(&STYLE));
    assert!(policy("rules: { prefer-text: { tables: { public.Event: warn } } }").looks_for(&STYLE));
    assert!(!policy("rules: { drop-table: off }").looks_for(&DROP_TABLE));
}
