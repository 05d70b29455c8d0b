//! Covers passwords in what a report shows: the lines of files, and texts that quote them.

use std::borrow::Cow;

use super::report::Report;
use crate::project::{redacted, redacted_source, secrets_in};
use crate::rules::Finding;
use crate::sql::Source;

/// Covers every password in the findings of a report.
pub(super) fn redact(report: &mut Report) {
    let mut known: Option<File> = None;
    for finding in &mut report.findings {
        let Some(location) = &mut finding.location else {
            quoted(finding, &[]);
            continue;
        };
        // Findings of a file stand together.
        let file = match known.take() {
            Some(file) if std::ptr::eq(file.source.text(), location.source.text()) => file,
            _ => File::new(&location.source),
        };
        location.source = file.covered.clone();
        let file = known.insert(file);
        quoted(finding, &file.passwords);
    }
}

/// A file, and the same with every password in it covered.
struct File {
    source: Source,
    covered: Source,
    passwords: Vec<String>,
}

impl File {
    fn new(source: &Source) -> Self {
        let passwords = secrets_in(source.text()).into_iter().map(|secret| source.slice(secret.password).to_owned());
        Self { source: source.clone(), covered: redacted_source(source), passwords: passwords.collect() }
    }
}

/// Covers passwords in the texts of a finding: those of its file, and any that a text shows by itself.
fn quoted(finding: &mut Finding, passwords: &[String]) {
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
