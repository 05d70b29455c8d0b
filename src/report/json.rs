//! For programs: one JSON document, written as it is made.

mod view;

use std::io::{self, Write};

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::RenderContext;
use super::place::Ranges;
use crate::audit::{Coverage, Problem, Report, Verdict};
use crate::rules::Finding;

use view::FindingView;

/// Version of the output; it changes when a field changes its meaning or goes.
const VERSION: u32 = 1;

/// What a command tells besides findings: a value under a key of the command's name.
pub type Payload<'a> = (&'a str, &'a Value);

/// What every command prints with `--format json`.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(title = "Report of Seawall", extend("$id" = "report.schema.json"))]
struct Envelope<'a> {
    /// Version of this format.
    version: u32,
    /// What wrote it.
    tool: Tool,
    /// The subcommand: `check`, `drift`, …
    command: &'a str,
    /// Whether the change may pass.
    verdict: Verdict,
    /// What could not be checked, and why.
    incomplete: &'a [String],
    /// What was wrong with the input; empty unless the exit code is 2.
    errors: &'a [Problem],
    /// The policies that judged, weakest first.
    policy: &'a [String],
    /// How much was looked at.
    coverage: &'a Coverage,
    /// Everything found, in the order of files and statements; exempted findings too.
    #[schemars(with = "Vec<FindingView>")]
    findings: Findings<'a>,
    /// What a command tells besides findings, under a key of its name.
    #[serde(flatten)]
    #[schemars(skip)]
    payload: Option<std::collections::BTreeMap<&'a str, &'a Value>>,
}

/// Name and version of the program.
#[derive(Serialize, schemars::JsonSchema)]
struct Tool {
    /// `seawall`
    name: &'static str,
    /// Version as in Cargo.toml.
    version: &'static str,
}

/// Findings that become JSON one at a time: no more than one is in memory in both forms.
struct Findings<'a>(&'a [Finding]);

impl Serialize for Findings<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut ranges = Ranges::default();
        serializer.collect_seq(self.0.iter().map(|finding| FindingView::new(finding, ranges.of(finding))))
    }
}

/// Writes the document on one line, and a line break.
///
/// # Errors
/// Where `out` cannot be written.
pub(super) fn render(report: &Report, ctx: &RenderContext<'_>, out: &mut dyn Write) -> io::Result<()> {
    let envelope = Envelope {
        version: VERSION,
        tool: Tool { name: env!("CARGO_PKG_NAME"), version: env!("CARGO_PKG_VERSION") },
        command: report.command,
        verdict: report.verdict(),
        incomplete: &report.incomplete,
        errors: &report.errors,
        policy: &report.policy,
        coverage: &report.coverage,
        findings: Findings(&report.findings),
        payload: ctx.payload.map(|payload| [payload].into()),
    };
    serde_json::to_writer(&mut *out, &envelope)?;
    writeln!(out)
}

/// The JSON Schema of the output, as published in `docs/report.schema.json`.
#[must_use]
pub fn schema() -> Value {
    schemars::generate::SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<Envelope<'_>>()
        .to_value()
}

#[cfg(test)]
mod tests {
    use super::super::{Format, sample};
    use super::*;

    fn json(report: &Report, ctx: &RenderContext<'_>) -> Value {
        serde_json::from_str(&sample::rendered(report, Format::Json, ctx)).unwrap()
    }

    #[test]
    fn says_what_the_contract_says() {
        let value = json(&sample::report(), &RenderContext::default());
        assert_eq!(value["verdict"], "block");
        assert_eq!(value["coverage"]["statements"], 42);
        let changed = &value["findings"][1];
        let place = ["line", "column", "end_line", "end_column"].map(|key| changed[key].as_u64().unwrap());
        assert_eq!(place, [4, 1, 6, 24]);
        assert_eq!(changed["runners"], serde_json::json!(["prisma@<7.4"]));
        assert!(value["findings"][0].get("runners").is_none(), "absent where it holds for every runner");
        assert_eq!(changed["exemption"], Value::Null);
        assert_eq!(value["findings"][2]["exemption"]["source"], "seawall.yaml:12");
        let keys: Vec<_> = value.as_object().unwrap().keys().map(String::as_str).collect();
        let expected =
            ["version", "tool", "command", "verdict", "incomplete", "errors", "policy", "coverage", "findings"];
        assert_eq!(keys, expected);
    }

    #[test]
    fn a_finding_without_a_file_has_null_for_its_place() {
        let mut report = sample::report();
        report.findings[0].location = None;
        let finding = &json(&report, &RenderContext::default())["findings"][0];
        for key in ["path", "line", "column", "end_line", "end_column", "migration", "statement"] {
            assert_eq!(finding[key], Value::Null, "{key}");
        }
    }

    #[test]
    fn the_published_schema_is_current() {
        let mut text = serde_json::to_string_pretty(&schema()).unwrap();
        text.push('\n');
        snapbox::assert_data_eq!(text, snapbox::file!["../../docs/report.schema.json": Text].raw());
    }

    #[test]
    fn every_report_keeps_to_the_schema() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let payload = serde_json::json!([1]);
        let ctx = RenderContext { payload: Some(("rules", &payload)), ..RenderContext::default() };
        for report in [sample::report(), sample::empty(), sample::broken(), sample::hostile()] {
            let value = json(&report, &ctx);
            let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0]);
            assert_eq!(value["rules"], payload);
        }
        let mut wrong = json(&sample::report(), &ctx);
        wrong["findings"][0]["objects"][0]["kind"] = "thing".into();
        assert!(!validator.is_valid(&wrong));
    }
}
