//! Settings of the session that change what names mean.

use std::sync::Arc;

use crate::schema::catalog::{Catalog, SessionSettings};
use crate::sql::{Ident, Operation, SetParameter};

impl Catalog {
    /// Replays operations on schemas, extensions and settings; false where it is something else.
    pub(super) fn apply_to_session(&mut self, operation: &Operation) -> bool {
        match operation {
            Operation::CreateSchema { name, .. } => self.create_schema(name),
            Operation::CreateExtension { name, schema, .. } => self.create_extension(name, schema.as_ref()),
            Operation::Set(parameter) => self.set_parameter(parameter),
            Operation::DiscardAll => self.reset_session(),
            _ => return false,
        }
        true
    }

    fn set_parameter(&mut self, parameter: &SetParameter) {
        match &*parameter.name {
            "search_path" => self.search_path = self.search_path_of(&parameter.values),
            "timezone" => self.session_time_zone = parameter.values.first().map(|zone| Arc::from(&**zone)),
            _ => return,
        }
        match &*parameter.name {
            _ if parameter.local => {}
            "search_path" => self.session_settings.search_path = self.search_path.clone(),
            _ => self.session_settings.time_zone.clone_from(&self.session_time_zone),
        }
    }

    fn search_path_of(&self, values: &[Box<str>]) -> Arc<[Ident]> {
        if values.is_empty() {
            return self.default_search_path.clone();
        }
        let schemas = values.iter().filter(|value| !value.is_empty() && &***value != "$user");
        schemas.map(|value| Ident::from(&**value)).collect()
    }

    /// Forgets all settings, as the end of the session does.
    pub fn reset_session(&mut self) {
        let search_path = self.default_search_path.clone();
        self.session_settings = SessionSettings { search_path, time_zone: None };
        self.reset_local_settings();
    }

    /// Brings back what the session had before `SET LOCAL`, as the end of a transaction does.
    pub fn reset_local_settings(&mut self) {
        self.search_path = self.session_settings.search_path.clone();
        self.session_time_zone.clone_from(&self.session_settings.time_zone);
    }
}
