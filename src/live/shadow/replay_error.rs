//! Why a script did not go through.

use std::fmt;

use super::script::Reading;

/// The statement at which a replay stopped.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReplayError {
    /// The name by which its tool knows the script.
    pub script: Box<str>,
    /// Its file, as shown to the user.
    pub path: Box<str>,
    /// The line, from 1; `None` where the server named no place and the script is more than one statement.
    pub line: Option<usize>,
    /// The statement in the script, from 1.
    pub statement: Option<usize>,
    /// The five characters of the manual's appendix A; `None` where the statement did not reach the server.
    pub sqlstate: Option<Box<str>>,
    /// The server's message, or Seawall's.
    pub message: Box<str>,
    /// What to do.
    pub help: Option<Box<str>>,
}

impl fmt::Display for ReplayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        write!(f, "{}{line}: {}", self.path, self.message)
    }
}

impl ReplayError {
    /// An error that has no place in the script yet.
    pub(super) fn new(reading: &Reading<'_>, message: impl Into<Box<str>>) -> Self {
        Self {
            script: reading.script.name.into(),
            path: reading.script.path.into(),
            line: None,
            statement: None,
            sqlstate: None,
            message: message.into(),
            help: None,
        }
    }

    /// The same, in the statement that begins or contains this byte of the script.
    pub(super) fn at(self, reading: &Reading<'_>, byte: usize) -> Self {
        Self { line: Some(reading.line(byte)), statement: Some(reading.statement(byte)), ..self }
    }

    /// The same, with a remedy.
    pub(super) fn help(self, help: impl Into<Box<str>>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}
