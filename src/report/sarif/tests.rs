//! SARIF against the official schema.

use serde_json::{Value, json};

use super::super::{Format, RenderContext, RuleInfo, sample};
use super::*;
use crate::rules::Category;

const RULES: &[RuleInfo] = &[
    RuleInfo {
        id: "set-unlogged",
        category: Category::DataLoss,
        level: Level::Off,
        summary: "makes a table unlogged",
        docs: "",
    },
    RuleInfo {
        id: "drop-column",
        category: Category::DataLoss,
        level: Level::Block,
        summary: "drops a column and its values",
        docs: "The values are gone.\n\nUse `RENAME` first.",
    },
];

fn sarif(report: &Report) -> Value {
    let ctx = RenderContext { rules: RULES, ..RenderContext::default() };
    serde_json::from_str(&sample::rendered(report, Format::Sarif, &ctx)).unwrap()
}

#[test]
fn every_report_is_valid_by_the_official_schema() {
    let mut schema: Value =
        serde_json::from_str(include_str!("../../../tests/fixtures/sarif/sarif-schema-2.1.0.json")).unwrap();
    // The official pattern of a language has a bracket too many, which keeps the schema from being compiled.
    for object in ["run", "toolComponent"] {
        schema["definitions"][object]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).unwrap();
    for report in [sample::report(), sample::empty(), sample::broken(), sample::hostile()] {
        let log = sarif(&report);
        let errors: Vec<_> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);
    }
    let mut wrong = sarif(&sample::report());
    wrong["runs"][0]["results"][0]["level"] = json!("block");
    assert!(!validator.is_valid(&wrong), "the schema is looked at");
}

#[test]
fn a_result_carries_rule_place_and_fingerprint() {
    let log = sarif(&sample::report());
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["level"], "error");
    assert_eq!(run["tool"]["driver"]["rules"][1]["id"], "drop-column");
    assert_eq!(result["ruleIndex"], 1);
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uriBaseId"], "%SRCROOT%");
    assert_eq!(place["region"], json!({ "startLine": 3, "startColumn": 20, "endLine": 3, "endColumn": 44 }));
    assert_eq!(result["partialFingerprints"]["seawall/v1"].as_str().map(str::len), Some(32));
    assert_eq!(run["tool"]["driver"]["rules"][0]["defaultConfiguration"], json!({ "enabled": false, "level": "none" }));
}

#[test]
fn exemptions_are_suppressions() {
    let mut report = sample::report();
    let kind = |report: &Report| sarif(report)["runs"][0]["results"][2]["suppressions"][0].clone();
    let external = json!({ "kind": "external", "status": "accepted", "justification": "moved to the log service" });
    assert_eq!(kind(&report), external);
    let path = place::path(&report.findings[2]).unwrap().to_owned();
    report.findings[2].exemption.as_mut().unwrap().source = format!("{path}:6");
    assert_eq!(kind(&report)["kind"], "inSource");
}

#[test]
fn what_could_not_be_checked_is_told() {
    let invocation = &sarif(&sample::broken())["runs"][0]["invocations"][0];
    assert_eq!(invocation["executionSuccessful"], false);
    let error = &invocation["toolExecutionNotifications"][1];
    assert_eq!(error["locations"][0]["physicalLocation"]["region"]["startLine"], 7);
    assert_eq!(sarif(&sample::report())["runs"][0]["invocations"][0]["executionSuccessful"], true);
}

#[test]
fn a_message_links_to_nothing() {
    assert_eq!(plain("[a](http://b) {0} '{}'"), "[a] (http://b) {{0} '{}'");
}
