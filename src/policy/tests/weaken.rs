use super::*;
use crate::policy::weakened;

fn told(base: &str, head: &str) -> Vec<String> {
    let line = |weakening: crate::policy::Weakening| format!("{} · {}", weakening.message, weakening.from);
    weakened(&policy(base), &policy(head)).into_iter().map(line).collect()
}

const EXEMPTION: &str = "exemptions: [{ rule: drop-table, migration: m, reason: r, until: 2026-06-01 }]";

#[test]
fn tells_what_the_head_lets_through() {
    let until = |day: &str| EXEMPTION.replace("2026-06-01", day);
    let production = "environments: { p: { url: $A, protected: true, hosts: [db.*] } }";
    for (base, head, wanted) in [
        ("", "rules: { drop-table: warn }", &["lowers drop-table from block to warn · seawall.yaml:2"][..]),
        (
            "",
            "rules:\n  data-loss: info",
            &["lowers drop-column from block to info, drop-table from block to info · seawall.yaml:3"],
        ),
        (
            "",
            "rules: { lock: { tables: { public.Event: off } } }",
            &["lowers index-build-blocks-writes from warn to off for public.Event · seawall.yaml:2"],
        ),
        (
            "",
            "paths: { \"a/**\": { rules: { lock: off } } }",
            &["lowers index-build-blocks-writes from warn to off in a/** · seawall.yaml:2"],
        ),
        (
            "rules: { lock: { tables: { 'public.*': block } } }",
            "rules: { lock: { tables: { 'public.*': block, public.Event: warn } } }",
            &["lowers index-build-blocks-writes from block to warn for public.Event · seawall.yaml:2"],
        ),
        (
            "rules: { drop-table: block }",
            "",
            &["lowers milder cases of drop-table from block to their own level · default"],
        ),
        ("", EXEMPTION, &["adds an exemption: drop-table in m (r) · seawall.yaml:2"]),
        (EXEMPTION, &until("2026-07-01"), &["holds an exemption longer: drop-table in m (r) · seawall.yaml:2"]),
        (
            EXEMPTION,
            &EXEMPTION.replace(", until: 2026-06-01", ""),
            &["holds an exemption longer: drop-table in m (r) · seawall.yaml:2"],
        ),
        ("inline: { forbid: [lock] }", "", &["lets comments in migrations allow lock · seawall.yaml:2"]),
        (
            "",
            "drift: { ignore: [{ object: auth.*, reason: r }], compare: structure }",
            &["ignores drift of auth.* · seawall.yaml:2", "compares live schemas by structure only · seawall.yaml:2"],
        ),
        (production, &production.replace("true", "false"), &["p is no longer protected · seawall.yaml:2"]),
        (production, &production.replace("db.*", "db.x"), &["p is no longer known by the host db.* · seawall.yaml:2"]),
        (
            production,
            &production.replace("true", "true, break_glass: allowed"),
            &["what is refused on p may be run with a reason · seawall.yaml:2"],
        ),
        ("", "commands: [{ program: x, safe: true }]", &["lets `x` run on a protected database · seawall.yaml:2"]),
        ("commands: [{ program: x }]", "", &["no longer calls `x` dangerous · seawall.yaml:2"]),
        (production, "", &["p, a protected environment, is gone · seawall.yaml:2"]),
        ("gate: { record: required }", "", &["releases without a record · default"]),
        (
            "gate: { require: [{ soak: 2h }, { branch: main }] }",
            "gate: { require: [{ soak: 1h }] }",
            &[
                "the gate no longer asks for 2h on the environment before · seawall.yaml:2",
                "the gate no longer asks for a clean commit of main · default",
            ],
        ),
        (
            "",
            "gate: { record_max_age: 7d, large_table: 2GB, unchecked: [{ requirement: check, reason: r }] }",
            &[
                "relies on release records up to 7 days old · seawall.yaml:2",
                "calls a table large from 2.0 GB on only · seawall.yaml:2",
                "lets check of the gate stay unchecked · seawall.yaml:2",
            ],
        ),
        (
            "migrations: [{ path: a }, { path: b }]",
            "migrations: [{ path: a }]",
            &["no longer names the migrations of b · seawall.yaml:2"],
        ),
        ("extends: [supabase]", "", &["no longer builds on builtin:supabase · default"]),
    ] {
        assert_eq!(told(base, head), wanted, "{base} → {head}");
    }
}

#[test]
fn is_silent_where_the_head_is_as_strict_or_stricter() {
    for (base, head) in [
        ("rules: { drop-table: warn }", "rules: { drop-table: block }"),
        ("rules: { lock: warn }", "rules: { lock: warn, data-loss: block }"),
        (EXEMPTION, ""),
        (EXEMPTION, &EXEMPTION.replace("06-01", "05-01")),
        ("", "inline: { forbid: [lock] }\nextends: [strict]"),
        ("gate: { require: [{ soak: 1h }] }", "gate: { require: [{ soak: 2h }, { branch: main }] }"),
        ("gate: { unchecked: [{ requirement: check, reason: r }] }", ""),
        ("migrations: [{ path: a }]", ""),
        ("paths: { \"a/**\": { rules: { lock: off } } }", ""),
    ] {
        assert_eq!(told(base, head), [""; 0], "{base} → {head}");
    }
}
