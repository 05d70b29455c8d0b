//! What a live database has otherwise than its migration files say. The comparison raises them, one rule for each weight.

mod accepted;
mod attribute;
mod object;

use super::Rule;
use crate::schema::Weight;

pub(crate) use accepted::VANISHED;
pub(crate) use object::{MISSING, UNEXPECTED};

pub(super) const RULES: &[&Rule] = &[
    &object::MISSING,
    &object::UNEXPECTED,
    &attribute::STRUCTURE,
    &attribute::ACCESS,
    &attribute::SETTING,
    &attribute::COSMETIC,
    &attribute::STATE,
    &accepted::VANISHED,
];

/// The rule for a difference in an attribute of this weight.
pub(crate) const fn of_weight(weight: Weight) -> &'static Rule {
    match weight {
        Weight::Structure => &attribute::STRUCTURE,
        Weight::Access => &attribute::ACCESS,
        Weight::Setting => &attribute::SETTING,
        Weight::Cosmetic => &attribute::COSMETIC,
        Weight::State => &attribute::STATE,
    }
}
