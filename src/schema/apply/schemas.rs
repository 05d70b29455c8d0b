//! Schemas and extensions.

use crate::schema::catalog::{Catalog, Extension, Type, TypeKind};
use crate::sql::{Ident, ObjectName};
use std::sync::Arc;

impl Catalog {
    pub(super) fn create_schema(&mut self, name: &Ident) {
        if !self.schemas.contains_key(name) {
            self.schemas.insert(name.clone(), Some(self.now));
        }
    }

    /// Drops a schema with all that lies in it, and what depends on that elsewhere.
    pub(in crate::schema) fn remove_schema(&mut self, name: &Ident) {
        for at in self.relations_where(|relation| relation.name.schema == *name) {
            self.drop_relation(&at, true);
        }
        for at in self.types_in(name) {
            self.drop_type_at(&at, true);
        }
        let functions: Vec<ObjectName> = self.functions.keys().filter(|at| at.schema == *name).cloned().collect();
        for at in functions {
            self.functions.remove(&at);
        }
        let extensions = self.extensions.iter().filter(|(_, held)| held.schema.as_ref() == Some(name));
        let extensions: Vec<Ident> = extensions.map(|(extension, _)| extension.clone()).collect();
        for extension in extensions {
            self.extensions.remove(&extension);
        }
        self.schemas.remove(name);
    }

    fn types_in(&self, schema: &Ident) -> Vec<ObjectName> {
        self.types.keys().filter(|at| at.schema == *schema).cloned().collect()
    }

    pub(super) fn rename_schema(&mut self, from: &Ident, to: &Ident) {
        let Some(born) = self.schemas.remove(from) else { return };
        self.schemas.insert(to.clone(), born);
        let target = |at: &ObjectName| ObjectName { schema: to.clone(), name: at.name.clone() };
        for at in self.relations_where(|relation| relation.name.schema == *from) {
            self.readdress(&at, &target(&at));
        }
        for at in self.types_in(from) {
            self.readdress_type(&at, &target(&at));
        }
        let functions: Vec<ObjectName> = self.functions.keys().filter(|at| at.schema == *from).cloned().collect();
        for at in functions {
            if let Some(overloads) = self.functions.remove(&at) {
                self.functions.insert(target(&at), overloads);
            }
        }
    }

    /// Installs an extension; the types that it is known to bring can then be dropped with it.
    pub(super) fn create_extension(&mut self, name: &Ident, schema: Option<&Ident>) {
        if self.extensions.contains_key(name) {
            return;
        }
        let schema = schema.cloned().unwrap_or_else(|| self.creation_schema());
        for brought in extension_types(name.as_str()) {
            let at = ObjectName { schema: schema.clone(), name: Ident::from(*brought) };
            self.types.insert(at.clone(), Arc::new(Type { name: at, kind: TypeKind::Other, born: self.now }));
        }
        self.extensions.insert(name.clone(), Extension { schema: Some(schema), born: self.now });
    }

    pub(super) fn drop_extension(&mut self, name: &Ident, cascade: bool) {
        let Some(Extension { schema: Some(schema), .. }) = self.extensions.remove(name) else { return };
        for brought in extension_types(name.as_str()) {
            self.drop_type_at(&ObjectName { schema: schema.clone(), name: Ident::from(*brought) }, cascade);
        }
    }

    pub(super) fn move_extension(&mut self, name: &Ident, to: &Ident) {
        let Some(extension) = self.extensions.get_mut(name) else { return };
        let Some(from) = extension.schema.replace(to.clone()) else { return };
        for brought in extension_types(name.as_str()) {
            let at = |schema: &Ident| ObjectName { schema: schema.clone(), name: Ident::from(*brought) };
            self.readdress_type(&at(&from), &at(to));
        }
    }
}

/// Types that columns are made of, by the extension that brings them.
fn extension_types(extension: &str) -> &'static [&'static str] {
    match extension {
        "citext" => &["citext"],
        "hstore" => &["hstore"],
        "vector" => &["vector", "halfvec", "sparsevec"],
        "postgis" => &["geometry", "geography", "box2d", "box3d"],
        "postgis_raster" => &["raster"],
        "postgis_topology" => &["topogeometry"],
        "ltree" => &["ltree", "lquery", "ltxtquery"],
        "cube" => &["cube"],
        "seg" => &["seg"],
        "isn" => &["ean13", "isbn13", "ismn13", "issn13", "isbn", "ismn", "issn", "upc"],
        "intarray" => &["query_int"],
        "pg_trgm" => &["gtrgm"],
        "semver" => &["semver"],
        _ => &[],
    }
}
