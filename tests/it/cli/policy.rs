//! What a policy may change, and what a branch may not change in it.

use serde_json::Value;

use super::{DROP, check, commit, finding, repository, rules, shop};
use crate::project::Project;

/// A project whose newest migration loses data, and its policy.
fn with_policy(text: &str) -> Project {
    let project = shop();
    project.migration("20260102000000_drop", DROP).write("seawall.yaml", text);
    project
}

const EXEMPT: &str =
    "version: 1\nexemptions:\n  - { rule: drop-column, migration: 20260102000000_drop, reason: unused since 2.4";

#[test]
fn an_exemption_has_a_reason_and_an_end() {
    let project = with_policy(&format!("{EXEMPT} }}\n"));
    let (code, report) = check(&project, &["--last", "1"]);
    assert_eq!(code, Some(0), "{report:#}");
    let exemption = &finding(&report, "drop-column")["exemption"];
    assert_eq!(
        (exemption["reason"].as_str(), exemption["source"].as_str()),
        (Some("unused since 2.4"), Some("seawall.yaml:3"))
    );
    project.write("seawall.yaml", &format!("{EXEMPT}, until: 2999-12-31 }}\n"));
    assert_eq!(finding(&check(&project, &["--last", "1"]).1, "drop-column")["exemption"]["until"], "2999-12-31");
    project.write("seawall.yaml", &format!("{EXEMPT}, until: 2020-01-31 }}\n"));
    let (code, report) = check(&project, &["--last", "1"]);
    assert_eq!((code, finding(&report, "exemption-expired")["line"].as_u64()), (Some(1), Some(3)));
}

#[test]
fn an_exemption_that_nothing_needs_is_a_finding() {
    let unused = "version: 1\nexemptions:\n  - { rule: drop-table, object: public.log, reason: it was planned }\n";
    let (_, report) = check(&with_policy(unused), &["--all"]);
    assert_eq!(finding(&report, "exemption-unused")["path"], "seawall.yaml");
}

#[test]
fn a_comment_allows_one_statement_unless_the_policy_forbids_it() {
    let project = with_policy("version: 1\n");
    let allowed = format!("-- seawall: allow drop-column nobody reads it\n{DROP}");
    project.migration("20260102000000_drop", &allowed);
    let (code, report) = check(&project, &["--last", "1"]);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(finding(&report, "drop-column")["exemption"]["reason"], "nobody reads it");
    project.write("seawall.yaml", "version: 1\ninline: { forbid: [data-loss] }\n");
    let (code, report) = check(&project, &["--last", "1"]);
    assert_eq!((code, finding(&report, "exemption-forbidden")["level"].as_str()), (Some(1), Some("warn")));
    project.write("seawall.yaml", "version: 1\n");
    for (comment, rule) in [
        ("allow drop-column", "exemption-without-reason"),
        ("allow drop-colum nobody reads it", "exemption-unknown-rule"),
        ("allow drop-column nobody reads it until=2020-01-31", "exemption-expired"),
    ] {
        project.migration("20260102000000_drop", &format!("-- seawall: {comment}\n{DROP}"));
        let (code, report) = check(&project, &["--last", "1"]);
        assert_eq!(code, Some(1), "{comment}: {report:#}");
        finding(&report, rule);
    }
}

#[test]
fn flags_stand_above_the_policy() {
    let project = with_policy("version: 1\nrules: { drop-column: warn }\n");
    assert_eq!(check(&project, &["--last", "1"]).0, Some(0));
    assert_eq!(check(&project, &["--last", "1", "--deny", "warn"]).0, Some(1));
    let (code, report) = check(&project, &["--last", "1", "--level", "drop-column=block"]);
    assert_eq!((code, rules(&report, "block")), (Some(1), vec!["drop-column"]));
    assert_eq!(check(&project, &["--last", "1", "--level", "data-loss=off", "--level", "drop-column=off"]).0, Some(0));
}

#[test]
fn the_base_judges_and_a_weaker_head_is_a_finding() {
    let project = repository();
    project.migration("20260102000000_drop", DROP).write("seawall.yaml", &format!("{EXEMPT} }}\n"));
    let (code, report) = check(&project, &["--base", "origin/main"]);
    assert_eq!((code, rules(&report, "block")), (Some(1), vec!["drop-column"]), "{report:#}");
    let weakened = finding(&report, "policy-weakened");
    assert_eq!((weakened["path"].as_str(), weakened["category"].as_str()), (Some("seawall.yaml"), Some("history")));
    assert_eq!(report["policy"], serde_json::json!(["builtin:default"]), "the base has no policy of its own");
    let named = project.seawall(&["check", "--base", "origin/main", "--policy", "seawall.yaml"]);
    assert_eq!(named.code, Some(1), "a policy that is named is the base's too: {named:?}");
}

#[test]
fn the_policy_of_the_index_judges_what_is_staged() {
    let project = repository();
    project.migration("20260102000000_drop", DROP).write("seawall.yaml", &format!("{EXEMPT} }}\n"));
    project.git(&["add", "prisma"]);
    let (code, report) = check(&project, &["--staged"]);
    assert_eq!((code, rules(&report, "block")), (Some(1), vec!["drop-column"]), "the exemption is not staged");
    project.git(&["add", "seawall.yaml"]);
    project.write("seawall.yaml", "version: 1\n");
    let (code, report) = check(&project, &["--staged"]);
    assert_eq!(code, Some(0), "{report:#}");
    assert_eq!(finding(&report, "drop-column")["exemption"]["source"], "seawall.yaml:3");
    project.write("seawall.yaml", "version: 1\nrules: { drop-colum: warn }\n");
    project.git(&["add", "seawall.yaml"]);
    project.write("seawall.yaml", "version: 1\n");
    let (code, report) = check(&project, &["--staged"]);
    assert_eq!(code, Some(2), "{report:#}");
    assert!(report["errors"][0]["help"].as_str().is_some_and(|help| help.contains("`git add`")), "{report:#}");
}

#[test]
fn a_base_whose_policy_is_wrong_cannot_judge() {
    let project = repository();
    project.write("seawall.yaml", "version: 1\nrules: { drop-colum: warn }\n");
    commit(&project);
    project.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    project.write("seawall.yaml", "version: 1\nrules: { drop-column: off }\n");
    project.migration("20260102000000_drop", DROP);
    project.git(&["checkout", "--quiet", "-b", "more"]);
    let (code, report) = check(&project, &["--base", "origin/main"]);
    assert_eq!(code, Some(2), "{report:#}");
    let error = &report["errors"][0];
    assert_eq!((error["path"].as_str(), error["line"].as_u64()), (Some("seawall.yaml"), Some(2)));
    let help = error["help"].as_str().unwrap();
    assert!(help.contains("did you mean `drop-column`?") && help.contains("origin/main"), "{help}");
    assert_eq!(check(&project, &["--last", "1"]).0, Some(0), "without a base, the policy that is here judges");
}

#[test]
fn a_policy_outside_the_repository_no_branch_can_change() {
    let project = Project::empty();
    project.write("policy.yaml", "version: 1\nrules: { drop-column: warn }\n");
    project.write("app/prisma/migrations/migration_lock.toml", "provider = \"postgresql\"\n");
    project.write("app/prisma/migrations/20260101000000_init/migration.sql", super::INIT);
    project.git(&["init", "--quiet", "app"]);
    let git = |arguments: &[&str]| project.git(&[&["-C", "app"], arguments].concat());
    git(&["add", "."]);
    git(&["commit", "--quiet", "--message", "Start"]);
    project.write("app/prisma/migrations/20260102000000_drop/migration.sql", DROP);
    let arguments = ["--migrations", "app/prisma/migrations", "--policy", "policy.yaml", "--base", "main"];
    let (code, report) = check(&project, &arguments);
    assert_eq!((code, rules(&report, "warn").contains(&"drop-column")), (Some(0), true), "{report:#}");
}

#[test]
fn the_policy_commands_check_show_and_publish() {
    let project = with_policy("version: 1\nrules: { drop-column: warn }\n");
    let run = project.seawall(&["policy", "check"]);
    assert_eq!((run.code, run.stdout.contains("seawall.yaml")), (Some(0), true), "{run:?}");
    let show = project.seawall(&["policy", "show"]).stdout;
    let line = show.lines().find(|line| line.contains("rules.drop-column ")).unwrap();
    assert!(line.contains("warn") && line.ends_with("seawall.yaml:2"), "{line}");
    let shown = super::report(&project.seawall(&["policy", "show", "--format", "json"]));
    assert!(shown["policy show"].as_array().is_some_and(|rows| rows.len() > 50));
    let schema: Value = serde_json::from_str(&project.seawall(&["policy", "schema"]).stdout).unwrap();
    assert!(jsonschema::validator_for(&schema).unwrap().is_valid(&serde_json::json!({ "version": 1 })));
    project.write("seawall.yaml", "version: 1\nrules: { drop-colum: warn }\nversion: 1\n");
    assert_eq!(project.seawall(&["policy", "check"]).code, Some(2));
}
