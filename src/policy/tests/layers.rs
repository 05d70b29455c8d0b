use super::*;
use crate::policy::Pack;

#[test]
fn without_a_file_the_default_pack_holds() {
    assert_eq!(load_files(&[], &[]).unwrap().sources(), ["builtin:default"]);
}

#[test]
fn finds_the_nearest_file_and_stops_at_the_root() {
    let version = "version: 1\n";
    let found = |files: &[(&str, &str)]| load_files(files, &[]).unwrap().sources().pop().unwrap();
    assert_eq!(found(&[("/repo/app/seawall.yml", version), ("/repo/seawall.yaml", version)]), "seawall.yml");
    assert_eq!(found(&[("/repo/seawall.yaml", version)]), "/repo/seawall.yaml");
    assert_eq!(found(&[("/seawall.yaml", version)]), "builtin:default", "beyond the repository");
    let both = load_files(&[("/repo/seawall.yaml", version), ("/repo/seawall.yml", version)], &[]);
    assert!(both.map(|_| ()).unwrap_err()[0].message.starts_with("there are two policy files"));
}

#[test]
fn extends_reads_bases_first_and_each_once() {
    let files = [
        ("/repo/app/seawall.yaml", "version: 1\nextends: [strict, ../shared/team.yaml, ./more.yaml]\n"),
        ("/repo/shared/team.yaml", "version: 1\nextends: [./base.yaml]\n"),
        ("/repo/shared/base.yaml", "version: 1\nextends: [strict]\n"),
        ("/repo/app/more.yaml", "version: 1\nextends: [../shared/base.yaml]\n"),
    ];
    let sources = load_files(&files, &[]).unwrap().sources();
    let wanted = [
        "builtin:default",
        "builtin:strict",
        "/repo/shared/base.yaml",
        "/repo/shared/team.yaml",
        "more.yaml",
        "seawall.yaml",
    ];
    assert_eq!(sources, wanted);
}

#[test]
fn the_default_pack_can_be_placed_or_left_out() {
    assert_eq!(policy("extends: []").sources(), ["seawall.yaml"]);
    assert_eq!(policy("extends: [strict, default]").sources(), ["builtin:strict", "builtin:default", "seawall.yaml"]);
}

#[test]
fn a_circle_of_files_is_told_where_it_closes() {
    let files = [
        ("/repo/app/seawall.yaml", "version: 1\nextends: [./a.yaml]\n"),
        ("/repo/app/a.yaml", "version: 1\nextends:\n  - ./b.yaml\n"),
        ("/repo/app/b.yaml", "version: 1\nextends: [./a.yaml]\n"),
    ];
    let mistakes = load_files(&files, &[]).map(|_| ()).unwrap_err();
    assert_eq!(mistakes.len(), 1);
    assert_eq!(mistakes[0].message, "a file extends itself: a.yaml → b.yaml → a.yaml");
    assert_eq!((mistakes[0].path.as_deref(), mistakes[0].line), (Some("b.yaml"), Some(2)));
}

#[test]
fn every_pack_is_valid_for_the_rules_there_are() {
    for pack in Pack::ALL {
        let text = format!("version: 1\nextends: [{}]\n", pack.name);
        let loaded = Policy::load(&LoadOptions {
            start: Path::new("/repo"),
            root: None,
            explicit: Some(Path::new("p.yaml")),
            levels: &[],
            rules: crate::rules::all(),
            read: &|_| Ok(text.clone()),
        });
        assert!(loaded.is_ok(), "{}: {:#?}", pack.name, loaded.map(|_| ()).unwrap_err());
    }
}

#[test]
fn lists_append_and_single_values_are_replaced() {
    let files = [
        (
            "/repo/app/seawall.yaml",
            "version: 1\nextends: [./a.yaml, supabase]\npg_version: 16\ndrift: { ignore: [{ object: x.y, reason: r }] }\n",
        ),
        ("/repo/app/a.yaml", "version: 1\npg_version: 14\ninline: { forbid: [lock] }\n"),
    ];
    let policy = load_files(&files, &[]).unwrap();
    assert_eq!(policy.pg_version.as_ref().unwrap().value, 16);
    assert_eq!(policy.forbidden.len(), 1);
    let ignored: Vec<String> = policy.drift.ignore.iter().map(|ignored| ignored.from.to_string()).collect();
    assert_eq!(ignored.last().unwrap(), "seawall.yaml:4");
    assert!(ignored.contains(&"builtin:supabase".to_owned()));
}

#[test]
fn shows_each_value_with_its_source_and_no_password() {
    let policy =
        policy("pg_version: 14\nrules: { lock: info }\nenvironments: { p: { url: 'postgres://a:hunter2@db/x' } }");
    let rows = policy.show();
    let source = |key: &str| rows.iter().find(|row| row.key == key).map(|row| format!("{} {}", row.value, row.source));
    assert_eq!(source("pg_version").unwrap(), "14 seawall.yaml:2");
    assert_eq!(source("rules.index-build-blocks-writes").unwrap(), "info seawall.yaml:3");
    assert_eq!(source("rules.drop-table").unwrap(), "block default");
    assert_eq!(source("environments.p.url").unwrap(), "postgres://a:***@db/x seawall.yaml:4");
}
