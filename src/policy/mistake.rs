//! What is wrong with a policy file, told all at once.

/// One mistake in a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub message: String,
    /// File, as shown to the user; `None` for a command-line flag.
    pub path: Option<String>,
    /// Line in it, from 1.
    pub line: Option<usize>,
    /// What to do.
    pub help: Option<String>,
}

impl Mistake {
    /// A mistake that lies in no file.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), path: None, line: None, help: None }
    }

    /// A name that nothing has.
    pub(super) fn unknown<'a>(kind: &str, name: &str, known: impl Iterator<Item = &'a str>) -> Self {
        let mistake = Self::new(format!("there is no {kind} `{name}`"));
        match nearest(name, known) {
            Some(near) => mistake.help(format!("did you mean `{near}`?")),
            None => mistake,
        }
    }

    /// Says where.
    pub(super) fn at(self, path: &str, line: Option<usize>) -> Self {
        Self { path: Some(path.to_owned()), line, ..self }
    }

    /// Says what to do.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }
}

/// The candidate that was probably meant, if any is near enough.
#[must_use]
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wrong = name.to_lowercase();
    let distance = |candidate: &str| strsim::damerau_levenshtein(&wrong, &candidate.to_lowercase());
    let limit = (name.chars().count() / 3).max(2);
    candidates
        .into_iter()
        .map(|candidate| (distance(candidate), candidate))
        .filter(|&(far, _)| far <= limit)
        .min_by_key(|&(far, _)| far)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_was_probably_meant() {
        let known = ["drop-table", "drop-column", "lock"];
        assert_eq!(nearest("Drop-Tabel", known), Some("drop-table"));
        assert_eq!(nearest("lokc", known), Some("lock"));
        assert_eq!(nearest("truncate", known), None);
    }
}
