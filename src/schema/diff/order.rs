//! The order of columns: the fewest moves that make one order of the other.

use super::{Change, ChangeKind};
use crate::schema::inventory::{Attribute, Entry, ObjectKey};

/// The columns that both sides have of the relation at hand.
#[derive(Default)]
pub(super) struct Order<'a> {
    columns: Vec<Placed<'a>>,
}

/// A column, and its place on either side from 1.
struct Placed<'a> {
    key: &'a ObjectKey,
    expected: usize,
    actual: usize,
}

impl<'a> Order<'a> {
    /// Takes a column that both sides have. The columns of a relation come one after the other.
    pub(super) fn pair(&mut self, key: &'a ObjectKey, expected: &Entry, actual: &Entry, changes: &mut Vec<Change>) {
        if self.columns.last().is_some_and(|last| last.key.schema != key.schema || last.key.name != key.name) {
            self.finish(changes);
        }
        if let (Some(expected), Some(actual)) = (place(expected), place(actual)) {
            self.columns.push(Placed { key, expected, actual });
        }
    }

    /// Tells the moves of the relation at hand. Columns that only one side has move no other.
    pub(super) fn finish(&mut self, changes: &mut Vec<Change>) {
        self.columns.sort_by_key(|column| column.expected);
        let stays = longest_rising(&self.columns.iter().map(|column| column.actual).collect::<Vec<_>>());
        for (column, stays) in self.columns.drain(..).zip(stays) {
            if !stays {
                changes.push(Change {
                    object: column.key.clone(),
                    kind: ChangeKind::Changed,
                    attribute: Attribute::by_name("position"),
                    expected: Some(column.expected.to_string()),
                    actual: Some(column.actual.to_string()),
                });
            }
        }
    }
}

fn place(column: &Entry) -> Option<usize> {
    column.get("position")?.parse().ok()
}

/// Which numbers belong to a longest rising subsequence.
fn longest_rising(numbers: &[usize]) -> Vec<bool> {
    // For each length, the place of the smallest number that ends a rising run of that length.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let length = ends.partition_point(|end| numbers[*end] < *number);
        before.push(length.checked_sub(1).map(|shorter| ends[shorter]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut rising = vec![false; numbers.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        rising[at] = true;
        next = before[at];
    }
    rising
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fewest_move() {
        for (numbers, stays) in [
            (&[1, 2, 3][..], &[true, true, true][..]),
            (&[4, 2, 3], &[false, true, true]),
            (&[1, 4, 2, 3], &[true, false, true, true]),
            (&[3, 2, 1], &[false, false, true]),
            (&[], &[]),
        ] {
            assert_eq!(longest_rising(numbers), stays, "{numbers:?}");
        }
    }
}
