//! One change as a finding.

use super::DriftInput;
use crate::rules::drift::{MISSING, UNEXPECTED, of_weight};
use crate::rules::{Finding, Object, Rule};
use crate::schema::{Change, ChangeKind, ObjectKind, Weight, repair};

/// What is to be said of a change, at its rule's own level.
pub(super) fn of(change: Change, input: &DriftInput<'_>) -> Finding {
    Finding {
        help: repair(std::slice::from_ref(&change), input.expected, input.actual),
        environment: Some(input.environment.into()),
        objects: vec![Object::from(&change.object)],
        ..Finding::of(rule(&change), message(&change))
    }
    .with_change(change)
}

/// The rule by what differs. Some objects are nothing but a grant or a setting: their being there is what differs.
fn rule(change: &Change) -> &'static Rule {
    match (change.attribute, change.object.kind, change.kind) {
        (Some(attribute), ..) => of_weight(attribute.weight),
        (None, ObjectKind::DefaultPrivilege | ObjectKind::UserMapping, _) => of_weight(Weight::Access),
        (None, ObjectKind::Database | ObjectKind::Role, _) => of_weight(Weight::Setting),
        (None, _, ChangeKind::Missing) => &MISSING,
        (None, _, _) => &UNEXPECTED,
    }
}

fn message(change: &Change) -> String {
    let object = &change.object;
    match (change.kind, change.attribute) {
        (ChangeKind::Missing, _) => format!("{object} is missing"),
        (ChangeKind::Unexpected, _) => format!("{object} is there, and nothing in the expected schema makes it"),
        (ChangeKind::Changed, Some(attribute)) => {
            let verb = if attribute.name.ends_with('s') { "differ" } else { "differs" };
            format!("{object}: {} {verb}", attribute.name.replace('-', " "))
        }
        (ChangeKind::Changed, None) => format!("{object} differs"),
    }
}
