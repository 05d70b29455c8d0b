//! The formats, and where they go.

use std::io::Read;
use std::process::Stdio;

use serde_json::Value;

use super::{DROP, check, report, shop};
use crate::project::{Project, finish};

/// A project whose newest migration is blocked.
fn blocked() -> Project {
    let project = shop();
    project.migration("20260102000000_drop", DROP);
    project
}

#[test]
fn one_format_on_standard_output_and_others_in_files() {
    let project = blocked();
    let run = project.seawall(&["check", "--last", "1", "--format", "sarif=out.sarif", "--format", "json"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), ""), "{run:?}");
    assert_eq!(report(&run)["verdict"], "block");
    let sarif: Value = serde_json::from_str(&project.read("out.sarif")).unwrap();
    let errors: Vec<_> = sarif_schema().iter_errors(&sarif).map(|error| error.to_string()).collect();
    assert_eq!(errors, [""; 0]);
    let result = &sarif["runs"][0]["results"][0];
    assert_eq!((result["ruleId"].as_str(), result["level"].as_str()), (Some("drop-column"), Some("error")));
}

fn sarif_schema() -> jsonschema::Validator {
    let text = include_str!("../../fixtures/sarif/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_str(text).unwrap();
    // The official pattern of a language has a bracket too many, which keeps the schema from being compiled.
    for object in ["run", "toolComponent"] {
        schema["definitions"][object]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    jsonschema::validator_for(&schema).unwrap()
}

#[test]
fn a_file_that_cannot_be_written_is_no_pass() {
    let project = shop();
    let run = project.seawall(&["check", "--last", "1", "--format", "sarif=no/such/folder/out.sarif"]);
    assert_eq!(run.code, Some(2), "{run:?}");
    assert!(run.stderr.contains("cannot write no/such/folder/out.sarif"), "{run:?}");
}

#[test]
fn github_gets_commands_and_a_summary() {
    let project = blocked();
    let summary = project.path().join("summary.md");
    let mut command = project.command(&["check", "--last", "1", "--format", "github"]);
    let run = finish(command.env("GITHUB_STEP_SUMMARY", &summary));
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.contains("::error file=prisma/migrations/20260102000000_drop/migration.sql,line=1"), "{run:?}");
    assert!(project.read("summary.md").contains("drop-column"));
}

#[test]
fn colour_only_where_it_is_asked_for() {
    let project = blocked();
    assert!(!project.seawall(&["check", "--last", "1"]).stdout.contains('\u{1b}'), "no terminal, no colour");
    let always = ["check", "--last", "1", "--color", "always"];
    assert!(project.seawall(&always).stdout.contains('\u{1b}'));
    let both = finish(project.command(&always).env("NO_COLOR", "1"));
    assert!(both.stdout.contains('\u{1b}'), "the flag is the stronger wish");
    assert!(!finish(project.command(&["check", "--last", "1"]).env("NO_COLOR", "1")).stdout.contains('\u{1b}'));
}

#[test]
fn quiet_keeps_what_blocks_and_the_verdict() {
    let project = blocked();
    let text = project.seawall(&["check", "--last", "1", "--quiet"]).stdout;
    assert!(text.starts_with("error[drop-column]") && text.contains("blocked: 1"), "{text}");
    assert!(!text.contains("warning[") && !text.contains("runner:"), "{text}");
}

#[test]
fn a_reader_that_goes_early_is_no_error() {
    let project = blocked();
    let mut command = project.command(&["rules"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

#[test]
fn columns_set_the_width_also_where_there_is_no_terminal() {
    let project = blocked();
    let narrow = finish(project.command(&["check", "--last", "1"]).env("COLUMNS", "40")).stdout;
    let prose = narrow.lines().filter(|line| line.starts_with("  =") || line.starts_with("runner"));
    assert!(prose.clone().count() > 1 && prose.clone().all(|line| line.chars().count() <= 40), "{narrow}");
}

#[test]
fn lists_and_explanations() {
    let project = Project::empty();
    let rules = report(&project.seawall(&["rules", "--format", "json"]));
    let ids: Vec<_> = rules["rules"].as_array().unwrap().iter().map(|rule| rule["id"].as_str().unwrap()).collect();
    let list = project.seawall(&["rules"]).stdout;
    for id in ids {
        assert!(list.contains(id), "{id}");
        let run = project.seawall(&["explain", id]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{id}: {run:?}");
        assert!(run.stdout.starts_with(id), "{run:?}");
    }
    for command in ["check", "explain", "rules", "policy"] {
        assert_eq!(project.seawall(&[command, "--help"]).code, Some(0));
    }
}

#[test]
fn the_published_rules_are_current() {
    let told = Project::empty().seawall(&["rules", "--format", "markdown"]).stdout;
    snapbox::assert_data_eq!(told, snapbox::file!["../../../RULES.md": Text].raw());
}

#[test]
fn every_note_of_the_project_is_told() {
    let project = blocked();
    std::fs::remove_file(project.path().join("prisma/migrations/migration_lock.toml")).unwrap();
    let text = project.seawall(&["check", "--last", "1"]).stdout;
    assert!(text.contains("note: prisma/migrations/migration_lock.toml is missing"), "{text}");
    assert_eq!(check(&project, &["--last", "1"]).0, Some(1));
}
