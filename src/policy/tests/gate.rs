use time::macros::datetime;

use super::*;
use crate::policy::{Need, Requirement};

#[test]
fn reads_every_requirement() {
    let text = "gate:\n  record: required\n  records: releases\n  record_max_age: 2h\n  large_table: 500MB\n  require:\n    \
        - backup: { record: ops/backups.jsonl, max_age: 24h }\n    - soak: 30m\n    - approved: [data-loss, drop-table]\n    \
        - branch: main\n    - window: [{ days: [mon, fri], from: \"08:00\", to: \"16:00\" }, {}]\n  unchecked:\n    \
        - { requirement: two-databases, reason: the role may not read pg_control_system }";
    let rows = policy(text).show();
    let told: Vec<String> = rows
        .iter()
        .filter(|row| row.key.starts_with("gate."))
        .map(|row| format!("{}: {}", row.key, row.value))
        .collect();
    assert_eq!(
        told,
        [
            "gate.record: required",
            "gate.records: releases",
            "gate.record_max_age: 2h",
            "gate.large_table: 500.0 MB",
            "gate.require.backup: a backup in ops/backups.jsonl of the last 1 day",
            "gate.require.soak: 30m on the environment before",
            "gate.require.approved: approvals of exempted data-loss, drop-table",
            "gate.require.branch: a clean commit of main",
            "gate.require.window: mon, fri 08:00–16:00 UTC or every day 00:00–24:00 UTC",
            "gate.unchecked.two-databases: the role may not read pg_control_system",
        ]
    );
}

#[test]
fn tells_every_mistake_with_a_remedy() {
    let text = "gate:\n  record_max_age: tomorrow\n  large_table: huge\n  require:\n    - soak: 0s\n    - approved: [drop-tabel]\n    - approved: []\n    \
        - window: [{ days: [monday] }, { from: \"25:00\" }, { from: \"22:00\", to: \"04:00\" }]\n    - branch: \"\"\n    - {}";
    let mistakes = load(text).map(|_| ()).unwrap_err();
    let told: Vec<String> = mistakes.iter().map(|mistake| mistake.message.clone()).collect();
    assert_eq!(
        told,
        [
            "`tomorrow` is not a length of time",
            "`huge` is not a size",
            "`0s` is not a length of time",
            "there is no rule or category `drop-tabel`",
            "`approved` names no rule and no category",
            "`monday` is not a day",
            "`25:00` is not a time",
            "this window ends before it begins",
            "the branch is empty",
            "an entry of `gate.require` is one requirement with what it asks",
        ]
    );
    assert!(mistakes.iter().filter(|mistake| mistake.help.is_none()).count() <= 1);
}

#[test]
fn a_window_is_open_from_its_first_minute_until_its_last_has_ended() {
    let policy = policy("gate: { require: [{ window: [{ days: [thu], from: \"08:00\", to: \"16:00\" }] }] }");
    let Need::Window(windows) = &policy.gate.require[0].value else { panic!("a window") };
    for (now, open) in [
        (datetime!(2026-01-01 07:59:59 UTC), false),
        (datetime!(2026-01-01 08:00 UTC), true),
        (datetime!(2026-01-01 15:59:59 UTC), true),
        (datetime!(2026-01-01 16:00 UTC), false),
        (datetime!(2026-01-02 09:00 UTC), false),
        (datetime!(2026-01-01 18:00 +03), true),
    ] {
        assert_eq!(windows[0].is_open(now), open, "{now}");
    }
}

#[test]
fn requirements_are_named_as_in_json() {
    for requirement in Requirement::ALL {
        assert_eq!(serde_json::to_value(requirement).unwrap(), requirement.as_str());
    }
}
