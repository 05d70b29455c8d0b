//! The commit against which something in a repository is new.

use super::error::InputError;
use super::git::{Base, Repository};
use super::pending::Selector;

/// What a choice compares with.
pub(super) enum Standpoint {
    /// A commit; with `None` nothing, because there is no commit before the first.
    Since {
        /// The commit.
        base: Option<Base>,
        /// How it was chosen, for the report.
        sentence: String,
    },
    /// There is nothing to compare with.
    Nothing {
        /// Why, as the end of a sentence.
        because: &'static str,
    },
}

/// The merge base with the branch that was named, else what the repository itself tells, from the best knowledge to the least.
pub(super) fn of(repository: &Repository<'_>, selector: &Selector) -> Result<Standpoint, InputError> {
    let since =
        |base: Base, more: &str| Standpoint::Since { sentence: format!("{}{more}", told(&base)), base: Some(base) };
    if let Selector::Base(reference) = selector {
        let other = repository.resolve(reference)?;
        let head = repository.head()?.ok_or_else(no_commits)?;
        return Ok(since(repository.merge_base(&head, &other)?, ""));
    }
    let Some(head) = repository.head()? else {
        return Ok(Standpoint::Nothing { because: "the repository has no commits yet" });
    };
    let Some(branch) = repository.default_branch()? else {
        return Ok(Standpoint::Nothing { because: "there is no git remote to compare with" });
    };
    if branch.commit != head.commit || repository.is_on_another_branch(&branch) {
        return Ok(since(repository.merge_base(&head, &branch)?, ", the remote's default branch"));
    }
    let previous = repository.previous(&head)?;
    let sentence = match &previous {
        Some(previous) => {
            format!("new since the previous commit ({}), because HEAD is {}", previous.short(), branch.reference)
        }
        None => format!("new in the first commit, because HEAD is {}", branch.reference),
    };
    Ok(Standpoint::Since { base: previous, sentence })
}

fn told(base: &Base) -> String {
    format!("new against the merge base with {} ({})", base.reference, base.short())
}

pub(super) fn no_commits() -> InputError {
    InputError::new("the repository has no commits yet, so there is nothing to compare with")
        .help("commit first, or use `--last N` or `--all`")
}
