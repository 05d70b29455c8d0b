use super::*;

/// `line | message | help` of every mistake.
fn told(text: &str) -> Vec<String> {
    let mistakes = load(text).map(|_| ()).expect_err(text);
    mistakes
        .into_iter()
        .map(|mistake| {
            assert_eq!(mistake.path.as_deref(), Some("seawall.yaml"));
            format!("{} | {} | {}", mistake.line.unwrap(), mistake.message, mistake.help.unwrap_or_default())
        })
        .collect()
}

/// The text begins on line 2, after `version: 1`.
#[test]
fn tells_each_mistake_with_its_line() {
    for (text, wanted) in [
        ("rulez: {}", "2 | `rulez` is not a key of the policy file | did you mean `rules`?"),
        (
            "drift: { zzzzzz: 1 }",
            "2 | `zzzzzz` is not a key of `drift` | the keys here are compare, ignore, prelude, baseline",
        ),
        ("rules:\n  drop-tabel: block", "3 | there is no rule or category `drop-tabel` | did you mean `drop-table`?"),
        ("rules: { data-los: block }", "2 | there is no rule or category `data-los` | did you mean `data-loss`?"),
        ("rules:\n  drop-table: blok", "3 | `rules.drop-table` cannot be `blok` | did you mean `block`?"),
        (
            "rules:\n  drop-table: true",
            "3 | `rules.drop-table` must be one of `off`, `info`, `warn`, `block`, but is true or false | ",
        ),
        (
            "rules:\n  drop-table:\n    level: warn\n    tabels: {}",
            "5 | `tabels` is not a key of `rules.drop-table` | did you mean `tables`?",
        ),
        (
            "rules:\n  lock: { tables: { Event: warn } }",
            "3 | `Event` does not name a table | write schema and table as they are spelled: `public.Event`, `audit.*`",
        ),
        ("rules:\n  lock: warn\n  lock: info", "4 | `lock` stands twice, first on line 3 | keep one of them"),
        ("pg_version: 15\npg_version: 16", "3 | `pg_version` stands twice, first on line 2 | keep one of them"),
        ("pg_version: 11", "2 | PostgreSQL 11 is not supported | write a major version from 12 to 18"),
        ("pg_version: new", "2 | `pg_version` must be a whole number, but is text | "),
        ("extends: [stict]", "2 | there is no pack `stict` | did you mean `strict`?"),
        (
            "extends:\n  - default\n  - ./other.yaml",
            "4 | there is no file other.yaml | name a pack or a file: `./team-policy.yaml`",
        ),
        ("extends: [seawall.yaml]", "2 | a file extends itself: seawall.yaml → seawall.yaml | leave one of them out"),
        (
            "paths:\n  \"a/{b\": { rules: { lock: info } }",
            "3 | this is no path pattern: error parsing glob 'a/{b': unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?) | `*` stands for any text within a folder, `**` for any folders: `packages/analytics/**`",
        ),
        (
            "exemptions:\n  - { rule: drop-table, migration: a }",
            "3 | `exemptions` has no `reason` | say why this is allowed: whoever reads it later has to judge whether it still holds",
        ),
        ("exemptions:\n  - { rule: drop-table, migration: a, reason: ' ' }", "3 | the reason is empty | "),
        (
            "exemptions:\n  - { rule: drop-table, reason: r }",
            "3 | an exemption names an `object`, a `migration` or a `path` | name one; to silence a rule everywhere, set its level to `off` under `rules`",
        ),
        ("exemptions:\n  - { rule: lock, migration: a, reason: r }", "3 | there is no rule `lock` | "),
        (
            "exemptions:\n  - { rule: drop-table, object: 'a..b', reason: r }",
            "3 | `a..b` does not name an object | write it as findings do: `public.\"User\".\"legacyName\"`; `*` stands for any text",
        ),
        (
            "exemptions:\n  - rule: drop-table\n    migration: a\n    reason: r\n    until: 2026-02-30",
            "6 | `2026-02-30` is not a day | write it as `2026-12-31`",
        ),
        (
            "exemptions:\n  - { rule: drop-table, migration: 20260101120000, reason: r }",
            "3 | `exemptions.migration` must be text, but is a number | put it in quotes",
        ),
        ("inline: { forbid: [data-los] }", "2 | there is no category `data-los` | did you mean `data-loss`?"),
        (
            "migrations:\n  - { path: a, layout: rails }",
            "3 | there is no layout `rails` | the layouts are prisma, supabase, drizzle, flyway, sqlx, diesel, dbmate, golang-migrate, goose, node-pg-migrate, atlas, sql-migrate, hasura, sql",
        ),
        (
            "migrations:\n  - { path: a, runner: flyway@nine }",
            "3 | `nine` is not a version of a runner | write `flyway`, `flyway@7.10` or `flyway@<7.4`",
        ),
        ("drift: { compare: exacts }", "2 | `drift.compare` cannot be `exacts` | did you mean `exact`?"),
        (
            "drift: { prelude: 'builtin:supabse' }",
            "2 | there is no prelude `builtin:supabse` | those that ship are `builtin:supabase`, `builtin:neon`, `builtin:rds`",
        ),
        (
            "gate: { require: [backup] }",
            "2 | an entry of `gate.require` is one requirement with what it asks | write each as `soak: 1h` is written; the requirements are backup, soak, approved, branch, window",
        ),
        (
            "environments: { p: { url: $A, hosts: ['postgres://db'] } }",
            "2 | this is no host name | write the host alone, as in `db.*.supabase.co`",
        ),
        ("environments:\n  1: { url: $A }", "3 | a key must be text | put the key in quotes"),
        ("rules: [", "2 | is not readable YAML: unclosed bracket '[' at line 2, column 8 | "),
        ("rules: []", "2 | `rules` must be a mapping, but is a list | "),
    ] {
        assert_eq!(told(text), [wanted], "{text}");
    }
}

#[test]
fn a_wrong_address_is_told_without_its_password() {
    let told = told("environments:\n  production:\n    url: mysql://app:hunter2@db/shop");
    assert!(told[0].starts_with("4 | this is neither"), "{told:?}");
    assert!(!told[0].contains("hunter2"));
}

#[test]
fn tells_all_mistakes_at_once_in_the_order_of_the_file() {
    let told =
        told("pg_version: 9\nrules:\n  drop-tabel: block\n  lock: loud\nexemptions:\n  - { rule: x }\nnonsense: 1");
    let lines: Vec<&str> = told.iter().map(|mistake| mistake.split(' ').next().unwrap()).collect();
    assert_eq!(lines, ["2", "4", "5", "7", "7", "7", "8"], "{told:#?}");
}

#[test]
fn the_version_must_be_written_and_known() {
    for (text, wanted) in [
        ("rules: {}", "the policy file has no `version`"),
        ("version: 2", "version 2 of the policy file is not known to this Seawall"),
        ("# nothing\n", "the policy file must be a mapping, but is empty"),
    ] {
        let mistakes = load_files(&[("/repo/seawall.yaml", text)], &[]).map(|_| ()).unwrap_err();
        assert_eq!(mistakes.iter().map(|mistake| mistake.message.as_str()).collect::<Vec<_>>(), [wanted]);
        assert_eq!(mistakes[0].path.as_deref(), Some("/repo/seawall.yaml"), "outside the working directory: absolute");
    }
}

#[test]
fn a_flag_that_names_nothing_is_a_mistake() {
    for (flag, wanted) in [
        ("drop-tabel=warn", "there is no rule or category `drop-tabel`"),
        ("drop-table=loud", "there is no level `loud`"),
        ("drop-table", "`--level drop-table` is not `--level RULE=LEVEL`"),
    ] {
        let mistakes = load_files(&[], &[flag]).map(|_| ()).unwrap_err();
        assert_eq!(mistakes[0].message, wanted);
    }
}
