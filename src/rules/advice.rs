//! The safe way depends on how the runner sends a file: what to say for each.

use super::step::Judged;
use crate::project::Sending;

/// Where a statement that cannot run in a transaction block must stand.
pub(crate) const fn outside_transaction(judged: &Judged<'_>) -> &'static str {
    match judged.sending {
        Sending::OneQuery => {
            "in a migration of its own, with nothing else in the file (this runner sends a file as one transaction)"
        }
        Sending::PerStatement => "outside BEGIN … COMMIT (this runner commits each statement by itself)",
    }
}

/// How to keep two statements out of one transaction.
pub(crate) const fn apart(judged: &Judged<'_>) -> &'static str {
    match judged.sending {
        Sending::OneQuery => "move the second into the next migration: this runner sends a file as one transaction",
        Sending::PerStatement => "keep both outside BEGIN … COMMIT: this runner commits each statement by itself",
    }
}

/// SQL in two transactions: the second part runs without the strong lock that the first one took.
pub(crate) fn in_two(judged: &Judged<'_>, first: &str, second: &str) -> String {
    match judged.sending {
        Sending::OneQuery => {
            format!(
                "{first}\nand in the next migration, because this runner sends a file as one transaction:\n{second}"
            )
        }
        Sending::PerStatement => {
            format!("{first}\n{second}\nBoth can stand in one file: this runner commits each statement by itself.")
        }
    }
}
