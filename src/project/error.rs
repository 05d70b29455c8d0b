//! Input that cannot be read as what it should be.

/// Why the input could not be checked, where that is, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", path.as_deref().map(|path| format!("{path}: ")).unwrap_or_default())]
pub struct InputError {
    /// What is wrong, as a sentence without a full stop.
    pub message: String,
    /// The file or folder, as shown to the user.
    pub path: Option<String>,
    /// The line in it, from 1.
    pub line: Option<usize>,
    /// What to do.
    pub help: Option<String>,
    /// Nothing is wrong with the input: there is none.
    pub absent: bool,
}

impl InputError {
    /// Something wrong that has no place yet.
    #[must_use]
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: None, line: None, help: None, absent: false }
    }

    /// The same, where nothing is wrong but that there is nothing.
    #[must_use]
    pub fn absent(self) -> Self {
        Self { absent: true, ..self }
    }

    /// The same, in this file or folder.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// The same, on this line (from 1).
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Self {
        self.line = Some(line);
        self
    }

    /// The same, with a remedy.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
