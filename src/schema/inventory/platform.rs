//! What hosting platforms put into a database by themselves.

use super::{Inventory, ObjectKey};

/// A hosting platform, and what in a database is its own.
#[derive(Debug, PartialEq, Eq)]
pub struct Platform {
    /// Its name in policies and reports.
    pub name: &'static str,
    /// Schemas that it keeps, with all that is in them.
    pub schemas: &'static [&'static str],
    /// Roles that it makes; one that ends in `*` stands for all with that beginning.
    pub roles: &'static [&'static str],
    /// Extensions that it installs by itself.
    pub extensions: &'static [&'static str],
}

/// The platforms that are known (each platform's own documents, read 2026).
pub static PLATFORMS: &[Platform] = &[
    Platform {
        name: "supabase",
        schemas: &[
            "_analytics",
            "_realtime",
            "_supavisor",
            "auth",
            "cron",
            "extensions",
            "graphql",
            "graphql_public",
            "net",
            "pgbouncer",
            "pgmq",
            "pgsodium",
            "pgsodium_masks",
            "realtime",
            "storage",
            "supabase_functions",
            "supabase_migrations",
            "vault",
        ],
        roles: &[
            "anon",
            "authenticated",
            "authenticator",
            "dashboard_user",
            "pgbouncer",
            "pgsodium_*",
            "service_role",
            "supabase_*",
        ],
        extensions: &["pg_graphql", "pg_net", "pg_stat_statements", "pgsodium", "supabase_vault"],
    },
    Platform {
        name: "neon",
        schemas: &["neon", "neon_auth", "neon_migration"],
        roles: &["cloud_admin", "neon_*", "neondb_owner"],
        extensions: &["neon", "neon_utils"],
    },
    Platform {
        name: "rds",
        schemas: &["rdsadmin"],
        roles: &["rds_*", "rdsadmin", "rdsproxyadmin", "rdsrepladmin"],
        extensions: &["rds_tools"],
    },
];

impl Platform {
    /// A platform by its name.
    #[must_use]
    pub fn by_name(name: &str) -> Option<&'static Self> {
        PLATFORMS.iter().find(|platform| platform.name == name)
    }

    /// Whether an object is the platform's own.
    #[must_use]
    pub fn owns(&self, key: &ObjectKey) -> bool {
        use super::ObjectKind::{DefaultPrivilege, Extension, Role, Schema};
        let schema = if key.kind == Schema { Some(&key.name) } else { key.schema.as_ref() };
        schema.is_some_and(|schema| self.schemas.contains(&&**schema))
            || key.kind == Extension && self.extensions.contains(&&*key.name)
            || matches!(key.kind, Role | DefaultPrivilege) && self.roles.iter().any(|role| names(role, &key.name))
    }
}

fn names(pattern: &str, role: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == role, |beginning| role.starts_with(beginning))
}

impl Inventory {
    /// Leaves out what is a platform's own.
    pub fn leave_out_platform(&mut self, platform: &Platform) {
        self.retain(|key, _| !platform.owns(key));
    }

    /// Leaves out a table with all that goes with it: the history table of the migration tool.
    pub fn leave_out_table(&mut self, schema: &str, name: &str) {
        self.retain(|key, entry| {
            let itself = key.schema.as_deref() == Some(schema) && &*key.name == name;
            let with_it = entry.parent.as_ref().is_some_and(|(of, table)| &**of == schema && &**table == name);
            !itself && !with_it
        });
    }

    /// Leaves out a schema that a migration tool made for its history alone, where nothing else lies in it.
    pub fn leave_out_empty_schema(&mut self, schema: &str) {
        let holds_more = self.objects.keys().any(|key| key.schema.as_deref() == Some(schema));
        if !holds_more {
            self.retain(|key, _| key.kind != super::ObjectKind::Schema || &*key.name != schema);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Entry, ObjectKind};
    use super::*;

    fn key(kind: ObjectKind, schema: Option<&str>, name: &str) -> ObjectKey {
        ObjectKey { schema: schema.map(Into::into), name: name.into(), kind, part: None }
    }

    #[test]
    fn a_platform_owns_its_schemas_roles_and_extensions_only() {
        let supabase = Platform::by_name("supabase").unwrap();
        for (kind, schema, name, owned) in [
            (ObjectKind::Schema, None, "auth", true),
            (ObjectKind::Table, Some("auth"), "users", true),
            (ObjectKind::Table, Some("public"), "auth", false),
            (ObjectKind::Role, None, "supabase_admin", true),
            (ObjectKind::Role, None, "app", false),
            (ObjectKind::Extension, None, "pgsodium", true),
            (ObjectKind::Extension, None, "citext", false),
        ] {
            assert_eq!(supabase.owns(&key(kind, schema, name)), owned, "{kind:?} {schema:?} {name}");
        }
    }

    #[test]
    fn a_history_table_goes_with_its_parts() {
        let mut inventory = Inventory::default();
        let parent = Some(("public".into(), "_prisma_migrations".into()));
        let index = Entry { parent, ..Entry::default() };
        inventory.objects.insert(key(ObjectKind::Table, Some("public"), "_prisma_migrations"), Entry::default());
        inventory.objects.insert(key(ObjectKind::Index, Some("public"), "an_index"), index);
        inventory.objects.insert(key(ObjectKind::Table, Some("app"), "_prisma_migrations"), Entry::default());
        inventory.leave_out_table("public", "_prisma_migrations");
        assert_eq!(inventory.objects.len(), 1);
    }
}
