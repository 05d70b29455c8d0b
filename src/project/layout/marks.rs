//! Files that hold the way forward and the way back, told apart by comments.

use std::ops::Range;

use super::format::Part;

/// What a line says to its tool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// What follows is applied.
    Up,
    /// What follows is applied, without a transaction.
    UpWithoutTransaction,
    /// What follows takes the migration back.
    Down,
    /// The migration is applied without a transaction.
    NoTransaction,
}

/// The parts of a file that are applied: what follows a mark for up, to the next for down.
///
/// Comments before the first mark stay, since they may speak to Seawall.
pub(super) fn part(text: &str, mark: fn(&str) -> Option<Mark>) -> Part {
    let mut sent: Vec<Range<usize>> = Vec::new();
    let mut transaction = None;
    let mut state = State::Before;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let found = mark(line.trim_end());
        match found {
            Some(Mark::Up) => state = State::Up,
            Some(Mark::UpWithoutTransaction) => (state, transaction) = (State::Up, Some(false)),
            Some(Mark::Down) => state = State::Down,
            Some(Mark::NoTransaction) => transaction = Some(false),
            None => {}
        }
        let comment = line.trim_start().starts_with("--");
        if state == State::Up || state == State::Before && comment {
            extend(&mut sent, at..at + line.len());
        }
        at += line.len();
    }
    Part { sent: Some(sent), transaction, ..Part::default() }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Before,
    Up,
    Down,
}

fn extend(sent: &mut Vec<Range<usize>>, line: Range<usize>) {
    match sent.last_mut() {
        Some(last) if last.end == line.start => last.end = line.end,
        _ => sent.push(line),
    }
}

/// Whether a line of the text is a mark for up.
pub(super) fn has_up(text: &str, mark: fn(&str) -> Option<Mark>) -> bool {
    text.lines().any(|line| matches!(mark(line.trim_end()), Some(Mark::Up | Mark::UpWithoutTransaction)))
}
