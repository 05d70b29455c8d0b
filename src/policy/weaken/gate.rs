//! What a release needs no longer.

use super::Weakening;
use crate::policy::gate::{GatePolicy, Need, Unchecked};
use crate::policy::provenance::{Provenance, Sourced};
use crate::policy::words::in_words;

/// Every way in which the head's gate is wider than the base's.
pub(super) fn weakened(base: &GatePolicy, head: &GatePolicy) -> Vec<Weakening> {
    let record =
        (head.record.value < base.record.value).then(|| Weakening::new("releases without a record", &head.record.from));
    let age = (head.record_max_age.value > base.record_max_age.value).then(|| {
        let age = in_words(head.record_max_age.value);
        Weakening::new(format!("relies on release records up to {age} old"), &head.record_max_age.from)
    });
    let large = (head.large_table.value > base.large_table.value).then(|| {
        let size = head.large_table.value.display().si();
        Weakening::new(format!("calls a table large from {size} on only"), &head.large_table.from)
    });
    let needs = base.require.iter().filter_map(|need| dropped(need, head));
    let unchecked = head.unchecked.iter().filter(|new| !knows(base, &new.value));
    let unchecked = unchecked
        .map(|new| Weakening::new(format!("lets {} of the gate stay unchecked", new.value.requirement), &new.from));
    record.into_iter().chain(age).chain(large).chain(needs).chain(unchecked).collect()
}

/// A requirement that is gone, or asks for less.
fn dropped(need: &Sourced<Need>, head: &GatePolicy) -> Option<Weakening> {
    if head.require.iter().any(|new| new.value.is_as_strict_as(&need.value)) {
        return None;
    }
    let same = head.require.iter().find(|new| new.value.requirement() == need.value.requirement());
    let from = same.map_or(&Provenance::Default, |new| &new.from);
    Some(Weakening::new(format!("the gate no longer asks for {}", need.value), from))
}

fn knows(base: &GatePolicy, new: &Unchecked) -> bool {
    base.unchecked.iter().any(|old| old.value.requirement == new.requirement)
}
