//! Files that could not be read.

use crate::project::{Missed, Unread};
use crate::rules::{Finding, Level, UNREADABLE_FILE};

/// What could not be read, and how much that hides.
pub(super) fn finding(unread: &Unread) -> Finding {
    let (level, help) = match unread.missed {
        Missed::All => (Level::Block, "make it readable, or exempt it by its path with the reason"),
        Missed::RunsNowhere => (Level::Warn, "repair it: its own tool cannot read it either"),
        Missed::Part => (Level::Info, "its words were looked at as if they were one command"),
    };
    let path = unread.source.path().to_owned();
    let message = format!("{path} {}", unread.message);
    let found = super::finding(&UNREADABLE_FILE, message, &unread.source, unread.span, level);
    let location = found.location.filter(|_| !unread.source.text().is_empty());
    Finding { help: Some(help.to_owned()), location, path: Some(path), ..found }
}
