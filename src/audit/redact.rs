//! Covers passwords in what a report shows: the lines of files, and texts that quote them.

use std::borrow::Cow;

use super::report::Report;
use crate::project::{redacted, redacted_source, secrets_in};
use crate::rules::Finding;
use crate::sql::Source;

/// Covers every password in the findings of a report.
pub(super) fn redact(report: &mut Report) {
    let mut known: Option<(Source, Source)> = None;
    for finding in &mut report.findings {
        let Some(source) = finding.location.as_ref().map(|location| location.source.clone()) else {
            quoted(finding, &[]);
            continue;
        };
        // Findings of a file stand together.
        let covered = match &known {
            Some((before, covered)) if std::ptr::eq(before.text(), source.text()) => covered.clone(),
            _ => redacted_source(&source),
        };
        let passwords = secrets_in(source.text()).into_iter().map(|secret| secret.password);
        let passwords: Vec<&str> = passwords.map(|span| source.slice(span)).collect();
        quoted(finding, &passwords);
        finding.location.iter_mut().for_each(|location| location.source = covered.clone());
        known = Some((source, covered));
    }
}

/// Covers passwords in the texts of a finding: those of its file, and any that a text shows by itself.
fn quoted(finding: &mut Finding, passwords: &[&str]) {
    let texts = [Some(&mut finding.message), finding.why.as_mut(), finding.help.as_mut()];
    for text in texts.into_iter().flatten() {
        for password in passwords {
            if text.contains(password) {
                *text = text.replace(password, "********");
            }
        }
        if let Cow::Owned(covered) = redacted(text) {
            *text = covered;
        }
    }
}
