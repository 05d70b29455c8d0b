//! What `drift` and `check` must say, and who must have approved what they let pass.

use super::histories::blocks;
use super::{Answer, Asked};
use crate::audit::report::{Report, Verdict};
use crate::policy::{Approvals, Requirement, counted};
use crate::rules;
use crate::rules::Finding;

impl Asked<'_> {
    pub(super) fn no_drift(self, asked: Requirement) -> Answer {
        let (side, drift) = match asked {
            Requirement::NoDriftSource => (self.input.from, &self.input.drift[0]),
            _ => (self.input.to, &self.input.drift[1]),
        };
        let question = format!("{} is what its migrations make it", side.environment);
        if side.reading.is_err() {
            return Answer::unread(asked, question, side);
        }
        let met = |report: &Report| match report.exempted() {
            0 => "no difference".to_owned(),
            known => format!("no difference but {known} that the policy or the baseline knows"),
        };
        of_report(asked, &question, drift, met)
            .help(format!("look at each difference: seawall drift {}", side.environment))
    }

    pub(super) fn check(self) -> Answer {
        let [_, to] = self.names();
        let question = format!("what is pending on {to} passes `seawall check`, by the size of its tables there");
        if self.input.to.reading.is_err() {
            return Answer::unread(Requirement::Check, question, self.input.to);
        }
        let met = |report: &Report| match (report.coverage.pending, report.exempted()) {
            (0, _) => "nothing is pending".to_owned(),
            (count, 0) => format!("{count} pending, {}", counted(report.coverage.statements, "statement")),
            (count, exempted) => format!("{count} pending, {} exempted", counted(exempted, "finding")),
        };
        of_report(Requirement::Check, &question, &self.input.check, met)
            .help("change the migration, or exempt the finding in the policy with its reason")
    }

    /// Every exemption that was needed, and that the policy wants approved, says by whom.
    pub(super) fn approved(self, approvals: &Approvals) -> Answer {
        let question = format!("exempted findings of {approvals} name who approved them");
        let asked = |finding: &&Finding| {
            finding.exemption.is_some() && rules::by_id(finding.rule).is_some_and(|rule| approvals.ask_for(rule))
        };
        let exempted: Vec<&Finding> = self.report.findings.iter().filter(asked).collect();
        let by = |finding: &Finding| self.policy.approvers(finding).join(", ");
        let place = |finding: &Finding| finding.exemption.as_ref().map(|one| one.source.clone()).unwrap_or_default();
        let nobody = exempted.iter().filter(|finding| by(finding).is_empty());
        let against =
            nobody.map(|finding| format!("{} is exempted at {} by nobody", finding.rule, place(finding))).collect();
        let names: Vec<String> =
            exempted.iter().map(|finding| format!("{} by {}", finding.rule, by(finding))).collect();
        let met = if names.is_empty() { "none was needed".to_owned() } else { names.join("; ") };
        Answer::unless(Requirement::Approved, question, against, met)
            .help("add `approved_by: [name]` to the exemption in the policy, in a commit that they review")
    }
}

/// Met where the report passes.
fn of_report(
    asked: Requirement,
    question: &str,
    report: &Result<Report, String>,
    met: impl Fn(&Report) -> String,
) -> Answer {
    let report = match report {
        Ok(report) => report,
        Err(why) => return Answer::unchecked(asked, question, why),
    };
    match report.verdict() {
        Verdict::Pass => Answer::met(asked, question, met(report)),
        Verdict::Block => {
            let messages =
                report.findings.iter().filter(|finding| blocks(finding)).map(|finding| finding.message.clone());
            Answer::unless(asked, question, messages.collect(), String::new()).told(true)
        }
        Verdict::Incomplete => {
            let told = report.incomplete.iter().cloned().chain(report.errors.iter().map(|error| error.message.clone()));
            Answer::unchecked(asked, question, told.collect::<Vec<_>>().join("; ")).told(true)
        }
    }
}
