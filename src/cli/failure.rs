//! What kept a command from checking, told in the format that was asked for.

use std::process::ExitCode;

use super::output::Telling;
use crate::audit::{Problem, Report};
use crate::live::LiveError;
use crate::live::shadow::ReplayError;
use crate::policy::Mistake;
use crate::project::InputError;

/// Tells what is wrong with the input, and gives exit code 2.
pub(super) fn tell(command: &'static str, errors: Vec<Problem>, telling: &Telling<'_>) -> ExitCode {
    let report = Report { command, errors, ..Report::default() };
    finish(&report, telling)
}

/// Writes the report and gives its exit code; what cannot be written could not be checked by anybody.
pub(super) fn finish(report: &Report, telling: &Telling<'_>) -> ExitCode {
    match telling.tell(report) {
        Ok(()) => ExitCode::from(report.verdict().exit_code()),
        Err(message) => {
            eprintln!("seawall: {message}");
            ExitCode::from(2)
        }
    }
}

impl From<InputError> for Problem {
    fn from(error: InputError) -> Self {
        Self { message: error.message, path: error.path, line: error.line, help: error.help }
    }
}

impl From<LiveError> for Problem {
    fn from(error: LiveError) -> Self {
        Self { message: error.message, help: error.help, ..Self::default() }
    }
}

impl From<ReplayError> for Problem {
    fn from(error: ReplayError) -> Self {
        Self { message: error.to_string(), help: error.help.map(Into::into), ..Self::default() }
    }
}

impl From<Mistake> for Problem {
    fn from(mistake: Mistake) -> Self {
        Self { message: mistake.message, path: mistake.path, line: mistake.line, help: mistake.help }
    }
}
