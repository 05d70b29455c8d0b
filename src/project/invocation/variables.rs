//! Variables of a shell script with literal values.

use std::collections::BTreeMap;

/// What the script set so far; `None` for what may have several values.
#[derive(Debug, Default, Clone)]
pub(super) struct Variables(BTreeMap<String, Option<String>>);

impl Variables {
    /// Notes an assignment. One in a branch may not happen: where the variable had another value, nobody knows which holds.
    pub(super) fn assign(&mut self, name: &str, value: Option<String>, in_branch: bool) {
        let doubtful = in_branch && self.0.get(name).is_some_and(|before| *before != value);
        self.0.insert(name.to_owned(), if doubtful { None } else { value });
    }

    /// The value of a variable, where it is known.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_deref()
    }

    /// Every variable that was set, with its value where it is known.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_deref()))
    }
}
