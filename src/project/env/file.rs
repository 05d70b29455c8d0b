//! One `.env` file.

use std::collections::BTreeMap;
use std::path::Path;

use crate::project::error::InputError;
use crate::project::text::{Unread, decode, read_file};

/// One `.env` file that was read.
pub(super) struct EnvFile {
    /// Its path as shown to the user.
    pub(super) shown: String,
    values: BTreeMap<String, String>,
    /// Lines, from 1, that set a variable, where some line of the file cannot be read.
    doubtful: BTreeMap<String, usize>,
}

impl EnvFile {
    /// Reads the file; `None` where there is none.
    ///
    /// # Errors
    /// It is there and is no text that can be read.
    pub(super) fn read(path: &Path, shown: &str) -> Result<Option<Self>, InputError> {
        match read_file(path, shown) {
            Ok(bytes) => Ok(Some(Self::parse(&decode(bytes, shown)?, shown))),
            Err(Unread::Missing) => Ok(None),
            Err(Unread::Failed(error)) => Err(error),
        }
    }

    fn parse(text: &str, shown: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut values = BTreeMap::new();
        let mut broken = false;
        for item in dotenvy::from_read_iter(text.as_bytes()) {
            match item {
                // The last one counts, as with Node's dotenv.
                Ok((name, value)) => drop(values.insert(name, value)),
                Err(_) => broken = true,
            }
        }
        let doubtful = if broken {
            set_in(text).filter(|(name, _)| !values.contains_key(name)).collect()
        } else {
            BTreeMap::new()
        };
        Self { shown: shown.to_owned(), values, doubtful }
    }

    /// The value of a variable; an empty one is none.
    ///
    /// # Errors
    /// The file sets it on a line that cannot be read.
    pub(super) fn get(&self, name: &str) -> Result<Option<&str>, InputError> {
        if let Some(line) = self.doubtful.get(name) {
            return Err(InputError::new(format!("the value of {name} cannot be read"))
                .at(&self.shown)
                .on_line(*line)
                .help("put the value in single quotes, and look for a quote without an end on the lines before it"));
        }
        Ok(self.values.get(name).map(String::as_str).filter(|value| !value.is_empty()))
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.values.keys().map(String::as_str)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.values.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// Names that lines of the text look like setting, with those lines.
fn set_in(text: &str) -> impl Iterator<Item = (String, usize)> {
    text.lines().enumerate().filter_map(|(at, line)| {
        let line = line.trim_start();
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, _) = line.split_once('=')?;
        Some((name.trim().to_owned(), at + 1))
    })
}
