//! The labelled cases: what must be found, and what must not.

use crate::project::Project;
use crate::shared::{Expectation, LintCase, folder, lint_cases};

/// Categories of the findings at `warn` and above.
fn found(base: &str, case: &LintCase) -> Vec<(String, String)> {
    let project = Project::prisma("7.10.0");
    project.migration("20260101000000_base", base).migration("20260102000000_case", &case.sql);
    let run = project.seawall(&["check", "--last", "1", "--format", "json", "--runner", case.runner.prisma()]);
    assert!(matches!(run.code, Some(0 | 1)), "{}: {run:?}", case.id);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    let text = |finding: &serde_json::Value, key: &str| finding[key].as_str().unwrap().to_owned();
    let findings = report["findings"].as_array().unwrap().iter().filter(|finding| finding["level"] != "info");
    findings.map(|finding| (text(finding, "category"), text(finding, "rule"))).collect()
}

#[test]
fn hazards_are_found_and_quiet_cases_are_quiet() {
    let Some(shared) = folder() else { return };
    let cases = lint_cases(&shared);
    let mut wrong = Vec::new();
    for case in &cases.cases {
        let found = found(&cases.base_sql, case);
        let right = match case.expect {
            Expectation::Hazard => found.iter().any(|(category, _)| case.accept.contains(category)),
            Expectation::Quiet => found.is_empty(),
        };
        if !right {
            wrong.push(format!("{} ({:?} {:?}) has {found:?}: {}", case.id, case.expect, case.accept, case.sql));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
