//! The variables and files around a command.

use std::collections::BTreeMap;

/// The variables of a `.env` file; `None` where there is none, and why where it cannot be read.
pub type EnvFile = Result<Option<BTreeMap<String, String>>, String>;

/// The variables and files around a command. Values may be credentials: nothing here is printed.
pub struct Surroundings<'a> {
    /// Variables of the process.
    pub process: BTreeMap<String, String>,
    /// Reads a text file relative to the working directory; `None` where there is none.
    pub read: &'a dyn Fn(&str) -> Option<String>,
    /// Reads the variables of a `.env` file.
    pub env_file: &'a dyn Fn(&str) -> EnvFile,
    /// What standard input holds, where that is known: whether it is a terminal.
    pub terminal: bool,
}

impl Surroundings<'_> {
    /// A variable of the process; one that is empty is none.
    #[must_use]
    pub fn variable(&self, name: &str) -> Option<String> {
        self.process.get(name).filter(|value| !value.is_empty()).cloned()
    }
}
