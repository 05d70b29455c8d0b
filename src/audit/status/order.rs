//! The order in which migrations are applied.

use std::collections::HashMap;

use crate::project::{History, Layout};

/// Where a migration stands in the order.
pub(super) type Place<'a> = (usize, &'a str);

/// The order in which a tool applies migrations: by name with Prisma, by their places in the repository with others.
pub(super) struct Order<'a> {
    places: HashMap<&'a str, usize>,
    by_name: bool,
}

impl<'a> Order<'a> {
    pub(super) fn of(history: &'a History) -> Self {
        // What runs again has no place of its own.
        let once = history.migrations.iter().enumerate().filter(|(_, migration)| !migration.repeatable);
        let places = once.map(|(at, migration)| (&*migration.name, at)).collect();
        Self { places, by_name: history.layout == Layout::Prisma }
    }

    /// The place of a migration that runs once; what the repository lacks has one only where names tell it.
    pub(super) fn of_name<'b>(&self, name: &'b str) -> Option<Place<'b>> {
        if self.by_name { Some((0, name)) } else { self.places.get(name).map(|at| (*at, name)) }
    }
}
